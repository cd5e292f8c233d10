"""Windows: how the correlation function, or a segment of the series, is faded out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


class Window(Enum):
    """The shape w(u) with which lags or samples are weighted; u is 0 in the middle and 1 at the ends.

    The estimate is the true spectrum folded with the transform of w: its width is the resolution, its side lobes are
    the leakage from strong parts of the spectrum into weak ones. The decibels below are those of a data window; the
    transform of a lag window is an amplitude, not its square: half the decibels, half the power of ω, and mostly of
    both signs. Only BARTLETT and PARZEN are transforms of squares, which keeps the spectrum from going negative.

    Examples
    --------
    >>> Window.PARZEN.sentence
    'Parzen: side lobes below -53 dB, falling as ω⁻⁸; never negative'
    """

    RECTANGULAR = "rectangular: the finest resolution, side lobes below -13 dB, falling as ω⁻²"
    BARTLETT = "Bartlett (triangle): side lobes below -26 dB, falling as ω⁻⁴; never negative"
    HANN = "Hann: side lobes below -31 dB, falling as ω⁻⁶"
    BLACKMAN = "Blackman: side lobes below -58 dB, falling as ω⁻⁶"
    PARZEN = "Parzen: side lobes below -53 dB, falling as ω⁻⁸; never negative"
    GAUSSIAN = "Gaussian, cut off at four standard deviations: side lobes below -87 dB, those of the cut"

    @property
    def sentence(self) -> str:
        """The window in words."""
        return self.value


def window_at(window: Window, u: FloatArray) -> FloatArray:
    """Return w(u) for 0 ≤ u ≤ 1.

    References
    ----------
    E. Parzen, Technometrics 3, 167 (1961); F. J. Harris, Proc. IEEE 66, 51 (1978).

    Examples
    --------
    >>> window_at(Window.PARZEN, np.array([0.0, 0.5, 1.0]))
    array([1.  , 0.25, 0.  ])
    """
    match window:
        case Window.RECTANGULAR:
            return np.ones_like(u)
        case Window.BARTLETT:
            return 1.0 - u
        case Window.HANN:
            return 0.5 + 0.5 * np.cos(np.pi * u)
        case Window.BLACKMAN:
            return 0.42 + 0.5 * np.cos(np.pi * u) + 0.08 * np.cos(2 * np.pi * u)
        case Window.PARZEN:
            return np.where(u < 0.5, 1.0 - 6.0 * u**2 * (1.0 - u), 2.0 * (1.0 - u) ** 3)
        case Window.GAUSSIAN:
            return np.exp(-8.0 * u**2)


def lag_window(window: Window, lags: int) -> FloatArray:
    """Weights of the lags 0, ..., lags - 1; the window ends at lag `lags`.

    Examples
    --------
    >>> lag_window(Window.BARTLETT, 4)
    array([1.  , 0.75, 0.5 , 0.25])
    """
    return window_at(window, np.arange(lags) / lags)


def taper(window: Window, length: int) -> FloatArray:
    """Weights of the samples of a segment, periodic (w at the first sample is w(1)).

    Examples
    --------
    >>> taper(Window.HANN, 4)
    array([0. , 0.5, 1. , 0.5])
    """
    return window_at(window, np.abs(2.0 * np.arange(length) / length - 1.0))


@dataclass(frozen=True, slots=True)
class Independence:
    """How much independent data there is behind an estimated spectrum.

    Attributes
    ----------
    samples : float
        Independent samples behind each frequency: of a Gaussian process, the relative variance of the spectrum is one
        over it (twice that at ω = 0 and at the end of the axis).
    correlated : float
        How many neighbouring frequencies say the same: the mean of many has so many times the variance that it would
        have if they were independent.
    """

    samples: float
    correlated: float


def independence_of_lags(weights: FloatArray, frames: int) -> Independence:
    """Return what the weights of lags leave: N/Σw² samples, and 2 lags w(0)²/Σw², Σ over |t| < lags.

    Parameters
    ----------
    weights : (lags,)
        A lag window; frequencies are π/lags apart.
    frames
        N.

    References
    ----------
    M. B. Priestley, Spectral Analysis and Time Series (1981), chapter 6.

    Examples
    --------
    >>> found = independence_of_lags(lag_window(Window.PARZEN, 100), 10_000)
    >>> round(found.samples, 1), round(found.correlated, 2)
    (185.4, 3.71)
    """
    squares = float(2.0 * weights @ weights - weights[0] ** 2)
    return Independence(frames / squares, 2.0 * len(weights) * float(weights[0]) ** 2 / squares)


def independence_of_segments(weights: FloatArray, segments: int) -> Independence:
    """Return the same for half-overlapping segments: K/(1 + 2 (1 - 1/K) ρ), ρ = (Σ h_i h_{i+hop})²/(Σ h_i²)².

    Parameters
    ----------
    weights : (2 hop,)
        The taper h; frequencies are π/hop apart.
    segments
        K.

    References
    ----------
    P. D. Welch, IEEE Trans. Audio Electroacoust. 15, 70 (1967).

    Examples
    --------
    >>> found = independence_of_segments(taper(Window.HANN, 64), 100)
    >>> round(found.samples, 1), round(found.correlated, 2)
    (94.8, 2.0)
    """
    lapped = weights[: len(weights) // 2] * weights[len(weights) // 2 :]
    twice = 2.0 * (1.0 - 1.0 / segments)
    own, shared = float((weights**2).sum()) ** 2, float(lapped.sum()) ** 2
    over_all = len(weights) * float((weights**4).sum() + twice * (lapped**2).sum())
    return Independence(segments / (1.0 + twice * shared / own), over_all / (own + twice * shared))
