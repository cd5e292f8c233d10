"""The generator of a coherent master equation, each lead's part apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.coherent.coherences import Coherences
from detbal.transport.many_body import ManyBody

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False)
class LeadPart:
    """What one lead, or bath, does to the density matrix.

    Attributes
    ----------
    dissipator : sparse (M, M)
    particles, energy : (M,) complex arrays
        Functionals whose real parts are the currents from it into the dot.
    """

    dissipator: csr_array
    particles: NDArray[Any]
    energy: NDArray[Any]


def generator_of(many: ManyBody, space: Coherences, leads: tuple[LeadPart, ...]) -> csr_array:
    """Return the sum of -i[H, ρ] and of what the leads do.

    Examples
    --------
    >>> from detbal.transport.coherent.coherences import coherences_of
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> many = QuantumDot([0.0, 1.0], {"L": Lead(kT=1.0, gamma=[[1.0, 1.0], [1.0, 1.0]])}).many_body()
    >>> generator_of(many, coherences_of(many), ()).diagonal().imag
    array([ 0.,  0.,  1., -1.,  0.,  0.])
    """
    from scipy.sparse import csr_array, diags_array

    turning = diags_array(-1j * (many.energy[space.row] - many.energy[space.column]))
    return csr_array(sum((one.dissipator for one in leads), turning))


def energy_gained(many: ManyBody, space: Coherences, dissipator: csr_array) -> NDArray[Any]:
    """Return the functional of the energy that the dot gains, Tr H D(ρ).

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from detbal.transport.coherent.coherences import coherences_of
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> many = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=1.0)}).many_body()
    >>> filling = csr_array(np.array([[-1.0, 0.0], [1.0, 0.0]]))
    >>> energy_gained(many, coherences_of(many), filling).tolist()
    [0.3, 0.0]
    """
    return np.asarray(many.energy @ dissipator[space.populations])
