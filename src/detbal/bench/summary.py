"""A model's worst over the temperatures of one problem, and its line in the table of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from detbal.bench.protocol import off
from detbal.bench.score import Score
from detbal.report.numbers import number
from detbal.verdict import Status

#: Headings of `cells`; the first three hold words.
HEADINGS = ("model", "problem", "verdict", "worst residual / nats", "implied T / T", "distance", "seconds")
#: The columns that hold numbers.
NUMBERS = range(3, len(HEADINGS))


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """A model's worst over the temperatures of one problem.

    Attributes
    ----------
    model, problem : str
    answer : str
        Name of the worst status, or FAILED.
    truth : str
        What it would be on perfect answers.
    residual : float
        Largest, nats.
    implied : float or None
        Temperature implied over temperature asked for, where it is farthest from 1.
    implied_error : float or None
        The standard error of that one.
    distance : float or None
        Largest.
    seconds : float
        All temperatures together.
    error : str
    """

    model: str
    problem: str
    answer: str
    truth: str
    residual: float
    implied: float | None
    implied_error: float | None
    distance: float | None
    seconds: float
    error: str

    @property
    def right(self) -> bool:
        """Whether the verdict is the one on perfect answers."""
        return self.answer == self.truth


def summarise(scores: Iterable[Score]) -> tuple[Summary, ...]:
    """Return one summary for each model and problem, in their order.

    Examples
    --------
    >>> cool, hot = (Score("mine", "atom", kT, Status.BROKEN, residual=1 / kT) for kT in (0.5, 2.0))
    >>> [(one.answer, one.residual) for one in summarise([cool, hot])]
    [('BROKEN', 2.0)]
    """
    groups: dict[tuple[str, str], list[Score]] = {}
    for one in scores:
        groups.setdefault((one.model, one.problem), []).append(one)
    return tuple(_summary(group) for group in groups.values())


def cells(one: Summary) -> tuple[str, ...]:
    """Write a summary under `HEADINGS`; what a model does not tell is a dash.

    Examples
    --------
    >>> cells(Summary("mine", "spin-boson", "BALANCED", "BALANCED", 1e-15, 1.0, None, None, 0.25, ""))
    ('mine', 'spin-boson', 'BALANCED', '1e-15', '1.000', '–', '0.25')
    """
    implied = "–" if one.implied is None else f"{one.implied:.3f}".replace("inf", "∞")
    if one.implied_error is not None and one.implied_error >= 5e-4:
        implied += f" ± {one.implied_error:.3f}"
    distance = "–" if one.distance is None else number(one.distance, 2)
    residual = "–" if np.isnan(one.residual) else number(one.residual)
    return one.model, one.problem, _told(one), residual, implied, distance, f"{one.seconds:.2f}"


def _told(one: Summary) -> str:
    """Say besides whether it is right, where a perfect answer is not BALANCED."""
    if one.truth == Status.BALANCED.name or one.answer not in Status.__members__:
        return one.answer
    return f"{one.answer}, rightly" if one.right else f"{one.answer}, wrongly"


_BAD = (Status.BROKEN, Status.UNDECIDED, Status.BALANCED)


def _summary(group: Sequence[Score]) -> Summary:
    failed = [one.error for one in group if one.status is None]
    found = [one.status for one in group if one.status is not None]
    truth = next((one.truth for one in group if one.status is not None), Status.BALANCED)
    # the worst is what is farthest from the truth
    order = _BAD if truth is Status.BALANCED else tuple(reversed(_BAD))
    worst = next((bad.name for bad in order if bad in found), "FAILED")
    told = [one for one in group if one.implied is not None]
    farthest = max(told, key=lambda one: off(one.implied or 0.0), default=None)
    return Summary(
        group[0].model,
        group[0].problem,
        "FAILED" if failed else worst,
        truth.name,
        float(np.nanmax([one.residual for one in group])) if found else np.nan,
        None if farthest is None else farthest.implied,
        None if farthest is None else farthest.implied_error,
        max((one.distance for one in group if one.distance is not None), default=None),
        sum(one.seconds for one in group),
        failed[0] if failed else "",
    )
