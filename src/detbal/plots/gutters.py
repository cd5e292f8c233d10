"""A logarithmic axis for sizes, because noise and breaking lie decades apart.

What a logarithm cannot show has a gutter of its own: zero at the left, infinity (one-way pairs) at the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detbal.pairs import FloatArray
from detbal.plots.style import GREY

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high` (decades), with gutters for zero and infinity, if any size is that.

    Examples
    --------
    >>> Scale.of(np.array([0.01, 1.0, np.inf]), np.zeros(0)).at(np.array([0.1]))
    array([-1.])
    """

    low: float
    high: float
    zero: bool
    infinite: bool

    @classmethod
    def of(cls, sizes: FloatArray, marks: FloatArray) -> Scale:
        """Make the axis of sizes, long enough for marks beside them, and two decades at least.

        Examples
        --------
        >>> scale = Scale.of(np.array([0.0, 1.0]), np.array([1e-4]))
        >>> scale.zero, scale.infinite, scale.low < -4.0
        (True, False, True)
        """
        shown = np.concatenate([sizes, marks])
        shown = np.log10(shown[(shown > 0) & np.isfinite(shown)])
        low, high = (float(shown.min()), float(shown.max())) if len(shown) else (-1.0, 1.0)
        room = max(0.06 * (high - low), (2.0 - (high - low)) / 2)
        return cls(low - room, high + room, bool((sizes == 0).any()), bool((sizes == np.inf).any()))

    @property
    def gutter(self) -> float:
        """Half the width of a gutter."""
        return 0.07 * (self.high - self.low)

    @property
    def left(self) -> float:
        """Left end, with the gutter."""
        return self.low - 2 * self.gutter * self.zero

    @property
    def right(self) -> float:
        """Right end, with the gutter."""
        return self.high + 2 * self.gutter * self.infinite

    def at(self, size: FloatArray) -> FloatArray:
        """Return where sizes stand."""
        with np.errstate(divide="ignore"):
            place = np.log10(size)
        place = np.where(size == 0, self.low - self.gutter, place)
        place = np.where(size == np.inf, self.high + self.gutter, place)
        return np.asarray(place, dtype=float)

    def dress(self, axes: Axes) -> None:
        """Set ticks at decades, and in the gutters."""
        axes.set_xlim(self.left, self.right)
        first, last = int(np.ceil(self.low)), int(np.floor(self.high))
        step = max(1, int(np.ceil((last - first) / 8)))
        ticks = [float(k) for k in range(first, last + 1) if k % step == 0]
        names = [f"$10^{{{k:g}}}$" if abs(k) > 2 else f"{10.0**k:g}" for k in ticks]
        for present, at, name, border in (
            (self.zero, self.low - self.gutter, "0", self.low),
            (self.infinite, self.high + self.gutter, "∞", self.high),
        ):
            if present:
                ticks.append(at)
                names.append(name)
                axes.axvline(border, color=GREY, linewidth=0.8, zorder=1)
        axes.set_xticks(ticks, names)
        if step == 1 and last - first <= 4:
            minor = [k + np.log10(m) for k in range(first - 1, last + 1) for m in range(2, 10)]
            axes.set_xticks([m for m in minor if self.low < m < self.high], minor=True)
