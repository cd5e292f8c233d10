"""From residuals over temperature to a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detbal.on_demand import OnDemand
from detbal.pairs import FloatArray
from detbal.reactions.checking.parts import split
from detbal.reactions.checking.pictures import residual_figures
from detbal.reactions.checking.running import Running
from detbal.reactions.checking.verdicts import NamesAtTemperature, NetworkVerdict
from detbal.reactions.findings import RoundedRates
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.pairing import ProcessPairs
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
#: Above this, kelvin, energies are told in the unit of nuclei.
HOT = 1e7


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked of a network.

    Attributes
    ----------
    running : Running
        The pairs, their rates and the temperatures.
    one_way : bool
        Whether processes without a reverse count.
    criteria : Criteria
    """

    running: Running
    one_way: bool
    criteria: Criteria

    @property
    def network(self) -> ReactionNetwork:
        """The network asked about."""
        return self.running.pairs.network


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
    nothing_to_contradict : bool
        Whether, if there are no residuals, that is because none can be: no cycle, or only reverses by definition.
    """

    names: Sequence[str]
    residual: FloatArray
    rounding: FloatArray
    sigma: FloatArray
    dof: int
    p_value: float | None
    nothing_to_contradict: bool = True


def judged(
    question: Question,
    left: Left,
    *,
    statement: str,
    balance_with: str,
    related: tuple[NetworkVerdict, ...],
    say: Callable[[NetworkVerdict], Iterable[Finding]],
    references: tuple[str, ...],
) -> NetworkVerdict:
    """Judge each residual at its worst temperature, and processes without a reverse as infinite ones.

    Examples
    --------
    >>> from detbal.reactions.pairing import process_pairs
    >>> from detbal.reactions.checking.running import running
    >>> atom = ReactionNetwork.from_equations(["A => B"], [1.0])
    >>> asked = Question(running(process_pairs(atom), np.ones(1)), True, Criteria.of(None, statistical=False))
    >>> nothing = Left([], np.zeros((0, 1)), np.zeros((0, 1)), np.zeros(0), 0, None)
    >>> judged(asked, nothing, statement="s", balance_with="any", related=(), say=lambda verdict: (),
    ...     references=()).status.name
    'BROKEN'
    """
    network, T, n = question.network, question.running.T, len(left.names)
    alone = question.running.alone()
    infinite = np.where(alone.backward, -np.inf, np.inf)[: len(alone) if question.one_way else 0]
    floors = left.rounding + _deviations(left.sigma, question.criteria.alpha)[:, None]
    worst = np.argmax(np.abs(left.residual) - floors, axis=1) if n else np.zeros(0, dtype=np.intp)
    at = (np.arange(n), worst)
    names = _Chained(left.names, alone.names if question.one_way else ())
    residuals = Residuals(
        residual=np.concatenate([left.residual[at], infinite]),
        rounding=np.concatenate([left.rounding[at], np.zeros(len(infinite))]),
        sigma=np.concatenate([left.sigma, np.zeros(len(infinite))]),
        labels=names,
        dof=left.dof,
        theta=NO_UNKNOWNS,
        p_value=left.p_value,
    )
    status, floor = judge(residuals, question.criteria)
    if not len(names):
        status = _of_nothing(question, left)
    # a process that is alone at all temperatures needs none in its label
    where = np.where(alone.apart.all(axis=1), np.nan, T[np.argmax(alone.apart, axis=1)])[: len(infinite)]
    hottest = np.concatenate([T[worst], where])
    unnamed = network.temperatures is None and len(T) == 1
    labels: Sequence[str] = names if unnamed else NamesAtTemperature(names, hottest)
    everywhere = np.where(alone.apart[: len(infinite)], infinite[:, None], 0.0)
    verdict = NetworkVerdict.of(
        residuals,
        floor,
        question.criteria,
        subject=described(network, question.running.pairs),
        statement=statement,
        status=status,
        labels=labels,
        balance_with=balance_with,
        related=related,
        assumptions=_assumed(network),
        references=references,
        names=names,
        temperatures=T,
        over_temperature=np.concatenate([left.residual, everywhere]),
        floor_over_temperature=np.concatenate([floors, np.zeros_like(everywhere)]),
        parts=split(left.residual, T, floors),
        unit=ENERGY_UNITS["keV" if T.max() >= HOT else "kJ/mol"],
    )
    found = (*say(verdict), *_general(verdict, n, len(infinite)))
    return replace(verdict, findings=found, drawings=lambda: residual_figures(verdict))


def _deviations(sigma: FloatArray, alpha: float) -> FloatArray:
    n = len(sigma)
    alone = Residuals(np.zeros(n), np.zeros(n), sigma, (), 0, NO_UNKNOWNS)
    return noise_floor(alone, alpha)


def _of_nothing(question: Question, left: Left) -> Status:
    """Say what holds if there is no residual: balance if none could be, otherwise nothing was compared."""
    found = question.running
    compared = bool(found.both_ways.any()) or bool(question.network.reversible.any())
    return Status.BALANCED if left.nothing_to_contradict and compared else Status.UNDECIDED


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
