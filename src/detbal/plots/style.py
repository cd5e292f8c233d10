"""Colours and type for print: told apart by every eye, and in grey."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import FigureBase

# Okabe and Ito's palette, "Color universal design" (2008)
BLUE, VERMILLION, GREEN = "#0072B2", "#D55E00", "#009E73"
ORANGE, SKY, PURPLE = "#E69F00", "#56B4E9", "#CC79A7"
INK, STRONG, GREY, PALE = "#222222", "#444444", "#767676", "#E3E3E3"
#: One after another for curves, each with its own dash.
CYCLE = ((BLUE, "-"), (VERMILLION, "--"), (GREEN, "-."), (PURPLE, ":"), (ORANGE, "-"), (SKY, "--"))
#: One after another for points; with the colours, 42 that differ.
MARKERS = "osD^vPX"
#: From dark to light with even steps in lightness; the vortex's colour is not in it.
WEIGHT_MAP = "cividis"
#: Signed values: blue below zero, white there, red above.
SIGNED_MAP = "RdBu_r"

_RC: dict[str, Any] = {
    "font.size": 9.0,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "path",  # legible without any font on the reader's machine
    "svg.hashsalt": "detbal",
}


def house_style() -> AbstractContextManager[None]:
    """Return a context in which matplotlib's settings are ours, whatever the user's own are.

    Examples
    --------
    >>> import matplotlib
    >>> with house_style():
    ...     matplotlib.rcParams["svg.hashsalt"]
    'detbal'
    """
    import matplotlib

    settings: dict[Any, Any] = {**matplotlib.rcParamsDefault, **_RC}
    return matplotlib.rc_context({key: settings[key] for key in settings if not key.startswith("backend")})


def headline(place: FigureBase, text: str) -> None:
    """Write the title of a figure at its upper left corner.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> headline(figure, "A title")
    >>> figure.get_suptitle()
    'A title'
    """
    if text:
        place.suptitle(text, x=0.012, ha="left", fontsize=10, fontweight="bold")
