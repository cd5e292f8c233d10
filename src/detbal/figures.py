"""Figures as data: what to draw, not how. Results carry them, `detbal.plots` renders them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    """

    title: str
    caption: str
    x_axis: str
    y_axis: str
    curves: tuple[Curve, ...]
    log_x: bool = False
    log_y: bool = False


Figure: TypeAlias = HistogramFigure | NetworkFigure | CurveFigure
