"""The table of all measurements, and the page of the documentation that holds it."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.row import Row
from benchmarks.timing import seconds

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
COLUMNS = ("task", "size", "detbal", "rival", "ratio", "bound", "distance to bound")
PACKAGES = ("detbal", "numpy", "scipy", "numba")
RIVALS = ("cantera", "deeptime", "pynucastro", "qutip", "solcore", "tidynamics")


def cells(row: Row) -> list[str]:
    """Return the seven cells of a measurement."""
    return [
        row.task,
        row.size,
        _time(row.ours),
        _of(row.rival, row.theirs),
        _number(row.ratio),
        _of(row.limit, row.bound),
        _number(row.distance),
    ]


def _time(t: float | None) -> str:
    return "–" if t is None else seconds(t)


def _number(x: float | None) -> str:
    return "–" if x is None else f"{x:,.0f}" if x >= 10 else f"{x:.2g}"


def _of(who: str, t: float | None) -> str:
    return ", ".join(part for part in (who, "" if t is None else seconds(t)) if part) or "–"


def markdown(rows: Sequence[Row], load: float) -> str:
    """Return the page.

    Parameters
    ----------
    rows
        Of all benchmarks.
    load
        Average number of busy processes in the minute before.
    """
    table = [list(COLUMNS), ["---"] * len(COLUMNS), *(cells(row) for row in rows)]
    lines = "\n".join("| " + " | ".join(line) + " |" for line in table)
    return f"""# Performance

Written by `python -m benchmarks`, which runs every benchmark of `benchmarks/` and nothing else writes this page.
Each line times detbal, its rival and the bound on the same work in the same run. The ratio is how many times faster
than its rival detbal is; the distance is how many times longer than the bound it takes. A bound is what no program can
do without, timed on the same machine: reading memory once, one diagonalisation, the exponentials and transforms of a
formula.

{lines}

## Where and when

- {datetime.now(UTC):%Y-%m-%d}, {machine()}
- load before: {load:.1f} processes
- Python {platform.python_version()}, {", ".join(f"{name} {installed_version(name)}" for name in PACKAGES)}
- rivals: {", ".join(f"{name} {installed_version(name)}" for name in RIVALS)}
"""


def installed_version(package: str) -> str:
    """Return the version of a package, or that it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def machine() -> str:
    """Return the name of the processor, and how many cores and how much memory the system has."""
    return f"{processor()}, {os.cpu_count()} cores, {memory():.0f} GB, {platform.system()}"


def processor() -> str:
    """Return the name of the processor as the system knows it."""
    told = Path("/proc/cpuinfo")
    if told.is_file():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def memory() -> float:
    """Return the memory of the machine in GB, nan where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):
        return float("nan")
