"""The scores of all models: as data, as a table, as pictures, as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detbal.bench.glance import glance
from detbal.bench.protocol import Problem
from detbal.bench.score import Score
from detbal.bench.summary import HEADINGS, NUMBERS, Summary, cells, summarise
from detbal.columns import as_markdown, as_text
from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.lazy import load
from detbal.progress import Callback, reported

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, eq=False)
class Scoreboard:
    """What all models got.

    Attributes
    ----------
    scores : tuple of Score
        In the order of the models, then of the problems and temperatures; those that a model entered for.
    idle : tuple of str
        Models that entered for none of the problems.
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
    idle: tuple[str, ...]
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
        return summarise(self.scores)

    @property
    def notes(self) -> tuple[str, ...]:
        """What models were run with, what was not run, what failed, and how long all of it took."""
        entered = {one.model for one in self.scores}
        missing = [f"not run: {name} ({said})" for name, said in self.absent.items()]
        missing += ["all contestants: pip install 'detbal[bench]'"] if missing else []
        failed = {(one.model, one.problem): one for one in reversed(self.failed)}  # the first of each
        told = [f"failed: {one.model} on {one.problem} at {one.kT:g}: {one.error}" for one in reversed(failed.values())]
        used = dict.fromkeys(part for one in self.versions.values() for part in one.split(", "))
        run_with = [f"run with: {', '.join(used)}"] if used else []
        idle = [f"entered for none of these problems: {', '.join(self.idle)}"] if self.idle else []
        counted = f"{_counted(len(entered), 'model')}, {_counted(len(self.scores), 'answer')}"
        return *run_with, *missing, *idle, *told, f"{counted}, in {self.seconds:.1f} s"

    def __str__(self) -> str:
        return "\n".join([self.table(), "", *self.notes])

    def table(self, *, markdown: bool = False) -> str:
        """Return the summaries as text, aligned in columns, or as a table in Markdown.

        Examples
        --------
        >>> from detbal.bench import problem, run
        >>> board = run({"idle": lambda problem, kT: NotImplemented}, [problem("spin-boson")])
        >>> board.table()
        'model  problem  verdict  worst residual / nats  implied T / T  distance  seconds'
        """
        write = as_markdown if markdown else as_text
        return write(HEADINGS, [cells(one) for one in self.summaries], right=NUMBERS)

    def figures(self) -> dict[str, CurveFigure]:
        """Return the largest residual of each model against temperature, by the name of each problem with answers."""
        asked = {one.problem for one in self.scores if one.status is not None}
        return {one.name: _figure(one, self.scores) for one in self.problems if one.name in asked}

    def plot(self, problem: str | None = None) -> Figure:
        """Draw all at a glance, or one problem: the residual of each model against temperature. Returns a Figure.

        Parameters
        ----------
        problem : str, optional
            Name of the problem.

        Raises
        ------
        InputError
            A problem that no model entered for.
        """
        figures = self.figures()
        if problem is None:
            whole: Figure = load("detbal.plots.render:draw")(glance(self.summaries))
            return whole
        if problem not in figures:
            fix = f"give one of {', '.join(figures)}" if figures else "let models enter for it"
            raise InputError(explain(f"nothing to draw of {problem!r}", why="no model entered for it", fix=fix))
        drawn: Figure = load("detbal.plots.render:draw")(figures[problem])
        return drawn

    def to_html(self, path: str | PathLike[str], *, progress: Callback | bool | None = None) -> None:
        """Write one self-contained HTML page: the table, and the picture of each problem."""
        overview = load("detbal.bench.overview:scoreboard_overview")(self)
        sections = tuple(overview.sections)
        drawn = reported(sections, lambda _: 1, len(sections), progress, "drawing")
        page = load("detbal.report.html:overview_page")(replace(overview, sections=drawn))
        Path(path).write_text(page, encoding="utf-8")

    def to_json(self, path: str | PathLike[str] | None = None) -> str:
        """Return all scores and summaries as JSON text, and write it to `path` if one is given.

        Infinite numbers stand as the strings "inf" and "-inf", missing ones as null: JSON has no others.
        """
        record = load("detbal.bench.overview:scoreboard_record")(self)
        return str(load("detbal.report.json:dump_record")(record, path))


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


#: Where residuals of 0 and infinite ones are drawn.
ZERO, INFINITE = 1e-17, 1e3


def _figure(problem: Problem, scores: Sequence[Score]) -> CurveFigure:
    curves = []
    for name in dict.fromkeys(one.model for one in scores if one.problem == problem.name):
        own = [one for one in scores if (one.model, one.problem) == (name, problem.name) and one.status is not None]
        if own:
            kT, residual = (np.array([getattr(one, of) for one in own]) for of in ("kT", "residual"))
            curves.append(Curve(name, kT, residual, points=True))
    return CurveFigure(
        "",
        f"{problem.summary[0].upper()}{problem.summary[1:]}. Residuals of 0 are drawn at 10⁻¹⁷, infinite ones at 10³.",
        problem.axis,
        "largest residual / nats",
        tuple(curves),
        log_x=True,
        log_y=True,
        edges=(ZERO, INFINITE),
    )
