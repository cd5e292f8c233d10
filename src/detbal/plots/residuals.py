"""Sizes of residuals against their noise: one by one if they are few, else as a histogram."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.figures import HistogramFigure
from detbal.pairs import FloatArray
from detbal.plots.gutters import Scale
from detbal.plots.style import BLUE, GREY, INK, PALE, VERMILLION, headline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

#: Up to so many residuals are shown one by one.
FEW = 25
_PAPER = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.9}


def residuals_height(record: HistogramFigure) -> float:
    """Return the height in inches that the figure needs.

    Examples
    --------
    >>> many = HistogramFigure("", "", "", np.ones(100), np.ones(100), 0.0)
    >>> residuals_height(many)
    3.6
    """
    n = len(record.values)
    if n > FEW:
        return 3.6
    lines = 1 + max((_label(one).count("\n") for one in record.labels or ()), default=0)
    return 1.5 + (0.12 + 0.14 * lines) * max(n, 2)


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
    scale = Scale.of(sizes, np.append(floors, record.tolerance))
    # without floors nothing is judged, but for what no noise can excuse
    above = (sizes > floors) & ((floors > 0).any() | np.isinf(sizes))
    colours = np.where(above, VERMILLION, BLUE)
    if len(sizes) <= FEW:
        _one_by_one(axes, record, scale, sizes, colours)
    else:
        _histogram(axes, scale, sizes, floors, above)
    if record.tolerance > 0:
        axes.axvline(np.log10(record.tolerance), color=INK, linestyle="--", linewidth=1.0, zorder=1)
    scale.dress(axes)
    axes.set_xlabel(record.quantity)
    headline(place, record.title)
    _legend(place, record, colours)


def _one_by_one(axes: Axes, record: HistogramFigure, scale: Scale, sizes: FloatArray, colours: Any) -> None:
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
    axes.set_yticks(rows, [_label(labels[int(k)]) for k in order])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-0.7, len(rows) - 0.3)


def _histogram(axes: Axes, scale: Scale, sizes: FloatArray, floors: FloatArray, above: Any) -> None:
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


def _label(label: str, width: int = 34) -> str:
    """Break a name into lines; of one that fills more than two, leave out the middle."""
    if len(lines := wrap(label, width)) > 2:
        lines = [lines[0], f"…{label[1 - width :]}"]
    return "\n".join(lines)
