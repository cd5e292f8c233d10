"""Tunnelling in first order of Γ, not secular: Redfield's equation and the first-order von Neumann equation."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.transport.coherent.coherences import Coherences, assembled
from detbal.transport.coherent.generator import LeadPart
from detbal.transport.coherent.principal_part import empty_part, filled_part
from detbal.transport.lead import Lead
from detbal.transport.many_body import ManyBody
from detbal.transport.occupation import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array


#: Two sectors each: without the electron, and with it.
Links = list[tuple[int, int]]


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
    The energy current is what the lead loses. For `Memory.COHERENCE` that is what the dot gains, too.
    (J. N. Pedersen, A. Wacker, Phys. Rev. B 72, 195330 (2005).)

    Examples
    --------
    >>> from detbal.transport.coherent.coherences import coherences_of
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> lead = Lead(kT=1.0, mu=0.3, gamma=1.0)
    >>> many = QuantumDot(0.3, {"L": lead}).many_body()
    >>> space, memory = coherences_of(many), Memory.AMPLITUDE
    >>> made = first_order_part(many, space, lead, many.leads[0], memory, principal_parts=False)
    >>> made.dissipator.toarray().real.round(12)
    array([[-0.5,  0.5],
           [ 0.5, -0.5]])
    """
    from scipy.sparse import csr_array

    half, particles, energy = csr_array((len(space),) * 2), np.zeros(len(space)), np.zeros(len(space))
    for channel in channels:
        links = space.links(channel)
        removal = [space.block(channel, lower, upper) for lower, upper in links]
        gaps = [space.gap(many.energy, lower, upper) for lower, upper in links]
        weights = [_responses(lead, gap, principal_parts=principal_parts) for gap in gaps]
        by_energy = [(gap * ahead, gap * back) for gap, (ahead, back) in zip(gaps, weights, strict=True)]
        coherence, carried = (_coherence(space, links, removal, each, memory) for each in (weights, by_energy))
        rate = 2 * np.concatenate([removes.T.ravel() for removes in removal])
        half = half + _return(space, links, removal) @ coherence
        particles, energy = particles + rate @ coherence, energy + rate @ carried
    return LeadPart(space.hermitian_part(half), particles, energy)


def _responses(lead: Lead, gap: Floats, *, principal_parts: bool) -> tuple[NDArray[Any], NDArray[Any]]:
    """g_in and the conjugate of g_out at the energies of electrons, without the Γ."""
    log_in, log_out = lead.log_rates(gap)
    filled, empty = np.exp(log_in) / 2, np.exp(log_out) / 2
    if not principal_parts:
        return filled, empty
    x, (low, high) = (gap - lead.mu) / lead.kT, ((edge - lead.mu) / lead.kT for edge in lead.band)
    shifts = filled_part(x, low, high), empty_part(x, low, high)
    if not np.isfinite(shifts).all():
        edge = float(gap[~np.isfinite(shifts).all(axis=0)][0])
        what = f"band = {lead.band} ends where an electron of the dot has its energy, {edge:g}"
        raise InputError(explain(what, why="level shifts diverge there", fix="move the edge, or leave shifts out"))
    return filled + 0.5j / np.pi * shifts[0], empty + 0.5j / np.pi * shifts[1]


def _coherence(space: Coherences, links: Links, removal: list[Any], weights: list[Any], memory: Memory) -> csr_array:
    """ρ → Φ, one block for each two sectors that are linked."""
    from scipy.sparse import diags_array, kron

    blocks: dict[tuple[int, int], Any] = {}
    for k, ((lower, upper), removes, (ahead, back)) in enumerate(zip(links, removal, weights, strict=True)):
        below, above = (np.eye(d) for d in removes.shape)
        adds = removes.conj().T
        if memory is Memory.AMPLITUDE:
            blocks[k, lower] = kron(ahead * adds, below, format="csr")
            blocks[k, upper] = -kron(above, (back * adds).T, format="csr")
        else:
            blocks[k, lower] = diags_array(ahead.ravel()) @ kron(adds, below, format="csr")
            blocks[k, upper] = -diags_array(back.ravel()) @ kron(above, adds.T, format="csr")
    return assembled(blocks, [removes.size for removes in removal], space.squares)


def _return(space: Coherences, links: Links, removal: list[Any]) -> csr_array:
    """Φ → ΦD - DΦ."""
    from scipy.sparse import kron

    blocks: dict[tuple[int, int], Any] = {}
    for k, ((lower, upper), removes) in enumerate(zip(links, removal, strict=True)):
        below, above = (np.eye(d) for d in removes.shape)
        blocks[upper, k] = kron(above, removes.T, format="csr")
        blocks[lower, k] = -kron(removes, below, format="csr")
    return assembled(blocks, space.squares, [removes.size for removes in removal])
