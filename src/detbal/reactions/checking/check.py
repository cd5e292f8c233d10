"""`check` for networks of reactions: every pair against thermochemistry, or every cycle without it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.choice import named
from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.numerics.chi_square import chi2_survival
from detbal.pairs import FloatArray
from detbal.reactions.asked import temperatures_of
from detbal.reactions.checking.judgement import Left, Question, judged
from detbal.reactions.checking.running import Running, running
from detbal.reactions.checking.told import (
    said_of_cycles,
    said_of_network,
    said_of_pairs,
    said_of_thermochemistry,
)
from detbal.reactions.checking.verdicts import NetworkVerdict
from detbal.reactions.checking.wegscheider import Cycles, misfit, wegscheider_cycles
from detbal.reactions.expectation import determined, expected_log_ratio
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.pairing import process_pairs
from detbal.reactions.references import FOWLER, GORBAN, WEGSCHEIDER
from detbal.result import Verdict
from detbal.verdict import Criteria, Finding


class Against(Enum):
    """What the rates are held against; each member is the statement."""

    THERMOCHEMISTRY = "k_f / k_r = K(T) of the thermochemistry, for every pair"
    CYCLES = "Σ ln(k_f / k_r) = 0 around every cycle of reactions (Wegscheider), whatever the thermochemistry"


class OneWayPairs(Enum):
    """What a reaction without a reverse counts for."""

    COUNTED = "a reaction without a reverse breaks balance"
    SET_ASIDE = "reactions without a reverse take no part"


check = verb("check", Verdict)


@check.register
def check_network(
    network: ReactionNetwork,
    *,
    T: Any = None,
    against: Against | str | None = None,
    one_way: OneWayPairs | str = OneWayPairs.COUNTED,
    tol: float | None = None,
    alpha: float = 0.01,
) -> NetworkVerdict:
    """Ask whether the rate coefficients of a network obey detailed balance, over temperature.

    Parameters
    ----------
    network
    T : optional
        One temperature or many (kelvin, ``"2 GK"``, ``"300, 1000 K"``); those of the network if left out.
    against : Against, or its name
        THERMOCHEMISTRY (the default where the network has any that is known for a pair) or CYCLES. The other question
        is answered in ``verdict.related``, if it can be asked.
    one_way : OneWayPairs, or its name
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if the rates carry statistical errors (see `detbal.verdict.Criteria`).

    Returns
    -------
    NetworkVerdict
        The residual of a pair or cycle is the one at its worst temperature; ``over_temperature`` holds all,
        ``ranking()`` explains them.

    Raises
    ------
    InputError
        Options that cannot be met: THERMOCHEMISTRY without any.

    Notes
    -----
    Against thermochemistry: O(reactions · temperatures). Cycles: Wegscheider (1901), from a sparse basis of the
    combinations of reactions that change nothing. Errors of rates are taken to be the same at all temperatures.

    Examples
    --------
    >>> ring = ReactionNetwork.from_equations(["A <=> B", "B <=> C", "C <=> A"], [1.0, 1.0, 1.0], [1.0, 1.0, 2.0])
    >>> verdict = check_network(ring)
    >>> verdict.status.name, round(verdict.max_residual, 6), verdict.worst[0].label
    ('BROKEN', 0.693147, '(B ⇌ C) + (A ⇌ B) + (C ⇌ A)')
    """
    kelvin = temperatures_of(network, T, thermal=network.thermochemistry is not None)
    criteria = Criteria.of(tol, statistical=_statistical(network), alpha=alpha)
    found = running(process_pairs(network), kelvin)
    question = Question(found, named(OneWayPairs, one_way, "one_way") is OneWayPairs.COUNTED, criteria)
    chosen = None if against is None else named(Against, against, "against")
    if chosen is Against.THERMOCHEMISTRY and network.thermochemistry is None:
        what = "the network has no thermochemistry"
        raise InputError(explain(what, fix="give it thermochemistry=, or ask against=Against.CYCLES"))
    comparable, shared = _comparable(found), said_of_network(question)
    if chosen is None:
        chosen = Against.THERMOCHEMISTRY if comparable.any() else Against.CYCLES
    if chosen is Against.CYCLES:
        return _of_cycles(question, shared, (_of_pairs(question, shared, comparable),) if comparable.any() else ())
    cycles = _of_cycles(question, shared)
    return _of_pairs(question, shared, comparable, (cycles,) if cycles.dof else ())


def _comparable(found: Running) -> NDArray[np.bool_]:
    """Return which pairs run both ways between species that are all known."""
    thermochemistry = found.pairs.network.thermochemistry
    if thermochemistry is None:
        return np.zeros(len(found.pairs), dtype=bool)
    return found.both_ways & determined(found.pairs.change, thermochemistry.known)


def _of_pairs(
    question: Question,
    shared: tuple[Finding, ...],
    comparable: NDArray[np.bool_],
    related: tuple[NetworkVerdict, ...] = (),
) -> NetworkVerdict:
    rows, found = np.flatnonzero(comparable), question.running
    tested = found.pairs.take(rows)
    expected, rounding = expected_log_ratio(tested, found.T)
    together = found.together[rows]
    with np.errstate(invalid="ignore"):  # -inf less -inf: where not both processes run, nothing contradicts K
        residual = np.where(together, found.log_forward[rows] - found.log_reverse[rows] - expected, 0.0)
    rounding = np.where(together, rounding + tested.rounding(found.T), 0.0)
    sigma = tested.sigma()
    noisy = sigma > 0
    p_value = None
    if noisy.any():
        p_value = chi2_survival(float(np.sum((residual.mean(axis=1)[noisy] / sigma[noisy]) ** 2)), int(noisy.sum()))
    untested = bool((found.both_ways & ~comparable).any())
    return judged(
        question,
        Left(tested.names, residual, rounding, sigma, len(tested), p_value, nothing_to_contradict=not untested),
        statement=Against.THERMOCHEMISTRY.value,
        balance_with="the thermochemistry of the species",
        related=related,
        say=lambda verdict: (*said_of_pairs(verdict, tested), *shared, *said_of_thermochemistry(question)),
        references=(FOWLER,),
    )


def _of_cycles(
    question: Question, shared: tuple[Finding, ...], related: tuple[NetworkVerdict, ...] = ()
) -> NetworkVerdict:
    patterns = [(wegscheider_cycles(found), at) for found, at in question.running.patterns()]
    left = _merged(patterns, len(question.running.T))
    # where different pairs run at different temperatures, the suspects of the widest cycle are named
    widest = max(patterns, key=lambda one: float(np.abs(one[0].affinity).max(initial=0.0)))[0]
    return judged(
        question,
        left,
        statement=Against.CYCLES.value,
        balance_with="any thermochemistry (none is needed)",
        related=related,
        say=lambda verdict: (*said_of_cycles(verdict, widest), *shared),
        references=(WEGSCHEIDER, GORBAN) if question.running.one_way.any() else (WEGSCHEIDER,),
    )


def _merged(patterns: Sequence[tuple[Cycles, NDArray[np.intp]]], n_T: int) -> Left:
    """Put the cycles of all patterns of running pairs below one another; elsewhere their residual is zero."""
    if len(patterns) == 1:
        cycles = patterns[0][0]
        p_value = misfit(cycles.pairs, cycles.T)[1] if len(cycles.names) else None
        return Left(cycles.names, cycles.affinity, cycles.rounding, cycles.sigma, len(cycles.names), p_value)
    names: list[str] = []
    blocks: list[tuple[FloatArray, FloatArray]] = []
    p_values: list[float] = []
    for cycles, at in patterns:
        residual, rounding = np.zeros((2, len(cycles.names), n_T))
        residual[:, at], rounding[:, at] = cycles.affinity, cycles.rounding
        blocks.append((residual, rounding))
        names += [f"{name} [{len(at)} of {n_T} temperatures, from {cycles.T[0]:g} K]" for name in cycles.names]
        p_value = misfit(cycles.pairs, cycles.T)[1] if len(cycles.names) else None
        p_values += [] if p_value is None else [p_value]
    residuals, roundings = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    sigma = np.concatenate([cycles.sigma for cycles, _ in patterns])
    worst = min(1.0, len(p_values) * min(p_values)) if p_values else None  # Bonferroni
    return Left(names, residuals, roundings, sigma, len(names), worst)


def _statistical(network: ReactionNetwork) -> bool:
    return network.relative_errors is not None and bool((network.relative_errors > 0).any())
