"""The single processes of a table of rates, with what each adds to a counter at one reservoir."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.transport.counting.counted import Counted
from detbal.transport.occupation import Floats
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir
from detbal.transport.stationary import Flows, flows_of
from detbal.transport.transitions import Indices


@dataclass(frozen=True, slots=True, eq=False)
class Processes:
    """Every process that runs, in both directions, between the states that recur.

    Attributes
    ----------
    log_pi : (N,) float array
        ln of the stationary probabilities.
    source, target : (k,) integer arrays
    log_rate, sigma : (k,) float arrays
        ln of its rate, finite, and the standard deviation of that.
    reservoir : (k,) integer array
        Which of `reservoirs` drives it.
    electrons, energy : (k,) arrays
        What the dot gains.
    at_lead : (k,) bool array
        Whether the lead drives it at which is counted.
    weight : (k,) float array
        What it adds to the counter.
    force : (k,) float array
        ln of its rate over that of its reverse, as the temperatures and chemical potentials of the reservoirs have it;
        nan where those are not known.
    reservoirs : tuple of Reservoir
    reversible : bool
        Whether each has its reverse.
    """

    log_pi: Floats
    source: Indices
    target: Indices
    log_rate: Floats
    sigma: Floats
    reservoir: Indices
    electrons: Indices
    energy: Floats
    at_lead: NDArray[np.bool_]
    weight: Floats
    force: Floats
    reservoirs: tuple[Reservoir, ...]
    reversible: bool


def processes_of(table: RateTable, lead: str, counted: Counted) -> tuple[Processes, Flows]:
    """List the processes of a table, and its stationary flows.

    Raises
    ------
    InputError
        A name that is none of its reservoirs, a reservoir that moves nothing that is counted, a rate that is not known.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> from detbal.transport.pauli import pauli_rates
    >>> dot = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.5), "R": Lead(kT=1.0, gamma=0.7)})
    >>> processes_of(pauli_rates(dot), "L", Counted.PARTICLES)[0].weight.tolist()
    [1.0, 0.0, -1.0, 0.0]
    """
    place = reservoir_of(table, lead, "lead")
    flows = flows_of(table)
    recurs = np.isfinite(flows.log_stationary)
    number = np.cumsum(recurs) - 1
    source = np.concatenate((table.source, table.target))
    target = np.concatenate((table.target, table.source))
    log_rate = np.concatenate((table.log_forward, table.log_reverse))
    runs = np.isfinite(log_rate) & recurs[source] & recurs[target]
    reservoir = np.concatenate((table.reservoir, table.reservoir))[runs]
    electrons = np.concatenate((table.gained_charge, -table.gained_charge))[runs]
    energy = np.concatenate((table.gained_energy, -table.gained_energy))[runs]
    gained = electrons.astype(np.float64) if member(Counted, counted, "counted") is Counted.PARTICLES else energy
    at_lead = reservoir == place
    weight = np.where(at_lead, gained, 0.0)
    if not weight.any():
        what = f"{lead!r} exchanges no {counted.value} with the dot"
        raise InputError(explain(what, fix="count at another reservoir, or something else"))
    found = Processes(
        log_pi=flows.log_stationary[recurs],
        source=number[source[runs]],
        target=number[target[runs]],
        log_rate=log_rate[runs],
        sigma=np.concatenate((table.sigma_forward, table.sigma_reverse))[runs],
        reservoir=reservoir,
        electrons=electrons,
        energy=energy,
        at_lead=at_lead,
        weight=weight,
        force=_forces(table.reservoirs, reservoir, electrons, energy),
        reservoirs=table.reservoirs,
        reversible=bool((np.isfinite(table.log_forward) == np.isfinite(table.log_reverse)).all()),
    )
    return found, flows


def reservoir_of(table: RateTable, name: str, argument: str) -> int:
    """Return the place of a reservoir among those of a table.

    Raises
    ------
    InputError
        A name that there is not.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> from detbal.transport.pauli import pauli_rates
    >>> reservoir_of(pauli_rates(QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.5)})), "R", "lead")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: lead = 'R'; give one of L
    """
    names = [one.name for one in table.reservoirs]
    if name not in names:
        raise InputError(explain(f"{argument} = {name!r}", fix=f"give one of {', '.join(names)}"))
    return names.index(name)


def _forces(reservoirs: tuple[Reservoir, ...], reservoir: Indices, electrons: Indices, energy: Floats) -> Floats:
    kT = np.array([np.nan if one.kT is None else one.kT for one in reservoirs])[reservoir]
    mu = np.array([np.nan if one.mu is None else one.mu for one in reservoirs])[reservoir]
    # what exchanges no electrons needs no chemical potential
    return np.asarray(-(energy - np.where(electrons == 0, 0.0, mu * electrons)) / kT)
