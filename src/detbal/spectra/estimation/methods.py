"""The two methods: from the sums of a trajectory to its spectrum, with the deviations that errors come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.jackknife import Jackknife, jackknife
from detbal.numerics.lag_sums import LagSums, Products, correlations, lag_sums
from detbal.numerics.soft_edges import moved_sums
from detbal.numerics.welch import SegmentSums, densities, segment_sums
from detbal.spectra.estimation.grid import Grid, lag_transform, lag_transform_matrix
from detbal.spectra.windows import Window, lag_window, taper


class Method(Enum):
    """How the spectrum is estimated.

    Examples
    --------
    >>> Method.WELCH.sentence
    'mean of the periodograms of half-overlapping tapered segments (Welch)'
    """

    LAGS = "windowed transform of the correlation function (Blackman and Tukey)"
    WELCH = "mean of the periodograms of half-overlapping tapered segments (Welch)"

    @property
    def sentence(self) -> str:
        """The method in words."""
        return self.value


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Numbers of one method, with the axes of components first and that of time or frequency last; and counts.

    Attributes
    ----------
    correlation : Jackknife or None
        Over the lags.
    spectra : Jackknife
        Over all frequencies of the grid.
    width : float
        Equivalent width of the window's transform, in radians per step.
    frames, missing, segments, skipped : int
    """

    correlation: Jackknife | None
    spectra: Jackknife
    width: float
    frames: int
    missing: int
    segments: int = 0
    skipped: int = 0


def by_lags(read: Callable[..., list[LagSums]], grid: Grid, window: Window, products: Products) -> Found:
    """Transform the windowed correlation function.

    Parameters
    ----------
    read : callable
        `detbal.spectra.estimation.streaming.sum_blocks`, with the stream and its options filled in.
    grid : Grid
    window : Window
    products : Products

    Raises
    ------
    InputError
        If there are no pairs of some lag, or all of them lie in one block.

    Examples
    --------
    >>> from detbal.spectra.estimation.forms import Form
    >>> from detbal.spectra.estimation.streaming import sum_blocks
    >>> noise = np.random.default_rng(0).normal(size=(4000, 1))
    >>> read = partial(sum_blocks, [noise], 4000, width=1, blocks=8)
    >>> found = by_lags(read, Grid(1.0, 10, Form.DIRECT), Window.PARZEN, Products.TRACE)
    >>> bool((abs(found.spectra.value - 1.0) < 4 * found.spectra.errors).all())
    True
    """
    lags = grid.lags
    records = read(
        partial(lag_sums, lags=lags, products=products),
        partial(moved_sums, lags=lags, products=products),
        halo=lags - 1,
        least=lags,
    )
    weights = [float(record.frames) for record in records]
    frames, missing = (round(sum(float(getattr(r, name)) for r in records)) for name in ("frames", "missing"))
    found = jackknife(correlations, records, weights)
    if (bad := ~np.isfinite(found.deviations).all(axis=tuple(range(found.deviations.ndim - 1)))).any():
        k = int(np.argmax(bad))
        what = f"lag {k}: no two frames are that far apart, or all that are lie in one block"
        raise InputError(explain(what, fix=f"take at most {k} lags, or a series with fewer gaps"))
    shape = lag_window(window, lags) * (1.0 - np.arange(lags) / (frames + missing))
    transform = lag_transform_matrix if products is Products.MATRIX else lag_transform
    spectra = found.through(lambda c: grid.spectrum(transform(c * shape)))
    width = 2 * np.pi / (2 * shape.sum() - shape[0])
    return Found(found, spectra, width, frames, missing)


def by_segments(read: Callable[..., list[SegmentSums]], grid: Grid, window: Window, products: Products) -> Found:
    """Average the periodograms of tapered segments; the parameters are those of `by_lags`.

    Examples
    --------
    >>> from detbal.spectra.estimation.forms import Form
    >>> from detbal.spectra.estimation.streaming import sum_blocks
    >>> noise = np.random.default_rng(0).normal(size=(4000, 1))
    >>> read = partial(sum_blocks, [noise], 4000, width=1, blocks=8)
    >>> by_segments(read, Grid(1.0, 10, Form.DIRECT), Window.HANN, Products.TRACE).segments
    399
    """
    shape = taper(window, 2 * grid.lags)
    records = read(
        partial(segment_sums, taper=shape, products=products), halo=grid.lags, hop=grid.lags, least=2 * grid.lags
    )
    found = jackknife(partial(densities, taper=shape), records, [float(record.segments) for record in records])
    width = 2 * np.pi * float((shape**2).sum() / shape.sum() ** 2)
    counts = (
        round(sum(float(getattr(r, name)) for r in records)) for name in ("frames", "missing", "segments", "skipped")
    )
    return Found(None, found.through(grid.spectrum), width, *counts)
