"""Logs of a curve at its points and between them, with what is known of their errors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detbal.photovoltaics.curve import Curve
from detbal.photovoltaics.radiation import Floats

#: Errors that a value must stand above 0 for its log to be used: there the log is off by half a percent.
LEAST_SIGNAL = 10.0


def logs_of(curve: Curve, above_floor: float) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return ln of a curve, its standard deviation, and where it is seen; each (n,).

    Examples
    --------
    >>> from detbal.photovoltaics.curve import curve_of
    >>> logs_of(curve_of([1.0, 2.0], [1.0, 0.1], error=0.05, name="EL"), 1.0)[2]
    array([ True, False])
    """
    seen = curve.detected & (curve.value > LEAST_SIGNAL * curve.error) & (curve.value > above_floor * curve.floor)
    safe = np.where(seen, curve.value, 1.0)
    return np.log(safe), np.where(seen, curve.error / safe, 0.0), seen


def interpolated(curve: Curve, at: Floats, above_floor: float) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Return log, its standard deviation, the bound of what interpolation may miss, and where these are known.

    Neighbours that rest on the same measurement err together. The variance returned is a row sum of their covariance:
    what counts in the mean or the slope of many of them.

    Examples
    --------
    >>> from detbal.photovoltaics.curve import curve_of
    >>> curve = curve_of([1.0, 2.0, 3.0], np.exp([1.0, 2.0, 3.0]), name="EL")
    >>> interpolated(curve, np.array([1.5, 4.0]), 1.0)[0][0].round(9), interpolated(curve, np.array([4.0]), 1.0)[3]
    (np.float64(1.5), array([False]))
    """
    log, sigma, seen = logs_of(curve, above_floor)
    energy, last = curve.energy, len(curve) - 2
    k = np.clip(np.searchsorted(energy, at, side="right") - 1, 0, last)
    width = energy[k + 1] - energy[k]
    t = (at - energy[k]) / width
    known = (t >= 0) & (t <= 1) & (seen[k] | (t == 1)) & (seen[k + 1] | (t == 0))
    bent = _curvature(energy, log, sigma, seen)
    bend = 0.5 * t * (1 - t) * width**2 * np.maximum(bent[k], bent[k + 1])
    share = np.bincount(k[known], (1 - t)[known], len(energy)) + np.bincount(k[known] + 1, t[known], len(energy))
    variance = sigma**2 * share  # how often each measurement is used
    found = np.sqrt(np.where(known, (1 - t) * variance[k] + t * variance[k + 1], 0.0))
    return (1 - t) * log[k] + t * log[k + 1], found, bend, known


def _curvature(energy: Floats, log: Floats, sigma: Floats, seen: NDArray[np.bool_]) -> Floats:
    """Return |second derivative| of the log beyond three of its standard deviations, twice for safety; 0 if unknown."""
    found = np.zeros(len(energy))
    if len(energy) < 3:
        return found
    left, right = np.diff(energy)[:-1], np.diff(energy)[1:]
    near, mid, far = 2 / (left * (left + right)), -2 / (left * right), 2 / (right * (left + right))
    second = near * log[:-2] + mid * log[1:-1] + far * log[2:]
    noise = np.sqrt((near * sigma[:-2]) ** 2 + (mid * sigma[1:-1]) ** 2 + (far * sigma[2:]) ** 2)
    complete = seen[:-2] & seen[1:-1] & seen[2:]
    found[1:-1] = np.where(complete, 2 * np.maximum(np.abs(second) - 3 * noise, 0.0), 0.0)
    found[0], found[-1] = found[1], found[-2]
    return found
