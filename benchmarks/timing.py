"""Timing by one rule: whatever is timed, ours or a rival's, has run before, uncounted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Found = TypeVar("Found")
Point = TypeVar("Point")


def best(work: Callable[[], Found], repeat: int = 5) -> tuple[float, Found]:
    """Return the shortest wall time of some runs in seconds, after one that is not counted; and what the work gives."""
    return once(work, warm=work, repeat=repeat)


def once(work: Callable[[], Found], *, warm: Callable[[], Any], repeat: int = 1) -> tuple[float, Found]:
    """Return the same of one run, after `warm`: the same work on something small, which imports, compiles and reads."""
    warm()
    shortest = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        found = work()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest, found


def sampled(work: Callable[[Point], Found], points: Sequence[Point], whole: float) -> tuple[float, list[Found]]:
    """Return the seconds for `whole` points, from those that some of them take; and what the work gives at these."""
    taken, found = once(lambda: [work(point) for point in points], warm=lambda: work(points[0]))
    return taken / len(points) * whole, found


def seconds(t: float) -> str:
    """Write a time with its unit."""
    if t >= 1000:
        return f"{t:,.0f} s"
    scale, unit = next((one for one in ((1, "s"), (1e3, "ms")) if t * one[0] >= 0.9995), (1e6, "μs"))
    return f"{t * scale:.3g} {unit}"
