"""Internal partition functions, normalised to the ground level: G(T) = Σ (g_i/g_0) exp(-E_i/kT)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.temperatures import kelvins
from detbal.reals import real_array


class PartitionFunction(Protocol):
    """ln G(T) of one species: anything with this method."""

    def log_partition(self, T: FloatArray) -> FloatArray:
        """Return ln G at temperatures in kelvin, shape (nT,); G = 1 where only the ground level counts."""


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Levels:
    """Levels of a species: excitation energies and statistical weights, the ground level first.

    Parameters
    ----------
    energies : (n,)
        In kelvin (E/k_B), the first one 0.
    weights : (n,)
        Statistical weights 2J+1.

    Raises
    ------
    InputError
        Weights that are not positive, energies below the first, shapes that differ.

    Examples
    --------
    >>> Levels([0.0, 1000.0], [2, 4]).log_partition(np.array([1e-3, 1000.0])).round(6)  # ln(1 + 2/e)
    array([0.      , 0.551445])
    """

    energies: FloatArray
    log_weights: FloatArray

    def __init__(self, energies: ArrayLike, weights: ArrayLike) -> None:
        levels, g = real_array(energies, "energies"), real_array(weights, "weights")
        if levels.ndim != 1 or levels.shape != g.shape or not len(levels):
            what = f"energies have shape {levels.shape}, weights {g.shape}"
            raise InputError(explain(what, fix="give one weight for each level"))
        bad = ~((levels >= levels[0]) & np.isfinite(levels) & (g > 0) & np.isfinite(g))
        if bad.any():
            k = int(np.argmax(bad))
            what = f"level {k}: energy {levels[k]:g}, weight {g[k]:g}"
            fix = "give the ground level first, finite energies and positive weights"
            raise InputError(explain(what, fix=fix))
        object.__setattr__(self, "energies", levels - levels[0])
        object.__setattr__(self, "log_weights", np.log(g))

    def log_partition(self, T: FloatArray) -> FloatArray:
        """Return ln G at temperatures in kelvin, above zero, shape (nT,)."""
        T = kelvins(T)
        relative = self.log_weights - self.log_weights[0]
        exponents = relative[:, None] - self.energies[:, None] / T
        return np.asarray(np.logaddexp.reduce(exponents, axis=0))


@dataclass(frozen=True, slots=True, eq=False, init=False)
class PartitionTable:
    """A table of G(T): ln G by a monotone cubic over T between the points, constant below the first.

    Parameters
    ----------
    T : (n,)
        Kelvin, ascending.
    values : (n,)
        G, positive.

    Raises
    ------
    InputError
        Shapes that differ, temperatures that do not ascend, values that are not positive; later, temperatures above
        the table.

    Examples
    --------
    >>> table = PartitionTable([1e9, 2e9, 3e9, 4e9], [1.0, 1.1, 1.3, 1.6])
    >>> np.exp(table.log_partition(np.array([5e8, 3e9]))).round(12)
    array([1. , 1.3])
    """

    T: FloatArray
    log_values: FloatArray

    def __init__(self, T: ArrayLike, values: ArrayLike) -> None:
        grid, G = real_array(T, "T"), real_array(values, "values")
        if grid.ndim != 1 or grid.shape != G.shape or len(grid) < 2:
            what = f"T has shape {grid.shape}, values {G.shape}"
            raise InputError(explain(what, fix="give one value for each of two or more temperatures"))
        if not (np.diff(grid) > 0).all():
            raise InputError(explain("temperatures of a partition function do not ascend", fix="sort the table"))
        bad = ~((G > 0) & np.isfinite(G))
        if bad.any():
            k = int(np.argmax(bad))
            raise InputError(explain(f"G[{k}] = {G[k]:g}", fix="give positive finite values"))
        object.__setattr__(self, "T", grid)
        object.__setattr__(self, "log_values", np.log(G))

    def log_partition(self, T: FloatArray) -> FloatArray:
        """Return ln G at temperatures in kelvin, shape (nT,)."""
        return np.asarray(interpolated(self.T, self.log_values[None, :], T)[0])


@dataclass(frozen=True, slots=True, eq=False)
class CalculatedPartition:
    """A partition function that is calculated: a callable T (kelvin, array) → G.

    Examples
    --------
    >>> CalculatedPartition(lambda T: 1 + T / 1e9).log_partition(np.array([1e9])).round(6)
    array([0.693147])
    """

    function: Callable[[FloatArray], Any]

    def log_partition(self, T: FloatArray) -> FloatArray:
        """Return ln G at temperatures in kelvin, shape (nT,)."""
        values = real_array(self.function(T), "G(T)")
        if values.shape != T.shape or not ((values > 0) & np.isfinite(values)).all():
            what = f"the partition function returned {values} for T = {T}"
            raise InputError(explain(what, fix="return one positive number for each temperature"))
        return np.asarray(np.log(values))


def interpolated(grid: FloatArray, log_values: FloatArray, T: FloatArray) -> FloatArray:
    """Interpolate ln G of many species over one grid of temperatures; (n, ngrid) → (n, nT).

    The cubic spline, with slopes cut down at points where it would leave the range of its neighbours (J. M. Hyman,
    SIAM J. Sci. Stat. Comput. 4, 645 (1983)): no G < 1 where the table has none. Constant below the grid.

    Raises
    ------
    InputError
        Temperatures above the grid.

    Examples
    --------
    >>> interpolated(np.array([1.0, 2.0, 3.0]), np.array([[0.0, 1.0, 2.0]]), np.array([0.5, 1.5])).round(12)
    array([[0. , 0.5]])
    """
    if (grid[-1] < T).any():
        what = f"T = {T.max():.4g} K is above the table of partition functions, which ends at {grid[-1]:.4g} K"
        raise InputError(explain(what, fix="give lower temperatures, or partition functions that reach so far"))
    from scipy.interpolate import CubicHermiteSpline, CubicSpline

    at = np.maximum(T, grid[0])
    left = np.clip(np.searchsorted(grid, at, side="right") - 1, 0, len(grid) - 2)
    points = np.unique([left, left + 1])  # those next to a temperature
    # slopes of a spline, and values between, are linear in those at the points: unit vectors serve all species
    unit, none = np.eye(len(grid)), np.zeros((len(grid), len(grid)))
    slopes = _monotone(grid, log_values, points, log_values @ CubicSpline(grid, unit)(grid[points], 1).T)
    by_value, by_slope = (CubicHermiteSpline(grid, *each)(at)[:, points].T for each in ((unit, none), (none, unit)))
    return np.asarray(log_values[:, points] @ by_value + slopes @ by_slope)


def _monotone(grid: FloatArray, values: FloatArray, points: NDArray[np.intp], slopes: FloatArray) -> FloatArray:
    """Bound slopes by three times the smaller of the secants next to a point, and by 0 at extrema, (n, npoints)."""
    before, after = (
        (values[:, start + 1] - values[:, start]) / (grid[start + 1] - grid[start])
        for start in (np.maximum(points - 1, 0), np.minimum(points, len(grid) - 2))
    )
    least = 3.0 * np.minimum(np.maximum(before, after), 0.0)
    most = 3.0 * np.maximum(np.minimum(before, after), 0.0)
    return np.asarray(np.clip(slopes, least, most))


def stacked(functions: Sequence[PartitionFunction | None], T: FloatArray) -> FloatArray:
    """Return ln G of several species, shape (n, nT); 0 for None.

    Examples
    --------
    >>> stacked([None, Levels([0.0, 0.0], [1, 1])], np.array([300.0])).round(6)
    array([[0.      ],
           [0.693147]])
    """
    rows = [np.zeros(len(T)) if function is None else function.log_partition(T) for function in functions]
    return np.array(rows).reshape(len(rows), len(T))
