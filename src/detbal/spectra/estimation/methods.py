"""The two methods: from the sums of a trajectory to its spectrum, with the deviations that errors come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TypeVar

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.jackknife import Jackknife, jackknife, without_errors
from detbal.numerics.lag_sums import LagSums, Products, correlations, lag_sums
from detbal.numerics.series import IntArray
from detbal.numerics.soft_edges import moved_sums
from detbal.numerics.welch import SegmentSums, densities, segment_sums
from detbal.spectra.estimation.drift import drift
from detbal.spectra.estimation.grid import Grid, lag_transform, lag_transform_matrix
from detbal.spectra.estimation.range import require_in_range, scaled_back
from detbal.spectra.windows import (
    Independence,
    Window,
    independence_of_lags,
    independence_of_segments,
    lag_window,
    taper,
)

Record = TypeVar("Record")
#: What a pass returns: sums of blocks, and by which powers of two the components were divided.
Read = tuple[list[Record], IntArray | None]


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
    independence : Independence
    drift : float or None
        See `detbal.spectra.estimation.drift.drift`.
    frames, missing, segments, skipped : int
    """

    correlation: Jackknife | None
    spectra: Jackknife
    width: float
    independence: Independence
    drift: float | None
    frames: int
    missing: int
    segments: int = 0
    skipped: int = 0


def by_lags(
    read: Callable[..., Read[LagSums]], grid: Grid, window: Window, products: Products, *, errors: bool = True
) -> Found:
    """Transform the windowed correlation function.

    Parameters
    ----------
    read : callable
        `detbal.spectra.estimation.streaming.sum_blocks`, with the stream and its options filled in.
    grid : Grid
    window : Window
    products : Products
    errors : bool
        Whether there shall be any.

    Raises
    ------
    InputError
        If there are no pairs of some lag, or all of them lie in one block; if sums leave the range of floats.

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
    records, exponent = read(
        partial(lag_sums, lags=lags, products=products),
        partial(moved_sums, lags=lags, products=products) if errors else None,
        halo=lags - 1,
        least=lags,
        alike=products is Products.TRACE,
    )
    require_in_range(record.product for record in records)
    weights = [float(record.frames) for record in records]
    frames, missing = (round(sum(float(getattr(r, name)) for r in records)) for name in ("frames", "missing"))
    found = jackknife(correlations, records, weights) if errors else without_errors(correlations, records)
    _require_pairs(found)
    found = scaled_back(found, exponent, products)
    window_at_lags = lag_window(window, lags)
    shape = window_at_lags * (1.0 - np.arange(lags) / (frames + missing))
    transform = lag_transform_matrix if products is Products.MATRIX else lag_transform
    spectra = found.through(lambda c: grid.spectrum(transform(c * shape)))
    width = 2 * np.pi / (2 * shape.sum() - shape[0])
    known = independence_of_lags(window_at_lags, frames)
    return Found(found, spectra, width, known, drift(records), frames, missing)


def by_segments(
    read: Callable[..., Read[SegmentSums]], grid: Grid, window: Window, products: Products, *, errors: bool = True
) -> Found:
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
    records, exponent = read(
        partial(segment_sums, taper=shape, products=products),
        halo=grid.lags,
        hop=grid.lags,
        least=2 * grid.lags,
        alike=products is Products.TRACE,
    )
    require_in_range(record.power for record in records)
    frames, missing, segments, skipped = (
        round(sum(float(getattr(r, name)) for r in records)) for name in ("frames", "missing", "segments", "skipped")
    )
    if not segments:
        what = f"frames are missing in each of the {skipped} segments of {2 * grid.lags} frames"
        raise InputError(explain(what, fix="take fewer lags, or Method.LAGS"))
    transform = partial(densities, taper=shape)
    weights = [float(record.segments) for record in records]
    found = jackknife(transform, records, weights) if errors else without_errors(transform, records)
    found = scaled_back(found, exponent, products)
    width = 2 * np.pi * float((shape**2).sum() / shape.sum() ** 2)
    known = independence_of_segments(shape, segments)
    return Found(None, found.through(grid.spectrum), width, known, drift(records), frames, missing, segments, skipped)


def _require_pairs(found: Jackknife) -> None:
    every = np.concatenate([found.value[None], found.deviations])
    if (bad := ~np.isfinite(every).all(axis=tuple(range(every.ndim - 1)))).any():
        k = int(np.argmax(bad))
        where = ", or all that are lie in one block" * (len(every) > 1)
        what = f"lag {k}: no two frames are that far apart{where}"
        raise InputError(explain(what, fix=f"take at most {k} lags, or a series with fewer gaps"))
