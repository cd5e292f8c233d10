"""`check` for networks of reactions: every pair against thermochemistry, or every cycle without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import singledispatch
from typing import Any

import numpy as np

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.numerics.chi_square import chi2_survival
from detbal.pairs import FloatArray
from detbal.reactions.asked import temperatures_of
from detbal.reactions.expectation import determined, expected_log_ratio
from detbal.reactions.judgement import Left, judged
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.pairing import ProcessPairs, process_pairs
from detbal.reactions.references import FOWLER, GORBAN, WEGSCHEIDER
from detbal.reactions.told import said_of_cycles, said_of_network, said_of_pairs
from detbal.reactions.verdicts import NetworkVerdict
from detbal.reactions.wegscheider import misfit, wegscheider_cycles
from detbal.result import Verdict
from detbal.verdict import Criteria


class Against(Enum):
    """What the rates are held against; each member is the statement."""

    THERMOCHEMISTRY = "k_f / k_r = K(T) of the thermochemistry, for every pair"
    CYCLES = "Σ ln(k_f / k_r) = 0 around every cycle of reactions (Wegscheider), whatever the thermochemistry"


class OneWayPairs(Enum):
    """What a reaction without a reverse counts for."""

    COUNTED = "a reaction without a reverse breaks balance"
    SET_ASIDE = "reactions without a reverse take no part"


@singledispatch
def check(thing: Any, **options: Any) -> Verdict:
    """Ask whether reactions obey detailed balance; one implementation per kind of object."""
    raise InputError(explain(f"no check for {type(thing).__name__}", fix="give an object of detbal.reactions"))


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
    question = _Question(network, kelvin, process_pairs(network), named(OneWayPairs, one_way, "one_way"), criteria)
    can_pairs = bool(question.against_thermochemistry.any())
    chosen = None if against is None else named(Against, against, "against")
    if chosen is Against.THERMOCHEMISTRY and network.thermochemistry is None:
        what = "the network has no thermochemistry"
        raise InputError(explain(what, fix="give it thermochemistry=, or ask against=Against.CYCLES"))
    if chosen is None:
        chosen = Against.THERMOCHEMISTRY if can_pairs else Against.CYCLES
    if chosen is Against.CYCLES:
        return _of_cycles(question, related=(_of_pairs(question),) if can_pairs else ())
    cycles = _of_cycles(question)
    return _of_pairs(question, related=(cycles,) if cycles.dof else ())


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    network: ReactionNetwork
    T: FloatArray
    pairs: ProcessPairs
    one_way: OneWayPairs
    criteria: Criteria

    @property
    def against_thermochemistry(self) -> Any:
        """Pairs that run both ways and whose species are all known, (n,)."""
        thermochemistry = self.network.thermochemistry
        if thermochemistry is None:
            return np.zeros(len(self.pairs), dtype=bool)
        return self.pairs.two_way & determined(self.pairs.change, thermochemistry.known)


def _of_pairs(question: _Question, related: Sequence[NetworkVerdict] = ()) -> NetworkVerdict:
    tested = question.pairs.take(np.flatnonzero(question.against_thermochemistry))
    T = question.T
    ahead, back = tested.log_sides(T)
    expected, rounding = expected_log_ratio(tested, T)
    residual, sigma = ahead - back - expected, tested.sigma()
    noisy = sigma > 0
    p_value = None
    if noisy.any():
        p_value = chi2_survival(float(np.sum((residual.mean(axis=1)[noisy] / sigma[noisy]) ** 2)), int(noisy.sum()))
    left = Left(tested.names, residual, rounding + tested.rounding(T), sigma, len(tested), p_value)
    return judged(
        question.network,
        question.pairs,
        left,
        T,
        question.criteria,
        statement=Against.THERMOCHEMISTRY.value,
        balance_with="the thermochemistry of the species",
        one_way=question.one_way is OneWayPairs.COUNTED,
        related=tuple(related),
        say=lambda verdict: (
            *said_of_pairs(verdict, tested),
            *said_of_network(question.network, question.pairs, T, thermochemistry=True),
        ),
        references=(FOWLER,),
    )


def _of_cycles(question: _Question, related: Sequence[NetworkVerdict] = ()) -> NetworkVerdict:
    both = question.pairs.take(np.flatnonzero(question.pairs.two_way))
    cycles = wegscheider_cycles(both, question.T)
    p_value = misfit(both, question.T)[1] if len(cycles.names) else None
    left = Left(cycles.names, cycles.affinity, cycles.rounding, cycles.sigma, len(cycles.names), p_value)
    return judged(
        question.network,
        question.pairs,
        left,
        question.T,
        question.criteria,
        statement=Against.CYCLES.value,
        balance_with="any thermochemistry (none is needed)",
        one_way=question.one_way is OneWayPairs.COUNTED,
        related=tuple(related),
        say=lambda verdict: (
            *said_of_cycles(verdict, cycles),
            *said_of_network(question.network, question.pairs, question.T, thermochemistry=False),
        ),
        references=(WEGSCHEIDER, GORBAN) if not question.pairs.two_way.all() else (WEGSCHEIDER,),
    )


def _statistical(network: ReactionNetwork) -> bool:
    return network.relative_errors is not None and bool((network.relative_errors > 0).any())
