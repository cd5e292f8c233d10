"""Values between the points of an axis: a cubic through four of them, with a bound on what that misses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray
from detbal.spectra.spectrum import Spectrum

#: An interval this much longer than both of its neighbours is a gap.
GAP = 1.8
#: Neighbours whose misses are taken into account: at a single place the miss may happen to be small.
REACH = 3


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Values of one side, as ``mantissa * exp(exponent)``, their errors and floors in the scale of the mantissa."""

    mantissa: FloatArray
    exponent: FloatArray
    spread: FloatArray
    floor: FloatArray


def inside(axis: FloatArray, wanted: FloatArray) -> NDArray[np.bool_]:
    """Say which places lie between two points of the axis that are no further apart than usual.

    Examples
    --------
    >>> inside(np.array([0.0, 1.0, 2.0, 4.0, 5.0, 6.0]), np.array([1.5, 3.0, 7.0])).tolist()
    [True, False, False]
    """
    if len(axis) < 4:
        return np.zeros(len(wanted), dtype=bool)
    steps = np.diff(axis)
    usual = np.maximum(np.append(steps[1:], steps[-2]), np.insert(steps[:-1], 0, steps[1]))
    right = np.searchsorted(axis, wanted)
    within = (right > 0) & (right < len(axis))
    at = np.clip(right - 1, 0, len(steps) - 1)
    return np.asarray(within & (steps[at] <= GAP * usual[at]))


def between(spectrum: Spectrum, axis: FloatArray, wanted: FloatArray) -> tuple[Side, float]:
    """Interpolate by a cubic through the four nearest points.

    Parameters
    ----------
    spectrum, axis
        The axis may be shifted against that of the spectrum; four points at least.
    wanted : (m,)

    Returns
    -------
    side : Side
        What parabolas through three of the four points give instead is taken for the error, the largest of some
        neighbours, as far as noise does not explain it, and added to the floor.
    share : float
        How many neighbouring values say the same, since they stem from the same points: at most two.

    Examples
    --------
    >>> axis = np.linspace(0.0, 1.0, 11)
    >>> side, share = between(Spectrum(axis, axis**3), axis, np.array([0.25, 0.55]))
    >>> side.mantissa.round(12), share > 1
    (array([0.015625, 0.166375]), True)
    """
    first = np.clip(np.searchsorted(axis, wanted) - 2, 0, len(axis) - 4)
    nodes = first[:, None] + np.arange(4)
    exponent = spectrum.exponent[nodes].max(axis=1)
    scale = np.exp(spectrum.exponent[nodes] - exponent[:, None])
    values = spectrum.mantissa[nodes] * scale
    spread = (np.zeros(len(spectrum)) if spectrum.spread is None else spectrum.spread)[nodes] * scale
    weights = _lagrange(axis[nodes], wanted)
    missed = np.zeros(len(wanted))
    for three in (slice(0, 3), slice(1, 4)):
        other = weights.copy()
        other[:, three] -= _lagrange(axis[nodes[:, three]], wanted)
        gap, noise = np.abs((other * values).sum(axis=1)), np.sqrt(((other * spread) ** 2).sum(axis=1))
        missed = np.maximum(missed, np.sqrt(np.maximum(gap**2 - noise**2, 0.0)))
    middle = (weights * values).sum(axis=1)
    floor = (np.abs(weights) * spectrum.floor[nodes] * scale).sum(axis=1)
    side = Side(middle, exponent, np.sqrt(((weights * spread) ** 2).sum(axis=1)), floor + _widest(missed, middle))
    return side, float(2.0 / (1.0 + np.minimum((weights**2).sum(axis=1), 1.0).mean()))


def _widest(missed: FloatArray, values: FloatArray) -> FloatArray:
    """Return the largest relative miss among neighbours, times the size of each value."""
    from scipy.ndimage import maximum_filter1d

    size = np.abs(values)
    relative = np.divide(missed, size, out=np.zeros_like(missed), where=size > 0)
    return np.asarray(np.maximum(maximum_filter1d(np.minimum(relative, 10.0), 2 * REACH + 1) * size, missed))


def _lagrange(nodes: FloatArray, wanted: FloatArray) -> FloatArray:
    """Return the weights of the polynomial through the nodes, shape (m, k), at each wanted place."""
    k = nodes.shape[1]
    weights = np.ones_like(nodes)
    for i in range(k):
        for j in range(k):
            if i != j:
                weights[:, i] *= (wanted - nodes[:, j]) / (nodes[:, i] - nodes[:, j])
    return weights
