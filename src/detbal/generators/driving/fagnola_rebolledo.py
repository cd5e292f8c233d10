"""Entropy production of Fagnola and Rebolledo: how well the jumps can be told from their reverse.

The jumps, with Tr σV = 0 taken out, make the positive operator Φ = Σ |vec Vσ^½⟩⟨vec Vσ^½|. With the time reversal θ
(complex conjugation) each V σ^½ has the reverse (Vσ^½)ᵀ, without it, in the sense of KMS, the reverse (Vσ^½)†. The
entropy production is the relative entropy of Φ to its reverse. Written in the canonical jumps y_a (eigenvectors of Φ,
weights λ_a) it takes the form known from rate equations, a sum of terms that are not negative,

    ep = ½ Σ_ab |O_ab|² (λ_a - λ_b) ln(λ_a/λ_b),    O_ab = ⟨y_a, reverse of y_b⟩.

F. Fagnola and R. Rebolledo, Entropy production for quantum Markov semigroups, Commun. Math. Phys. 335, 547 (2015).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.framing import framed
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray
from detbal.generators.state import EPS, State
from detbal.generators.superoperator import Superoperator
from detbal.pairs import FloatArray

#: Round-off of singular values, as a part of the norm.
SINGULAR = 8.0 * EPS
#: Largest dimension for which superoperators are answered for (an N² x N² eigenproblem).
LARGEST = 32


@dataclass(frozen=True, slots=True, eq=False)
class CanonicalJumps:
    """Jumps V σ^½ in the eigenbasis of σ, orthogonal to one another and to σ^½.

    Attributes
    ----------
    amplitude : (r,) float array
        √λ, descending.
    operator : (r, n, n) complex array
        y, of unit norm.
    noise : (r,) float array
        Bound on the error of each amplitude and of the direction of its y (relative to the amplitude).
    negative : float
        Size of the negative part of Φ: above round-off, the generator is not completely positive.
    """

    amplitude: FloatArray
    operator: ComplexArray
    noise: FloatArray
    negative: float


@dataclass(frozen=True, slots=True, eq=False)
class RelativeEntropy:
    """An entropy production and the size up to which it may be round-off; `unmatched` is the share without reverse."""

    value: float
    floor: float
    unmatched: float


@singledispatch
def canonical_jumps(generator: Any, state: State) -> CanonicalJumps | None:
    """Return the canonical jumps of a generator in a stationary state; one implementation per kind."""
    raise InputError(
        explain(f"no jumps known of a {type(generator).__name__}", fix="give a Lindbladian or Superoperator")
    )


@canonical_jumps.register
def _of_lindbladian(generator: Lindbladian, state: State) -> CanonicalJumps | None:
    """Decompose the span of the m jumps, O(m² N²)."""
    n = state.levels
    root = np.exp(0.5 * state.log_p)
    still = np.diag(root).ravel()  # σ^½, of norm 1
    columns = np.stack([(state.inside(v) * root).ravel() for v in generator.jumps])
    size = float(np.linalg.norm(columns)) * (1.0 + state.tilt / EPS)
    # V - Tr σV leaves nothing along σ^½
    columns = columns - np.outer(columns @ still, still)
    _u, amplitude, rows = np.linalg.svd(columns, full_matrices=False)
    noise = SINGULAR * size
    kept = amplitude > 8.0 * noise
    return _with_noise(amplitude[kept], rows[kept].reshape(-1, n, n), noise / amplitude[kept], state)


@canonical_jumps.register
def _of_superoperator(generator: Superoperator, state: State) -> CanonicalJumps | None:
    """Take the eigenvectors of Φ, an N² x N² matrix, O(N⁶)."""
    n = state.levels
    if n > LARGEST:
        return None
    root = np.exp(0.5 * state.log_p)
    still = np.diag(root).ravel()
    frame = framed(generator, state)
    flux = frame.matrix().reshape(n, n, n, n).transpose(0, 2, 1, 3) * root[None, :, None, None] * root
    flux = flux.reshape(n * n, n * n)
    blur = SINGULAR * float(np.linalg.norm(flux)) * (1.0 + state.tilt / EPS)
    flux = flux - np.outer(still, still @ flux)
    flux = flux - np.outer(flux @ still, still)
    weights, vectors = np.linalg.eigh((flux + flux.conj().T) / 2.0)
    weights, vectors = weights[::-1], vectors[:, ::-1]
    kept = weights > 8.0 * blur
    operators = vectors[:, kept].T.reshape(-1, n, n)
    found = _with_noise(np.sqrt(weights[kept]), operators, blur / weights[kept], state)
    return replace(found, negative=float(-weights[weights < -blur].sum()))


def _with_noise(amplitude: FloatArray, operators: ComplexArray, noise: FloatArray, state: State) -> CanonicalJumps:
    """Add the error of σ, where it is felt."""
    felt = np.einsum("aik,k->a", np.abs(operators) ** 2, state.error)
    return CanonicalJumps(amplitude, operators, noise + felt, 0.0)


def entropy_kms(jumps: CanonicalJumps) -> RelativeEntropy:
    """Return the entropy production with the adjoint as reverse: zero if the generator obeys KMS detailed balance.

    Examples
    --------
    >>> swap = np.array([[[0, 1.0], [0, 0]], [[0, 0], [1.0, 0]]], dtype=complex)
    >>> cycle = CanonicalJumps(np.array([2.0, 1.0]), swap, np.zeros(2), 0.0)
    >>> round(entropy_kms(cycle).value, 6)  # (4 - 1) ln 4
    4.158883
    """
    return _relative_entropy(jumps, jumps.operator.conj().transpose(0, 2, 1))


def entropy_theta(jumps: CanonicalJumps, state: State) -> RelativeEntropy | None:
    """Return the entropy production with complex conjugation, in the basis of the input, as time reversal θ.

    None if σ is not real in that basis: θ then turns it into another state.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> swap = np.array([[[0, 1.0], [0, 0]], [[0, 0], [1.0, 0]]], dtype=complex)
    >>> cycle = CanonicalJumps(np.array([2.0, 1.0]), swap, np.zeros(2), 0.0)
    >>> round(entropy_theta(cycle, given_state(np.diag([0.8, 0.2]), 2)).value, 6)
    4.158883
    """
    sigma = state.matrix
    if np.abs(sigma.imag).max(initial=0.0) > 1e-9 * np.abs(sigma).max(initial=0.0):
        return None
    # transposition in the basis of the input, seen from the eigenbasis
    turn = state.basis.conj().T @ state.basis.conj()
    return _relative_entropy(jumps, turn @ jumps.operator.transpose(0, 2, 1) @ turn.conj().T)


def _relative_entropy(jumps: CanonicalJumps, reverse: ComplexArray) -> RelativeEntropy:
    r = len(jumps.amplitude)
    if r == 0:
        return RelativeEntropy(0.0, 0.0, 0.0)
    flat = jumps.operator.reshape(r, -1)
    overlap = np.abs(flat.conj() @ reverse.reshape(r, -1).T)
    s, noise = jumps.amplitude, jumps.noise
    weight = s**2
    unmatched = np.maximum(1.0 - (overlap**2).sum(axis=1), 0.0)
    # a direction is known to its noise; what then leaks out of the span is of second order
    missing = unmatched > 100.0 * noise**2 + 1e-12
    share = float((weight * unmatched)[missing].sum() / weight.sum())
    if missing.any():
        return RelativeEntropy(np.inf, 0.0, share)
    force = np.log(weight[:, None]) - np.log(weight[None, :])
    change = np.abs(weight[:, None] - weight[None, :])
    value = 0.5 * float((overlap**2 * change * np.abs(force)).sum())
    # close amplitudes mix: their directions are known only up to noise over distance, and it does not matter
    distance = np.abs(s[:, None] - s[None, :])
    blur = np.minimum(
        np.maximum(noise * s, noise[:, None] * s[:, None]) / np.where(distance > 0, distance, np.inf), 1.0
    )
    moved = noise[:, None] + noise[None, :]
    traffic = np.maximum(weight[:, None], weight[None, :])
    floor = (overlap**2 + blur**2) * (
        2.0 * moved * change + 2.0 * traffic * moved * np.abs(force) + 4.0 * traffic * moved**2
    )
    floor = floor + (2.0 * overlap * blur + blur**2) * change * np.abs(force)
    return RelativeEntropy(value, 0.5 * float(floor.sum()), share)
