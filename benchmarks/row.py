"""One measurement: a task, how long detbal, a rival and the bound took for it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec


@dataclass(frozen=True, slots=True)
class Row:
    """Times of one task at one size.

    Attributes
    ----------
    task, size
        What is done, and to how much.
    ours : float or None
        Seconds that detbal took; None where the work itself comes with the rival, which is not there.
    rival
        Who else did it, or why nobody did.
    theirs : float, optional
        Seconds that the rival took for the same work in the same run.
    limit
        What no program can do without.
    bound : float, optional
        Seconds that this takes on the same machine.
    """

    task: str
    size: str
    ours: float | None
    rival: str = ""
    theirs: float | None = None
    limit: str = ""
    bound: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times faster than the rival detbal is."""
        return None if self.theirs is None or self.ours is None else self.theirs / self.ours

    @property
    def distance(self) -> float | None:
        """How many times longer than the bound detbal takes."""
        return None if self.bound is None or self.ours is None else self.ours / self.bound


def installed(package: str) -> bool:
    """Return whether a package can be imported."""
    return find_spec(package) is not None


def absent(package: str) -> str:
    """Say that a rival is not there."""
    return f"{package} is not installed"
