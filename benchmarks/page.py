"""The table of all measurements: as text, and as the page of the documentation that holds it."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from textwrap import wrap

from benchmarks.machine import described
from benchmarks.row import Row
from benchmarks.timing import seconds

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
COLUMNS = ("task", "size", "detbal", "rival", "ratio", "same within", "bound", "distance to bound")
PACKAGES = ("detbal", "numpy", "scipy", "numba")
RIVALS = ("cantera", "deeptime", "pynucastro", "qutip", "solcore", "tidynamics")


def cells(row: Row) -> list[str]:
    """Return the cells of a measurement, one for each column."""
    return [
        row.task,
        row.size,
        _time(row.ours),
        _of(row.rival.name, row.rival.seconds),
        _number(row.ratio),
        _held(row.rival.within),
        _of(row.bound.name, row.bound.seconds),
        _number(row.distance),
    ]


def as_text(rows: Sequence[Row]) -> str:
    """Return the table for a terminal of 80 columns: of each task detbal, its rivals and the bound, a line each.

    Examples
    --------
    >>> from benchmarks.row import Bound, Rival
    >>> print(as_text([Row("a task", "N = 3", 0.002, Rival("rival", 1.0), Bound("one look", 0.001))]))
    a task, N = 3
      detbal                                          2 ms
      rival                                            1 s  ratio 500
      one look                                        1 ms  distance 2
    """
    lines: list[str] = []
    for k, row in enumerate(rows):
        ahead = rows[k + 1] if k + 1 < len(rows) else None
        if k == 0 or not _same(row, rows[k - 1]):
            lines += [*wrap(", ".join(filter(None, (row.task, row.size))), 80), _line("detbal", row.ours)]
        if row.rival.name:
            lines.append(_line(row.rival.name, row.rival.seconds, "ratio", row.ratio))
        if row.bound.name and (ahead is None or not _same(row, ahead)):
            lines.append(_line(row.bound.name, row.bound.seconds, "distance", row.distance))
    return "\n".join(lines)


def _same(one: Row, other: Row) -> bool:
    return (one.task, one.size) == (other.task, other.size)


def _line(who: str, t: float | None, what: str = "", x: float | None = None) -> str:
    return f"  {who:43} {_time(t):>8}  {f'{what} {_number(x)}' if x is not None else ''}".rstrip()


def _held(within: float | None) -> str:
    return "–" if within is None else "equal" if within == 0 else f"{within:.0e}"


def _time(t: float | None) -> str:
    return "–" if t is None else seconds(t)


def _number(x: float | None) -> str:
    return "–" if x is None else f"{x:,.0f}" if x >= 10 else f"{x:.2g}"


def _of(who: str, t: float | None) -> str:
    return ", ".join(part for part in (who, "" if t is None else seconds(t)) if part) or "–"


def markdown(rows: Sequence[Row], load: float, threads: int) -> str:
    """Return the page.

    Parameters
    ----------
    rows
        Of all benchmarks.
    load
        Average number of busy processes in the minute before.
    threads
        That linear algebra and compiled code could use.
    """
    return f"""# Performance

Written by `python -m benchmarks`, which runs every benchmark of `benchmarks/`; do not edit.
Each line times detbal, a rival and the bound on the same work in the same run, each after a run that is not counted.
The ratio is how many times as long the rival takes, the best rival first: below 1 it is faster than detbal. Before a
rival is timed, its results are held against detbal's at all points: they are the same within the part of the largest
that the line gives. The bound is what the work cannot do without, timed on the same machine; where it is one of
detbal's algorithm only, it says so. The distance is how many times longer detbal takes.

{as_table(COLUMNS, map(cells, rows))}

## Where and when

- {datetime.now(UTC):%Y-%m-%d}, {described()}
- load before: {load:.1f} processes; threads: {threads}
- Python {platform.python_version()}, {", ".join(f"{name} {installed_version(name)}" for name in PACKAGES)}
- rivals: {", ".join(f"{name} {installed_version(name)}" for name in RIVALS)}
"""


def as_table(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown.

    Examples
    --------
    >>> print(as_table(["a", "b"], [["1", "2"]]))
    | a | b |
    | --- | --- |
    | 1 | 2 |
    """
    return "\n".join("| " + " | ".join(line) + " |" for line in (columns, ["---"] * len(columns), *lines))


def installed_version(package: str) -> str:
    """Return the version of a package, or that it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"
