"""The stationary density matrix: coherences are eliminated first, then populations state by state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.components import closed_parts
from detbal.transport.coherent.coherences import Coherences
from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_EPS = np.finfo(np.float64).eps


def stationary_matrix(generator: csr_array, space: Coherences) -> NDArray[Any]:
    """Return the density matrix that a generator leaves alone, as a vector (M,) of trace 1.

    Coherences that no population feeds are 0. The others follow the populations, C = -L_cc⁻¹ L_cp p, and what is left
    for these is a rate equation, whose rates may be negative. It is solved by elimination without subtraction of
    outflows (W. K. Grassmann, M. I. Taksar, D. P. Heyman, Oper. Res. 33, 1107 (1985)), so that states which are left
    rarely keep their digits.

    Raises
    ------
    InputError
        A stationary state that is not unique, to double precision.

    Notes
    -----
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
    >>> stationary_matrix(generator_of(many, space, (part,)), space).real.round(12)
    array([0.75, 0.25])
    """
    pop, kept = space.populations, connected(generator, space)
    upper = kept[space.row[kept] < space.column[kept]]
    lower = space.transposed[upper]
    follow = _followers(generator, upper, lower, pop)
    rates = generator[pop][:, pop].toarray().real
    indirect = 2 * generator[pop][:, upper]
    size = np.abs(rates) + abs(indirect) @ np.abs(follow)
    rates = rates + (indirect @ follow).real
    rates[np.abs(rates) < 8 * _EPS * size] = 0.0  # what cancels up to round-off
    p = _populations(rates.T)
    vector = np.zeros(len(space), dtype=np.complex128)
    vector[pop], vector[upper] = p, follow @ p
    vector[lower] = vector[upper].conj()
    return vector


def connected(generator: csr_array, space: Coherences) -> Indices:
    """Return the populations and the coherences that are connected to them; all others decay unseen.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from detbal.transport.coherent.coherences import coherences_of
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> one_channel = {"L": Lead(kT=1.0, gamma=[[1.0, 1.0], [1.0, 1.0]])}
    >>> space = coherences_of(QuantumDot([0.0, 1.0], one_channel).many_body())
    >>> len(space), len(connected(csr_array(np.eye(len(space))), space))  # here, populations alone
    (6, 4)
    """
    from scipy.sparse.csgraph import connected_components

    _, part = connected_components(abs(generator), directed=False)
    return np.flatnonzero(np.isin(part, part[space.populations]))


def _followers(generator: csr_array, upper: Indices, lower: Indices, pop: Indices) -> NDArray[Any]:
    """-L_cc⁻¹ L_cp: the coherences above the diagonal that go with each population.

    The generator maps z to A z + B z*, as those below the diagonal are the conjugates: real equations for both parts.
    """
    if not len(upper):
        return np.zeros((0, len(pop)))
    rows = generator[upper]
    own, other, source = (rows[:, columns].toarray().astype(np.complex128) for columns in (upper, lower, pop))
    plus, minus = own + other, own - other
    matrix = np.block([[plus.real, -minus.imag], [plus.imag, minus.real]])
    try:
        real, imaginary = np.split(-np.linalg.solve(matrix, np.concatenate((source.real, source.imag))), 2)
    except np.linalg.LinAlgError as error:
        raise _not_unique("a coherence that nothing damps") from error
    return real + 1j * imaginary


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
    return np.asarray(p / p.sum())


def _not_unique(why: str) -> InputError:
    return InputError(
        explain(
            f"the stationary state is not unique, to double precision: there are {why}",
            fix="couple the orbitals to different leads, or take Method.PAULI",
        )
    )
