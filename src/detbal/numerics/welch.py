"""Sums of tapered periodograms over half-overlapping segments (Welch), part by part.

P. D. Welch, IEEE Trans. Audio Electroacoust. 15, 70 (1967). Segments have 2 `hop` samples and begin at multiples of
`hop`; a part of the series owns those that begin in it, so its halo has `hop` samples. Records of parts add up
(`detbal.numerics.additive.merge`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.lag_sums import BATCH_BYTES, Products, power
from detbal.numerics.series import FloatArray, IntArray, RealArray, centre, missing_rows


@dataclass(frozen=True, slots=True, eq=False)
class SegmentSums:
    """Sums over segments, for the frequencies k = 0, ..., hop of the real transform.

    Attributes
    ----------
    power : (hop + 1,), (d, hop + 1) or (d, d, hop + 1)
        Σ of Σ_i |X_i|², of |X_i|², or of conj(X_i) X_j, where X = Σ_n taper_n a_n e^{-2πi kn/(2 hop)}.
    transform : (d, hop + 1) complex
        Σ X_i, with which a mean found later is removed exactly; (d, 0) if it will not be.
    total : (d,)
        Σ a_i over the samples present.
    frames, missing : ()
        Numbers of samples present and missing.
    segments, skipped : ()
        Numbers of segments summed, and left out as samples are missing in them.

    Examples
    --------
    >>> sums = segment_sums(np.array([[1.0], [2.0], [1.0], [np.nan]]), own=4, taper=np.ones(2))
    >>> int(sums.segments), int(sums.skipped)
    (2, 1)
    """

    power: NDArray[Any]
    transform: NDArray[np.complex128]
    total: FloatArray
    frames: FloatArray
    missing: FloatArray
    segments: FloatArray
    skipped: FloatArray


def segment_sums(
    samples: RealArray,
    *,
    own: int,
    taper: FloatArray,
    products: Products = Products.TRACE,
    offset: RealArray | None = None,
    exponent: IntArray | None = None,
) -> SegmentSums:
    """Sum the periodograms of the segments of one part of a series.

    Parameters
    ----------
    samples : (own + halo, d)
        The samples of the part and the hop that follow. A row of NaN is a missing sample.
    own : int
        How many samples are the part's own: a multiple of hop, but for the last part.
    taper : (2 hop,)
        Data window.
    products : Products
    offset, exponent : (d,), optional
        Provisional mean, and power of two, the same for all parts; see `detbal.numerics.lag_sums.lag_sums`.

    Examples
    --------
    >>> sums = segment_sums(np.ones((8, 1)), own=8, taper=np.ones(4))
    >>> sums.power, int(sums.segments)
    (array([48.,  0.,  0.]), 3)
    """
    from scipy.fft import rfft

    d, length = samples.shape[1], len(taper)
    hop = length // 2
    absent = missing_rows(samples)
    series = np.empty((d, len(samples)), dtype=samples.dtype)
    centre(samples, offset, exponent, series)
    begins = np.arange(0, min(own, len(samples) - length + 1), hop)
    good = begins
    if absent is not None:
        good = begins[[not absent[b : b + length].any() for b in begins]]
    kept = series[:, :own] if absent is None else series[:, :own][:, ~absent[:own]]
    shape = {Products.TRACE: (), Products.EACH: (d,), Products.MATRIX: (d, d)}[products]
    powers = np.zeros((*shape, hop + 1), dtype=complex if products is Products.MATRIX else float)
    transform = np.zeros((d, hop + 1 if offset is not None else 0), dtype=complex)
    batch = max(1, BATCH_BYTES // (d * length * samples.itemsize))
    weights = taper.astype(samples.dtype)
    windows = np.lib.stride_tricks.sliding_window_view(series, length, axis=1) if len(good) else series
    for k in range(0, len(good), batch):
        found = rfft(windows[:, good[k : k + batch]] * weights)
        powers += power(found, products)
        if offset is not None:
            transform += found.sum(axis=1, dtype=np.complex128)
    return SegmentSums(
        power=powers,
        transform=transform,
        total=kept.sum(axis=1, dtype=np.float64),
        frames=np.asarray(float(kept.shape[1])),
        missing=np.asarray(float(own - kept.shape[1])),
        segments=np.asarray(float(len(good))),
        skipped=np.asarray(float(len(begins) - len(good))),
    )


def densities(sums: SegmentSums, taper: FloatArray) -> NDArray[Any]:
    """Turn sums into two-sided spectral densities per sample: Σ over all 2 hop frequencies / (2 hop) is the variance.

    Parameters
    ----------
    sums : SegmentSums
        Of the whole series.
    taper : (2 hop,)
        The data window of the sums.

    Returns
    -------
    (hop + 1,), (d, hop + 1) or (d, d, hop + 1)
        At angular frequencies πk/hop per sample, k = 0, ..., hop. Those at k = 0 and hop have half as many degrees of
        freedom as the others, as their transforms are real.

    Examples
    --------
    >>> series = np.array([[1.0], [-1.0]] * 4)
    >>> densities(segment_sums(series, own=8, taper=np.ones(4)), np.ones(4))
    array([0., 0., 4.])
    """
    spectra = sums.power
    if sums.transform.shape[-1]:
        mean = (sums.total / sums.frames)[:, None] * np.fft.rfft(taper)
        if spectra.ndim == 1 + Products.MATRIX.value:
            left, right = mean.conj()[:, None], mean[None]
            removed = left * sums.transform[None] + right * sums.transform.conj()[:, None]
            spectra = spectra - removed + sums.segments * left * right
        else:
            removed = 2 * (mean.conj() * sums.transform).real - sums.segments * np.abs(mean) ** 2
            spectra = spectra - (removed.sum(axis=0) if spectra.ndim == 1 else removed)
    if not sums.segments:
        return np.full(spectra.shape, np.nan)
    return np.asarray(spectra / (sums.segments * (taper**2).sum()))
