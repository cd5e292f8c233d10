"""From residuals over temperature to a verdict, and what is said with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from detbal.on_demand import OnDemand
from detbal.pairs import FloatArray
from detbal.reactions.expectation import determined
from detbal.reactions.findings import (
    ByConstruction,
    LimitOfBalance,
    MissingIdenticalFactor,
    OneWayCycle,
    OtherEnergy,
    OtherExponent,
    OtherShape,
    OtherWeight,
    OutsideOfRange,
    RoundedRates,
    SetAside,
    Suspect,
    Unknown,
)
from detbal.reactions.network import Counting, ReactionNetwork
from detbal.reactions.one_way import one_way_cycle
from detbal.reactions.pairing import ProcessPairs
from detbal.reactions.parts import Part, split
from detbal.reactions.pictures import residual_figures
from detbal.reactions.suspects import suspects
from detbal.reactions.verdicts import NamesAtTemperature, NetworkVerdict
from detbal.reactions.wegscheider import Cycles
from detbal.residual import NO_UNKNOWNS, Residuals
from detbal.units import ENERGY_UNITS
from detbal.verdict import (
    Criteria,
    Finding,
    FloorTooHigh,
    NothingToTest,
    OneWay,
    Status,
    first_names,
    judge,
    noise_floor,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Residuals of exact numbers, nats, up to which they may come of rounding to three digits or more.
ROUNDED = 1e-2
#: A constant factor within this of that of identical particles, nats, is called that: masses that are taken
#: differently (A, nuclear, atomic) make up to 0.1.
ALIKE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """Residuals over temperature: of pairs, or around cycles.

    Attributes
    ----------
    names : sequence of n strings
    residual, rounding : (n, nT) float arrays
    sigma : (n,) float array
        Standard deviations, the same at all temperatures.
    dof : int
    p_value : float or None
    """

    names: Sequence[str]
    residual: FloatArray
    rounding: FloatArray
    sigma: FloatArray
    dof: int
    p_value: float | None


def judged(
    network: ReactionNetwork,
    pairs: ProcessPairs,
    left: Left,
    T: FloatArray,
    criteria: Criteria,
    *,
    statement: str,
    balance_with: str,
    one_way: bool,
    related: tuple[NetworkVerdict, ...],
    say: Callable[[NetworkVerdict], Iterable[Finding]],
    references: tuple[str, ...],
) -> NetworkVerdict:
    """Judge each residual at its worst temperature, and reactions without a reverse as infinite ones.

    Examples
    --------
    >>> from detbal.reactions.pairing import process_pairs
    >>> atom = ReactionNetwork.from_equations(["A => B"], [1.0])
    >>> nothing = Left([], np.zeros((0, 1)), np.zeros((0, 1)), np.zeros(0), 0, None)
    >>> judged(atom, process_pairs(atom), nothing, np.ones(1), Criteria.of(None, statistical=False), statement="s",
    ...     balance_with="any", one_way=True, related=(), say=lambda verdict: (), references=()).status.name
    'BROKEN'
    """
    n = len(left.names)
    alone = np.flatnonzero(~pairs.two_way) if one_way else np.zeros(0, dtype=np.intp)
    spread = Residuals(left.residual.ravel(), left.rounding.ravel(), np.repeat(left.sigma, len(T)), (), 0, NO_UNKNOWNS)
    over = noise_floor(replace(spread, sigma=left.sigma, rounding=np.zeros(n)), criteria.alpha)
    floors = left.rounding + over[:, None]
    worst = np.argmax(np.abs(left.residual) - floors, axis=1) if n else np.zeros(0, dtype=np.intp)
    at = (np.arange(n), worst)
    infinite = np.full((len(alone), len(T)), np.inf)
    names = _Chained(left.names, pairs.take(alone).one_way_names)
    residuals = Residuals(
        residual=np.concatenate([left.residual[at], infinite[:, 0]]),
        rounding=np.concatenate([left.rounding[at], np.zeros(len(alone))]),
        sigma=np.concatenate([left.sigma, np.zeros(len(alone))]),
        labels=names,
        dof=left.dof,
        theta=NO_UNKNOWNS,
        p_value=left.p_value,
    )
    status, floor = judge(residuals, criteria)
    if not n and not len(alone):
        # what is reversible by thermochemistry is in balance whatever its rates, as is a network without a cycle
        status = Status.BALANCED if network.reversible.any() or len(pairs) else Status.UNDECIDED
    hottest = np.concatenate([T[worst], np.full(len(alone), np.nan)])
    unnamed = network.temperatures is None and len(T) == 1
    labels: Sequence[str] = names if unnamed else NamesAtTemperature(names, hottest)
    verdict = NetworkVerdict(
        subject=described(network, pairs),
        statement=statement,
        status=status,
        residual=residuals.residual,
        floor=floor,
        labels=labels,
        criteria=criteria,
        theta=NO_UNKNOWNS,
        dof=left.dof,
        p_value=left.p_value,
        balance_with=balance_with,
        related=related,
        assumptions=_assumed(network),
        references=references,
        names=names,
        temperatures=T,
        over_temperature=np.concatenate([left.residual, infinite]),
        floor_over_temperature=np.concatenate([floors, np.zeros_like(infinite)]),
        parts=split(left.residual, T, floors),
        unit=ENERGY_UNITS["keV" if network.counting is Counting.PER_SET else "kJ/mol"],
    )
    found = (*say(verdict), *_general(verdict, n, len(alone)))
    return replace(verdict, findings=found, drawings=lambda: residual_figures(verdict))


def described(network: ReactionNetwork, pairs: ProcessPairs) -> str:
    """Describe a network in a line.

    Examples
    --------
    >>> from detbal.reactions.pairing import process_pairs
    >>> dimer = ReactionNetwork.from_equations(["2 A <=> B"], [1.0], [2.0])
    >>> described(dimer, process_pairs(dimer))
    'reaction network: 2 species, 2 reactions, 1 pair of forward and reverse'
    """
    both = int(pairs.two_way.sum())
    parts = [f"{len(network.species):,} species", f"{len(network):,} reaction{'s' * (len(network) != 1)}"]
    if network.reversible.any():
        parts.append(f"{int(network.reversible.sum()):,} of them reversible")
    parts.append(f"{both:,} pair{'s' * (both != 1)} of forward and reverse")
    return f"reaction network: {', '.join(parts)}"


def said_of_pairs(verdict: NetworkVerdict, pairs: ProcessPairs) -> tuple[Finding, ...]:
    """Group the pairs that are off by what would mend them.

    Examples
    --------
    >>> from detbal.reactions.check import check_network
    >>> from detbal.reactions import Concentration, Reaction, Species
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
    rest = off & ~factorial
    groups = (
        (MissingIdenticalFactor, factorial, "lack (or have twice) the factorials of identical particles"),
        (OtherEnergy, rest & (which == Part.ENERGY.value), "would be balanced with another energy"),
        (OtherWeight, rest & (which == Part.WEIGHT.value), "would be balanced with another constant factor"),
        (OtherExponent, rest & (which == Part.EXPONENT.value), "would be balanced with another power of T"),
        (OtherShape, rest & ((which & Part.SHAPE.value) > 0), "have a residual that no energy, factor or power mends"),
    )
    return tuple(_grouped(kind, mask, message, verdict) for kind, mask, message in groups if mask.any())


def _grouped(kind: type[Finding], mask: NDArray[np.bool_], message: str, verdict: NetworkVerdict) -> Finding:
    rows = np.flatnonzero(mask)
    rows = rows[np.argsort(-np.abs(verdict.residual[rows]), kind="stable")]
    worst = verdict.ranking_of(rows[:5])
    told = tuple(f"{entry.label}: {entry.explanation}" for entry in worst)
    return kind(f"{len(rows):,} pair{'s' * (len(rows) != 1)} {message}", told, len(rows))


def said_of_cycles(verdict: NetworkVerdict, cycles: Cycles) -> tuple[Finding, ...]:
    """Name the pair that would explain most of the open cycles, if it explains half or more.

    Examples
    --------
    >>> from detbal.reactions.check import check_network
    >>> ring = ReactionNetwork.from_equations(["A <=> B", "B <=> C", "C <=> A"], [1.0, 1.0, 1.0], [1.0, 1.0, 2.0])
    >>> check_network(ring).findings[0].message
    'ln(k_f/k_r) of one of these 3 pairs, off by 0.6931 nats, would explain 100 % of what is left'
    """
    n = len(cycles.names)
    if not (np.abs(verdict.residual[:n]) - verdict.floor[:n] > verdict.criteria.tol).any():
        return ()
    found = suspects(cycles)
    if found is None or found.explained < 0.5:
        return ()
    names = cycles.pairs.names
    which = f"one of these {len(found.rows)} pairs" if len(found.rows) > 1 else "this pair"
    size = f"{abs(float(found.fault[0])):.4g} nats"
    message = f"ln(k_f/k_r) of {which}, off by {size}, would explain {100 * found.explained:.3g} % of what is left"
    return (Suspect(message, first_names(names, found.rows), len(found.rows)),)


def said_of_network(
    network: ReactionNetwork, pairs: ProcessPairs, T: FloatArray, *, thermochemistry: bool
) -> tuple[Finding, ...]:
    """Say which reactions took no part and why, and what one-way reactions mean.

    Examples
    --------
    >>> from detbal.reactions.pairing import process_pairs
    >>> one = ReactionNetwork.from_equations(["A => B"], [1.0])
    >>> [type(f).__name__ for f in said_of_network(one, process_pairs(one), np.ones(1), thermochemistry=False)]
    ['OneWay', 'LimitOfBalance']
    """
    found: list[Finding] = []
    if not pairs.two_way.all():
        found += _one_way(network, pairs)
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
    if thermochemistry and source is not None:
        unknown = np.flatnonzero(pairs.two_way & ~determined(pairs.change, source.known))
        if len(unknown):
            message = f"{len(unknown):,} pairs cannot be held against thermochemistry: it does not know all species"
            found.append(Unknown(message, first_names(pairs.names, unknown), len(unknown)))
        outside = getattr(source, "outside", None)
        if outside is not None and (names := tuple(outside(T))):
            message = f"{len(names):,} species are used at temperatures outside of the range of their polynomials"
            found.append(OutsideOfRange(message, names[:5], len(names)))
    return tuple(found)


def _one_way(network: ReactionNetwork, pairs: ProcessPairs) -> list[Finding]:
    from scipy.sparse import vstack

    alone = np.flatnonzero(~pairs.two_way)
    single, count = pairs.take(alone), len(alone)
    names = single.one_way_names
    message = f"{count:,} reaction{'s' * (count != 1)} without a reverse: entropy production is infinite"
    found: list[Finding] = [OneWay(message, first_names(names, list(range(count))), count)]
    others = vstack([pairs.take(np.flatnonzero(pairs.two_way)).change, network.change[network.reversible]]).tocsr()
    ring = one_way_cycle(single.change, others)
    if len(ring):
        message = f"{len(ring):,} of them close cycles, with reversible ones or together: no equilibrium is possible"
        found.append(OneWayCycle(message, first_names(names, ring), len(ring)))
    else:
        message = "no cycle runs through them: they may be the limit of reactions whose reverse is slow"
        found.append(LimitOfBalance(message, count=count))
    return found


def _general(verdict: NetworkVerdict, n: int, alone: int) -> list[Finding]:
    found: list[Finding] = []
    if not n and not alone:
        found.append(NothingToTest("no pair has a forward and a reverse rate that could contradict each other"))
    largest = float(np.abs(verdict.residual[:n]).max(initial=0.0))
    if verdict.status is Status.BROKEN and verdict.p_value is None and not alone and 0 < largest < ROUNDED:
        message = f"all residuals are below {largest:.2g} nats, as of rates given to few digits: tol= forgives them"
        found.append(RoundedRates(message))
    high = np.flatnonzero(verdict.floor > verdict.criteria.resolution)
    if len(high):
        message = (
            f"{len(high):,} of {len(verdict.floor):,} noise floors are above the "
            f"{verdict.criteria.resolution:g} nats to be resolved"
        )
        found.append(FloorTooHigh(message, first_names(verdict.labels, high), len(high)))
    return found


def _assumed(network: ReactionNetwork) -> tuple[str, ...]:
    source = network.thermochemistry
    said = [f"rate law: {network.counting.value}", *network.assumptions]
    return tuple(said if source is None else [*said, *source.assumptions])


class _Chained(OnDemand):
    """Names of what is tested, then of the one-way pairs."""

    __slots__ = ("first", "then")

    def __init__(self, first: Sequence[str], then: Sequence[str]) -> None:
        self.first, self.then = first, then

    def __len__(self) -> int:
        return len(self.first) + len(self.then)

    def name(self, k: int) -> str:
        return self.first[k] if k < len(self.first) else self.then[k - len(self.first)]
