"""Generators and channels by their jumps in the eigenbasis of σ, and what balance makes of them there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.generators.framing import LARGEST_MATRIX
from detbal.generators.imposing.kms_form import loss_of, reversed_jumps, tilted, untilted
from detbal.generators.imposing.twirl import frequencies, twirled_jumps
from detbal.generators.lindblad_form import canonical, choi_matrix
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
from detbal.numerics.kronecker import kronecker_halves, kronecker_norm
from detbal.pairs import ROUNDING, FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Jumps:
    """A generator Σ V ρ V† - G ρ - ρ G† in the eigenbasis of σ; a channel if G is None.

    Attributes
    ----------
    jumps : (m, n, n) complex array
    G : (n, n) complex array or None
        Without what is a Hamiltonian that commutes with σ.
    log_p : (n,) float array
    """

    jumps: ComplexArray
    G: ComplexArray | None
    log_p: FloatArray

    def factors(self) -> tuple[ComplexArray, ComplexArray]:
        """Return A and B of M = Σ A ⊗ conj(B), in the form where balance is symmetry."""
        W = tilted(self.jumps, self.log_p)
        if self.G is None:
            return W, W
        G, one = tilted(self.G, self.log_p), np.eye(len(self.log_p), dtype=np.complex128)
        return np.stack([*W, -G, -one]), np.stack([*W, one, G])

    def matrix(self) -> ComplexArray:
        """Return M, shape (n², n²), rows stacked."""
        return choi_matrix(_choi(*self.factors()))

    def twirled(self, state: State) -> Jumps:
        """Return what commutes with the modular group of σ."""
        number = frequencies(state)
        G = None if self.G is None else np.where(number == 0, self.G, 0.0)
        return replace(self, jumps=twirled_jumps(self.jumps, number), G=G)

    def symmetrised(self) -> Jumps:
        """Return what has the jumps of the generator and its reverse: (M + M†)/2 if, and only if, σ is stationary."""
        both = np.concatenate([self.jumps, reversed_jumps(self.jumps, self.log_p)]) * np.sqrt(0.5)
        return self.with_balanced(both)

    def misses(self, other: Jumps) -> float:
        """Return ‖(M + M†)/2 - M'‖/‖M‖."""
        (a, b), (c, d) = self.factors(), other.factors()
        mirror = a.conj().transpose(0, 2, 1), b.conj().transpose(0, 2, 1)
        factors = np.concatenate([np.full(2 * len(a), 0.5), -np.ones(len(c))])
        found = kronecker_norm(np.concatenate([a, mirror[0], c]), np.concatenate([b, mirror[1], d]), factors)
        return found / (kronecker_norm(a, b) or 1.0)

    def trace_defect(self) -> float:
        """Return ‖1 - Σ V†V‖, for a channel."""
        R = loss_of(self.jumps)
        return float(np.linalg.norm(R - np.eye(len(R))))

    def with_balanced(self, jumps: ComplexArray) -> Jumps:
        """Return the one generator at balance that has these jumps, which are balanced as a set."""
        if self.G is None:
            return replace(self, jumps=jumps)
        R = loss_of(jumps)
        # R/2 + iH with the coherent correction for H is R/(1 + e^(βν/2)); added up it would cancel for large βν
        half = (self.log_p[None, :] - self.log_p[:, None]) / 2.0
        return replace(self, jumps=jumps, G=R * np.exp(-np.logaddexp(0.0, half)))

    def traceless(self) -> Jumps:
        """Return the same generator with traceless jumps, V → V - c; G takes what is left."""
        n = len(self.log_p)
        c = np.trace(self.jumps, axis1=1, axis2=2) / n
        moved = np.einsum("a,aij->ij", c.conj(), self.jumps) - np.eye(n) * float((np.abs(c) ** 2).sum()) / 2.0
        jumps = self.jumps - c[:, None, None] * np.eye(n)
        return replace(self, jumps=jumps, G=None if self.G is None else self.G - moved)

    def asymmetry_of_jumps(self) -> float:
        """Return ‖Φ - Φ†‖/2‖Φ‖ for the part Σ W ⊗ conj(W) of M: 0 if the jumps are balanced as a set."""
        W = tilted(self.jumps, self.log_p)
        mirror = W.conj().transpose(0, 2, 1)
        whole, _, antisymmetric = kronecker_halves(W, W, mirror, mirror)
        return antisymmetric / (whole or 1.0)

    def distance(self, other: Jumps) -> float:
        """Return ‖M - M'‖/‖M‖."""
        (a, b), (c, d) = self.factors(), other.factors()
        size = kronecker_norm(a, b) or 1.0
        n = len(self.log_p)
        if len(c) > n * n // 2 and n <= LARGEST_MATRIX:
            return float(np.linalg.norm(_choi(a, b) - _choi(c, d))) / size
        signs = np.concatenate([np.ones(len(a)), -np.ones(len(c))])
        return kronecker_norm(np.concatenate([a, c]), np.concatenate([b, d]), signs) / size


def from_choi(choi: ComplexArray, log_p: FloatArray) -> Jumps:
    """Return the balanced generator whose jumps have this Choi matrix on traceless operators, in the form M.

    Rates within round-off, of either sign, are left out.

    Examples
    --------
    >>> from_choi(np.diag([0.0, 1.0, 1.0, 0.0]).astype(complex), np.log([0.8, 0.2])).G.real.round(12)
    array([[0.25, 0.  ],
           [0.  , 1.  ]])
    """
    rates, operators = canonical(choi)
    seen = rates > ROUNDING * float(np.linalg.norm(choi))
    W = np.sqrt(rates[seen])[:, None, None] * operators[seen]
    empty = Jumps(W, np.zeros((len(log_p),) * 2, dtype=np.complex128), log_p)
    return empty.with_balanced(untilted(W, log_p))


def _choi(left: ComplexArray, right: ComplexArray) -> ComplexArray:
    """Return Σ vec(A) vec(B)†, shape (n², n²); sparse products where there are very many terms."""
    r = len(left)
    a, b = left.reshape(r, -1).T, right.reshape(r, -1).conj()
    if r <= len(a) // 2:
        return np.asarray(a @ b)
    from scipy.sparse import csr_array

    product: Any = csr_array(a) @ csr_array(b)
    return np.asarray(product.toarray())
