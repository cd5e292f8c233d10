"""Sums of lagged products of a series, part by part: what a correlation function is made of.

A part is some samples and the `lags` - 1 that follow them, its halo; its pairs are those whose earlier sample is its
own. So the parts of a series are independent, in any order and on any machine, and their records add up
(`detbal.numerics.additive.merge`) to the record of the whole.

Within a part, windows of M + L samples overlap by L = `lags` - 1. Every pair lies in some window; a pair that
lies in two lies in their overlap. Hence the sum of the power spectra of the windows less that of the overlaps, each
padded with L zeros, is the transform of all lagged products: one real FFT per window that stays in the cache, and
one inverse at the end. For M = 14 L that is 1.3 transformed samples per sample; the overlap-save method with a pair of
transforms (T. G. Stockham, AFIPS Proc. 28, 229 (1966); C. M. Rader, IEEE Trans. Audio Electroacoust. 18, 439 (1970))
takes two or more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.series import FloatArray, IntArray, RealArray, centre, missing_rows

#: Samples in a transform per lag, and bytes transformed in one call: measured optimum, flat within a factor two.
SPAN, BATCH_BYTES = 16, 1 << 21


class Products(Enum):
    """Which products of components are summed; the value is the number of axes that the components keep.

    Examples
    --------
    >>> lag_sums(np.ones((5, 3)), own=5, lags=2, products=Products.MATRIX).product.shape
    (3, 3, 2)
    """

    TRACE = 0
    EACH = 1
    MATRIX = 2


@dataclass(frozen=True, slots=True, eq=False)
class LagSums:
    """Sums over pairs of samples (s, s + t), for t = 0, 1, ..., lags - 1.

    Attributes
    ----------
    pairs : (lags,)
        Number of pairs with both samples present.
    product : (lags,), (d, lags) or (d, d, lags)
        Σ_s of Σ_i a_i(s) a_i(s+t), of a_i(s) a_i(s+t), or of a_i(s) a_j(s+t).
    ends : (d, lags) or (2, d, lags)
        Σ_s a_i(s) + a_i(s+t) over the same pairs, for the matrix both sums by themselves: with them a mean found
        later is removed exactly. (..., 0) if it will not be.
    total : (d,)
        Σ_s a_i(s) over the samples present.
    frames, missing : ()
        Numbers of samples present and missing.

    Examples
    --------
    >>> sums = lag_sums(np.array([[1.0], [np.nan], [3.0]]), own=3, lags=3)
    >>> sums.pairs, int(sums.missing)
    (array([2., 0., 1.]), 1)
    """

    pairs: FloatArray
    product: FloatArray
    ends: FloatArray
    total: FloatArray
    frames: FloatArray
    missing: FloatArray


def lag_sums(
    samples: RealArray,
    *,
    own: int,
    lags: int,
    products: Products = Products.TRACE,
    offset: RealArray | None = None,
    exponent: IntArray | None = None,
) -> LagSums:
    """Sum the lagged products of one part of a series.

    Parameters
    ----------
    samples : (own + halo, d)
        The samples of the part and those that follow, `lags` - 1 of them or, at the end of the series, fewer.
        A row of NaN is a missing sample. Single precision is transformed in single precision, and added up in double.
    own : int
        How many samples are the part's own.
    lags : int
        Number of lags, from 0 to `lags` - 1.
    products : Products
    offset : (d,), optional
        Provisional mean, the same for all parts. It is subtracted from the samples, so that a large mean costs no
        digits, and the sums that remove the rest of it are kept. None leaves the mean in.
    exponent : (d,) integers, optional
        The same for all parts: components are divided by 2 to that power. Summed together they must have the same.

    Returns
    -------
    LagSums
        Of the samples less `offset`, over 2^exponent.

    Notes
    -----
    O(own log lags). The memory is that of the part. Pairs with missing samples are left out through the transform of
    the mask: exact up to round-off, and only done in parts with missing samples.

    Examples
    --------
    >>> lag_sums(np.array([[1.0], [2.0], [3.0]]), own=3, lags=2).product.round(12)
    array([14.,  8.])

    The cross-correlation of two series is an element of the matrix of both: Σ_s a(s) b(s+t).

    >>> both = np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]])
    >>> lag_sums(both, own=3, lags=2, products=Products.MATRIX).product[0, 1].round(12) + 0.0
    array([0., 2.])
    """
    rows, d = samples.shape
    reach = lags - 1
    absent = missing_rows(samples)
    step = -(-own // max(1, round(own / max((SPAN - 2) * reach, 1024))))  # windows of equal length
    windows = -(-own // step)
    series = np.zeros((d + (absent is not None), windows * step + reach), dtype=_precision(samples))
    centre(samples, offset, exponent, series[:d, :rows])
    if absent is not None:
        series[:d, :rows][:, absent] = 0.0
        series[d, :rows] = absent
    counted = own - np.clip(np.arange(lags) - (rows - own), 0, own)
    earlier, later = _edge_sums(series, own, counted)
    product, mixed, gaps = _products(series, own, rows, step, reach, d, products)
    lost = np.zeros(lags)
    if absent is not None:
        lost = np.rint(earlier[d] + later[d] - gaps[:lags])
        earlier, later = earlier[:d] - mixed[:, :lags], later[:d] - mixed[:, -np.arange(lags)]
    ends = np.stack([earlier, later]) if products is Products.MATRIX else earlier + later
    gone = 0 if absent is None else int(absent[:own].sum())
    return LagSums(
        pairs=counted - lost,
        product=product[..., :lags],
        ends=ends if offset is not None else ends[..., :0],
        total=series[:d, :own].sum(axis=1, dtype=np.float64),
        frames=np.asarray(float(own - gone)),
        missing=np.asarray(float(gone)),
    )


def correlations(sums: LagSums) -> FloatArray:
    """Turn sums into the mean of each lagged product, unbiased by the number of pairs.

    Parameters
    ----------
    sums : LagSums
        Of the whole series.

    Returns
    -------
    (lags,), (d, lags) or (d, d, lags)
        Mean of (a_i(s) - c_i)(a_j(s+t) - c_j). c is the mean of all samples present, where `offset` was given,
        else 0. NaN where there is no pair.

    Examples
    --------
    >>> series = np.array([[1e8 + 1], [1e8 - 1], [1e8 + 1], [1e8 - 1]])
    >>> correlations(lag_sums(series, own=4, lags=2, offset=np.array([1e8 + 0.5]))).round(12)
    array([ 1., -1.])
    """
    pairs, product = sums.pairs, sums.product
    if sums.ends.shape[-1]:
        mean = (sums.total / sums.frames)[:, None]
        if product.ndim == 1 + Products.MATRIX.value:
            (earlier, later), left, right = sums.ends, mean[:, None], mean[None]
            product = product - left * later[None] - right * earlier[:, None] + pairs * left * right
        elif product.ndim == 1 + Products.EACH.value:
            product = product - mean * sums.ends + pairs * mean**2
        else:
            product = product - mean[:, 0] @ sums.ends + pairs * (mean**2).sum()
    with np.errstate(invalid="ignore", divide="ignore"):  # shared pairs leave round-off where there are none
        return np.asarray(np.where(pairs > 1e-6, product / pairs, np.nan))


def power(transforms: NDArray[Any], products: Products) -> NDArray[Any]:
    """Sum |X|², or conj(X_i) X_j, of transforms over a batch, in the precision of the transforms.

    Parameters
    ----------
    transforms : (d, batch, k) complex

    Returns
    -------
    (k,), (d, k) real, or (d, d, k) complex

    Examples
    --------
    >>> power(np.array([[[1j, 2.0]], [[1.0, 1.0]]]), Products.TRACE)
    array([2., 5.])
    """
    d, batch, k = transforms.shape
    if products is Products.MATRIX:
        matrix = np.empty((d, d, k), dtype=transforms.dtype)
        for i in range(d):
            for j in range(i, d):
                matrix[i, j] = np.einsum("bk,bk->k", transforms[i].conj(), transforms[j])
                matrix[j, i] = matrix[i, j].conj()
        return matrix
    parts = transforms.view(transforms.real.dtype)  # real and imaginary parts side by side
    if products is Products.TRACE:
        parts = parts.reshape(1, d * batch, 2 * k)
    both = np.einsum("ibk,ibk->ik", parts, parts)
    squares = both[:, 0::2] + both[:, 1::2]
    return np.asarray(squares[0] if products is Products.TRACE else squares)


def _precision(samples: RealArray) -> type[np.floating[Any]]:
    return np.float32 if samples.dtype == np.float32 else np.float64


def _edge_sums(series: RealArray, own: int, counted: NDArray[np.int64]) -> tuple[FloatArray, FloatArray]:
    """Add up the earlier and the later samples of all pairs, as if none were missing.

    They differ from the sum of all own samples by the ends only; after the end of the series there are zeros.
    """
    lags = len(counted)
    whole = series[:, :own].sum(axis=1, dtype=np.float64)[:, None]
    entered, left = (_running(series[:, a : a + lags - 1]) for a in (own, 0))
    dropped = own - counted  # own samples at the end that have no partner
    tail = _running(series[:, own - dropped[-1] : own][:, ::-1])
    return whole - tail[:, dropped], whole + entered - left


def _running(series: RealArray) -> FloatArray:
    sums = np.zeros((series.shape[0], series.shape[1] + 1))
    np.cumsum(series, axis=1, dtype=np.float64, out=sums[:, 1:])
    return sums


def _products(
    series: RealArray, own: int, rows: int, step: int, reach: int, d: int, products: Products
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Lagged products of the samples, of samples and mask, and of the mask: windows less overlaps."""
    view = np.lib.stride_tricks.sliding_window_view
    windows = view(series, step + reach, axis=1)[:, ::step]
    found = _transformed(windows, step + 2 * reach, d, products)
    if reach:
        inner = view(series, reach, axis=1)[:, step:own:step]
        halo = series[:, None, own : own + reach]
        overlaps = np.concatenate([inner, halo], axis=1)
        for sums, twice in zip(found, _transformed(overlaps, 2 * reach, d, products), strict=True):
            sums[..., : reach + 1] -= twice[..., : reach + 1]
            sums[..., -reach:] -= twice[..., -reach:]
    return found


def _transformed(
    segments: RealArray, length: int, d: int, products: Products
) -> tuple[FloatArray, FloatArray, FloatArray]:
    from scipy.fft import irfft, next_fast_len, rfft

    size = next_fast_len(length, real=True)
    batch = max(1, BATCH_BYTES // (segments.shape[0] * size * segments.itemsize))
    sums: list[Any] = [0.0, 0.0, 0.0]
    for k in range(0, segments.shape[1], batch):
        transforms = rfft(segments[:, k : k + batch], size)
        spectra = power(transforms[:d], products)
        sums[0] = sums[0] + spectra.astype(np.result_type(np.float64, spectra), copy=False)
        if segments.shape[0] > d:  # a mask of missing samples
            mask = transforms[d].astype(np.complex128)
            sums[1] = sums[1] + (transforms[:d].conj() * mask).sum(axis=1)
            sums[2] = sums[2] + (np.abs(mask) ** 2).sum(axis=0)
    return tuple(irfft(s, size) if np.ndim(s) else np.zeros((d, size)) for s in sums)  # type: ignore[return-value]
