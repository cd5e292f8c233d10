"""A quantity over two axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detbal.figures import MapFigure
from detbal.plots.style import INK, WEIGHT_MAP, headline

if TYPE_CHECKING:
    from matplotlib.figure import FigureBase


def draw_map(place: FigureBase, record: MapFigure) -> None:
    """Draw values as colours, with contours at the levels; nothing is drawn where there is no value.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure, at = Figure(), np.array([1.0, 2.0])
    >>> draw_map(figure, MapFigure("", "", "x", "y", "z", at, at, np.eye(2), (0.5,)))
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['y', 'z']
    """
    axes = place.subplots()
    values = np.ma.masked_invalid(record.values)
    colours = axes.pcolormesh(record.x, record.y, values, cmap=WEIGHT_MAP, shading="nearest", rasterized=True)
    if record.levels and min(values.shape) > 1:
        lines = axes.contour(record.x, record.y, values, levels=list(record.levels), colors=INK, linewidths=0.8)
        axes.clabel(lines, fmt="%g", fontsize=8)
    if record.mark is not None:
        x, y, text = record.mark
        axes.plot([x], [y], "o", color="white", markeredgecolor=INK, markersize=6, label=text)
        axes.legend(loc="best", frameon=True, framealpha=0.9, edgecolor="none")
    axes.set(xlabel=record.x_axis, ylabel=record.y_axis)
    place.colorbar(colours, ax=axes, label=record.quantity)
    headline(place, record.title)
