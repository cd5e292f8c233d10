"""The scoreboard for readers: its columns as text, the page, and the record for JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.bench.scoreboard import Scoreboard, Summary
from detbal.report.json import plain
from detbal.report.numbers import number
from detbal.report.overview import Cell, Column, Overview, Section

#: Headings of `cells`; the first three hold words.
HEADINGS = ("model", "problem", "verdict", "worst residual / nats", "implied T / T", "distance", "seconds")


def cells(one: Summary) -> tuple[str, ...]:
    """Write a summary under `HEADINGS`; what a model does not tell is a dash.

    Examples
    --------
    >>> cells(Summary("mine", "spin-boson", "BALANCED", 1e-15, 1.0, None, 0.25, ""))
    ('mine', 'spin-boson', 'BALANCED', '1e-15', '1.000', '–', '0.25')
    """
    implied = "–" if one.implied is None else f"{one.implied:.3f}".replace("inf", "∞")
    distance = "–" if one.distance is None else number(one.distance, 2)
    residual = "–" if np.isnan(one.residual) else number(one.residual)
    return one.model, one.problem, one.answer, residual, implied, distance, f"{one.seconds:.2f}"


def notes(board: Scoreboard) -> tuple[str, ...]:
    """Say what was not run, what failed, and how long all of it took.

    Examples
    --------
    >>> from detbal.bench import PROBLEMS, run
    >>> board = run({}, PROBLEMS, absent={"qutip-mesolve": "qutip is not installed"})
    >>> notes(board)
    ('not run: qutip-mesolve (qutip is not installed)', '0 models, 0 answers, in 0.0 s')
    """
    entered = {one.model for one in board.scores}
    missing = [f"not run: {name} ({said})" for name, said in board.absent.items()]
    failed = {(one.model, one.problem): one for one in reversed(board.failed)}  # the first of each
    told = [f"failed: {one.model} on {one.problem} at {one.kT:g}: {one.error}" for one in reversed(failed.values())]
    counted = f"{_counted(len(entered), 'model')}, {_counted(len(board.scores), 'answer')}"
    return *missing, *told, f"{counted}, in {board.seconds:.1f} s"


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def scoreboard_overview(board: Scoreboard) -> Overview:
    """Return the scoreboard as a page: the table, and for each problem the residuals over temperature.

    Examples
    --------
    >>> from detbal.bench import PROBLEMS, run
    >>> scoreboard_overview(run({}, PROBLEMS)).lead
    ('0 models, 0 answers, in 0.0 s',)
    """
    figures, summaries = board.figures(), board.summaries
    firsts = {one.model: one for one in reversed(summaries)}  # what a model is stands in its first row
    sections = {name: k for k, name in enumerate(figures)}
    return Overview(
        title="Detailed balance of computational models",
        caption="The worst over all temperatures of a problem",
        lead=notes(board),
        columns=(*(Column(name, words=k < 3) for k, name in enumerate(HEADINGS)), Column("what it is", words=True)),
        rows=tuple(
            (*_row(one, sections[one.problem]), Cell(_about(board, one.model) if one is firsts[one.model] else ""))
            for one in summaries
        ),
        sections=tuple(Section(name, figures=(figure,)) for name, figure in figures.items()),
    )


def _about(board: Scoreboard, model: str) -> str:
    version = board.versions.get(model)
    return " ".join(text for text in (board.about.get(model, ""), version and f"({version})") if text) or "–"


def _row(one: Summary, section: int) -> tuple[Cell, ...]:
    model, problem, answer, *numbers = cells(one)
    failed = Cell(answer, wrong=answer in ("BROKEN", "FAILED"))
    return Cell(model), Cell(problem, section=section), failed, *map(Cell, numbers)


def scoreboard_record(board: Scoreboard) -> dict[str, Any]:
    """Return the scoreboard as plain data for JSON.

    Examples
    --------
    >>> from detbal.bench import PROBLEMS, run
    >>> sorted(scoreboard_record(run({}, PROBLEMS)))
    ['about', 'absent', 'problems', 'scores', 'seconds', 'summaries', 'versions']
    """
    about = ("name", "summary", "temperatures", "axis")
    return {
        "seconds": board.seconds,
        "about": dict(board.about),
        "versions": dict(board.versions),
        "absent": dict(board.absent),
        "problems": [{name: plain(getattr(one, name)) for name in about} for one in board.problems],
        "summaries": [plain(one) for one in board.summaries],
        "scores": [plain(one) for one in board.scores],
    }
