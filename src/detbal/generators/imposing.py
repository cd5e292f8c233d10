"""The nearest generators at detailed balance, in the eigenbasis of σ: by their jumps, or by their matrix."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.dykstra import nearest_balanced
from detbal.generators.framing import LARGEST_MATRIX
from detbal.generators.kms_form import correction, reversed_jumps, tilted, untilted
from detbal.generators.lindblad_form import canonical, choi_matrix, traceless
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
from detbal.generators.twirl import frequencies, twirled_jumps, twirled_matrix
from detbal.numerics.kronecker import kronecker_halves, kronecker_norm
from detbal.pairs import ROUNDING, FloatArray

#: σ counts as stationary, jumps as balanced, and a generator as completely positive up to this part of its norm.
NEGLIGIBLE = 1e-9


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
        n = len(self.log_p)
        return _back(_choi(*self.factors()), n)

    def twirled(self, state: State) -> Jumps:
        """Return what commutes with the modular group of σ."""
        number = frequencies(state)
        G = None if self.G is None else np.where(number == 0, self.G, 0.0)
        return replace(self, jumps=twirled_jumps(self.jumps, number), G=G)

    def off_stationary(self) -> float:
        """Return how far σ is from stationary: ‖M v‖/‖M‖ with v = vec(σ^½), |v| = 1."""
        left, right = self.factors()
        root = np.exp(self.log_p / 2.0)
        change = np.einsum("aik,k,ajk->ij", left, root, right.conj(), optimize=True)
        if self.G is None:
            change = change - np.diag(root)
        return float(np.linalg.norm(change)) / (kronecker_norm(left, right) or 1.0)

    def symmetrised(self) -> Jumps:
        """Return the mean of the generator and its reverse, (M + M†)/2, if σ is stationary."""
        both = np.concatenate([self.jumps, reversed_jumps(self.jumps, self.log_p)]) * np.sqrt(0.5)
        return self.with_balanced(both)

    def with_balanced(self, jumps: ComplexArray) -> Jumps:
        """Return the one generator at balance that has these jumps, which are balanced as a set."""
        if self.G is None:
            return replace(self, jumps=jumps)
        H = correction(jumps, self.log_p)
        lost = np.tensordot(jumps.conj(), jumps, axes=([0, 1], [0, 1])) / 2.0
        return replace(self, jumps=jumps, G=lost + 1j * H)

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


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The nearest generator in the eigenbasis of σ, and how it was found (a sentence)."""

    jumps: Jumps
    told: str


def nearest_to_jumps(given: Jumps, stationary: bool) -> Found:
    """Find the nearest balanced generator: in closed form if σ is stationary, else by iteration.

    Parameters
    ----------
    given
    stationary
        Whether σ is stationary by definition, and misses it by round-off alone.

    Examples
    --------
    >>> fall = np.array([[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]], dtype=complex)
    >>> G = np.diag([0.125, 0.5]).astype(complex)
    >>> found = nearest_to_jumps(Jumps(fall, G, np.log([0.8, 0.2])), False)
    >>> bool(found.jumps.asymmetry_of_jumps() < 1e-15)
    True
    """
    off = given.off_stationary()
    if stationary or off <= NEGLIGIBLE:
        return Found(given.symmetrised(), f"σ is stationary to {off:.1g} of ‖M‖: (M + M†)/2, in closed form")
    if given.G is None:
        raise InputError(
            explain(
                f"the channel changes the state by {off:.3g} of its norm",
                why="the mean of a channel and its reverse preserves traces only if the state is stationary",
                fix="give its own stationary state, by leaving temperature and state out",
            )
        )
    return _projected(given.matrix() if len(given.log_p) <= LARGEST_MATRIX else None, given.log_p, f"‖Mv‖ = {off:.2g} ‖M‖")


def nearest_to_matrix(M: ComplexArray, log_p: FloatArray, stationary: bool) -> Found:
    """Do the same for a generator given as a matrix, which need not be completely positive.

    Parameters
    ----------
    M : (n², n²)
        σ^-¼ K(σ^¼ · σ^¼) σ^-¼ in the eigenbasis of σ, rows stacked.
    log_p : (n,)
    stationary

    Examples
    --------
    >>> p = np.array([0.8, 0.2])
    >>> M = np.diag([-0.2, -1.0, -1.0, -0.8]).astype(complex)
    >>> M[0, 3] = M[3, 0] = 0.4
    >>> nearest_to_matrix(M, np.log(p), False).told
    'σ is stationary to ...e-1... of ‖M‖: (M + M†)/2, in closed form'
    """
    half = (M + M.conj().T) / 2.0
    n, size = len(log_p), float(np.linalg.norm(M)) or 1.0
    off = float(np.linalg.norm(half @ np.diag(np.exp(log_p / 2.0)).ravel())) / size
    choi = traceless(choi_matrix(half.reshape(n, n, n, n)))
    rates, _ = canonical(choi)
    lowest = float(rates[-1]) / size if len(rates) else 0.0
    if (stationary or off <= NEGLIGIBLE) and lowest >= -NEGLIGIBLE:
        return Found(from_choi(choi, log_p), f"σ is stationary to {off:.1g} of ‖M‖: (M + M†)/2, in closed form")
    told = f"‖Mv‖ = {off:.2g} ‖M‖" if lowest >= -NEGLIGIBLE else f"the symmetric half has the rate {lowest:.2g} ‖M‖"
    return _projected(M, log_p, told)


def _projected(M: ComplexArray | None, log_p: FloatArray, why: str) -> Found:
    found = nearest_balanced(np.zeros((1, 1)) if M is None else M, log_p)
    assert M is not None
    n, size = len(log_p), float(np.linalg.norm(M)) or 1.0
    Phi = _back(found.choi, n)
    exact = from_choi(choi_matrix(((Phi + Phi.conj().T) / 2.0).reshape(n, n, n, n)), log_p)
    odd = float(np.linalg.norm(M - M.conj().T)) / 2.0
    bound = float(np.hypot(found.at_least, odd)) / size
    told = f"{why}: Dykstra's projections, {found.sweeps} sweeps, {'converged' if found.converged else 'NOT converged'}"
    return Found(exact, f"{told}; none that is balanced and completely positive is nearer than {bound:.9g}")


def from_choi(choi: ComplexArray, log_p: FloatArray) -> Jumps:
    """Return the balanced generator whose jumps have this Choi matrix on traceless operators, in the form M.

    Rates within round-off, of either sign, are left out.

    Examples
    --------
    >>> from_choi(np.diag([0.0, 1.0, 1.0, 0.0]).astype(complex), np.log([0.8, 0.2])).G.real
    array([[0.25, 0.  ],
           [0.  , 1.  ]])
    """
    rates, operators = canonical(choi)
    seen = rates > ROUNDING * float(np.linalg.norm(choi))
    W = np.sqrt(rates[seen])[:, None, None] * operators[seen]
    empty = Jumps(W, np.zeros((len(log_p),) * 2, dtype=np.complex128), log_p)
    return empty.with_balanced(untilted(W, log_p))


def matrix_in_balance_form(K: ComplexArray, log_p: FloatArray) -> ComplexArray:
    """Return M = φ^-½ K φ^½ for a matrix K, rows stacked, in the eigenbasis of σ.

    Raises
    ------
    InputError
        Populations so different that rates are lost in the round-off of M.

    Examples
    --------
    >>> K = np.zeros((4, 4), dtype=complex)
    >>> K[0, 3] = 1.0
    >>> matrix_in_balance_form(K, np.log([0.8, 0.2]))[0, 3].round(12)
    np.complex128(0.5+0j)
    """
    spread = float(log_p.max() - log_p.min())
    if ROUNDING * np.exp(min(spread / 2.0, 700.0)) > 1.0:
        raise InputError(
            explain(
                f"populations that differ by a factor e^{spread:.4g}",
                why="the rates of the rare levels are lost in the round-off of an N² x N² matrix",
                fix="give the Hamiltonian and the jump operators instead: Lindbladian(H, jumps)",
            )
        )
    log_root = (log_p[:, None] + log_p[None, :]).ravel() / 4.0
    return np.asarray(K * np.exp(log_root[None, :] - log_root[:, None]))


def twirl_of_matrix(M: ComplexArray, state: State) -> ComplexArray:
    """Return what of M commutes with the modular group of σ.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> twirl_of_matrix(np.ones((4, 4), dtype=complex), given_state(np.diag([0.8, 0.2]), 2)).real.sum()
    np.float64(6.0)
    """
    return twirled_matrix(M, frequencies(state))


def _choi(left: ComplexArray, right: ComplexArray) -> ComplexArray:
    """Return Σ vec(A) vec(B)†, shape (n², n²); sparse products where there are very many terms."""
    r = len(left)
    a, b = left.reshape(r, -1).T, right.reshape(r, -1).conj()
    if r <= len(a) // 2:
        return np.asarray(a @ b)
    from scipy.sparse import csr_array

    product: Any = csr_array(a) @ csr_array(b)
    return np.asarray(product.toarray())


def _back(choi: ComplexArray, n: int) -> ComplexArray:
    return choi_matrix(choi.reshape(n, n, n, n))
