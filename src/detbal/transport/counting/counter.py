"""What every method by which electrons are counted has to answer."""

from __future__ import annotations

from typing import Any, Protocol

from detbal.fluctuation import FluctuationTheorem
from detbal.progress import Callback
from detbal.transport.counting.distribution import CountDistribution
from detbal.transport.counting.waiting import Tunnelling, WaitingTimes
from detbal.transport.occupation import Floats


class Counter(Protocol):
    """A counter at one lead, in the stationary state."""

    @property
    def affinity(self) -> float | None:
        """Nats for each unit counted; None where a single counter has no fluctuation theorem of its own."""

    def cumulants(self, order: int) -> tuple[Floats, Floats]:
        """Return the first cumulants per unit time, (order,), and the size up to which each may be round-off."""

    def scgf(self, chi: Floats) -> Floats:
        """Return λ at finite counting variables, (k,)."""

    def distribution(
        self, t: float, most: int | None, spread: tuple[float, float], progress: Callback | bool | None = None
    ) -> CountDistribution:
        """Return P(n, t); `spread` is mean and variance per unit time."""

    def waiting_times(self, event: Tunnelling) -> WaitingTimes:
        """Return the times between one event and the next of its kind."""

    def fluctuation_theorem(self, mean: float, chi: Any = None) -> FluctuationTheorem:
        """Hold λ against the fluctuation theorem; `mean` says where λ is steep."""
