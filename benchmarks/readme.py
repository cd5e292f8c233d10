"""The table of README.md: some tasks of the page, each with all of its rivals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.page import as_table, cells
from benchmarks.row import Row

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- speed -->", "<!-- /speed -->"
COLUMNS = ("task", "size", "detbal", "rivals", "ratio to the best")
#: Task and size of the lines in README.md.
CHOSEN = (
    ("Is it reversible? (with reading the matrix)", "99,856 states"),
    ("Is it reversible? (with reading the matrix)", "4,000,000 edges, shuffled"),
    ("Most likely reversible chain", "10,000 states"),
    ("Davies generator, its stationary state and all decay rates", "N = 48"),
    ("Check of a Lindbladian of dense jumps", "N = 64"),
    ("Gap of a thermal sampler, no symmetry", "6 spins"),
    ("Correlation function, 2048 lags", "10,000,000 samples × 3"),
    ("Reading REACLIB", "81,437 reactions"),
    ("Reverse rates of REACLIB", "81,437 reactions × 200 temperatures"),
    ("Shockley-Queisser limits", "1000 gaps"),
    ("Stability diagram of a double dot with spin", "40,000 points, 16 states"),
)


def with_speed(text: str, rows: Sequence[Row]) -> str:
    """Return the README with its table made anew.

    Raises
    ------
    ValueError
        The README has no place for it, or a line that it shows was not measured.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"README.md has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{as_table(COLUMNS, chosen(rows))}\n{END}{after}"


def chosen(rows: Sequence[Row]) -> list[list[str]]:
    """Return the cells of the lines: of each chosen task and size all rivals, and the ratio to the best of them.

    Raises
    ------
    ValueError
        A line was not measured.
    """
    lines: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        task, size, ours, theirs, ratio, *_ = cells(row)
        if (task, size) in lines:
            lines[task, size][3] += f"; {theirs}"
        else:
            lines[task, size] = [task, size, ours, theirs, ratio]
    if lacking := [", ".join(one) for one in CHOSEN if one not in lines]:
        raise ValueError(f"README.md shows what was not measured: {'; '.join(lacking)}")
    return [lines[one] for one in CHOSEN]
