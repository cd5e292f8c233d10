"""Timing, and the bound that the machine sets."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np


def best(work: Callable[[], Any], repeat: int = 5) -> float:
    """Return the shortest wall time of some runs, after one that is not counted, in seconds."""
    work()
    return min(once(work) for _ in range(repeat))


def once(work: Callable[[], Any]) -> float:
    """Return the wall time of one run in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def seconds(t: float) -> str:
    """Write a time with its unit."""
    return f"{t:.3g} s" if t >= 1 else f"{1e3 * t:.3g} ms" if t >= 1e-3 else f"{1e6 * t:.3g} μs"


def memory_bandwidth() -> float:
    """Return bytes per second read and written by a copy that does not fit into the cache."""
    source = np.ones(25_000_000)
    target = np.empty_like(source)
    return 2 * source.nbytes / best(lambda: np.copyto(target, source))


def table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print a table with aligned columns."""
    widths = [max(len(str(row[k])) for row in [columns, *rows]) for k in range(len(columns))]
    print(f"\n{title}")
    for row in [columns, *rows]:
        print("  " + "  ".join(str(cell).rjust(width) for cell, width in zip(row, widths, strict=True)))
