"""From residuals over temperature to a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detbal.on_demand import OnDemand
from detbal.pairs import FloatArray
from detbal.reactions.findings import RoundedRates
from detbal.reactions.network import Counting, ReactionNetwork
from detbal.reactions.pairing import ProcessPairs
from detbal.reactions.parts import split
from detbal.reactions.pictures import residual_figures
from detbal.reactions.verdicts import NamesAtTemperature, NetworkVerdict
from detbal.residual import NO_UNKNOWNS, Residuals
from detbal.units import ENERGY_UNITS
from detbal.verdict import (
    Criteria,
    Finding,
    FloorTooHigh,
    NothingToTest,
    Status,
    first_names,
    judge,
    noise_floor,
)

#: Residuals of exact numbers, nats, up to which they may come of rounding to three digits or more.
ROUNDED = 1e-2


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
