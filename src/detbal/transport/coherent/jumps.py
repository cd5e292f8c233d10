"""Jump operators that resolve position and energy: the Lindblad form of tunnelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.transport.coherent.coherences import Coherences
from detbal.transport.coherent.generator import LeadPart, energy_gained
from detbal.transport.lead import Lead
from detbal.transport.many_body import ManyBody

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
    from scipy.sparse import csr_array, kron

    arrive: dict[tuple[int, int], Any] = {}
    leave: dict[tuple[int, int], Any] = {}
    decay = [np.zeros((len(states), len(states))) for states in space.sectors]
    for channel in channels:
        for lower, upper in space.links(channel):
            removes = space.block(channel, lower, upper)
            log_in, log_out = lead.log_rates(space.gap(many.energy, lower, upper))
            into = np.exp(log_in / 2) * removes.conj().T
            out = np.exp(log_out / 2).T * removes
            arrive[upper, lower] = arrive.get((upper, lower), 0) + kron(into, into.conj(), format="csr")
            leave[lower, upper] = leave.get((lower, upper), 0) + kron(out, out.conj(), format="csr")
            decay[lower] = decay[lower] + into.conj().T @ into / 2
            decay[upper] = decay[upper] + out.conj().T @ out / 2
    loss = {}
    for k, half in enumerate(decay):
        one = np.eye(len(half))
        loss[k, k] = csr_array(kron(half, one, format="csr") + kron(one, half.conj(), format="csr"))
    made = (space.superoperator(blocks) for blocks in (arrive, leave, loss))
    return Jumps(*made)
