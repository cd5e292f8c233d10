"""The scoreboard as a page, and as a record for JSON."""

from __future__ import annotations

from typing import Any

from detbal import __version__
from detbal.bench.glance import glance
from detbal.bench.scoreboard import Scoreboard
from detbal.bench.summary import HEADINGS, NUMBERS, Summary, cells
from detbal.report.json import plain
from detbal.report.overview import Cell, Column, Overview, Section
from detbal.verdict import Status


def scoreboard_overview(board: Scoreboard) -> Overview:
    """Return the scoreboard as a page: the table, and for each problem the residuals over temperature.

    Examples
    --------
    >>> from detbal.bench import run
    >>> scoreboard_overview(run({})).lead
    ('0 models, 0 answers, in 0.0 s',)
    """
    figures, summaries = board.figures(), board.summaries
    firsts = {one.model: one for one in reversed(summaries)}  # what a model is stands in its first row
    sections = {name: k for k, name in enumerate(figures, start=1)}
    return Overview(
        title="Detailed balance of computational models",
        caption="The worst over all temperatures of a problem",
        lead=board.notes,
        columns=(
            *(Column(name, words=k not in NUMBERS) for k, name in enumerate(HEADINGS)),
            Column("what it is", words=True),
        ),
        rows=tuple(
            (*_row(one, sections.get(one.problem)), Cell(_about(board, one.model) if one is firsts[one.model] else ""))
            for one in summaries
        ),
        sections=(
            Section("At a glance", figures=(glance(summaries),) if summaries else ()),
            *(Section(name, figures=(figure,)) for name, figure in figures.items()),
        ),
    )


def _about(board: Scoreboard, model: str) -> str:
    version = board.versions.get(model)
    return " ".join(text for text in (board.about.get(model, ""), version and f"({version})") if text) or "–"


def _row(one: Summary, section: int | None) -> tuple[Cell, ...]:
    model, problem, answer, *numbers = cells(one)
    failed = Cell(answer, wrong=not one.right and one.answer != Status.UNDECIDED.name)
    return Cell(model), Cell(problem, section=section), failed, *map(Cell, numbers)


def scoreboard_record(board: Scoreboard) -> dict[str, Any]:
    """Return the scoreboard as plain data for JSON.

    Examples
    --------
    >>> from detbal.bench import run
    >>> sorted(scoreboard_record(run({})))
    ['about', 'absent', 'detbal', 'idle', 'notes', 'problems', 'scores', 'seconds', 'summaries', 'versions']
    """
    about = ("name", "summary", "temperatures", "axis")
    return {
        "detbal": __version__,
        "seconds": board.seconds,
        "notes": list(board.notes),
        "about": dict(board.about),
        "versions": dict(board.versions),
        "absent": dict(board.absent),
        "idle": list(board.idle),
        "problems": [{name: plain(getattr(one, name)) for name in about} for one in board.problems],
        "summaries": [{**plain(one), "right": one.right} for one in board.summaries],
        "scores": [plain(one) for one in board.scores],
    }
