"""Full counting statistics of what a lead gives."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from detbal.choice import member, named
from detbal.counting import BARATO_SEIFERT, FLINDT, counting_facts, cumulants_asked
from detbal.errors import InputError, explain
from detbal.transport.counting.counted import Counted
from detbal.transport.counting.methods import Counting, by_jumps, by_rates
from detbal.transport.counting.pictures import pictures
from detbal.transport.counting.result import CountingStatistics
from detbal.transport.method import Method
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable

_REFERENCES = (
    FLINDT,
    "J. L. Lebowitz and H. Spohn, J. Stat. Phys. 95, 333 (1999)",
    BARATO_SEIFERT,
)


def counting_statistics(
    thing: QuantumDot | Molecule | RateTable,
    *,
    lead: str,
    order: int = 4,
    counted: Counted = Counted.PARTICLES,
    method: Method = Method.PAULI,
) -> CountingStatistics:
    """Count what a lead gives to a dot.

    Parameters
    ----------
    thing
        A dot or a molecule, for which the rates of sequential tunnelling are calculated; or rates. With
        ``Method.LINDBLAD``, a QuantumDot.
    lead : str
        Name of the reservoir at which is counted.
    order : int
        How many cumulants.
    counted : Counted
        Electrons, or energy; the latter by rates only.
    method : Method
        ``Method.PAULI``, rates between eigenstates; or ``Method.LINDBLAD``, with coherences. (Electrons that do not
        repel each other: `generating_function`.)

    Raises
    ------
    InputError
        A name that is none of the reservoirs; a reservoir that exchanges nothing that is counted; states that are not
        connected; another method.

    Notes
    -----
    Each cumulant is a linear solve with the generator, and has a floor. By rates, it costs some eight eliminations
    of N states, sparse, and electrons are counted wherever they are few: what a lead gives in the long run, the others
    take. With coherences, all cost one factorisation and one inverse for all elements of the density matrix, dense.

    Examples
    --------
    One level, from which electrons only leave to the right:

    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=1.0, mu=40, gamma=1.0), "R": Lead(kT=1.0, mu=-40, gamma=1.0)}
    >>> found = counting_statistics(QuantumDot(0.0, sides), lead="L")
    >>> found.cumulants.round(9), round(found.fano, 9)
    (array([0.5   , 0.25  , 0.125 , 0.0625]), 0.5)

    Two orbitals in series, which turn into each other coherently, at Ω²Γ/2/(Ω² + Γ²/4):

    >>> ends = {"L": Lead(kT=1.0, mu=40, gamma=[1.0, 0.0]), "R": Lead(kT=1.0, mu=-40, gamma=[0.0, 1.0])}
    >>> series = QuantumDot([[0.0, 0.5], [0.5, 0.0]], ends)
    >>> counting_statistics(series, lead="L", method=Method.LINDBLAD).cumulants[:1].round(12)
    array([0.25])
    """
    asked = cumulants_asked(order)
    made = _counting(thing, lead, member(Counted, counted, "counted"), named(Method, method, "method"))
    values, floor = made.counter.cumulants(asked)
    unit = made.time_unit.symbol if made.time_unit else "unit time"
    found = CountingStatistics(
        subject=made.subject,
        statement=f"cumulants of the {counted.value} from {lead} into the dot, per {unit}",
        lead=lead,
        counted=counted,
        cumulants=values,
        floor=floor,
        entropy_production=made.entropy_production,
        counter=made.counter,
        time_unit=unit,
        findings=made.findings,
        assumptions=("the stationary state", *made.assumptions),
        references=(*made.references, *_REFERENCES),
        drawings=partial(pictures, made.counter, values, floor, counted, lead, unit),
    )
    return replace(found, facts=counting_facts(found))


def _counting(thing: QuantumDot | Molecule | RateTable, lead: str, counted: Counted, method: Method) -> Counting:
    if method is Method.PAULI:
        return by_rates(thing, lead, counted)
    if method is Method.LINDBLAD:
        return by_jumps(thing, lead, counted)
    exact = "generating_function(dot, lead, chi), or " if method is Method.EXACT else ""
    why = "electrons are counted by rates, or by the jumps of a Lindblad equation"
    raise InputError(explain(f"method = {method}", why=why, fix=f"take {exact}Method.PAULI or Method.LINDBLAD"))
