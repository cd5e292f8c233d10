"""A generator in three parts: a Hamiltonian that commutes with σ, what is balanced, and what is not.

A coherent part -i[h, ·] with h commuting with σ is antisymmetric in every inner product, and would look like broken
balance although it drives nothing. It is found by least squares and set aside (Alicki 1976: L - L* = 2i[h, ·]).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from detbal.generators.frame import Form, Frame
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
from detbal.generators.symmetry import Symmetry, separable_exponent
from detbal.numerics.kronecker import Halves
from detbal.pairs import ROUNDING, FloatArray

#: Eigenvectors count as mixed if round-off turns them by more than one part in this number.
MIXING = 1e7


@dataclass(frozen=True, slots=True, eq=False)
class HamiltonianPart:
    """The coherent part of a generator that commutes with σ.

    Attributes
    ----------
    operator : (N, N) complex array
        In the basis of the input, with zero mean energy; the Lamb shift, if there is one, is in it.
    energies : (n,) float array
        Its eigenvalues, in the order of the state's levels (within a level of σ: ascending).
    norm : float
        Frobenius norm of -i[h, ·].
    """

    operator: ComplexArray
    energies: FloatArray
    norm: float


@dataclass(frozen=True, slots=True, eq=False)
class IrreversiblePart:
    """What is left when the Hamiltonian part and the symmetric part are taken out.

    Attributes
    ----------
    norm, noise : float
        Frobenius norm in the spectral form, and the size up to which it may be round-off.
    relative : float
        Share of it in the norm of the dissipative part: ‖M - M†‖ / 2‖M‖ with the Hamiltonian part taken out.
    flux_relative : float
        The same in the flux form.
    symmetric_norm : float
        Norm of the balanced part, for comparison.
    """

    norm: float
    noise: float
    relative: float
    flux_relative: float
    symmetric_norm: float


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The parts, and the frame without the Hamiltonian part."""

    hamiltonian: HamiltonianPart
    irreversible: IrreversiblePart
    spectral: Halves
    flux: Halves
    rest: Frame


def split(
    frame: Frame,
    state: State,
    symmetry: Symmetry | float,
    own_energies: FloatArray | None = None,
    phases: ComplexArray | None = None,
    coherent: bool = True,
) -> Split:
    """Take the Hamiltonian part out of a generator, and measure what is left.

    Parameters
    ----------
    frame
        The generator in the eigenbasis of `state`.
    own_energies : (n,), optional
        Energies whose commutator was left out of the frame already.
    phases
        Those of a time reversal, instead of the adjoint; then nothing is taken out: θ absorbs it.
    coherent
        Whether there is a Hamiltonian part at all (a channel has none).

    Examples
    --------
    >>> from detbal.generators.framing import framed
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.state import given_state
    >>> sigma = given_state(np.diag([0.8, 0.2]), 2)
    >>> atom = Lindbladian(np.diag([0.0, 3.0]), [[[0, 2.0], [0, 0]], [[0, 0], [1.0, 0]]])
    >>> parts = split(framed(atom, sigma), sigma, Symmetry.KMS)
    >>> parts.hamiltonian.energies, parts.irreversible.relative < 1e-15
    (array([-1.5,  1.5]), True)
    """
    n = frame.levels
    h = np.zeros((n, n), dtype=np.complex128)
    if coherent and phases is None:
        h = commuting_hamiltonian(frame, state, symmetry)
    rest = frame.without_commutator(h, ROUNDING * float(np.abs(h).max(initial=0.0))) if h.any() else frame
    spectral, flux = (rest.halves(symmetry, state, form, phases) for form in (Form.SPECTRAL, Form.FLUX))
    if h.any():
        slack = float(np.sqrt(2.0 * n)) * _turned(h, state)
        spectral = replace(spectral, noise=spectral.noise + slack)
        flux = replace(flux, noise=flux.noise + slack * float(np.exp(state.log_p.max())))
    if own_energies is not None:
        h = h + np.diag(own_energies - own_energies.mean())
    energies = _energies(h, state)
    return Split(
        HamiltonianPart(state.outside(h), energies, float(np.sqrt(2.0 * n) * np.linalg.norm(h))),
        IrreversiblePart(spectral.antisymmetric, spectral.noise, _share(spectral), _share(flux), spectral.symmetric),
        spectral,
        flux,
        rest,
    )


def commuting_hamiltonian(frame: Frame, state: State, symmetry: Symmetry | float = Symmetry.KMS) -> ComplexArray:
    """Return the Hermitian h of zero trace, commuting with σ, for which -i[h, ·] is nearest to the antisymmetric part.

    Shape (n, n), in the eigenbasis. From the partial traces of M = φ^-½ K φ^½: h = (i/2n) (Tr₂ A + conj Tr₁ A) within
    the levels of σ, where A is the antisymmetric part of M. For BKM with the weights of KMS, which differ from its own
    only where a level has a width.

    Examples
    --------
    >>> from detbal.generators.frame import KroneckerFrame
    >>> from detbal.generators.state import given_state
    >>> one, h = np.eye(2, dtype=complex), np.diag([1.0, -1.0]).astype(complex)
    >>> frame = KroneckerFrame(np.stack([-1j * h, 1j * one]), np.stack([one, h]), np.zeros(2), np.zeros(2))
    >>> commuting_hamiltonian(frame, given_state(np.diag([0.8, 0.2]), 2)).real
    array([[ 1.,  0.],
           [ 0., -1.]])
    """
    s = 0.5 if symmetry is Symmetry.BKM else separable_exponent(symmetry)
    n, same = frame.levels, same_level(state)
    # a level that round-off has mixed has a width, over which K itself need not be symmetric where M is
    width = np.where(same, np.subtract.outer(-state.log_p, -state.log_p), 0.0) / 2.0
    first, second = frame.partial_traces()
    h = _antihermitian(np.where(same, first, 0.0) * np.exp((1.0 - s) * width))
    h = 0.5j / n * (h + _antihermitian(np.where(same, second, 0.0) * np.exp(s * width)).conj())
    h = (h + h.conj().T) / 2.0
    return np.asarray(h - np.eye(n) * np.trace(h) / n)


def same_level(state: State) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Return whether two eigenvectors belong to the same eigenvalue of σ, to within its error; shape (n, n).

    Neighbours in order belong together if they are no further apart than the sum of their errors (at least 1e-12), or
    so near that round-off has mixed their eigenvectors noticeably.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> same_level(given_state(np.eye(2) / 2, 2)).all().item()
    True
    """
    order = np.argsort(state.log_p, kind="stable")
    gaps = np.diff(state.log_p[order])
    mixed = MIXING * state.tilt * max(1.0, float(np.ptp(state.log_p)))
    error = np.maximum(state.error[order][1:] + state.error[order][:-1], max(1e-12, mixed))
    level = np.empty(len(order), dtype=np.intp)
    level[order] = np.concatenate([[0], np.cumsum(gaps > error)])
    return np.asarray(level[:, None] == level[None, :])


def _turned(h: ComplexArray, state: State) -> float:
    """Bound the norm of what does not commute with σ, although it should, because round-off has turned eigenvectors.

    Within a level some of h is not antisymmetric where its states were only taken for equal; between levels h is
    off-diagonal by the difference of its energies times the angle.
    """
    apart = np.abs(np.subtract.outer(state.log_p, state.log_p))
    same = same_level(state)
    within = np.linalg.norm(h * apart) / 2.0
    angle = state.tilt * max(1.0, float(apart.max())) / np.where(same, 1.0, apart)
    diagonal = np.diag(h).real
    between = np.linalg.norm(np.where(same, 0.0, np.subtract.outer(diagonal, diagonal) * angle))
    return float(within + between)


def _antihermitian(matrix: ComplexArray) -> ComplexArray:
    return np.asarray((matrix - matrix.conj().T) / 2.0)


def _energies(h: ComplexArray, state: State) -> FloatArray:
    if not (h - np.diag(np.diag(h))).any():
        return np.diag(h).real.copy()
    same = same_level(state)
    energies = np.zeros(len(h))
    for members in {tuple(np.flatnonzero(row).tolist()) for row in same}:
        chosen = list(members)
        energies[chosen] = np.linalg.eigvalsh(h[np.ix_(chosen, chosen)])
    return energies


def _share(halves: Halves) -> float:
    if not np.isfinite(halves.whole) or halves.whole == 0:
        return float("nan") if halves.whole else 0.0
    return halves.antisymmetric / halves.whole
