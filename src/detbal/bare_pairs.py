"""Bare pairs as a domain: anyone with processes and their reverses can ask, without a domain of their own."""

from __future__ import annotations

import numpy as np

from detbal.domain import Domain, Example
from detbal.pairs import ROUNDING, Pairs
from detbal.residual import fit
from detbal.result import Thermometer, Verdict
from detbal.verdict import Criteria, Finding, NothingToTest, OneWay, Status, first_names, judge


def check(pairs: Pairs, *, tol: float | None = None, alpha: float = 0.01) -> Verdict:
    """Ask whether ln(forward/reverse) = offset + design · θ holds for one common θ.

    Parameters
    ----------
    pairs
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if the data carry statistical errors (see `detbal.verdict.Criteria`).

    Examples
    --------
    >>> check(Pairs.of([2.0, 4.0], [1.0, 1.0], design=[[1.0], [2.0]])).status.name
    'BALANCED'
    """
    criteria = Criteria.of(tol, statistical=pairs.statistical, alpha=alpha)
    residuals = fit(pairs)
    status, floor = judge(residuals, criteria)
    found = _findings(pairs, residuals.dof)
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=f"{len(pairs)} pairs, {len(pairs.unknowns)} unknown{'s' * (len(pairs.unknowns) != 1)}",
        statement="ln(forward / reverse) = offset + design · θ, for one common θ",
        status=status,
        balance_with=", ".join(pairs.unknowns[:4]) + " fitted" if len(pairs.unknowns) else "the offset given",
        findings=found,
        assumptions=_assumptions(pairs),
    )


def thermometer(pairs: Pairs) -> Thermometer:
    """Return the unknowns that balance the pairs best, with standard errors and misfit.

    Examples
    --------
    >>> thermometer(Pairs.of([2.0, 4.0], [1.0, 1.0], design=[[1.0], [2.0]])).theta.values.round(6)
    array([0.693147])
    """
    residuals = fit(pairs)
    return Thermometer.of(
        residuals,
        subject=f"{len(pairs)} pairs, {len(pairs.unknowns)} unknown{'s' * (len(pairs.unknowns) != 1)}",
        statement="ln(forward / reverse) = offset + design · θ, with θ fitted",
        findings=_findings(pairs, residuals.dof),
        assumptions=_assumptions(pairs),
    )


def _findings(pairs: Pairs, dof: int) -> tuple[Finding, ...]:
    found: list[Finding] = []
    alone = np.flatnonzero(pairs.one_way)
    if len(alone):
        names = first_names(pairs.labels, list(alone))
        found.append(OneWay(f"{len(alone)} pair(s) without a reverse: no balance is possible", names, len(alone)))
    if dof == 0:
        found.append(NothingToTest("the unknowns take up all the pairs: the check could not have failed"))
    return tuple(found)


def _assumptions(pairs: Pairs) -> tuple[str, ...]:
    if pairs.statistical:
        return ("the errors of the log-ratios are independent and normal",)
    return (f"the pairs are exact but for round-off (relative error up to {ROUNDING:.1g})",)


def _same(pairs: Pairs) -> Pairs:
    return pairs


DOMAIN = Domain(
    name="pairs",
    summary="bare pairs of processes and their reverses",
    objects=(Pairs,),
    check=check,
    thermometer=thermometer,
    pairs=_same,
    examples=(
        Example(
            name="two-level atoms in one bath",
            summary="absorption and emission at three frequencies, one unknown temperature",
            make=lambda: Pairs.of(np.exp([-1.0, -2.0, -3.5]), [1.0, 1.0, 1.0], design=[[-1.0], [-2.0], [-3.5]]),
            expect=Status.BALANCED,
        ),
        Example(
            name="two-level atoms in two baths",
            summary="the third transition sees another temperature",
            make=lambda: Pairs.of(np.exp([-1.0, -2.0, -3.6]), [1.0, 1.0, 1.0], design=[[-1.0], [-2.0], [-3.5]]),
            expect=Status.BROKEN,
        ),
    ),
)
