"""Curves over one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.figures import CurveFigure
from detbal.plots.style import CYCLE, MARKERS, headline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

#: A logarithmic axis is short if its ends are less than this factor apart.
DECADES = 1e3


def draw_curves(place: FigureBase, record: CurveFigure) -> None:
    """Draw lines and points; errors are bars on points, and bands along lines.

    Examples
    --------
    >>> import numpy as np
    >>> from matplotlib.figure import Figure
    >>> from detbal.figures import Curve
    >>> figure, x = Figure(), np.array([1.0, 2.0])
    >>> curves = Curve("a", x, x), Curve("b", x, 2 * x, points=True)
    >>> draw_curves(figure, CurveFigure("", "", "x", "y", curves))
    >>> len(figure.axes[0].lines)
    2
    """
    axes = place.subplots()
    for k, curve in enumerate(record.curves):
        colour, dash = CYCLE[k % len(CYCLE)]
        y = curve.y if record.edges is None else np.clip(curve.y, *record.edges)
        style: dict[str, Any] = {"color": colour, "label": curve.name, "linewidth": 1.5}
        if not curve.points:
            axes.plot(curve.x, y, linestyle=dash, **style)
            if curve.error is not None:
                low, high = curve.y - curve.error, curve.y + curve.error
                axes.fill_between(curve.x, low, high, color=colour, alpha=0.25, linewidth=0)
            continue
        caps = 2.0 if curve.error is not None else 0.0
        if curve.error is None and len(record.curves) > 1:  # hollow and larger: seen where several coincide
            style |= {"markerfacecolor": "none", "markersize": 6.5}
        marks: dict[str, Any] = {
            "linestyle": "none",
            "marker": MARKERS[k % len(MARKERS)],
            "elinewidth": 1.0,
            "capsize": caps,
        }
        axes.errorbar(curve.x, y, yerr=curve.error, **{"markersize": 4} | marks | style)
    axes.set(xlabel=record.x_axis, ylabel=record.y_axis)
    headline(place, record.title)
    if record.log_x:
        axes.set_xscale("log")
        _few_decades(axes)
    if record.log_y:
        axes.set_yscale("log")
    if len(record.curves) > len(CYCLE):  # too many to leave room for their names among them
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    elif len(record.curves) > 1:
        axes.legend()


def _few_decades(axes: Axes) -> None:
    """Label 1, 2 and 5 on a short logarithmic axis, where powers of ten alone would leave it without numbers."""
    from matplotlib.ticker import FormatStrFormatter, LogLocator, NullFormatter

    low, high = axes.get_xlim()
    if low > 0 and high < DECADES * low:
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.xaxis.set_major_formatter(FormatStrFormatter("%g"))
        axes.xaxis.set_minor_formatter(NullFormatter())
