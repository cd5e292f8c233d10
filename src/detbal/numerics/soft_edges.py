"""Soft edges between blocks of lagged products, so that errors from blocks are right in weak parts of a spectrum too.

A block that owns the pairs (s, s + t) by their earlier sample has a hard edge. The transform of its sums then holds
what the strong parts of the spectrum leak through that edge; in the next block the same comes with the opposite sign.
It cancels from the sum over blocks, but not from their scatter, and errors come out several times too large.
So a pair is owned by half for each of its samples, and the ownership of samples passes from one block to the
next over a quarter of the lags.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.lag_sums import LagSums, Products
from detbal.numerics.series import RealArray, centre, missing_rows


def moved_sums(
    samples: RealArray,
    *,
    own: int,
    lags: int,
    products: Products = Products.TRACE,
    offset: RealArray | None = None,
) -> LagSums:
    """Return which part of the sums of one part belongs to the next one, where a block ends between them.

    Parameters
    ----------
    samples, own, lags, products, offset
        As for `detbal.numerics.lag_sums.lag_sums`.

    Returns
    -------
    LagSums
        To be taken from the one block and added to the other.

    Examples
    --------
    Of two lags, the pair across the edge is shared by halves:

    >>> moved = moved_sums(np.ones((9, 1)), own=8, lags=2)
    >>> moved.pairs.round(12) + 0.0, moved.product.round(12) + 0.0
    (array([0. , 0.5]), array([0. , 0.5]))
    """
    from scipy.fft import irfft, next_fast_len, rfft

    width = max(1, lags // 4)
    start = max(0, own - width - lags + 1)
    series, place = _with_mask(samples[start:], offset), np.arange(start, len(samples))
    share = np.sin(np.pi / 2 * np.clip((place - own + width) / width, 0.0, 1.0)) ** 2
    mine = place < own
    size = next_fast_len(len(place) + lags, real=True)
    plain, shared, halo = rfft(series, size), rfft(series * share, size), rfft(series * ~mine, size)

    def spectra(i: Any, j: Any) -> NDArray[Any]:  # pairs within the halo, where the share is 1, are not the part's
        both = shared[i].conj() * plain[j] + plain[i].conj() * shared[j]
        return np.asarray(both / 2 - halo[i].conj() * halo[j])

    d = len(series) - 1
    each, mask = slice(0, d), slice(d, d + 1)
    match products:
        case Products.TRACE:
            wanted = [spectra(each, each).sum(axis=0, keepdims=True)]
        case Products.EACH:
            wanted = [spectra(each, each)]
        case Products.MATRIX:
            wanted = [spectra(i, each) for i in range(d)]
    if offset is not None:
        wanted += [spectra(each, mask), spectra(mask, each)]
    found = irfft(np.concatenate([spectra(mask, mask), *wanted]), size)[:, :lags]
    pairs, product, edges = np.split(found, [1, 1 + d**products.value])
    earlier, later = np.split(edges, 2)
    sums = (series * mine * share).sum(axis=1)
    return LagSums(
        pairs=pairs[0],
        product=product.reshape(*(d,) * products.value, lags),
        earlier=earlier if offset is not None else np.empty((d, 0)),
        later=later if offset is not None else np.empty((d, 0)),
        total=sums[:d],
        frames=sums[d],
        missing=np.asarray((mine * share).sum() - sums[d]),
    )


def _with_mask(samples: RealArray, offset: RealArray | None) -> NDArray[np.float64]:
    """Components less their offset, 0 where missing, and a last row: 1 where a sample is present."""
    rows, d = samples.shape
    series = np.ones((d + 1, rows))
    centre(samples, offset, series[:d])
    if (absent := missing_rows(samples)) is not None:
        series[:, absent] = 0.0
    return series
