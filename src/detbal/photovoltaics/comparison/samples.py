"""A curve between its points, with what is known of its errors there."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from detbal.photovoltaics.curve import Curve
from detbal.photovoltaics.radiation import Floats

#: Errors that a value must stand above 0 for its log to be used: there the log, whose bias is known, is nearly normal.
LEAST_SIGNAL = 7.0
#: Errors below which a value that takes part is no evidence of how low the signal is.
_NOISE = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Values of one curve at n energies.

    Attributes
    ----------
    value : (n,) float array
        May be 0 or less, as noise is.
    error : (n,) float array
        Standard deviations. Of energies that rest on the same measurement they are row sums of the covariance: what
        counts in the mean or the slope of many.
    own : (n,) float array
        Standard deviations as if nothing were shared: what biases a log.
    floor : (n,) float array
        What is shown without a signal.
    rounding : (n,) float array
        Bound of what digits and interpolation over a detection limit may miss.
    bend : (n,) float array
        Bound of what interpolation of the log may miss, nats.
    """

    value: Floats
    error: Floats
    own: Floats
    floor: Floats
    rounding: Floats
    bend: Floats

    def chosen(self, keep: NDArray[np.bool_]) -> Samples:
        """Return the samples that are kept."""
        return Samples(*(getattr(self, one.name)[keep] for one in fields(self)))

    def needed(self, above_floor: float) -> Floats:
        """Return the signal from which on a sample takes part, (n,): above its errors, its floor, its roundings."""
        known = np.maximum(LEAST_SIGNAL * self.error, LEAST_SIGNAL * self.rounding)
        known = np.maximum(known, above_floor * (self.floor + _NOISE * self.error * (self.floor > 0)))
        return np.asarray(np.where((known == 0) & (self.value <= 0), self._smallest(), known))

    def not_below(self) -> Floats:
        """Return the least signal that a sample can be evidence of, (n,): its noise, its floor, its rounding."""
        known = np.maximum(np.maximum(_NOISE * self.error, self.floor), self.rounding)
        return np.asarray(np.where(known == 0, np.where(self.value > 0, 0.0, self._smallest()), known))

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """Whether a value is no larger than what it can be evidence of, (n,)."""
        below: NDArray[np.bool_] = self.value < self.not_below()
        return below

    def _smallest(self) -> float:
        """Smallest value above 0: of numbers without errors, the least that can have been detected."""
        return float(self.value[self.value > 0].min(initial=np.inf))


def samples_of(curve: Curve, at: Floats) -> Samples:
    """Return a curve at its own energies, or between them; `at` (n,) must lie within the curve.

    Its log is a cubic through the two points on either side; where a farther one is not clear, a line through the
    nearer two; and where one of these is not clear, the curve itself is a line, bounded by both.

    Examples
    --------
    >>> from detbal.photovoltaics.curve import curve_of
    >>> curve = curve_of([1.0, 2.0, 3.0], np.exp([1.0, 2.0, 3.0]), name="EL")
    >>> np.log(samples_of(curve, np.array([1.5, 3.0])).value).round(9)
    array([1.5, 3. ])
    """
    energy, value = curve.energy, curve.value
    k = np.clip(np.searchsorted(energy, at, side="right") - 1, 0, len(curve) - 2)
    width = energy[k + 1] - energy[k]
    t = (at - energy[k]) / width
    clear = (value > 0) & (value > LEAST_SIGNAL * np.maximum(curve.error, curve.rounding))
    log = np.log(np.where(clear, value, 1.0))
    relative = np.where(clear, curve.error / np.where(clear, value, 1.0), 0.0)
    in_logs = (clear[k] | (t == 1)) & (clear[k + 1] | (t == 0))
    place, weight = _weights(energy, at, k, t, clear)
    logged = np.exp(np.sum(weight * log[place], axis=1))
    # a row sum of the covariance: each weight times those of all that use the same measurement
    share = np.bincount(place.ravel(), weight.ravel(), len(energy))[place]
    spread = np.sqrt(np.maximum(np.sum(weight * share * relative[place] ** 2, axis=1), 0.0))
    flat = np.sqrt(np.maximum(np.sum(weight * share * curve.error[place] ** 2, axis=1), 0.0))
    each = np.sqrt(np.maximum(np.sum(weight * relative[place] ** 2, axis=1), 0.0))
    flat_each = np.sqrt((1 - t) ** 2 * curve.error[k] ** 2 + t**2 * curve.error[k + 1] ** 2)
    bent = _curvature(energy, log, relative, clear)
    chord = 2 * t * (1 - t) * np.abs(value[k + 1] - value[k])
    digits = np.maximum(np.where(t < 1, curve.rounding[k], 0.0), np.where(t > 0, curve.rounding[k + 1], 0.0))
    return Samples(
        value=np.where(in_logs, logged, (1 - t) * value[k] + t * value[k + 1]),
        error=np.where(in_logs, logged * spread, flat),
        own=np.where(in_logs, logged * each, flat_each),
        floor=(1 - t) * curve.floor[k] + t * curve.floor[k + 1],
        rounding=digits + np.where(in_logs, 0.0, chord),
        bend=np.where(in_logs, 0.5 * t * (1 - t) * width**2 * (bent[k] + bent[k + 1]), 0.0),
    )


def _weights(
    energy: Floats, at: Floats, k: NDArray[np.intp], t: Floats, clear: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], Floats]:
    """Return four points for each energy, (n, 4), and what each contributes: Lagrange's cubic, or a line."""
    last = len(energy) - 1
    place = np.clip(k[:, None] + np.arange(-1, 3), 0, last)
    weight = np.zeros(place.shape)
    weight[:, 1], weight[:, 2] = 1 - t, t
    whole = (k > 0) & (k + 2 <= last) & clear[place].all(axis=1) & (t > 0) & (t < 1)
    x, points = at[whole, None], energy[place[whole]]
    for j in range(4):
        others = np.delete(points, j, axis=1)
        weight[whole, j] = np.prod((x - others) / (points[:, [j]] - others), axis=1)
    return place, weight


def _curvature(energy: Floats, log: Floats, sigma: Floats, clear: NDArray[np.bool_]) -> Floats:
    """Return twice |second derivative| of the log, beyond three of its standard deviations; 0 if unknown.

    With both ends' together, that bounds what a line misses of a kink between two points, too.
    """
    found = np.zeros(len(energy))
    if len(energy) < 3:
        return found
    left, right = np.diff(energy)[:-1], np.diff(energy)[1:]
    near, mid, far = 2 / (left * (left + right)), -2 / (left * right), 2 / (right * (left + right))
    second = near * log[:-2] + mid * log[1:-1] + far * log[2:]
    noise = np.sqrt((near * sigma[:-2]) ** 2 + (mid * sigma[1:-1]) ** 2 + (far * sigma[2:]) ** 2)
    complete = clear[:-2] & clear[1:-1] & clear[2:]
    found[1:-1] = np.where(complete, 2 * np.maximum(np.abs(second) - 3 * noise, 0.0), 0.0)
    found[0], found[-1] = found[1], found[-2]
    return found
