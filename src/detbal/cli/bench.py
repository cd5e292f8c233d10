"""`detbal bench`: models through standard problems."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from detbal import __version__
from detbal.bench import CONTESTANTS, PROBLEMS, Contestant, Scoreboard, contestant, problem
from detbal.bench import run as run_models
from detbal.bench.overview import HEADINGS, cells, notes, scoreboard_overview, scoreboard_record
from detbal.bench.score import Model
from detbal.cli.progress import track
from detbal.readers.python_entry import is_entry, load_function

_STYLES = {"BALANCED": "blue", "BROKEN": "red", "UNDECIDED": "yellow", "FAILED": "bold red"}


def run(names: Sequence[str], problems: Sequence[str]) -> Scoreboard:
    """Run contestants by name, and functions by address; all contestants if there are none.

    Raises
    ------
    InputError
        A contestant, problem or function that does not exist.

    Examples
    --------
    >>> board = run(["metropolis"], ["three-level-cycle"])
    >>> [(one.model, one.answer) for one in board.summaries]
    [('metropolis', 'BALANCED')]
    """
    asked = [problem(name) for name in problems] or PROBLEMS
    chosen = [name if is_entry(name) else contestant(name) for name in names]
    models: dict[str, Model] = {}
    about: dict[str, str] = {}
    versions: dict[str, str] = {}
    absent: dict[str, str] = {}
    for one in chosen or CONTESTANTS:
        if not isinstance(one, Contestant):
            models[one] = load_function(one)
        elif one.absent:
            absent[one.name] = one.versions
        else:
            one.warm_up()
            models[one.name], about[one.name], versions[one.name] = one, one.summary, one.versions
    return run_models(models, asked, about=about, versions=versions, absent=absent)


def show(board: Scoreboard) -> None:
    """Print the table, in colour on a terminal, and what is to be said of it.

    Examples
    --------
    >>> show(run(["metropolis"], ["three-level-cycle"]))  # doctest: +ELLIPSIS
    model ...
    metropolis ...BALANCED ...
    <BLANKLINE>
    1 model, 3 answers, in ... s
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 130, highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for k, name in enumerate(HEADINGS):
        # paths of models may be long; numbers and verdicts are read whole
        table.add_column(name, justify="left" if k < 3 else "right", no_wrap=k > 0, overflow="fold")
    for one in board.summaries:
        model, problem, answer, *numbers = cells(one)
        table.add_row(escape(model), problem, f"[{_STYLES[answer]}]{answer}[/]", *numbers)
    console.print(table)
    console.print()
    for text in notes(board):
        console.print(escape(text))


def write_html(path: Path, board: Scoreboard) -> None:
    """Write the scoreboard with its figures as one page.

    Examples
    --------
    >>> import tempfile
    >>> write_html(Path(tempfile.mkdtemp()) / "board.html", run(["metropolis"], ["ising-ring"]))
    """
    from detbal.report.html import overview_page

    overview = scoreboard_overview(board)
    page = overview_page(replace(overview, sections=track(tuple(overview.sections), "drawing")))
    path.write_text(page, encoding="utf-8")


def write_json(path: Path, board: Scoreboard) -> None:
    """Write all scores as JSON.

    Examples
    --------
    >>> import tempfile
    >>> write_json(Path(tempfile.mkdtemp()) / "board.json", run(["metropolis"], ["ising-ring"]))
    """
    from detbal.report.json import dump_record

    dump_record({"detbal": __version__, **scoreboard_record(board)}, path)
