"""The stationary state of a rate table, and what flows through it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.flux import currents_and_entropy, flux_floor
from detbal.transport.conserved import Exchanged
from detbal.transport.currents import Currents, stated
from detbal.transport.occupation import Floats
from detbal.transport.populations import log_populations
from detbal.transport.rate_table import RateTable


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """The stationary state and its flows, per unit time (energy/ħ for calculated rates).

    Attributes
    ----------
    log_stationary : (N,) float array
        ln of the probabilities; -inf for states that are left for good.
    flux : (m,) float array
        Net transitions from source to target.
    flux_entropy : (m,) float array
        Entropy production of each, nats per unit time.
    flux_floor : (m,) float array
        Size up to which a flux may be round-off.
    currents : Currents
        Sums over the transitions of each reservoir; the least certain one from what all others give.
    current_floor : (r,) float array
        Size up to which a current of electrons may be round-off.
    """

    log_stationary: Floats
    flux: Floats
    flux_entropy: Floats
    flux_floor: Floats
    currents: Currents
    current_floor: Floats


def flows_of(table: RateTable) -> Flows:
    """Solve the master equation, in logs, and sum over the transitions of each reservoir.

    Raises
    ------
    InputError
        Parts of the states that are not connected: the stationary state is not unique; a rate that is not known.

    Notes
    -----
    Cost: elimination of the states, dense O(N³/3) at worst. Every probability has its digits, however small.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> from detbal.transport.pauli import pauli_rates
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    >>> flows_of(pauli_rates(QuantumDot(0.3, sides))).currents.particles.round(12).tolist()
    [0.028431708586, -0.028431708586]
    """
    unknown = np.flatnonzero(np.isnan(table.log_reverse))
    if len(unknown):
        what = f"the reverse rate of {table.names[int(unknown[0])]} is not known"
        raise InputError(explain(what, fix="complete the table"))
    log_pi = log_populations(table.labels, table.source, table.target, table.log_forward, table.log_reverse)
    ahead = log_pi[table.source] + table.log_forward
    back = log_pi[table.target] + table.log_reverse
    flux, entropy = currents_and_entropy(ahead, back)
    floor = flux_floor(ahead, back, len(log_pi))
    count = len(table.reservoirs)

    def through(amount: Floats) -> Floats:
        return np.asarray(np.bincount(table.reservoir, amount, minlength=count), dtype=np.float64)

    mu = np.where(table.moves_electrons, stated(one.mu for one in table.reservoirs), 0.0)
    charge, gained = table.gained_charge.astype(np.float64), table.gained_energy
    over_mu = gained - np.where(charge == 0, 0.0, mu[table.reservoir] * charge)
    sums = [through(flux * each) for each in (charge, gained, over_mu)]
    floors = [through(floor * np.abs(each)) for each in (charge, over_mu)]
    found = Exchanged(*(each[None, :] for each in (*sums, *floors))).conserved(mu[None, :])
    currents = Currents(found.particles[0], found.energy[0], found.heat[0], through(entropy))
    return Flows(log_pi, flux, entropy, floor, currents, found.floor[0])
