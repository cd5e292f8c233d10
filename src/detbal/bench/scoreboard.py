"""The scores of all models, worst first told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detbal.bench.protocol import Problem, off
from detbal.bench.score import Model, Score, score
from detbal.figures import Curve, CurveFigure
from detbal.progress import Callback, reported
from detbal.verdict import Status


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """A model's worst over the temperatures of one problem.

    Attributes
    ----------
    model, problem : str
    answer : str
        Name of the worst status, or FAILED.
    residual : float
        Largest, nats.
    implied : float or None
        Temperature implied over temperature asked for, where it is farthest from 1.
    distance : float or None
        Largest.
    seconds : float
        All temperatures together.
    error : str
    """

    model: str
    problem: str
    answer: str
    residual: float
    implied: float | None
    distance: float | None
    seconds: float
    error: str


@dataclass(frozen=True, slots=True, eq=False)
class Scoreboard:
    """What all models got.

    Attributes
    ----------
    scores : tuple of Score
        In the order of the models, then of the problems and temperatures; those that a model entered for.
    problems : tuple of Problem
    about : mapping of str to str
        What a model is, and what its scores mean where that is not plain; for those where it is known.
    versions : mapping of str to str
        What a model was run with ("qutip 5.3.1"), for those where it is known.
    absent : mapping of str to str
        Models that were not run, and why ("qutip is not installed").
    seconds : float
        All models, and the judging of their answers.
    """

    scores: tuple[Score, ...]
    problems: tuple[Problem, ...]
    about: Mapping[str, str]
    versions: Mapping[str, str]
    absent: Mapping[str, str]
    seconds: float

    @property
    def failed(self) -> tuple[Score, ...]:
        """Scores of models that failed."""
        return tuple(one for one in self.scores if one.status is None)

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """One for each model and problem."""
        groups: dict[tuple[str, str], list[Score]] = {}
        for one in self.scores:
            groups.setdefault((one.model, one.problem), []).append(one)
        return tuple(_summary(group) for group in groups.values())

    def figures(self) -> dict[str, CurveFigure]:
        """Return, by the name of each problem, the largest residual of each model against temperature."""
        asked = {one.problem for one in self.scores}
        return {one.name: _figure(one, self.scores) for one in self.problems if one.name in asked}


def run(
    models: Mapping[str, Model],
    problems: Sequence[Problem],
    *,
    about: Mapping[str, str] | None = None,
    versions: Mapping[str, str] | None = None,
    absent: Mapping[str, str] | None = None,
    progress: Callback | bool | None = None,
) -> Scoreboard:
    """Put models through problems.

    Parameters
    ----------
    models
        Functions ``model(problem, kT)`` by name; see `detbal.bench.Problem`.
    problems
    about, versions, absent
        As for `Scoreboard`.
    progress
        As everywhere: a callback, True or False; None shows a bar if it takes long.

    Returns
    -------
    Scoreboard

    Examples
    --------
    >>> from detbal.bench.problems import PROBLEMS
    >>> def arrhenius(problem, kT):  # rates with one barrier for all transitions
    ...     if problem.name != "three-level-cycle":
    ...         return NotImplemented
    ...     rates = np.exp(problem.energies[:, None] / kT) * problem.couplings
    ...     return rates - np.diag(rates.sum(axis=1))
    >>> board = run({"Arrhenius": arrhenius}, PROBLEMS)
    >>> [(one.problem, one.answer, round(one.implied, 9)) for one in board.summaries]
    [('three-level-cycle', 'BALANCED', 1.0)]
    """
    tasks = [(name, one, kT) for name in models for one in problems for kT in one.temperatures]
    start = time.perf_counter()
    asked = reported(tasks, lambda _: 1, len(tasks), progress, "answers")
    scores = [score(name, models[name], one, kT) for name, one, kT in asked]
    entered = tuple(one for one in scores if one is not None)
    return Scoreboard(
        entered,
        tuple(problems),
        about=dict(about or {}),
        versions=dict(versions or {}),
        absent=dict(absent or {}),
        seconds=time.perf_counter() - start,
    )


_BAD = (Status.BROKEN, Status.UNDECIDED, Status.BALANCED)


def _summary(group: Sequence[Score]) -> Summary:
    failed = [one.error for one in group if one.status is None]
    found = [one.status for one in group if one.status is not None]
    worst = next((bad.name for bad in _BAD if bad in found), "FAILED")
    return Summary(
        group[0].model,
        group[0].problem,
        "FAILED" if failed else worst,
        float(np.nanmax([one.residual for one in group])) if found else np.nan,
        _extreme((one.implied for one in group), off),
        _extreme((one.distance for one in group), abs),
        sum(one.seconds for one in group),
        failed[0] if failed else "",
    )


def _extreme(values: Iterable[float | None], size: Callable[[float], float]) -> float | None:
    return max((value for value in values if value is not None), key=size, default=None)


#: Where residuals of 0 and infinite ones are drawn.
ZERO, INFINITE = 1e-17, 1e3


def _figure(problem: Problem, scores: Sequence[Score]) -> CurveFigure:
    curves = []
    for name in dict.fromkeys(one.model for one in scores if one.problem == problem.name):
        own = [one for one in scores if (one.model, one.problem) == (name, problem.name) and one.status is not None]
        residual = np.clip([one.residual for one in own], ZERO, INFINITE)
        curves.append(Curve(name, np.array([one.kT for one in own]), residual, points=True))
    return CurveFigure(
        "",
        f"{problem.summary[0].upper()}{problem.summary[1:]}. Residuals of 0 are drawn at 10⁻¹⁷, infinite ones at 10³.",
        problem.axis,
        "largest residual / nats",
        tuple(curves),
        log_x=True,
        log_y=True,
    )
