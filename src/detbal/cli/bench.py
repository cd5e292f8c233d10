"""`detbal bench`: models through standard problems."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from detbal.bench import CONTESTANTS, PROBLEMS, Contestant, Problem, Scoreboard, contestant, problem
from detbal.bench import run as run_models
from detbal.bench.score import Model
from detbal.bench.summary import HEADINGS, NUMBERS, Summary, cells
from detbal.errors import InputError, explain
from detbal.readers.python_entry import is_entry, load_function
from detbal.verdict import Status

if TYPE_CHECKING:
    from rich.console import Console

#: Columns that the table takes at least.
NARROWEST = 118


def run(names: Sequence[str], problems: Sequence[str]) -> Scoreboard:
    """Run contestants by name, and functions by address; all contestants if there are none.

    Raises
    ------
    InputError
        A contestant, problem or function that does not exist, or a contestant whose package is not installed.

    Examples
    --------
    >>> board = run(["metropolis"], ["three-level-cycle"])
    >>> [(one.model, one.answer) for one in board.summaries]
    [('metropolis', 'BALANCED')]
    """
    models: dict[str, Model] = {name: load_function(name) if is_entry(name) else contestant(name) for name in names}
    for one in models.values():
        # in a run of everybody those that are absent are told; one that was asked for is missed
        if isinstance(one, Contestant) and one.absent:
            raise InputError(explain(f"{one.name}: {one.versions}", fix="pip install 'detbal[bench]'"))
    return run_models(models or None, [problem(name) for name in problems] or None)


def show(board: Scoreboard) -> None:
    """Print the table, in colour on a terminal, and what is to be said of it.

    Examples
    --------
    >>> show(run(["metropolis"], ["three-level-cycle"]))  # doctest: +ELLIPSIS
    model ...
    metropolis ...BALANCED ...
    <BLANKLINE>
    run with: detbal ...
    1 model, 3 answers, in ... s
    """
    from rich.markup import escape
    from rich.table import Table

    console = _console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for k, name in enumerate(HEADINGS):
        # paths of models may be long; numbers and verdicts are read whole
        table.add_column(name, justify="right" if k in NUMBERS else "left", no_wrap=k > 0, overflow="fold")
    for one in board.summaries:
        model, problem, answer, *numbers = cells(one)
        table.add_row(escape(model), problem, f"[{_colour(one)}]{answer}[/]", *numbers)
    console.print(table)
    console.print()
    for text in board.notes:
        console.print(escape(text))


def _colour(one: Summary) -> str:
    return "blue" if one.right else "yellow" if one.answer == Status.UNDECIDED.name else "red"


def show_names() -> None:
    """Print what there is: all built-in contestants, and all problems.

    Examples
    --------
    >>> show_names()  # doctest: +ELLIPSIS
    contestant ...
    davies ...
    """
    from rich.markup import escape
    from rich.table import Table

    models = [(one.name, one.summary, one.versions) for one in CONTESTANTS]
    problems = [(one.name, one.summary, _swept(one)) for one in PROBLEMS]
    console = _console()
    for heads, rows in (
        (("contestant", "what it is", "run with"), models),
        (("problem", "what it is", "temperatures"), problems),
    ):
        table = Table(*heads, box=None, pad_edge=False, header_style="bold")
        for row in rows:
            table.add_row(*map(escape, row))
        console.print(table)
        console.print()


def _console() -> Console:
    """Return where to print: on a narrow terminal lines run on, rather than lose digits."""
    from rich.console import Console

    return Console(width=max(NARROWEST, Console().width) if sys.stdout.isatty() else 130, highlight=False)


def _swept(one: Problem) -> str:
    return f"{one.axis} = {', '.join(f'{kT:g}' for kT in one.temperatures)}"
