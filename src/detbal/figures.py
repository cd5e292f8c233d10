"""Figures as data: what to draw, not how. Results carry them, `detbal.plots` renders them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from numpy.typing import NDArray

from detbal.pairs import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class HistogramFigure:
    """Sizes of residuals against their noise floors.

    Attributes
    ----------
    title, caption, quantity : str
        The quantity names the horizontal axis, with its unit.
    values, floors : (n,) float arrays
        Signed residuals (±inf allowed) and their noise floors.
    tolerance : float
        Size that is forgiven; 0 if none.
    labels : sequence of n strings
        Few enough residuals are drawn one by one, with their names; empty if they have none.
    """

    title: str
    caption: str
    quantity: str
    values: FloatArray
    floors: FloatArray
    tolerance: float
    labels: Sequence[str] = ()


@dataclass(frozen=True, slots=True, eq=False)
class NetworkFigure:
    """A network: states by their weight, pairs by their current.

    Attributes
    ----------
    title, caption : str
    names : (N,) sequence of str
    log_weight : (N,) float array
        ln π of each state; ``-inf`` for states that are never occupied.
    source, target : (m,) integer arrays
        Every pair in the direction of its net current (any direction where there is none).
    current : (m,) float array
        Size of the net current, not negative; ``inf`` never.
    one_way : (m,) bool array
        Pairs of which only one process exists.
    vortex : tuple of int
        Pairs of the strongest vortex, to be highlighted; empty if there is none.
    """

    title: str
    caption: str
    names: Sequence[str]
    log_weight: FloatArray
    source: NDArray[Any]
    target: NDArray[Any]
    current: FloatArray
    one_way: NDArray[Any]
    vortex: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One line or set of points: coordinates, optional errors in y, a name for the legend."""

    name: str
    x: FloatArray
    y: FloatArray
    error: FloatArray | None = None
    points: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class CurveFigure:
    """Curves over one axis.

    Attributes
    ----------
    title, caption, x_axis, y_axis : str
        Axes with their units.
    curves : tuple of Curve
    log_x, log_y : bool
    edges : (float, float) or None
        Smaller and larger y are drawn at these: 0 and ∞ on a logarithmic axis. The caption says so.
    """

    title: str
    caption: str
    x_axis: str
    y_axis: str
    curves: tuple[Curve, ...]
    log_x: bool = False
    log_y: bool = False
    edges: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class WaterfallFigure:
    """Levels that fall one after the other, with what is lost between them.

    Attributes
    ----------
    title, caption, y_axis : str
    names : sequence of n strings
        Of the levels.
    levels : sequence of n floats
    losses : sequence of n - 1 strings
        What to write at each fall.
    """

    title: str
    caption: str
    y_axis: str
    names: Sequence[str]
    levels: Sequence[float]
    losses: Sequence[str]


class Colours(Enum):
    """How the values of a map become colours."""

    SEQUENTIAL = "from the smallest to the largest"
    DIVERGING = "two hues on either side of zero, which is white; both ends equally far from it"
    LOGARITHMIC = "sizes by their logarithm, over as many decades as the field `decades` says"


@dataclass(frozen=True, slots=True, eq=False)
class MapFigure:
    """A quantity over two axes, as colours and contours.

    Attributes
    ----------
    title, caption, x_axis, y_axis, quantity : str
        Axes and quantity with their units.
    x, y : (n,) and (m,) float arrays
        Ascending.
    values : (m, n) float array
        NaN where there is none.
    levels : sequence of float
        Ascending values at which contours are drawn.
    mark : (x, y, text), optional
        A point to be pointed out.
    colours : Colours
    decades : float
        Below the largest size, that are told apart by a logarithmic scale.
    """

    title: str
    caption: str
    x_axis: str
    y_axis: str
    quantity: str
    x: FloatArray
    y: FloatArray
    values: FloatArray
    levels: Sequence[float] = ()
    mark: tuple[float, float, str] | None = None
    colours: Colours = Colours.SEQUENTIAL
    decades: float = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class BandFigure:
    """Parts of a whole over one axis, stacked.

    Attributes
    ----------
    title, caption, x_axis, y_axis : str
        Axes with their units.
    names : sequence of k strings
        Of the parts, from the bottom up.
    x : (n,) float array
        Ascending.
    values : (k, n) float array
        Not negative.
    """

    title: str
    caption: str
    x_axis: str
    y_axis: str
    names: Sequence[str]
    x: FloatArray
    values: FloatArray


class Mark(Enum):
    """What a cell of a `GridFigure` holds."""

    BLANK = "nothing was asked"
    RIGHT = "as it should be"
    OPEN = "undecided"
    WRONG = "not as it should be"


@dataclass(frozen=True, slots=True, eq=False)
class GridFigure:
    """Who does what, and how well: a word in every cell, and a colour.

    Attributes
    ----------
    title, caption : str
    rows, columns : sequences of m and n strings
    cells : m sequences of n strings
        A few letters each.
    marks : m sequences of n `Mark`
    """

    title: str
    caption: str
    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[str]]
    marks: Sequence[Sequence[Mark]]


Figure: TypeAlias = (
    HistogramFigure | NetworkFigure | CurveFigure | WaterfallFigure | MapFigure | BandFigure | GridFigure
)
