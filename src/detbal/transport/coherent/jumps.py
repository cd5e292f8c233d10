"""Jump operators that resolve position and energy: the Lindblad form of leads and baths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.transport.bath import BosonBath
from detbal.transport.coherent.coherences import Coherences
from detbal.transport.coherent.generator import LeadPart, energy_gained
from detbal.transport.dot_like import DotLike
from detbal.transport.lead import Lead
from detbal.transport.many_body import ManyBody
from detbal.transport.molecule.vibrational_bath import VibrationalBath
from detbal.transport.occupation import Floats
from detbal.transport.transitions import apart

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False)
class Jumps:
    """What one lead does to the density matrix by jumps.

    Attributes
    ----------
    arrive, leave : sparse (M, M)
        Σ L ρ L† over the channels, of an electron that comes in and that goes out.
    loss : sparse (M, M)
        ½ Σ (L†L ρ + ρ L†L) of both.
    """

    arrive: csr_array
    leave: csr_array
    loss: csr_array

    def part(self, many: ManyBody, space: Coherences) -> LeadPart:
        """Return dissipator and currents; the energy is what the dot gains."""
        dissipator = self.arrive + self.leave - self.loss
        net = (self.arrive - self.leave)[space.populations].sum(axis=0)
        return LeadPart(dissipator, np.asarray(net), energy_gained(many, space, dissipator))


def jumps_of(many: ManyBody, space: Coherences, lead: Lead, channels: tuple[csr_array, ...]) -> Jumps:
    """Return the jumps through a lead: √f(E_b - E_a) times the amplitude for a → b, an electron in; √(1 - f) out.

    No Lamb shift. (G. Kiršanskas, M. Franckié, A. Wacker, Phys. Rev. B 97, 035432 (2018).)

    Examples
    --------
    >>> from detbal.transport.coherent.coherences import coherences_of
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> lead = Lead(kT=1.0, mu=0.3, gamma=1.0)
    >>> many = QuantumDot(0.3, {"L": lead}).many_body()
    >>> jumps_of(many, coherences_of(many), lead, many.leads[0]).loss.toarray().round(12)
    array([[0.5, 0. ],
           [0. , 0.5]])
    """
    into, out = [], []
    for channel in channels:
        into.append(_weighted(channel.conj().T.tocsr(), many.energy, lambda gain: lead.log_rates(gain)[0]))
        out.append(_weighted(channel, many.energy, lambda gain: lead.log_rates(-gain)[1]))
    return Jumps(_sandwich(space, into), _sandwich(space, out), _loss(space, [*into, *out]))


def bath_part(many: ManyBody, space: Coherences, bath: BosonBath | VibrationalBath, operator: csr_array) -> LeadPart:
    """Return what a bath does: one jump operator, whose elements are those of the dot's operator times roots of rates.

    States of equal energy are not connected, as in rates between eigenstates: pure dephasing is left out.

    Examples
    --------
    >>> from detbal.transport.coherent.coherences import coherences_of
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> bath = BosonBath(kT=1.0, coupling=[[0.0, 1.0], [1.0, 0.0]], density=0.1)
    >>> many = QuantumDot([0.0, 1.0], {"L": Lead(kT=1.0, gamma=0.1)}, baths={"phonons": bath}).many_body()
    >>> space = coherences_of(many)
    >>> up, down = np.abs(bath_part(many, space, bath, many.baths[0]).energy[space.populations[1:3]])
    >>> round(float(np.log(down / up)), 12)
    1.0
    """

    def log_rate(gain: Floats) -> Floats:
        moves = apart(many, gain)
        up, down = bath.log_rates(np.where(moves, np.abs(gain), 1.0))
        return np.where(moves, np.where(gain > 0, up, down), -np.inf)

    jumps = [_weighted(operator, many.energy, log_rate)]
    dissipator = _sandwich(space, jumps) - _loss(space, jumps)
    return LeadPart(dissipator, np.zeros(len(space)), energy_gained(many, space, dissipator))


def jumps_by_lead(dot: DotLike, many: ManyBody, space: Coherences) -> dict[str, Jumps]:
    """Return the jumps through each lead of a dot.

    Examples
    --------
    >>> from detbal.transport.coherent.coherences import coherences_of
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> dot = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=1.0), "R": Lead(kT=1.0, gamma=1.0)})
    >>> list(jumps_by_lead(dot, many := dot.many_body(), coherences_of(many)))
    ['L', 'R']
    """
    return {
        name: jumps_of(many, space, lead, channels)
        for (name, lead), channels in zip(dot.leads.items(), many.leads, strict=True)
    }


def bath_parts(dot: DotLike, many: ManyBody, space: Coherences) -> tuple[LeadPart, ...]:
    """Return what each bath of a dot does.

    Examples
    --------
    >>> from detbal.transport.coherent.coherences import coherences_of
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> dot = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=1.0)})
    >>> bath_parts(dot, many := dot.many_body(), coherences_of(many))
    ()
    """
    pairs = zip(dot.baths.values(), many.baths, strict=True)
    return tuple(bath_part(many, space, bath, operator) for bath, operator in pairs)


def _weighted(operator: csr_array, energy: Floats, log_rate: Callable[[Floats], Floats]) -> csr_array:
    """Multiply elements by the roots of rates at the energy that the dot gains."""
    from scipy.sparse import coo_array

    after, before = operator.nonzero()
    amplitude = operator.tocsr()[after, before]
    found = amplitude * np.exp(log_rate(energy[after] - energy[before]) / 2)
    return coo_array((found, (after, before)), shape=operator.shape).tocsr()


def _sandwich(space: Coherences, jumps: list[csr_array]) -> csr_array:
    """ρ → Σ L ρ L†: a jump leads from each sector to one other."""
    from scipy.sparse import kron

    blocks: dict[tuple[int, int], Any] = {}
    for jump in jumps:
        for link in space.links(jump):
            block = space.block(jump, *link)
            blocks[link] = blocks.get(link, 0) + kron(block, block.conj(), format="csr")
    return space.superoperator(blocks)


def _loss(space: Coherences, jumps: list[csr_array]) -> csr_array:
    """ρ → ½ Σ (L†L ρ + ρ L†L)."""
    from scipy.sparse import kron

    blocks: dict[tuple[int, int], Any] = {}
    for k, states in enumerate(space.sectors):
        columns = [jump[:, states] for jump in jumps]
        one = np.eye(len(states))
        half = sum(((each.conj().T @ each).toarray() for each in columns), 0 * one) / 2
        blocks[k, k] = kron(half, one, format="csr") + kron(one, half.conj(), format="csr")
    return space.superoperator(blocks)
