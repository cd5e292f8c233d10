"""A counter with what is to be said of how it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detbal.durations import TimeUnit
from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.transport.balance import BEENAKKER, subject_of
from detbal.transport.coherent.equations import KIRSANSKAS, lindblad
from detbal.transport.counting.coherent_counter import coherent_counter
from detbal.transport.counting.counted import Counted
from detbal.transport.counting.counter import Counter
from detbal.transport.counting.processes import processes_of
from detbal.transport.counting.rate_counter import RateCounter
from detbal.transport.counting.table import table_of
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.units import per_energy
from detbal.transport.validity import validity
from detbal.verdict import Finding


@dataclass(frozen=True, slots=True, eq=False)
class Counting:
    """A counter at a lead; see `CountingStatistics` for the fields."""

    counter: Counter
    subject: str
    entropy_production: float
    time_unit: TimeUnit | None
    findings: tuple[Finding, ...]
    assumptions: tuple[str, ...]
    references: tuple[str, ...]


def by_rates(thing: QuantumDot | Molecule | RateTable, lead: str, counted: Counted) -> Counting:
    """Count by rates between eigenstates.

    Raises
    ------
    InputError
        As `counting_statistics`.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.01)})
    >>> by_rates(dot, "L", Counted.PARTICLES).subject
    '2 states of a dot, 1 transition by L'
    """
    table = table_of(thing)
    processes, flows = processes_of(table, lead, counted)
    return Counting(
        counter=RateCounter(processes),
        subject=subject_of(table),
        entropy_production=float(flows.currents.entropy.sum()),
        time_unit=table.time_unit,
        findings=() if isinstance(thing, RateTable) else validity(thing),
        assumptions=("cumulants, λ, P(n, t) and waiting times take rates as exact",),
        references=(BEENAKKER, "D. A. Bagrets and Y. V. Nazarov, Phys. Rev. B 67, 085316 (2003)"),
    )


def by_jumps(dot: Any, lead: str, counted: Counted) -> Counting:
    """Count the jumps of the Lindblad equation.

    Raises
    ------
    InputError
        Anything but a QuantumDot, energy as what is counted, and as `lindblad`.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.01), "R": Lead(kT=1.0, gamma=0.01)}
    >>> round(by_jumps(QuantumDot(0.3, sides), "L", Counted.PARTICLES).counter.affinity, 12)
    0.2
    """
    needs(dot, "with Method.LINDBLAD, dot", QuantumDot)
    if counted is not Counted.PARTICLES:
        why = "a jump from superposed states has no one energy"
        raise InputError(explain(f"counted = {counted}", why=why, fix="count particles, or take Method.PAULI"))
    state = lindblad(dot)
    return Counting(
        counter=coherent_counter(dot, lead, state.vector),
        subject=f"{len(state.energy)} states of a dot, superposed, between {' and '.join(dot.leads)}",
        entropy_production=state.entropy_production,
        time_unit=per_energy(dot.unit),
        findings=state.findings,
        assumptions=state.assumptions,
        references=(KIRSANSKAS,),
    )
