"""Parts of a whole over one axis, stacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detbal.figures import BandFigure
from detbal.plots.style import CYCLE, GREY, INK, headline

if TYPE_CHECKING:
    from matplotlib.figure import FigureBase


def draw_bands(place: FigureBase, record: BandFigure) -> None:
    """Draw each part as a band upon those before it; the first is strongest.

    Examples
    --------
    >>> import numpy as np
    >>> from matplotlib.figure import Figure
    >>> figure, x = Figure(), np.array([1.0, 2.0])
    >>> draw_bands(figure, BandFigure("", "", "x", "y", ("a", "b"), x, np.ones((2, 2))))
    >>> len(figure.axes[0].collections)
    2
    """
    axes = place.subplots()
    tops = record.values.cumsum(axis=0)
    for k, (name, top, part) in enumerate(zip(record.names, tops, record.values, strict=True)):
        colour, _ = CYCLE[k % len(CYCLE)]
        alpha = 0.9 if k == 0 else 0.45
        axes.fill_between(record.x, top - part, top, color=colour, alpha=alpha, linewidth=0, label=name)
        axes.plot(record.x, top, color=INK if k == 0 else GREY, linewidth=1.2 if k == 0 else 0.5)
    axes.set(xlabel=record.x_axis, ylabel=record.y_axis, xlim=(record.x[0], record.x[-1]), ylim=(0, tops.max()))
    headline(place, record.title)
    handles, names = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], names[::-1], loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
