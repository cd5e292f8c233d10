"""Irreversible planes: pairs of density perturbations that the generator rotates into each other, one way round.

What is left of a generator when its symmetric part and its Hamiltonian part are taken out is antisymmetric: in the
coordinates X = σ^-¼ ρ σ^-¼ it has the eigenvalues ±iμ. Each pair spans a plane of two Hermitian operators that turns at
the angular velocity μ: the quantum counterpart of a current around a cycle.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detbal.generators.frame import Frame, KroneckerFrame
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
from detbal.pairs import FloatArray

#: Up to this dimension all planes are found at once, beyond it the fastest ones by Lanczos' method.
DENSE = 12
#: Beyond this dimension none are looked for.
LARGEST = 64


@dataclass(frozen=True, slots=True, eq=False)
class IrreversiblePlane:
    """Two directions of the density operator between which the irreversible part turns.

    Attributes
    ----------
    velocity : float
        μ > 0, per unit time.
    first, second : (N, N) complex arrays
        Hermitian, in the basis of the input; the irreversible part takes `first` towards `second` and `second`
        towards -`first`. As changes of ρ, of unit norm in the coordinates σ^-¼ ρ σ^-¼.
    populations : float
        Share of populations (in the eigenbasis of σ) in the plane: 1 for the cycle of a rate equation.
    """

    velocity: float
    first: ComplexArray
    second: ComplexArray
    populations: float


def irreversible_planes(rest: Frame, state: State, noise: float, most: int = 3) -> tuple[IrreversiblePlane, ...]:
    """Return the fastest planes, fastest first; those at round-off are left out.

    Parameters
    ----------
    rest
        The generator in the eigenbasis of `state`, its Hamiltonian part taken out.
    state
        Stationary.
    noise : float
        Round-off of the norm of the generator in the spectral form.
    most : int

    Notes
    -----
    O(N⁶) up to N = 12; then by Lanczos' method at O(m N³) per step, up to N = 64 (beyond: none).

    Examples
    --------
    >>> from detbal.generators.framing import framed
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.state import given_state
    >>> mixed = given_state(np.eye(3) / 3, 3)
    >>> ring = [np.roll(np.eye(3), 1, axis=0) * np.eye(3)[k] for k in range(3)]
    >>> turning = irreversible_planes(framed(Lindbladian(np.zeros((3, 3)), ring), mixed), mixed, 1e-12)
    >>> [round(plane.velocity, 6) for plane in turning], round(turning[0].populations, 6)  # sin 120° for a ring
    ([0.866025], 1.0)
    """
    n = state.levels
    if n > LARGEST or n < 2:
        return ()
    velocities, vectors = _eigenpairs(rest, state, most)
    quarter = np.exp(0.25 * state.log_p)
    found = []
    for mu, vector in zip(velocities, vectors, strict=True):
        if not mu > noise:
            continue
        z = vector.reshape(n, n)
        x, y = (z + z.conj().T) / 2.0, (z - z.conj().T) / 2.0j
        # A z = -iμ z for z = x + iy: A x = μ y
        size = np.sqrt(np.linalg.norm(x) * np.linalg.norm(y))
        diagonal = np.linalg.norm(np.diag(z)) / np.linalg.norm(z)
        first, second = (state.outside(quarter[:, None] * part * quarter / size) for part in (x, y))
        found.append(IrreversiblePlane(float(mu), first, second, float(diagonal**2)))
    return tuple(found[:most])


def _eigenpairs(rest: Frame, state: State, most: int) -> tuple[FloatArray, ComplexArray]:
    """Return the largest μ, descending, with the vectors z for which iA z = μ z, in rows."""
    n = state.levels
    if n <= DENSE or not isinstance(rest, KroneckerFrame):
        log_phi = 0.5 * (state.log_p[:, None] + state.log_p[None, :]).ravel()
        matrix = rest.matrix()
        with np.errstate(over="ignore", under="ignore"):
            weighted = np.where(matrix == 0, 0.0, matrix * np.exp(0.5 * (log_phi[None, :] - log_phi[:, None])))
        values, vectors = np.linalg.eigh(0.5j * (weighted - weighted.conj().T))
        order = np.argsort(-values)[:most]
        return values[order], vectors[:, order].T
    from scipy.sparse.linalg import LinearOperator, eigsh

    apply = _antisymmetric(rest, state)
    operator = LinearOperator((n * n, n * n), matvec=lambda z: 1j * apply(z.reshape(n, n)).ravel(), dtype=np.complex128)
    start = np.random.default_rng(0).normal(size=n * n).astype(np.complex128)
    values, vectors = eigsh(operator, k=most, which="LA", v0=start)
    order = np.argsort(-values)
    return values[order], vectors[:, order].T


def _antisymmetric(rest: KroneckerFrame, state: State) -> Callable[[ComplexArray], ComplexArray]:
    shift = 0.25 * (state.log_p[None, :] - state.log_p[:, None])
    with np.errstate(over="ignore", under="ignore"):
        left, right = (np.where(part == 0, 0.0, part * np.exp(shift)) for part in (rest.left, rest.right))
    left_back, right_back = (part.conj().transpose(0, 2, 1) for part in (left, right))

    def apply(x: ComplexArray) -> ComplexArray:
        ahead = (left @ x @ right_back).sum(axis=0)
        back = (left_back @ x @ right).sum(axis=0)
        return np.asarray((ahead - back) / 2.0)

    return apply
