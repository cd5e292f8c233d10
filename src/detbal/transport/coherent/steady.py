"""The stationary density matrix: coherences are eliminated first, then populations state by state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.components import closed_parts
from detbal.transport.coherent.coherences import Coherences
from detbal.transport.coherent.real_form import real_form
from detbal.transport.coherent.round_off import Elimination
from detbal.transport.occupation import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_EPS = np.finfo(np.float64).eps
#: Error of an occupation from which on round-off decides it.
_LOST = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class SteadyState:
    """What a generator leaves alone.

    Attributes
    ----------
    vector : (M,) complex array
        The density matrix, of trace 1.
    error : (N,) float array
        Bounds of what round-off may have changed occupations by.
    floor : (k,) float array
        Bounds of what it may have changed functionals by.
    """

    vector: NDArray[np.complex128]
    error: Floats
    floor: Floats


def steady_state(generator: csr_array, space: Coherences, energy: Floats, functionals: NDArray[Any]) -> SteadyState:
    """Return the density matrix that a generator leaves alone, and how far round-off leaves it open.

    Coherences that no population feeds are 0. The others follow the populations, C = -L_cc⁻¹ L_cp p, and what is left
    for these is a rate equation, whose rates may be negative. It is solved by elimination without subtraction of
    outflows (W. K. Grassmann, M. I. Taksar, D. P. Heyman, Oper. Res. 33, 1107 (1985)), so that states which are left
    rarely keep their digits.

    Parameters
    ----------
    generator : sparse (M, M)
    space : Coherences
    energy : (N,)
        Of the states; their differences turn coherences, and are no better than the round-off of energies.
    functionals : (k, M)
        Real parts of these times the density matrix are to have floors.

    Raises
    ------
    InputError
        A stationary state that is not unique, to double precision: where round-off may change an occupation by 0.1.

    Notes
    -----
    Where leads leave a superposition nearly alone, what leaves it is a small difference of large rates. So errors are
    counted with the condition of the equations.
    Cost: a dense system of C real equations, for C coherences that populations feed: 0.5 s for 400, 20 s for 5000.

    Examples
    --------
    >>> from detbal.transport.coherent.coherences import coherences_of
    >>> from detbal.transport.coherent.generator import generator_of
    >>> from detbal.transport.coherent.jumps import jumps_of
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> lead = Lead(kT=1.0, gamma=1.0)
    >>> many = QuantumDot(np.log(3.0), {"L": lead}).many_body()
    >>> space = coherences_of(many)
    >>> part = jumps_of(many, space, lead, many.leads[0]).part(many, space)
    >>> made = steady_state(generator_of(many, space, (part,)), space, many.energy, part.particles[None])
    >>> made.vector.real.round(12)
    array([0.75, 0.25])
    """
    real = real_form(generator, space)
    n = len(space.populations)
    reduced = Elimination.of(real.matrix, n)
    if reduced is None:
        raise _not_unique("a coherence that nothing damps")
    p = _populations(reduced.rates.T)
    state = np.concatenate((p, reduced.follow @ p))
    vector = real.vector(state)
    blurred = _EPS * np.tile((np.abs(energy[space.row]) + np.abs(energy[space.column]))[real.upper], 2)
    blurred *= np.tile(np.abs(vector[real.upper]), 2)
    rows = np.array([real.functional(row) for row in functionals]).reshape(-1, len(state))
    error, floor = reduced.errors(state, np.concatenate((np.zeros(n), blurred)), rows)
    if not error.max() < _LOST:
        raise _not_unique("populations that nothing but round-off decides")
    return SteadyState(vector, error, floor)


def traceless_solver(generator: NDArray[Any], trace: Floats, row: int) -> Callable[[NDArray[Any]], NDArray[Any]]:
    """Return a solver of ``generator @ x = b`` with ``trace @ x = 0``, for right sides without trace.

    Parameters
    ----------
    generator : (M, M)
        Dense, and conserving the trace.
    trace : (M,)
        1 for populations.
    row : int
        Of the generator, that of a population: it follows from the others, and gives way to the condition.

    Examples
    --------
    >>> traceless_solver(np.array([[-1.0, 3.0], [1.0, -3.0]]), np.ones(2), 0)(np.array([4.0, -4.0]))
    array([-1.,  1.])
    """
    from scipy.linalg import lu_factor, lu_solve

    conditioned = generator.copy()
    conditioned[row] = trace
    factors = lu_factor(conditioned, overwrite_a=True)

    def solve(b: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(lu_solve(factors, np.where(np.arange(len(b)) == row, 0.0, b)))

    return solve


def _populations(rate: Floats) -> Floats:
    """Stationary populations of rates [from, to], of either sign."""
    n = len(rate)
    rate = rate * (1 - np.eye(n))
    part, closed = closed_parts(n, *np.nonzero(rate))
    if len(closed) > 1:
        raise _not_unique(f"{len(closed)} parts of the states that no rate leaves")
    own = np.flatnonzero(part == closed[0])
    p = np.zeros(n)
    p[own] = _eliminated(rate[np.ix_(own, own)])
    return p


def _eliminated(rate: Floats) -> Floats:
    n = len(rate)
    rate = rate.copy()
    for k in range(n - 1, 0, -1):
        out = rate[k, :k].sum()
        if abs(out) <= n * _EPS * np.abs(rate[k, :k]).sum():
            raise _not_unique("populations that nothing changes")
        rate[:k, k] /= out
        rate[:k, :k] += np.outer(rate[:k, k], rate[k, :k])
    p = np.ones(n)
    for k in range(1, n):
        p[k] = p[:k] @ rate[:k, k]
        p[: k + 1] /= max(1.0, abs(p[k]))  # each may be as much larger as rates differ
    return np.asarray(p / p.sum())


def _not_unique(why: str) -> InputError:
    return InputError(
        explain(
            f"the stationary state is not unique, to double precision: there are {why}",
            fix="couple the orbitals to different leads, or move their levels apart",
        )
    )
