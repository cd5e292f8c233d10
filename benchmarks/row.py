"""One measurement: a task, how long detbal, a rival and the bound took for it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Rival:
    """Who else did the same work.

    Attributes
    ----------
    name
        Who, or why nobody did.
    seconds : float, optional
        That it took in the same run.
    within : float, optional
        What its result was held to: the largest deviation from ours over the largest of ours.
    """

    name: str = ""
    seconds: float | None = None
    within: float | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """What the work cannot do without, and the seconds that this takes on the same machine."""

    name: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Times of one task at one size; `ours`, in seconds, is None where the work itself comes with an absent rival."""

    task: str
    size: str
    ours: float | None
    rival: Rival = Rival()
    bound: Bound = Bound()

    @property
    def ratio(self) -> float | None:
        """How many times faster than the rival detbal is."""
        return None if self.rival.seconds is None or self.ours is None else self.rival.seconds / self.ours

    @property
    def distance(self) -> float | None:
        """How many times longer than the bound detbal takes."""
        return None if self.bound.seconds is None or self.ours is None else self.ours / self.bound.seconds


def against(task: str, size: str, ours: float, rivals: Sequence[Rival], bound: Bound) -> list[Row]:
    """Return a row for each rival, the fastest first and those that were not timed last; one row if there is none."""
    timed = sorted(rivals, key=lambda one: float("inf") if one.seconds is None else one.seconds)
    return [Row(task, size, ours, rival, bound) for rival in timed or [Rival()]]


def rival(name: str, timed: tuple[float, Any], ours: Any, within: float) -> Rival:
    """Return a rival that was timed and found the same as we did, at all points.

    Raises
    ------
    AssertionError
        It found something else: then the times are of different work, and compare nothing.
    """
    taken, found = timed
    own, other = 1.0 * np.asarray(ours), 1.0 * np.asarray(found)
    assert own.shape == other.shape, f"{name} gives {other.shape} numbers, detbal {own.shape}"
    off, largest = float(np.abs(own - other).max()), float(np.abs(own).max())
    assert off <= within * largest, f"{name} is off by {off:.2g} of {largest:.2g}: more than {within:g} of it"
    return Rival(name, taken, within)


def missing(package: str) -> str | None:
    """Say why a rival's package cannot be timed; None if it can."""
    if find_spec(package) is None:
        return f"{package} is not installed"
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):  # what it has to say is not about times
            import_module(package)
    except Exception as error:  # whatever breaks it, it is no fault of the benchmark
        return f"{package} does not import: {error}"
    return None
