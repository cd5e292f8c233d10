"""Log-ratios of the sides: of single points where both are well seen, and of bands where only sums are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.on_demand import OnDemand
from detbal.pairs import ROUNDING, FloatArray
from detbal.spectra.two_sides.balance import ABOVE_FLOOR, SEEN, Balance

#: Up to so many standard deviations the two sides are taken to estimate one intensity, and weighed by its mean.
ALIKE = 4.0
_NONE = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Residuals of points and bands.

    Attributes
    ----------
    first, last : (m,) float arrays
        Range of frequencies of each row; the same for a single point.
    log_ratio : (m,) float array
        ln(a/b): what is left of the log-ratio, nats.
    rounding, sigma : (m,) float arrays
    spread : (m,) float array
        Standard deviation of the measured log-ratio whatever balance demands; ``nan`` where a side is not seen, so that
        the log-ratio is a bound.
    row : (n,) integer array
        In which row each point is; -1 where too little is seen of it.
    """

    first: FloatArray
    last: FloatArray
    log_ratio: FloatArray
    rounding: FloatArray
    sigma: FloatArray
    spread: FloatArray
    row: NDArray[np.intp]

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """Which points are in no row, shape (n,)."""
        return self.row < 0


def rows_of(balance: Balance, resolution: float = np.inf) -> Rows:
    """Take logarithms where both estimates are well seen; sum neighbours into bands where they are not.

    Without errors, a point is hidden if its floor is above `resolution` (nats), and its residual not above that.

    Examples
    --------
    >>> from detbal.spectra.two_sides.balance import balance_of
    >>> from detbal.spectra.two_sides.sides import sides_of
    >>> from detbal.spectra.spectrum import Spectrum
    >>> noisy = Spectrum([-2.0, -1.0, 1.0, 2.0], [1.1, 0.9, 1.0, 1.0], errors=0.08)
    >>> rows = rows_of(balance_of(sides_of(noisy), np.zeros(2)))
    >>> len(rows.log_ratio), rows.first.tolist(), rows.last.tolist()  # neither point by itself, but both together
    (1, [1.0], [2.0])
    """
    points = balance.seen
    if not balance.statistical:
        ratio, blur, *_ = _logs(balance, points)
        points[points] = (blur <= resolution) | (np.abs(ratio) > blur)
    bands = _bands(balance, ~points) if balance.statistical else []
    row = np.full(len(points), -1)
    row[points] = np.arange(points.sum())
    for k, band in enumerate(bands):
        row[band.members] = points.sum() + k
    summed = np.array([band.logs for band in bands]).reshape(-1, 4).T
    lone = balance.omega[points]
    first = np.concatenate([lone, balance.omega[[band.members[0] for band in bands] or _NONE]])
    last = np.concatenate([lone, balance.omega[[band.members[-1] for band in bands] or _NONE]])
    log_ratio, rounding, sigma, spread = np.concatenate([_logs(balance, points), summed], axis=1)
    order = np.argsort(first, kind="stable")
    place = np.append(np.argsort(order), -1)
    return Rows(
        first=first[order],
        last=last[order],
        log_ratio=log_ratio[order],
        rounding=rounding[order],
        sigma=sigma[order],
        spread=spread[order],
        row=place[row],
    )


def _logs(balance: Balance, which: NDArray[np.bool_]) -> FloatArray:
    """Return ln(a/b), its round-off, its standard deviation at balance and as measured, at single points."""
    a, b = balance.a[which], balance.b[which]
    sigma_a, sigma_b = balance.sigma_a[which], balance.sigma_b[which]
    floor_a, floor_b = balance.floor_a[which], balance.floor_b[which]
    # what is not seen is at most about one error, or a few floors: the residual is a lower bound then
    low_a, low_b = np.maximum(sigma_a, ABOVE_FLOOR * floor_a), np.maximum(sigma_b, ABOVE_FLOOR * floor_b)
    with np.errstate(divide="ignore"):
        absent_a, absent_b = (a == 0.0) & (sigma_a == 0.0), (b == 0.0) & (sigma_b == 0.0)
        shown_a = np.where(absent_a, 0.0, np.maximum(a, low_a))
        shown_b = np.where(absent_b, 0.0, np.maximum(b, low_b))
        ratio = np.log(shown_a) - np.log(shown_b)
    deviation = np.abs(a - b) / np.sqrt(balance.variance[which])
    alike = balance.statistical & (deviation < ALIKE)
    mean = balance.mean[which]
    relative_a, relative_b = (_ratio(s, np.where(alike, mean, v)) for s, v in ((sigma_a, shown_a), (sigma_b, shown_b)))
    # the mean of a logarithm is not the logarithm of the mean
    ratio = ratio + (relative_a**2 - relative_b**2) / 2.0
    rounding = 1.2 * (_ratio(floor_a, shown_a) + _ratio(floor_b, shown_b)) + ROUNDING * balance.x[which] / 8.0
    both = (a > low_a) & (b > low_b)
    rounding = np.where(both, rounding, ROUNDING)
    spread = np.where(both, np.hypot(_ratio(sigma_a, shown_a), _ratio(sigma_b, shown_b)), np.nan)
    return np.stack([ratio, rounding, _exact_sigma(ratio, deviation, np.hypot(relative_a, relative_b)), spread])


def _exact_sigma(ratio: FloatArray, deviation: FloatArray, sigma: FloatArray) -> FloatArray:
    """Return the σ with which a log-ratio is as many deviations from zero as the difference: that one is normal."""
    far = (deviation > 1.0) & (sigma > 0) & np.isfinite(ratio)
    return np.where(far, np.abs(ratio) / np.where(far, deviation, 1.0), sigma)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


@dataclass(slots=True)
class _Sums:
    """Weaker sides summed over neighbouring points, observed and expected, all over ``exp(reference)``."""

    members: list[int]
    reference: float
    correlated: float
    a: float = 0.0
    b: float = 0.0
    variance_a: float = 0.0
    variance_b: float = 0.0
    floor_a: float = 0.0
    floor_b: float = 0.0

    def add(self, k: int, log_weight: float, point: tuple[float, ...]) -> None:
        if log_weight > self.reference:
            shrink = float(np.exp(self.reference - log_weight))
            self.a, self.b = self.a * shrink, self.b * shrink
            self.floor_a, self.floor_b = self.floor_a * shrink, self.floor_b * shrink
            self.variance_a, self.variance_b = self.variance_a * shrink**2, self.variance_b * shrink**2
            self.reference = log_weight
        weight = float(np.exp(log_weight - self.reference))
        a, b, variance_a, variance_b, floor_a, floor_b = point
        self.a, self.b = self.a + weight * a, self.b + weight * b
        self.floor_a, self.floor_b = self.floor_a + weight * floor_a, self.floor_b + weight * floor_b
        self.variance_a += weight**2 * variance_a * self.correlated
        self.variance_b += weight**2 * variance_b * self.correlated
        self.members.append(k)

    @property
    def mean(self) -> float:
        total = self.variance_a + self.variance_b
        return (self.a * self.variance_b + self.b * self.variance_a) / total if total > 0 else self.a

    @property
    def seen(self) -> bool:
        noise_a, noise_b = self.variance_a**0.5, self.variance_b**0.5
        clear = self.a > SEEN * noise_a and self.b > SEEN * noise_b
        best = max(self.mean, self.a, self.b)
        if best < ABOVE_FLOOR * max(self.floor_a, self.floor_b):  # floors add up where noise averages out
            return False
        return clear or bool(best > SEEN * max(noise_a, noise_b))

    @property
    def logs(self) -> tuple[float, float, float, float]:
        """ln(a/b), its round-off, its standard deviation at balance and as measured."""
        low_a, low_b = self.variance_a**0.5, self.variance_b**0.5
        shown_a, shown_b = max(self.a, low_a), max(self.b, low_b)
        deviation = abs(self.a - self.b) / (self.variance_a + self.variance_b) ** 0.5
        size_a, size_b = (self.mean, self.mean) if deviation < ALIKE else (shown_a, shown_b)
        relative_a, relative_b = low_a / size_a, low_b / size_b
        ratio = float(np.log(shown_a / shown_b)) + (relative_a**2 - relative_b**2) / 2.0
        sigma = abs(ratio) / deviation if deviation > 1.0 else (relative_a**2 + relative_b**2) ** 0.5
        spread = ((low_a / shown_a) ** 2 + (low_b / shown_b) ** 2) ** 0.5
        seen = self.a > low_a and self.b > low_b
        return ratio, self.floor_a / shown_a + self.floor_b / shown_b, sigma, spread if seen else float("nan")


def _bands(balance: Balance, which: NDArray[np.bool_]) -> list[_Sums]:
    """Group neighbouring points that are not well seen until their sums are."""
    indices = np.flatnonzero(which)
    log_weights = (balance.scale - balance.x)[indices].tolist()
    columns = (balance.a, balance.b, balance.own_a, balance.own_b, balance.floor_a, balance.floor_b)
    points = list(zip(*(column[indices].tolist() for column in columns), strict=True))
    bands: list[_Sums] = []
    band: _Sums | None = None
    for k, log_weight, point in zip(indices.tolist(), log_weights, points, strict=True):
        if band is None or k != band.members[-1] + 1:  # a point that stands alone lies between
            band = _Sums([], log_weight, balance.correlated)
        band.add(k, log_weight, point)
        if band.seen:
            bands.append(band)
            band = None
    return bands


@dataclass(frozen=True, slots=True, eq=False)
class RowNames(OnDemand):
    """Names such as "ω = 12.5 meV" or "ω = 20 … 30 meV", made on demand."""

    first: FloatArray
    last: FloatArray
    unit: str = ""

    def __len__(self) -> int:
        return len(self.first)

    def name(self, k: int) -> str:
        """Name at place k."""
        low, high = float(self.first[k]), float(self.last[k])
        span = f"{low:.9g}" if low == high else f"{low:.6g} … {high:.6g}"
        return f"ω = {span} {self.unit}".rstrip()
