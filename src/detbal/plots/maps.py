"""A quantity over two axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.figures import Colours, MapFigure
from detbal.plots.style import INK, SIGNED_MAP, WEIGHT_MAP, headline

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
    if record.colours is Colours.LOGARITHMIC:
        values = np.ma.abs(values)
    scale = _scale(values, record)
    colours = axes.pcolormesh(record.x, record.y, values, shading="nearest", rasterized=True, **scale)
    if record.levels and min(values.shape) > 1:
        lines = axes.contour(record.x, record.y, values, levels=list(record.levels), colors=INK, linewidths=0.8)
        axes.clabel(lines, fmt="%g", fontsize=8)
    if record.mark is not None:
        x, y, text = record.mark
        axes.plot([x], [y], "o", color="white", markeredgecolor=INK, markersize=6, label=text)
        axes.legend(loc="best", frameon=True, framealpha=0.9, edgecolor="none")
    axes.set(xlabel=record.x_axis, ylabel=record.y_axis)
    extend = "min" if record.colours is Colours.LOGARITHMIC else "neither"
    place.colorbar(colours, ax=axes, label=record.quantity, extend=extend)
    headline(place, record.title)


def _scale(values: Any, record: MapFigure) -> dict[str, Any]:
    from matplotlib import colormaps
    from matplotlib.colors import LogNorm

    largest = float(np.ma.abs(values).max()) if values.count() else 0.0
    if record.colours is Colours.DIVERGING and largest > 0:
        return {"cmap": SIGNED_MAP, "vmin": -largest, "vmax": largest}
    if record.colours is Colours.LOGARITHMIC and largest > 0:
        lowest = colormaps[WEIGHT_MAP](0.0)  # zero, too, which has no logarithm
        scale = colormaps[WEIGHT_MAP].with_extremes(under=lowest, bad=lowest)
        return {"cmap": scale, "norm": LogNorm(largest * 10.0**-record.decades, largest)}
    return {"cmap": WEIGHT_MAP}
