"""Figures as data -> matplotlib -> SVG. No window, no pyplot, no global state."""

from __future__ import annotations

import re
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from detbal.figures import (
    BandFigure,
    CurveFigure,
    GridFigure,
    HistogramFigure,
    MapFigure,
    NetworkFigure,
    WaterfallFigure,
)
from detbal.figures import Figure as AnyFigure
from detbal.plots.bands import draw_bands
from detbal.plots.curves import draw_curves
from detbal.plots.grid import draw_grid, grid_height
from detbal.plots.maps import draw_map
from detbal.plots.network import draw_network
from detbal.plots.residuals import draw_residuals, residuals_height
from detbal.plots.result_figures import figures_of
from detbal.plots.style import house_style
from detbal.plots.waterfall import draw_waterfall
from detbal.result import Result

if TYPE_CHECKING:
    from matplotlib.figure import Figure, FigureBase

WIDTH = 6.4


def draw(record: AnyFigure) -> Figure:
    """Draw one figure record.

    Parameters
    ----------
    record
        A record of `detbal.figures`.

    Returns
    -------
    matplotlib.figure.Figure
        Belonging to no window; save it with ``savefig`` or turn it to text with `to_svg`.

    Examples
    --------
    >>> import numpy as np
    >>> from detbal.figures import Curve, CurveFigure
    >>> line = Curve("line", np.array([0.0, 1.0]), np.array([0.0, 2.0]))
    >>> draw(CurveFigure("A line", "", "x", "y", (line,))).axes[0].get_xlabel()
    'x'
    """
    from matplotlib.figure import Figure

    with house_style():
        figure = Figure(figsize=(WIDTH, _height(record)), layout="constrained")
        _panel(figure, record)
    return figure


def draw_result(result: Result) -> Figure:
    """Draw all figures of a result side by side, as `detbal.result.Result.plot` does.

    Examples
    --------
    >>> import detbal
    >>> ring = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> len(draw_result(detbal.check(ring)).subfigs)
    2
    """
    from matplotlib.figure import Figure

    records = figures_of(result)
    with house_style():
        height = max((_height(record) for record in records), default=1.0)
        figure = Figure(figsize=(WIDTH * max(len(records), 1), height), layout="constrained")
        if not records:
            figure.text(0.5, 0.5, "nothing to draw", ha="center")
            return figure
        for place, record in zip(figure.subfigures(1, len(records), squeeze=False)[0], records, strict=True):
            _panel(place, record)
    return figure


def to_svg(figure: Figure, *, title: str = "", description: str = "", prefix: str | None = None) -> str:
    """Return a figure as one ``<svg>`` element, for HTML or, saved as it is, for a file.

    The same figure gives the same bytes, on every day: no date, no random names. Text is outlines, so that
    it reads alike everywhere; what a screen reader says is `title` and `description`.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    title, description : str
    prefix : str, optional
        Put before every id, so that several figures can stand on one page; default: a digest of the drawing.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> to_svg(Figure(), title="Nothing")[:4]
    '<svg'
    """
    from io import StringIO

    target = StringIO()
    with house_style():
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(target, format="svg", metadata=nothing)
    svg = _for_html(target.getvalue())
    prefix = prefix or f"d{sha256(svg.encode()).hexdigest()[:10]}"
    svg = _prefixed(svg, prefix)
    return _described(svg, prefix, title, description)


def _height(record: AnyFigure) -> float:
    match record:
        case HistogramFigure():
            return residuals_height(record)
        case GridFigure():
            return grid_height(record)
    return 4.6


def _panel(place: FigureBase, record: AnyFigure) -> None:
    match record:
        case HistogramFigure():
            draw_residuals(place, record)
        case NetworkFigure():
            draw_network(place, record)
        case CurveFigure():
            draw_curves(place, record)
        case MapFigure():
            draw_map(place, record)
        case WaterfallFigure():
            draw_waterfall(place, record)
        case BandFigure():
            draw_bands(place, record)
        case GridFigure():
            draw_grid(place, record)


def _for_html(svg: str) -> str:
    """Cut the XML prologue, and move the style sheet, which would rule the whole page, into the element."""
    svg = svg[svg.index("<svg") :].rstrip()
    sheet = re.search(r"<defs>\s*<style[^>]*>\*\{([^}]*)\}</style>\s*</defs>", svg)
    if sheet is None:
        return svg
    return svg.replace(sheet[0], "").replace("<svg", f'<svg style="{sheet[1]}"', 1)


def _prefixed(svg: str, prefix: str) -> str:
    """Make the ids of one drawing differ from those of all others on the page."""
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)
    return re.sub(r'(?:xlink:)?href="#([^"]+)"', rf'href="#{prefix}-\1"', svg)


def _described(svg: str, prefix: str, title: str, description: str) -> str:
    opening, rest = svg.split(">", 1)
    parts = [(tag, text) for tag, text in (("title", title), ("desc", description)) if text]
    ids = " ".join(f"{prefix}-{tag}" for tag, _ in parts)
    said = "".join(f'<{tag} id="{prefix}-{tag}">{escape(text)}</{tag}>' for tag, text in parts)
    label = f' aria-labelledby="{ids}"' if ids else ""
    return f'{opening} role="img"{label}>{said}{rest}'
