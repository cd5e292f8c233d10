"""Numbers with the size up to which they may be round-off."""

from __future__ import annotations

from dataclasses import dataclass

from detbal.verdict import EXACT_RESOLUTION, Status


@dataclass(frozen=True, slots=True)
class Measured:
    """A number, and the size up to which it may be round-off.

    Examples
    --------
    >>> gap = Measured(3e-16, 1e-14)
    >>> gap.decided, gap.interval[0] < 0 < gap.interval[1], gap.status.name
    (False, True, 'BALANCED')
    """

    value: float
    noise: float

    @property
    def decided(self) -> bool:
        """Whether it differs from zero by more than its noise."""
        return abs(self.value) > self.noise

    @property
    def interval(self) -> tuple[float, float]:
        """Lowest and highest value that it may have; 0 is inside if it is not decided."""
        return self.value - self.noise, self.value + self.noise

    @property
    def status(self) -> Status:
        """As a residual: BROKEN above its noise, BALANCED if it is below 1e-6 with its noise, or UNDECIDED."""
        if self.decided:
            return Status.BROKEN
        return Status.BALANCED if abs(self.value) + self.noise <= EXACT_RESOLUTION else Status.UNDECIDED
