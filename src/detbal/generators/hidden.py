"""Hidden time reversal: an antiunitary θ with which the generator is its own reverse, if there is one.

In the eigenbasis of a non-degenerate σ all that is unknown of θ are phases u_i, one for each eigenstate: the flux
F = σ^½-weighted K must obey F_(ij,kl) = u_i ū_j ū_k u_l F_(kl,ij).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detbal.generators.frame import Form, Frame, KroneckerFrame
from detbal.generators.operators import ComplexArray
from detbal.generators.split import same_level
from detbal.generators.state import State
from detbal.generators.symmetry import Symmetry

SWEEPS, STARTS, SEED = 200, 6, 20260823


@dataclass(frozen=True, slots=True, eq=False)
class TimeReversal:
    """The best time reversal found.

    Attributes
    ----------
    phases : (n,) complex array
        θ|i⟩ = u_i |i⟩ on the eigenstates of σ, up to a common phase.
    unique_if_exact : bool
        Whether an exact symmetry could not have been missed: the phases follow from the eigenvector of a connected
        graph then. Otherwise a failure to find one proves nothing.
    degenerate : bool
        Whether σ has equal eigenvalues, within which θ need not be diagonal.
    """

    phases: ComplexArray
    unique_if_exact: bool
    degenerate: bool


def time_reversal(frame: Frame, state: State) -> TimeReversal:
    """Find the phases of θ by angular synchronisation.

    Entries with j = l tie the phases of two states each, F_(ij,kj) F*_(kj,ij) = u_i ū_k |F|²; their leading
    eigenvector is exact if there is a symmetry. It is refined with all entries (and from random starts) by
    repeating the same with the phases found. O(r² n²) per sweep for r Kronecker terms.

    Notes
    -----
    The symmetry: D. Roberts, A. Lingenfelter and A. A. Clerk, PRX Quantum 2, 020336 (2021).

    Examples
    --------
    >>> from detbal.generators.framing import framed
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.stationary import stationary_state
    >>> driven = Lindbladian([[0.15, 0.35], [0.35, -0.15]], [[[0, 0], [1.0, 0]]])
    >>> sigma = stationary_state(driven).state
    >>> frame = framed(driven, sigma)
    >>> found = time_reversal(frame, sigma)
    >>> halves = frame.halves(Symmetry.SQDB, sigma, Form.SPECTRAL, found.phases)
    >>> bool(halves.antisymmetric / halves.whole < 1e-12)
    True
    """
    tie = _ties(frame, state)
    n = frame.levels
    first = tie(None)
    trials = [_leading(first), np.ones(n, dtype=np.complex128)]
    rng = np.random.default_rng(SEED)
    trials += [np.exp(2j * np.pi * rng.random(n)) for _ in range(STARTS)]
    best, misfit = trials[0], np.inf
    for start in trials:
        phases = start
        for _ in range(SWEEPS):
            update = _leading(tie(phases))
            turned = abs(np.vdot(update, phases)) / n
            phases = update
            if turned > 1 - 1e-15:
                break
        for candidate in (phases, start):
            halves = frame.halves(Symmetry.SQDB, state, Form.FLUX, candidate)
            if halves.antisymmetric < misfit:
                best, misfit = candidate, halves.antisymmetric
        if misfit <= halves.noise:
            break
    off_diagonal = same_level(state) & ~np.eye(n, dtype=bool)
    return TimeReversal(best, _connected(first), bool(off_diagonal.any()))


def _ties(frame: Frame, state: State) -> Callable[[ComplexArray | None], ComplexArray]:
    """Return the function u ↦ X_ik = Σ_jl F_(ij,kl) F*_(kl,ij) ū_l u_j, with l = j only for u = None."""
    half = np.exp(0.5 * state.log_p)
    if isinstance(frame, KroneckerFrame):
        a, b = frame.left * half, frame.right * half
        p = np.einsum("aik,bki->abik", a, a.conj())
        q = np.einsum("ajl,blj->abjl", b.conj(), b)

        def tie(phases: ComplexArray | None) -> ComplexArray:
            if phases is None:
                weights = np.einsum("abjj->ab", q)
            else:
                weights = np.einsum("abjl,j,l->ab", q, phases, phases.conj(), optimize=True)
            return np.asarray(np.tensordot(weights, p, axes=2))

        return tie
    n = frame.levels
    four = frame.matrix().reshape(n, n, n, n) * np.outer(half, half)
    product = four * four.conj().transpose(2, 3, 0, 1)

    def tie_dense(phases: ComplexArray | None) -> ComplexArray:
        if phases is None:
            return np.asarray(np.einsum("ijkj->ik", product))
        return np.asarray(np.einsum("ijkl,j,l->ik", product, phases, phases.conj(), optimize=True))

    return tie_dense


def _leading(ties: ComplexArray) -> ComplexArray:
    """Phases of the leading eigenvector: the u that makes Σ X_ik ū_i u_k largest, nearly."""
    hermitian = (ties + ties.conj().T) / 2.0
    np.fill_diagonal(hermitian, 0.0)
    size = np.abs(hermitian)
    # weak ties fix the phases of rarely occupied states, and must not drown: make every state's ties alike
    scale = np.sqrt(np.maximum(size.sum(axis=1), 1e-300))
    with np.errstate(under="ignore"):
        vector = np.linalg.eigh(hermitian / np.outer(scale, scale))[1][:, -1]
    length = np.abs(vector)
    phases: ComplexArray = np.where(length > 0, vector / np.where(length > 0, length, 1.0), 1.0)
    return np.asarray(phases / phases[int(np.argmax(length))])


def _connected(ties: ComplexArray) -> bool:
    from scipy.sparse.csgraph import connected_components

    size = np.abs(ties)
    scale = np.sqrt(np.maximum(size.sum(axis=1), 1e-300))
    return int(connected_components(size / np.outer(scale, scale) > 1e-10, directed=False)[0]) == 1
