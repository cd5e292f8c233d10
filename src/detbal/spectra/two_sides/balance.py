"""Each side of a spectrum is an estimate of the same intensity: how far they differ, with noise accounted for.

At balance S(ω) = s and S(-ω) = s e^-x, so that a = S(ω) and b = S(-ω) e^x both estimate s. Their difference has mean
zero and variance σa² + σb² at any signal-to-noise ratio, and is independent of their weighted mean: on it rest p-values
and temperatures. Residuals are logarithms, ln(a/b), of single points where both are well seen, and of sums over bands
of points where they are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray
from detbal.spectra.two_sides.sides import Sides

#: An intensity is well seen if it is this many standard deviations, or this many floors, from zero. With sixteen, the
#: noise floor of a row (four to five deviations, where there are many) stays well below the nat that is to be resolved.
SEEN, ABOVE_FLOOR = 16.0, 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Balance:
    """Two estimates of each intensity, and what they agree on; all over ``exp(scale)``.

    Attributes
    ----------
    omega, x : (n,) float arrays
        Frequencies, and the log-ratio of the sides that balance demands.
    a, b, sigma_a, sigma_b, floor_a, floor_b : (n,) float arrays
    scale : (n,) float array
    statistical : bool
        Whether there are errors; with `correlated`, how many neighbouring points say the same.
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
    correlated: float

    @property
    def variance(self) -> FloatArray:
        """Variance of a - b, floors included as if they were errors; positive."""
        return self.own_a + self.own_b

    @property
    def own_a(self) -> FloatArray:
        """Variance of a, its floor included."""
        return np.asarray(self.sigma_a**2 + self.floor_a**2 + 1e-300)

    @property
    def own_b(self) -> FloatArray:
        """Variance of b, its floor included."""
        return np.asarray(self.sigma_b**2 + self.floor_b**2 + 1e-300)

    @property
    def mean(self) -> FloatArray:
        """Weighted mean of a and b: the intensity at ω that is nearest to the data."""
        return np.asarray((self.a * self.own_b + self.b * self.own_a) / self.variance)

    @property
    def mean_variance(self) -> FloatArray:
        """Variance of the mean."""
        return np.asarray(self.own_a / self.variance * self.own_b)

    @property
    def chi2(self) -> float:
        """Σ (a - b)² over its variance, as if all points were independent."""
        return float(np.sum((self.a - self.b) ** 2 / self.variance))

    @property
    def copied(self) -> bool:
        """Whether the sides agree far better than their errors allow: one was made from the other."""
        return self.statistical and self.chi2 < 1e-12 * len(self.a)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Where a logarithm of both estimates is safe to take."""
        if self.statistical:
            # the best estimate there is decides, so that what is chosen does not bias what is found; or both are clear
            noise_a, noise_b = np.sqrt(self.own_a), np.sqrt(self.own_b)
            best = np.maximum(self.mean, np.maximum(self.a, self.b))
            clear = (self.a > SEEN * noise_a) & (self.b > SEEN * noise_b)
            return np.asarray((best > SEEN * np.maximum(noise_a, noise_b)) | clear)
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
        correlated=sides.correlated,
    )


def join_balances(balances: Sequence[Balance]) -> Balance:
    """Put the balances of several spectra one behind another.

    Examples
    --------
    >>> from detbal.spectra.two_sides.sides import sides_of
    >>> from detbal.spectra.spectrum import Spectrum
    >>> one = balance_of(sides_of(Spectrum([-1.0, 1.0], [0.5, 1.0])), np.zeros(1))
    >>> join_balances([one, one]).a.tolist()
    [1.0, 1.0]
    """
    names = ("omega", "x", "a", "b", "sigma_a", "sigma_b", "floor_a", "floor_b", "scale")
    joined = {name: np.concatenate([getattr(one, name) for one in balances]) for name in names}
    return Balance(
        **joined,
        statistical=any(one.statistical for one in balances),
        correlated=max(one.correlated for one in balances),
    )


def _raised(floor: FloatArray, log_factor: FloatArray) -> FloatArray:
    """Multiply by a factor that may overflow: a floor above e^300 hides everything all the same."""
    with np.errstate(divide="ignore"):
        return np.exp(np.minimum(np.log(floor) + log_factor, 300.0))


def _times(part: FloatArray, factor: FloatArray) -> FloatArray:
    return np.where(part == 0.0, 0.0, part * factor)
