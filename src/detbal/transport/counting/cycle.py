"""Elementary cycles: an electron enters from one lead and leaves to another, through the same two states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import rounding_of
from detbal.transport.counting.processes import reservoir_of
from detbal.transport.counting.table import table_of
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.transitions import Indices


@dataclass(frozen=True, slots=True, eq=False)
class CycleAffinities:
    """ln of forward over reverse, for each pair of states that both leads connect.

    Attributes
    ----------
    lower, upper : (c,) integer arrays
        States: the upper one has the electron.
    affinity : (c,) float array
        ln(in from the first lead × out to the second) - ln(in from the second × out to the first), nats; ±inf where a
        process is absent. Between leads of one temperature: the bias over kT.
    floor : (c,) float array
        Size up to which each may be round-off.
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
    into = (
        [*zip(*(first[pair] for pair in shared), strict=True)],
        [*zip(*(second[pair] for pair in shared), strict=True)],
    )
    (here_in, here_out), (there_in, there_out) = (np.array(each) for each in into)
    with np.errstate(invalid="ignore"):
        affinity = (here_in - here_out) - (there_in - there_out)
    floor = rounding_of(here_in, here_out) + rounding_of(there_in, there_out)
    lower, upper = np.array(shared).T
    return CycleAffinities(lower, upper, affinity, floor)


def _electron_in(table: RateTable, reservoir: int) -> dict[tuple[int, int], tuple[float, float]]:
    """Map (state, state with an electron more) to the logs of the rates in and out, however the table lists them."""
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for k in np.flatnonzero((table.reservoir == reservoir) & (np.abs(table.gained_charge) == 1)).tolist():
        ends, logs = (int(table.source[k]), int(table.target[k])), (table.log_forward[k], table.log_reverse[k])
        found[ends if table.gained_charge[k] > 0 else ends[::-1]] = logs if table.gained_charge[k] > 0 else logs[::-1]
    return found
