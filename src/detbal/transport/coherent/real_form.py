"""A generator in real numbers: over populations, and over both parts of the coherences above the diagonal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.coherent.coherences import Coherences
from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False)
class RealForm:
    """What a generator does to n populations and C coherences, which it maps as c → A c + B c*.

    Attributes
    ----------
    space : Coherences
    upper : (C,) integer array
        Where the coherences above the diagonal stand in the vector of the density matrix.
    matrix : (n + 2C, n + 2C) float array
        Over populations, real parts, imaginary parts.
    """

    space: Coherences
    upper: Indices
    matrix: Floats

    @property
    def lower(self) -> Indices:
        """Where their conjugates stand."""
        return self.space.transposed[self.upper]

    def vector(self, v: Floats) -> NDArray[np.complex128]:
        """Return the density matrix as a vector (M,), of its real numbers (n + 2C,)."""
        n = len(self.space.populations)
        found = np.zeros(len(self.space), dtype=np.complex128)
        found[self.space.populations] = v[:n]
        found[self.upper] = v[n : n + len(self.upper)] + 1j * v[n + len(self.upper) :]
        found[self.lower] = found[self.upper].conj()
        return found

    def functional(self, row: NDArray[Any]) -> Floats:
        """Return the coefficients (n + 2C,) of the real part of a functional (M,)."""
        both = row[self.upper] + row[self.lower].conj()
        return np.concatenate((row[self.space.populations].real, both.real, -both.imag))


def real_form(generator: csr_array, space: Coherences) -> RealForm:
    """Write a generator in real numbers; coherences that no population is connected to are left out: they decay unseen.

    Examples
    --------
    >>> from detbal.transport.coherent.coherences import coherences_of
    >>> from detbal.transport.coherent.generator import generator_of
    >>> from detbal.transport.coherent.jumps import jumps_of
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> lead = Lead(kT=1.0, gamma=1.0)
    >>> many = QuantumDot(0.0, {"L": lead}).many_body()
    >>> space = coherences_of(many)
    >>> part = jumps_of(many, space, lead, many.leads[0]).part(many, space)
    >>> real_form(generator_of(many, space, (part,)), space).matrix.round(12)
    array([[-0.5,  0.5],
           [ 0.5, -0.5]])
    """
    pop, kept = space.populations, connected(generator, space)
    upper = kept[space.row[kept] < space.column[kept]]
    lower = space.transposed[upper]
    rows = generator[upper]
    own, other, source = (rows[:, columns].toarray().astype(np.complex128) for columns in (upper, lower, pop))
    plus, minus = own + other, own - other
    rates, indirect = generator[pop][:, pop].toarray().real, 2 * generator[pop][:, upper].toarray()
    matrix = np.block(
        [
            [rates, indirect.real, -indirect.imag],
            [source.real, plus.real, -minus.imag],
            [source.imag, plus.imag, minus.real],
        ]
    )
    return RealForm(space, upper, matrix)


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
