"""Full counting statistics of what a lead gives."""

from __future__ import annotations

from functools import partial

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.counting_statistics import cumulants
from detbal.transport.balance import BEENAKKER, subject_of
from detbal.transport.counting.counted import Counted
from detbal.transport.counting.counter import CountingStatistics
from detbal.transport.counting.pictures import pictures
from detbal.transport.counting.processes import processes_of, reservoir_of
from detbal.transport.counting.table import table_of
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.validity import validity

REFERENCES = (
    BEENAKKER,
    "D. A. Bagrets and Y. V. Nazarov, Phys. Rev. B 67, 085316 (2003)",
    "C. Flindt, T. Novotný, A. Braggio and A.-P. Jauho, Phys. Rev. B 82, 155407 (2010)",
    "J. L. Lebowitz and H. Spohn, J. Stat. Phys. 95, 333 (1999)",
    "A. C. Barato and U. Seifert, Phys. Rev. Lett. 114, 158101 (2015)",
)


def counting_statistics(
    thing: QuantumDot | Molecule | RateTable, *, lead: str, order: int = 4, counted: Counted = Counted.PARTICLES
) -> CountingStatistics:
    """Count what a lead gives to a dot.

    Parameters
    ----------
    thing
        A dot or a molecule, for which the rates of sequential tunnelling are calculated; or rates.
    lead : str
        Name of the reservoir at which is counted.
    order : int
        How many cumulants.
    counted : Counted
        Electrons, or energy.

    Raises
    ------
    InputError
        A name that is none of the reservoirs; a reservoir that exchanges nothing that is counted; states that are not
        connected.

    Notes
    -----
    Each cumulant is one linear solve with the generator. Cost: one sparse factorisation of N states.

    Examples
    --------
    One level, from which electrons only leave to the right:

    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=1.0, mu=40, gamma=1.0), "R": Lead(kT=1.0, mu=-40, gamma=1.0)}
    >>> found = counting_statistics(QuantumDot(0.0, sides), lead="L")
    >>> found.cumulants.round(9), round(found.fano, 9)
    (array([0.5   , 0.25  , 0.125 , 0.0625]), 0.5)
    """
    if isinstance(order, bool) or not isinstance(order, int | np.integer) or order < 1:
        raise InputError(explain(f"order = {order!r}", fix="ask for a whole number of cumulants, 1 or more"))
    table = table_of(thing)
    processes, flows = processes_of(table, lead, counted)
    at_lead = table.reservoir == reservoir_of(table, lead, "lead")
    amount = table.gained_charge if counted is Counted.PARTICLES else table.gained_energy
    floor = float(np.abs(amount[at_lead]) @ flows.flux_floor[at_lead])
    values = cumulants(
        np.exp(processes.log_pi),
        processes.source,
        processes.target,
        np.exp(processes.log_rate),
        processes.weight,
        int(order),
    )
    unit = f"ħ/{table.unit.symbol}" if table.unit else "unit time"
    return CountingStatistics(
        subject=subject_of(table),
        statement=f"cumulants of the {counted.value} from {lead} into the dot, per {unit}",
        lead=lead,
        counted=counted,
        cumulants=values,
        current_floor=floor,
        entropy_production=float(flows.currents.entropy.sum()),
        processes=processes,
        time_unit=unit,
        findings=validity(thing) if isinstance(thing, QuantumDot) else (),
        assumptions=("stationary state; rates are taken as exact",),
        references=REFERENCES,
        facts=_facts(values, float(flows.currents.entropy.sum()), floor),
        drawings=partial(pictures, processes, values, counted, lead, unit),
    )


def _facts(values: Floats, entropy: float, floor: float) -> tuple[tuple[str, str], ...]:
    said = [("cumulants", ", ".join(f"{value:.6g}" for value in values))]
    if len(values) > 1 and abs(values[0]) > floor:
        ratio = values[1] / abs(values[0]) * (entropy / abs(values[0]))
        said.append(("Fano", f"{values[1] / abs(values[0]):.6g}"))
        said.append(("bound", f"noise × entropy production / current² = {ratio:.6g}; 2 at least"))
    return tuple(said)
