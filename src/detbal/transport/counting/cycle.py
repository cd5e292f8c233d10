"""Elementary cycles: an electron enters from one lead and leaves to another, through the same two states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, explain
from detbal.fluctuation import ALPHA
from detbal.pairs import rounding_of
from detbal.transport.counting.processes import reservoir_of
from detbal.transport.counting.table import table_of
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.transitions import Indices
from detbal.verdict import deviations_for


@dataclass(frozen=True, slots=True, eq=False)
class CycleAffinities:
    """ln of forward over reverse, for each pair of states that both leads connect.

    Attributes
    ----------
    lower, upper : (c,) integer arrays
        States: the upper one has the electron.
    affinity : (c,) float array
        ln(in from the first lead × out to the second) - ln(in from the second × out to the first), nats; ±inf where it
        runs in one direction only, nan where in none. Between leads of one temperature: the bias over kT.
    floor : (c,) float array
        Size up to which each may be wrong by round-off, and by the errors of measured rates (all together with 99 %).
    """

    lower: Indices
    upper: Indices
    affinity: Floats
    floor: Floats


def cycle_affinities(thing: QuantumDot | RateTable, *, source: str, drain: str) -> CycleAffinities:
    """Return the affinities of all cycles in which one electron goes from a lead through the dot to another lead.

    Parameters
    ----------
    thing
        A dot, or rates.
    source, drain : str
        Names of the leads.

    Raises
    ------
    InputError
        A name that is none of the reservoirs, leads that share no pair of states.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=1.0, mu=500, gamma=0.5), "R": Lead(kT=1.0, mu=-500, gamma=0.7)}
    >>> cycle_affinities(QuantumDot(0.3, sides), source="L", drain="R").affinity  # (μ_L - μ_R)/kT
    array([1000.])
    """
    table = table_of(thing)
    first, second = (
        _electron_in(table, reservoir_of(table, name, argument))
        for argument, name in (("source", source), ("drain", drain))
    )
    shared = sorted(first.keys() & second.keys())
    if not shared:
        what = f"{source!r} and {drain!r} share no pair of states"
        raise InputError(explain(what, fix="name two leads that exchange electrons with the same states"))
    here, there = (np.array([side[pair] for pair in shared]) for side in (first, second))
    with np.errstate(invalid="ignore"):
        affinity = (here[:, 0] + there[:, 1]) - (there[:, 0] + here[:, 1])
    floor = rounding_of(here[:, 0], here[:, 1]) + rounding_of(there[:, 0], there[:, 1])
    sigma = np.sqrt((here[:, 2:] ** 2 + there[:, 2:] ** 2).sum(axis=1))
    lower, upper = np.array(shared).T
    return CycleAffinities(lower, upper, affinity, floor + deviations_for(ALPHA, len(shared)) * sigma)


def _electron_in(table: RateTable, reservoir: int) -> dict[tuple[int, int], tuple[float, float, float, float]]:
    """Map (state, state with an electron more) to logs of the rates in and out and their errors, however listed."""
    found: dict[tuple[int, int], tuple[float, float, float, float]] = {}
    for k in np.flatnonzero((table.reservoir == reservoir) & (np.abs(table.gained_charge) == 1)).tolist():
        a, b = int(table.source[k]), int(table.target[k])
        ahead, back = float(table.log_forward[k]), float(table.log_reverse[k])
        sigma, sigma_back = float(table.sigma_forward[k]), float(table.sigma_reverse[k])
        if table.gained_charge[k] > 0:
            found[a, b] = ahead, back, sigma, sigma_back
        else:
            found[b, a] = back, ahead, sigma_back, sigma
    return found
