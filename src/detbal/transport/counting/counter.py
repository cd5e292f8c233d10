"""What every method by which electrons are counted has to answer."""

from __future__ import annotations

from typing import Protocol

from detbal import counting
from detbal.progress import Callback
from detbal.transport.counting.distribution import CountDistribution
from detbal.transport.counting.waiting import Tunnelling, WaitingTimes
from detbal.transport.occupation import Floats


class Counter(counting.Counter, Protocol):
    """A counter at one lead, in the stationary state."""

    def cumulants(self, order: int) -> tuple[Floats, Floats]:
        """Return the first cumulants per unit time, (order,), and the size up to which each may be round-off."""

    def distribution(
        self, t: float, most: int | None, spread: tuple[float, float], progress: Callback | bool | None = None
    ) -> CountDistribution:
        """Return P(n, t); `spread` is mean and variance per unit time."""

    def waiting_times(self, event: Tunnelling) -> WaitingTimes:
        """Return the times between one event and the next of its kind."""
