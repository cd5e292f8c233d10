"""Tunnelling to first order in Γ without the secular approximation: Redfield's equation and the first-order von Neumann."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.coherent.coherences import Coherences, assembled
from detbal.transport.coherent.generator import LeadPart, energy_gained
from detbal.transport.coherent.principal_part import empty_part, filled_part
from detbal.transport.lead import Lead
from detbal.transport.many_body import ManyBody
from detbal.transport.occupation import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class Memory(Enum):
    """Between which states the energy of a tunnelling electron is taken; each member says so."""

    AMPLITUDE = "the states that the amplitude connects: the state turned freely in the past (Redfield)"
    COHERENCE = "the states that are left superposed: the state was the same in the past (first-order von Neumann)"


def first_order_part(
    many: ManyBody,
    space: Coherences,
    lead: Lead,
    channels: tuple[csr_array, ...],
    memory: Memory,
    *,
    principal_parts: bool,
) -> LeadPart:
    """Return what a lead does to the density matrix in first order.

    Φ is the coherence of lead and dot, an electron in each: Φ = Σ g_in D†ρ - ρD† g_out*, and ∂ρ = ΦD - DΦ + h.c.;
    g_in(E) = f(E)/2 + (i/2π) P∫ f/(ε - E) dε, and g_out with 1 - f and -i.

    Notes
    -----
    The energy current of `Memory.AMPLITUDE` is what the lead loses, that of `Memory.COHERENCE` what the lead loses and
    the dot gains: there they are equal. (J. N. Pedersen, A. Wacker, Phys. Rev. B 72, 195330 (2005).)

    Examples
    --------
    >>> from detbal.transport.coherent.coherences import coherences_of
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> lead = Lead(kT=1.0, mu=0.3, gamma=1.0)
    >>> many = QuantumDot(0.3, {"L": lead}).many_body()
    >>> made = first_order_part(many, coherences_of(many), lead, many.leads[0], Memory.AMPLITUDE, principal_parts=False)
    >>> made.dissipator.toarray().real.round(12)
    array([[-0.5,  0.5],
           [ 0.5, -0.5]])
    """
    between = [after * before for before, after in zip(space.sizes, space.sizes[1:], strict=False)]
    square = [d * d for d in space.sizes]
    half: Any = 0
    particles, energy = np.zeros(len(space), complex), np.zeros(len(space), complex)
    for channel in channels:
        coherence, returned = {}, {}
        removal: list[NDArray[Any]] = []
        for q in range(len(between)):
            removes = space.block(channel, q, q + 1)
            gap = space.levels(many.energy, q + 1)[:, None] - space.levels(many.energy, q)
            ahead, back = _responses(lead, gap, principal_parts=principal_parts)
            coherence.update(_coherence(q, removes, ahead, back, memory))
            returned.update(_return(q, removes))
            removal.append(removes.T.ravel())
        phi = assembled(coherence, between, square)
        half = half + assembled(returned, square, between) @ phi
        particles += 2 * np.concatenate(removal) @ phi
        energy = energy  # replaced below
    dissipator = space.hermitian_part(half)
    return LeadPart(dissipator, particles, energy_gained(many, space, dissipator))
