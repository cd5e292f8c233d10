"""What is said with a verdict on a network: causes, suspects, what took no part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detbal.reactions.checking.extrapolation import outside_of_range
from detbal.reactions.checking.judgement import Question
from detbal.reactions.checking.one_way import one_way_cycle
from detbal.reactions.checking.parts import Part
from detbal.reactions.checking.suspects import suspects
from detbal.reactions.checking.verdicts import NetworkVerdict
from detbal.reactions.checking.wegscheider import Cycles
from detbal.reactions.expectation import determined
from detbal.reactions.findings import (
    ByConstruction,
    Idle,
    JumpOfPolynomial,
    LimitOfBalance,
    MissingIdenticalFactor,
    OneWayCycle,
    OtherEnergy,
    OtherExponent,
    OtherShape,
    OtherWeight,
    OutsideOfRange,
    SetAside,
    Suspect,
    Unknown,
)
from detbal.reactions.pairing import ProcessPairs
from detbal.reactions.rates.rate_coefficients import outside
from detbal.reactions.thermochemistry.thermochemistry import Thermochemistry
from detbal.verdict import (
    Finding,
    OneWay,
    first_names,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Jumps of a chemical potential over kT up to this size are round-off of printed polynomials.
JUMP = 1e-3
#: A constant factor within this of that of identical particles, nats, is called that: masses that are taken
#: differently (A, nuclear, atomic) make up to 0.1.
ALIKE = 0.1


def said_of_pairs(verdict: NetworkVerdict, pairs: ProcessPairs) -> tuple[Finding, ...]:
    """Group the pairs that are off by what would mend them.

    Examples
    --------
    >>> from detbal.reactions.checking.check import check_network
    >>> from detbal.reactions import Concentration, Reaction, ReactionNetwork, Species
    >>> a, b = (Species(name, mass=1.0, degeneracy=g, energy="0 eV") for name, g in (("a", 1), ("b", 3)))
    >>> there = Reaction([a], [b])
    >>> wrong = ReactionNetwork.of([there, there.reversed()], [1.0, 1.0], concentration=Concentration.PER_M3)
    >>> [type(finding).__name__ for finding in check_network(wrong, T=[300.0, 600, 900, 1200]).findings]
    ['OtherWeight']
    """
    n = len(pairs)
    off = np.abs(verdict.residual[:n]) - verdict.floor[:n] > verdict.criteria.tol
    if not off.any() or len(verdict.temperatures) < 4:
        return ()
    parts, which = verdict.parts, verdict.parts.which
    identical = pairs.log_factorials
    weighty = (which & Part.WEIGHT.value) > 0
    factorial = off & weighty & (identical != 0) & (np.abs(np.abs(parts.weight) - np.abs(identical)) < ALIKE)
    groups: list[tuple[type[Finding], NDArray[np.bool_], str]] = [
        (MissingIdenticalFactor, factorial, "the factorials of identical particles are missing, or there twice")
    ]
    rest = off & ~factorial
    for kind, part, message in (  # the first part that a residual has says where it belongs
        (OtherShape, Part.SHAPE, "no other energy, factor or power of T would balance them"),
        (OtherExponent, Part.EXPONENT, "balanced with another power of T, and what else is told"),
        (OtherEnergy, Part.ENERGY, "balanced with another energy, and what else is told"),
        (OtherWeight, Part.WEIGHT, "balanced with another constant factor"),
    ):
        own = rest & ((which & part.value) > 0)
        groups.append((kind, own, message))
        rest &= ~own
    return tuple(_grouped(kind, mask, message, verdict) for kind, mask, message in groups if mask.any())


def _grouped(kind: type[Finding], mask: NDArray[np.bool_], message: str, verdict: NetworkVerdict) -> Finding:
    rows = np.flatnonzero(mask)
    rows = rows[np.argsort(-np.abs(verdict.residual[rows]), kind="stable")]
    worst = verdict.ranking_of(rows[:5])
    told = tuple(f"{entry.label}: {entry.explanation}" for entry in worst)
    return kind(f"{len(rows):,} pair{'s' * (len(rows) != 1)}: {message}", told, len(rows))


def said_of_cycles(verdict: NetworkVerdict, cycles: Cycles) -> tuple[Finding, ...]:
    """Name the pairs that would explain most of the open cycles, if a few explain half or more.

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> from detbal.reactions.checking.check import check_network
    >>> ring = ReactionNetwork.from_equations(["A <=> B", "B <=> C", "C <=> A"], [1.0, 1.0, 1.0], [1.0, 1.0, 2.0])
    >>> check_network(ring).findings[0].message
    'off by -0.6931 nats, one of these 3 pairs would explain 100 % of what is left'
    """
    n = len(cycles.names)
    if not (np.abs(verdict.residual[:n]) - verdict.floor[:n] > verdict.criteria.tol).any():
        return ()
    found = suspects(cycles)
    if not found or found[-1].explained < 0.5:
        return ()
    names = cycles.pairs.names
    if len(found) == 1 and len(found[0].rows) == 1:
        told = (
            f"off by {found[0].fault:.4g} nats, this pair would explain {_percent(found[0].explained)} of what is left"
        )
    elif len(found) == 1:
        which = f"one of these {len(found[0].rows)} pairs"
        told = f"off by {found[0].fault:.4g} nats, {which} would explain {_percent(found[0].explained)} of what is left"
    else:
        told = f"these {len(found)} pairs, if wrong, would explain {_percent(found[-1].explained)} of what is left"
        where = tuple(f"{names[int(one.rows[0])]}: off by {one.fault:.4g} nats" for one in found)
        return (Suspect(told, where, len(found)),)
    return (Suspect(told, first_names(names, found[0].rows), len(found[0].rows)),)


def _percent(part: float) -> str:
    return f"{100 * part:.3g} %"


def said_of_network(question: Question) -> tuple[Finding, ...]:
    """Say which reactions took no part and why, and what one-way reactions mean: the same for both questions.

    Examples
    --------
    >>> from detbal.reactions.checking.check import check_network
    >>> from detbal.reactions import ReactionNetwork
    >>> one = ReactionNetwork.from_equations(["A => B"], [1.0])
    >>> [type(finding).__name__ for finding in check_network(one).findings]
    ['OneWay', 'LimitOfBalance']
    """
    network, running = question.network, question.running
    pairs = running.pairs
    found: list[Finding] = []
    if running.one_way.any():
        found += _one_way(question)
    if running.idle.any():
        idle = np.flatnonzero(running.idle)
        message = f"{len(idle):,} pairs have rates of zero both ways, and take no part"
        found.append(Idle(message, first_names(pairs.names, idle), len(idle)))
    if network.reversible.any():
        count = int(network.reversible.sum())
        message = f"{count:,} reactions take their reverse from thermochemistry: balanced by construction"
        found.append(ByConstruction(message, count=count))
    for k, reason in enumerate(network.reasons, start=1):
        rows = np.flatnonzero(network.aside == k)
        if len(rows):
            message = f"{len(rows):,} reaction{'s' * (len(rows) != 1)} set aside: {reason}"
            found.append(SetAside(message, first_names(network.names, rows), len(rows)))
    source = network.thermochemistry
    if source is not None:
        found += _jumps(source)
    beyond = outside(network.rates, running.T)
    if len(beyond):
        message = f"{len(beyond):,} rates are used outside of the temperatures or pressures that they were made for"
        found.append(OutsideOfRange(message, first_names(network.names, beyond), len(beyond)))
    return tuple(found)


def said_of_thermochemistry(question: Question) -> tuple[Finding, ...]:
    """Say which pairs thermochemistry does not know, and which species it knows at other temperatures only.

    Examples
    --------
    >>> from detbal.reactions.checking.judgement import Question
    >>> from detbal.reactions.checking.running import running
    >>> from detbal.reactions.models import light_elements
    >>> from detbal.reactions.pairing import process_pairs
    >>> found = running(process_pairs(light_elements()), np.array([1e9]))
    >>> said_of_thermochemistry(Question(found, True, None))
    ()
    """
    network, running = question.network, question.running
    pairs, source = running.pairs, network.thermochemistry
    if source is None:
        return ()
    found: list[Finding] = []
    unknown = np.flatnonzero(running.both_ways & ~determined(pairs.change, source.known))
    if len(unknown):
        message = f"{len(unknown):,} pairs cannot be held against thermochemistry: it does not know all species"
        found.append(Unknown(message, first_names(pairs.names, unknown), len(unknown)))
    return (*found, *outside_of_range(network, running.T, pairs.change))


def _jumps(source: Thermochemistry) -> list[Finding]:
    jumps = [jump for jump in getattr(source, "jumps", list)() if abs(jump.gibbs) > JUMP]
    if not jumps:
        return []
    where = tuple(f"{jump.species}: {jump.gibbs:+.3g} nats at {jump.T:g} K" for jump in jumps[:5])
    message = f"{len(jumps):,} of the polynomials jump where their ranges meet"
    return [JumpOfPolynomial(message, where, len(jumps))]


def _one_way(question: Question) -> list[Finding]:
    from scipy.sparse import vstack

    network, running = question.network, question.running
    alone = running.alone()
    count = len(alone)
    plural = "s" * (count != 1)
    if not question.one_way:
        message = f"{count:,} reaction{plural} without a reverse set aside, as was asked"
        return [SetAside(message, first_names(alone.names, range(count)), count)]
    message = f"{count:,} reaction{plural} without a reverse: entropy production is infinite"
    found: list[Finding] = [OneWay(message, first_names(alone.names, range(count)), count)]
    both = running.pairs.take(np.flatnonzero(running.both_ways))
    others = vstack([both.change, network.change[network.reversible]]).tocsr()
    ring = one_way_cycle(alone.change, others)
    if len(ring):
        message = f"{len(ring):,} of them close cycles, with reversible ones or together: no equilibrium is possible"
        found.append(OneWayCycle(message, first_names(alone.names, ring), len(ring)))
    else:
        message = "no cycle runs through them: they may be the limit of reactions whose reverse is slow"
        found.append(LimitOfBalance(message, count=count))
    return found
