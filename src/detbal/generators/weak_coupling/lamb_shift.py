"""The Lamb shift at very many Bohr frequencies: each is a principal value, but together they are a smooth function."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.polynomial import chebyshev

from detbal.pairs import FloatArray

#: Relative accuracy of the interpolation, in units of the largest value; the integrals themselves promise 1e-8.
ACCURACY = 1e-9
#: Up to this many distinct frequencies the function is asked at each.
FEW = 128
_DEGREE = 15
_NODES = chebyshev.chebpts1(_DEGREE + 1)
_TO_COEFFICIENTS = np.linalg.inv(chebyshev.chebvander(_NODES, _DEGREE))


def smooth_values(function: Callable[[FloatArray], FloatArray], omega: FloatArray) -> FloatArray:
    """Return a costly, mostly smooth function at many frequencies, shape as `omega`.

    Parameters
    ----------
    function
        Called with one-dimensional arrays.
    omega

    Notes
    -----
    Chebyshev series of degree 15 on intervals that are halved until the last three coefficients fall below `ACCURACY`;
    intervals with fewer frequencies than nodes are not halved but asked about directly. Zero is an edge from the
    start, since at low temperature the Lamb shift is sharp there. A few hundred calls in place of N².

    Examples
    --------
    >>> omega = np.linspace(-3, 3, 1001)
    >>> bool(np.abs(smooth_values(np.arctan, omega) - np.arctan(omega)).max() < 1e-9)
    True
    """
    points, place = np.unique(omega.ravel(), return_inverse=True)
    if len(points) <= FEW:
        return np.asarray(function(points)[place].reshape(omega.shape))
    values = np.empty(len(points))
    edges = np.unique([points[0], *([0.0] if points[0] < 0 < points[-1] else []), points[-1]])
    low, high, largest = edges[:-1], edges[1:], 0.0
    while len(low):
        first = np.searchsorted(points, low)
        last = np.searchsorted(points, high, side="right")
        sparse = last - first <= _DEGREE + 1
        alone = np.zeros(len(points), dtype=bool)
        for a, b in zip(first[sparse], last[sparse], strict=True):
            alone[a:b] = True
        if alone.any():
            values[alone] = function(points[alone])
        low, high, first, last = (each[~sparse] for each in (low, high, first, last))
        if not len(low):
            break
        middle, half = (low + high) / 2.0, (high - low) / 2.0
        sampled = function((middle[:, None] + half[:, None] * _NODES).ravel()).reshape(len(low), -1)
        largest = max(largest, float(np.abs(sampled).max()))
        series = sampled @ _TO_COEFFICIENTS.T
        smooth = np.abs(series[:, -3:]).max(axis=1) <= ACCURACY * largest
        for k in np.flatnonzero(smooth):
            inside = slice(first[k], last[k])
            values[inside] = chebyshev.chebval((points[inside] - middle[k]) / half[k], series[k])
        low, middle, high = low[~smooth], middle[~smooth], high[~smooth]
        low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
    return np.asarray(values[place].reshape(omega.shape))
