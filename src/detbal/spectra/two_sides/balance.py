"""Each side of a spectrum is an estimate of the same intensity: how far they differ, with noise accounted for.

At balance S(ω) = s and S(-ω) = s e^-x, so that a = S(ω) and b = S(-ω) e^x both estimate s. Their difference has mean
zero and variance σa² + σb² at any signal-to-noise ratio, and is independent of their weighted mean: on it rest p-values
and temperatures. Residuals are logarithms, ln(a/b), of single points where both are well seen, and of sums over bands
of points where they are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.chi_square import chi2_survival
from detbal.pairs import ROUNDING, FloatArray
from detbal.residual import NO_UNKNOWNS, Estimate, Residuals
from detbal.spectra.two_sides.sides import Sides

#: An intensity is well seen if it is this many standard deviations, or this many floors, from zero. With twelve, the
#: noise floor of a row (four to five deviations, where there are many) stays well below the nat that is to be resolved.
SEEN, ABOVE_FLOOR = 12.0, 4.0
_NONE = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class Balance:
    """Two estimates of each intensity, and what they agree on; all over ``exp(scale)``.

    Attributes
    ----------
    omega, x : (n,) float arrays
        Frequencies, and the log-ratio of the sides that balance demands.
    a, b, sigma_a, sigma_b, floor_a, floor_b : (n,) float arrays
    scale : (n,) float array
    """

    omega: FloatArray
    x: FloatArray
    a: FloatArray
    b: FloatArray
    sigma_a: FloatArray
    sigma_b: FloatArray
    floor_a: FloatArray
    floor_b: FloatArray
    scale: FloatArray
    statistical: bool

    @property
    def variance(self) -> FloatArray:
        """Variance of a - b, floors included as if they were errors; positive."""
        return self._own_a + self._own_b

    @property
    def _own_a(self) -> FloatArray:
        return np.asarray(self.sigma_a**2 + self.floor_a**2 + 1e-300)

    @property
    def _own_b(self) -> FloatArray:
        return np.asarray(self.sigma_b**2 + self.floor_b**2 + 1e-300)

    @property
    def mean(self) -> FloatArray:
        """Weighted mean of a and b: the intensity at ω that is nearest to the data."""
        return np.asarray((self.a * self._own_b + self.b * self._own_a) / self.variance)

    @property
    def mean_variance(self) -> FloatArray:
        """Variance of the mean."""
        return np.asarray(self._own_a / self.variance * self._own_b)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Where a logarithm of both estimates is safe to take."""
        if self.statistical:  # decided by the mean, so that what is chosen does not bias what is found
            worst = np.sqrt(np.maximum(self._own_a, self._own_b))
            return np.asarray(self.mean > SEEN * worst)
        strong = np.maximum(self.a, self.b)
        weak_floor = np.where(self.a > self.b, self.floor_b, self.floor_a)
        own_floor = np.where(self.a > self.b, self.floor_a, self.floor_b)
        return np.asarray((strong > ABOVE_FLOOR * own_floor) & (strong > 2.0 * ABOVE_FLOOR * weak_floor))


def balance_of(sides: Sides, x: FloatArray) -> Balance:
    """Turn both sides into estimates of the intensity at ω, where balance demands ln[S(ω)/S(-ω)] = x.

    Examples
    --------
    >>> from detbal.spectra.two_sides.sides import sides_of
    >>> from detbal.spectra.spectrum import Spectrum
    >>> pair = balance_of(sides_of(Spectrum([-1.0, 1.0], [0.5, 1.0])), np.array([np.log(2.0)]))
    >>> float(np.log(pair.a / pair.b)[0].round(12))
    0.0
    """
    plus, minus = sides.plus, sides.minus
    up, down = plus.exponent, minus.exponent + x
    with np.errstate(divide="ignore"):
        tops = [
            np.log(np.abs(part)) + exponent
            for side, exponent in ((plus, up), (minus, down))
            for part in (side.mantissa, side.spread)
        ]
    scale = np.max(tops, axis=0)
    scale = np.where(np.isfinite(scale), scale, 0.0)
    rise, fall = np.exp(up - scale), np.exp(np.minimum(down - scale, 700.0))
    floor_a, floor_b = (_raised(side.floor, log - scale) for side, log in ((plus, up), (minus, down)))
    return Balance(
        omega=sides.omega,
        x=x,
        a=_times(plus.mantissa, rise),
        b=_times(minus.mantissa, fall),
        sigma_a=_times(plus.spread, rise),
        sigma_b=_times(minus.spread, fall),
        floor_a=floor_a,
        floor_b=floor_b,
        scale=scale,
        statistical=sides.statistical,
    )


def _raised(floor: FloatArray, log_factor: FloatArray) -> FloatArray:
    """Multiply by a factor that may overflow: a floor above e^300 hides everything all the same."""
    with np.errstate(divide="ignore"):
        return np.exp(np.minimum(np.log(floor) + log_factor, 300.0))


def _times(part: FloatArray, factor: FloatArray) -> FloatArray:
    return np.where(part == 0.0, 0.0, part * factor)


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
    points : (n,) bool array
        Which points stand alone in a row.
    hidden : (n,) bool array
        Which points are in no row: too little is seen of them.
    """

    first: FloatArray
    last: FloatArray
    log_ratio: FloatArray
    rounding: FloatArray
    sigma: FloatArray
    points: NDArray[np.bool_]
    hidden: NDArray[np.bool_]


def rows_of(balance: Balance, resolution: float = np.inf) -> Rows:
    """Take logarithms where both estimates are well seen; sum neighbours into bands where they are not.

    Without errors, a point is hidden if its floor is above `resolution` (nats), and its residual not above that.

    Examples
    --------
    >>> from detbal.spectra.two_sides.sides import sides_of
    >>> from detbal.spectra.spectrum import Spectrum
    >>> noisy = Spectrum([-2.0, -1.0, 1.0, 2.0], [1.1, 0.9, 1.0, 1.0], errors=0.1)
    >>> rows = rows_of(balance_of(sides_of(noisy), np.zeros(2)))
    >>> len(rows.log_ratio), rows.first.tolist(), rows.last.tolist()  # neither point by itself, but both together
    (1, [1.0], [2.0])
    """
    points = balance.seen
    if not balance.statistical:
        ratio, blur, _sigma = _logs(balance, points)
        points[points] = (blur <= resolution) | (np.abs(ratio) > blur)
    bands = _bands(balance, ~points) if balance.statistical else []
    in_bands = np.zeros(len(points), dtype=bool)
    for band in bands:
        in_bands[band.members] = True
    summed = np.array([band.logs for band in bands]).reshape(-1, 3).T
    lone = balance.omega[points]
    first = np.concatenate([lone, balance.omega[[band.members[0] for band in bands] or _NONE]])
    last = np.concatenate([lone, balance.omega[[band.members[-1] for band in bands] or _NONE]])
    log_ratio, rounding, sigma = np.concatenate([_logs(balance, points), summed], axis=1)
    order = np.argsort(first, kind="stable")
    return Rows(
        first=first[order],
        last=last[order],
        log_ratio=log_ratio[order],
        rounding=rounding[order],
        sigma=sigma[order],
        points=points,
        hidden=~points & ~in_bands,
    )


def _logs(balance: Balance, which: NDArray[np.bool_]) -> FloatArray:
    """Return ln(a/b), its round-off and its standard deviation at single points."""
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
    mean = balance.mean[which]
    relative_a = _ratio(sigma_a, np.where(balance.statistical, mean, shown_a))
    relative_b = _ratio(sigma_b, np.where(balance.statistical, mean, shown_b))
    # the mean of a logarithm is not the logarithm of the mean
    ratio = ratio + (relative_a**2 - relative_b**2) / 2.0
    rounding = 1.2 * (_ratio(floor_a, shown_a) + _ratio(floor_b, shown_b)) + ROUNDING * balance.x[which] / 8.0
    rounding = np.where((a > low_a) & (b > low_b), rounding, ROUNDING)
    return np.stack([ratio, rounding, np.hypot(relative_a, relative_b)])


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


@dataclass(slots=True)
class _Sums:
    """Weaker sides summed over neighbouring points, observed and expected, all over ``exp(reference)``."""

    members: list[int]
    reference: float
    a: float = 0.0
    b: float = 0.0
    variance_a: float = 0.0
    variance_b: float = 0.0
    floor: float = 0.0

    def add(self, k: int, log_weight: float, point: tuple[float, ...]) -> None:
        if log_weight > self.reference:
            shrink = float(np.exp(self.reference - log_weight))
            self.a, self.b, self.floor = self.a * shrink, self.b * shrink, self.floor * shrink
            self.variance_a, self.variance_b = self.variance_a * shrink**2, self.variance_b * shrink**2
            self.reference = log_weight
        weight = float(np.exp(log_weight - self.reference))
        a, b, variance_a, variance_b, floor = point
        self.a, self.b, self.floor = self.a + weight * a, self.b + weight * b, self.floor + weight * floor
        self.variance_a += weight**2 * variance_a
        self.variance_b += weight**2 * variance_b
        self.members.append(k)

    @property
    def mean(self) -> float:
        total = self.variance_a + self.variance_b
        return (self.a * self.variance_b + self.b * self.variance_a) / total if total > 0 else self.a

    @property
    def seen(self) -> bool:
        return bool(self.mean > SEEN * max(self.variance_a, self.variance_b) ** 0.5)

    @property
    def logs(self) -> tuple[float, float, float]:
        """ln(a/b), its round-off and its standard deviation."""
        low_a, low_b = self.variance_a**0.5, self.variance_b**0.5
        ratio = float(np.log(max(self.a, low_a)) - np.log(max(self.b, low_b)))
        bias = (self.variance_a - self.variance_b) / (2.0 * self.mean**2)
        return ratio + bias, self.floor / self.mean, (self.variance_a + self.variance_b) ** 0.5 / self.mean


def _bands(balance: Balance, which: NDArray[np.bool_]) -> list[_Sums]:
    """Group neighbouring points that are not well seen until their sums are."""
    indices = np.flatnonzero(which)
    log_weights = (balance.scale - balance.x)[indices].tolist()
    columns = (balance.a, balance.b, balance._own_a, balance._own_b, balance.floor_a + balance.floor_b)
    points = list(zip(*(column[indices].tolist() for column in columns), strict=True))
    bands: list[_Sums] = []
    band: _Sums | None = None
    for k, log_weight, point in zip(indices.tolist(), log_weights, points, strict=True):
        if band is None or k != band.members[-1] + 1:  # a point that stands alone lies between
            band = _Sums([], log_weight)
        band.add(k, log_weight, point)
        if band.seen:
            bands.append(band)
            band = None
    return bands


@dataclass(frozen=True, slots=True, eq=False)
class RowNames(Sequence[str]):
    """Names such as "ω = 12.5 meV" or "ω = 20 … 30 meV", made on demand."""

    first: FloatArray
    last: FloatArray
    unit: str = ""

    def __len__(self) -> int:
        return len(self.first)

    @overload
    def __getitem__(self, k: int) -> str: ...
    @overload
    def __getitem__(self, k: slice) -> list[str]: ...
    def __getitem__(self, k: int | slice) -> str | list[str]:
        if isinstance(k, slice):
            return [self[i] for i in range(*k.indices(len(self)))]
        low, high = float(self.first[k]), float(self.last[k])
        span = f"{low:.9g}" if low == high else f"{low:.6g} … {high:.6g}"
        return f"ω = {span} {self.unit}".rstrip()


def directed_p(balance: Balance) -> float | None:
    """Return the p-value against a wrong temperature, or a factor between the sides (score test).

    Examples
    --------
    >>> from detbal.spectra.two_sides.sides import sides_of
    >>> from detbal.spectra.spectrum import Spectrum
    >>> even = Spectrum([-2.0, -1.0, 1.0, 2.0], [1.0, 1.0, 1.0, 1.0], errors=0.1)
    >>> [directed_p(balance_of(sides_of(even), x * np.array([1.0, 2.0]))) < 0.01 for x in (0.0, 1.0)]
    [False, True]
    """
    v, s = balance.variance, balance.mean
    design = np.column_stack([balance.omega / balance.omega.max(), np.ones_like(balance.omega)])
    score = design.T @ ((balance.a - balance.b) * s / v)
    spread = design.T @ (design * (s**2 / v)[:, None])
    values, vectors = np.linalg.eigh(spread)
    kept = values > 1e-9 * values[-1]
    if not kept.any():
        return None
    statistic = float(np.sum((vectors[:, kept].T @ score) ** 2 / values[kept]))
    return chi2_survival(statistic, int(kept.sum()))


def combined_p(first: float | None, second: float | None) -> float | None:
    """Return twice the smaller of two p-values (Bonferroni), or the one there is.

    Examples
    --------
    >>> combined_p(0.01, 0.5), combined_p(0.3, None), combined_p(0.9, 0.8)
    (0.02, 0.3, 1.0)
    """
    known = [p for p in (first, second) if p is not None]
    return min(1.0, len(known) * min(known)) if known else None


def residuals_of(balance: Balance, rows: Rows, names: Sequence[str], theta: Estimate = NO_UNKNOWNS) -> Residuals:
    """Return the rows as residuals, with the p-value of all points together, however faint they are.

    The p-value is twice the smaller of two: of χ², against breaking of any kind, and of the score test against a wrong
    temperature or a factor between the sides, which sees these long before χ² does.

    Examples
    --------
    >>> from detbal.spectra.two_sides.sides import sides_of
    >>> from detbal.spectra.spectrum import Spectrum
    >>> pair = balance_of(sides_of(Spectrum([-1.0, 1.0], [1.0, 2.0], errors=0.01)), np.array([0.7]))
    >>> rows = rows_of(pair)
    >>> left = residuals_of(pair, rows, RowNames(rows.first, rows.last))
    >>> left.residual.round(3).tolist(), round(left.p_value, 2), left.labels[0]
    ([-0.007], 1.0, 'ω = 1')
    """
    unknowns = len(theta.names)
    # all points count in χ², however faint; rows are what is left of them in logs
    dof = max((len(balance.a) if balance.statistical else len(rows.log_ratio)) - unknowns, 0)
    chi2 = p_value = None
    if balance.statistical:
        chi2 = float(np.sum((balance.a - balance.b) ** 2 / balance.variance))
        p_value = combined_p(chi2_survival(chi2, len(balance.a) - unknowns), None if unknowns else directed_p(balance))
    return Residuals(rows.log_ratio, rows.rounding, rows.sigma, names, dof, theta, chi2, p_value)
