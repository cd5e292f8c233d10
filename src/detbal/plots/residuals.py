"""Sizes of residuals against their noise: one by one if they are few, else as a histogram.

The axis is logarithmic, because noise and breaking lie decades apart; what a logarithm cannot show has a
gutter of its own: zero at the left, infinity (one-way pairs) at the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.figures import HistogramFigure
from detbal.pairs import FloatArray
from detbal.plots.style import BLUE, GREY, INK, PALE, VERMILLION, headline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

#: Up to so many residuals are shown one by one.
FEW = 25
_PAPER = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.9}


@dataclass(frozen=True, slots=True)
class _Scale:
    """A logarithmic axis from `low` to `high` (decades), with gutters for zero and infinity."""

    low: float
    high: float
    zero: bool
    infinite: bool

    @property
    def gutter(self) -> float:
        return 0.07 * (self.high - self.low)

    @property
    def left(self) -> float:
        return self.low - 2 * self.gutter * self.zero

    @property
    def right(self) -> float:
        return self.high + 2 * self.gutter * self.infinite

    def at(self, size: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore"):
            place = np.log10(size)
        place = np.where(size == 0, self.low - self.gutter, place)
        place = np.where(size == np.inf, self.high + self.gutter, place)
        return np.asarray(place, dtype=float)


def residuals_height(record: HistogramFigure) -> float:
    """Return the height in inches that the figure needs.

    Examples
    --------
    >>> many = HistogramFigure("", "", "", np.ones(100), np.ones(100), 0.0)
    >>> residuals_height(many)
    3.6
    """
    n = len(record.values)
    return 1.5 + 0.26 * max(n, 2) if n <= FEW else 3.6


def draw_residuals(place: FigureBase, record: HistogramFigure) -> None:
    """Draw sizes against floors and tolerance.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> draw_residuals(figure, HistogramFigure("", "", "size", np.array([1.0, np.inf]), np.full(2, 0.1), 0.0))
    >>> figure.axes[0].get_xticklabels()[-1].get_text()
    '∞'
    """
    axes = place.subplots()
    sizes, floors = np.abs(record.values), record.floors
    scale = _scale(sizes, floors, record.tolerance)
    # without floors nothing is judged, but for what no noise can excuse
    above = (sizes > floors) & ((floors > 0).any() | np.isinf(sizes))
    colours = np.where(above, VERMILLION, BLUE)
    if len(sizes) <= FEW:
        _one_by_one(axes, record, scale, sizes, colours)
    else:
        _histogram(axes, scale, sizes, floors, above)
    if record.tolerance > 0:
        axes.axvline(np.log10(record.tolerance), color=INK, linestyle="--", linewidth=1.0, zorder=1)
    _dress(axes, scale)
    axes.set_xlabel(record.quantity)
    headline(place, record.title)
    _legend(place, record, colours)


def _scale(sizes: FloatArray, floors: FloatArray, tolerance: float) -> _Scale:
    shown = np.concatenate([sizes, floors, [tolerance]])
    shown = np.log10(shown[(shown > 0) & np.isfinite(shown)])
    low, high = (float(shown.min()), float(shown.max())) if len(shown) else (-1.0, 1.0)
    room = max(0.06 * (high - low), (2.0 - (high - low)) / 2)  # never less than two decades
    return _Scale(low - room, high + room, bool((sizes == 0).any()), bool((sizes == np.inf).any()))


def _one_by_one(axes: Axes, record: HistogramFigure, scale: _Scale, sizes: FloatArray, colours: Any) -> None:
    order = np.argsort(sizes, kind="stable")  # the largest on top
    rows = np.arange(len(order))
    x, floor = scale.at(sizes[order]), scale.at(record.floors[order])
    noisy = record.floors[order] > 0
    axes.barh(rows[noisy], floor[noisy] - scale.left, left=scale.left, height=0.62, color=PALE, zorder=0)
    axes.hlines(rows, scale.left, x, color=colours[order], linewidth=1.2, zorder=2)
    axes.scatter(x, rows, s=30, color=colours[order], zorder=3)
    for row, k in enumerate(order):
        text, at, side = (f"{sizes[k]:.3g}", 7, "left")
        if sizes[k] == np.inf:
            text, at, side = "one-way", -7, "right"
        place: dict[str, Any] = {"textcoords": "offset points", "va": "center", "ha": side}
        axes.annotate(text, (x[row], row), (at, 0), **place, fontsize=8, bbox=_PAPER)
    labels = record.labels or [str(k) for k in range(len(sizes))]
    axes.set_yticks(rows, [_shortened(labels[int(k)]) for k in order])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-0.7, len(rows) - 0.3)


def _histogram(axes: Axes, scale: _Scale, sizes: FloatArray, floors: FloatArray, above: Any) -> None:
    finite = (sizes > 0) & np.isfinite(sizes)
    bins = np.linspace(scale.low, scale.high, 41)
    logs = np.log10(sizes[finite])
    upper, _ = np.histogram(logs[above[finite]], bins)
    lower, _ = np.histogram(logs[~above[finite]], bins)
    width = bins[1] - bins[0]
    style = {"align": "edge", "width": width, "edgecolor": "white", "linewidth": 0.4, "zorder": 2}
    axes.bar(bins[:-1], upper, color=VERMILLION, **style)
    axes.bar(bins[:-1], lower, bottom=upper, color=BLUE, **style)
    gathered = [(scale.low - scale.gutter, int((sizes == 0).sum()), BLUE)]
    gathered += [(scale.high + scale.gutter, int((sizes == np.inf).sum()), VERMILLION)]
    for at, count, colour in gathered:
        if count:
            axes.bar(at, count, width=0.9 * scale.gutter, color=colour, zorder=2)
            axes.annotate(f"{count:,}", (at, count), (0, 2), textcoords="offset points", ha="center", fontsize=8)
    noisy = floors[floors > 0]
    if len(noisy):
        low, high = np.log10(noisy.min()), np.log10(noisy.max())
        axes.axvspan(scale.left, high, color=PALE, zorder=0, linewidth=0)
        if high - low > 0.05:
            axes.axvline(low, color=GREY, linestyle=":", linewidth=1.0, zorder=1)
    counts = np.concatenate([upper + lower, [g[1] for g in gathered]])
    if counts.max() > 50 * max(counts[counts > 0].min(), 1):
        axes.set_yscale("log")
        axes.set_ylim(0.6, 2.0 * counts.max())
    axes.set_ylabel("how many")


def _dress(axes: Axes, scale: _Scale) -> None:
    """Ticks at decades, and the two gutters."""
    axes.set_xlim(scale.left, scale.right)
    first, last = int(np.ceil(scale.low)), int(np.floor(scale.high))
    step = max(1, int(np.ceil((last - first) / 8)))
    ticks = [float(k) for k in range(first, last + 1) if k % step == 0]
    names = [f"$10^{{{k:g}}}$" if abs(k) > 2 else f"{10.0**k:g}" for k in ticks]
    for present, at, name, border in (
        (scale.zero, scale.low - scale.gutter, "0", scale.low),
        (scale.infinite, scale.high + scale.gutter, "∞", scale.high),
    ):
        if present:
            ticks.append(at)
            names.append(name)
            axes.axvline(border, color=GREY, linewidth=0.8, zorder=1)
    axes.set_xticks(ticks, names)
    if step == 1 and last - first <= 4:
        minor = [k + np.log10(m) for k in range(first - 1, last + 1) for m in range(2, 10)]
        axes.set_xticks([m for m in minor if scale.low < m < scale.high], minor=True)


def _legend(place: FigureBase, record: HistogramFigure, colours: NDArray[Any]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    dotted = len(record.values) <= FEW
    handles: list[Any] = []
    for colour, label in ((VERMILLION, "above the noise floor"), (BLUE, "within the noise")):
        if ((record.floors > 0).any() or colour == VERMILLION) and (colours == colour).any():
            dot = Line2D([], [], color=colour, marker="o", markersize=5, label=label)
            handles.append(dot if dotted else Patch(color=colour, label=label))
    if (record.floors > 0).any():
        handles.append(Patch(color=PALE, label="noise floor"))
    if record.tolerance > 0:
        text = f"forgiven: {record.tolerance:.3g} nats"
        handles.append(Line2D([], [], color=INK, linestyle="--", linewidth=1.0, label=text))
    if handles:
        place.legend(handles=handles, loc="outside lower center", ncols=len(handles))


def _shortened(label: str, most: int = 34) -> str:
    return label if len(label) <= most else f"{label[: most // 2]}…{label[-(most // 2 - 1) :]}"
