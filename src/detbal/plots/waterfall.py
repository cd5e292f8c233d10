"""Levels that fall one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detbal.figures import WaterfallFigure
from detbal.plots.style import BLUE, GREY, INK, VERMILLION, headline

if TYPE_CHECKING:
    from matplotlib.figure import FigureBase


def draw_waterfall(place: FigureBase, record: WaterfallFigure) -> None:
    """Draw each level as a bar, and each loss as a paler one that hangs between two levels.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> draw_waterfall(figure, WaterfallFigure("", "", "V", ("a", "b"), (2.0, 1.5), ("-0.5",)))
    >>> len(figure.axes[0].patches)  # two levels and a loss
    3
    """
    axes = place.subplots()
    levels = list(record.levels)
    at = [2.0 * k for k in range(len(levels))]
    axes.bar(at, levels, width=1.0, color=BLUE)
    margin = 0.015 * max(levels)
    for x, level in zip(at, levels, strict=True):
        axes.text(x, level + margin, f"{level:.3f}", ha="center", va="bottom", color=INK)
    for k, told in enumerate(record.losses):
        high, low = levels[k], levels[k + 1]
        x = at[k] + 1.0
        axes.bar([x], [high - low], bottom=low, width=1.0, color=VERMILLION, alpha=0.45)
        axes.plot([at[k] + 0.5, x + 0.5], [high, high], color=GREY, linewidth=0.8)
        axes.plot([x - 0.5, at[k + 1] + 0.5], [low, low], color=GREY, linewidth=0.8)
        axes.text(x, min(low, high) - margin, told, ha="center", va="top", color=INK)
    axes.set_xticks(at, list(record.names))
    axes.tick_params(axis="x", length=0)
    axes.set(ylabel=record.y_axis, ylim=(0.0, 1.1 * max(levels)))
    headline(place, record.title)
