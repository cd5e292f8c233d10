"""Correlation functions and Welch's spectrum as a good user of scipy and tidynamics writes them."""

from __future__ import annotations

import numpy as np
import scipy.signal
from numpy.lib.stride_tricks import sliding_window_view
from scipy.fft import irfft, next_fast_len, rfft

Floats = np.ndarray
#: Samples in a transform of `by_blocks` per lag, and blocks that are transformed in one call: the best of several.
SPAN, BATCH = 16, 8


def by_one_transform(series: Floats, lags: int) -> Floats:
    """Return the autocorrelation by one zero-padded transform of the whole series, summed over components."""
    size = next_fast_len(len(series) + lags, real=True)
    sums = np.zeros(lags)
    for component in series.T:
        transform = rfft(component - component.mean(), size)
        sums += irfft(transform.real**2 + transform.imag**2, size)[:lags]
    return sums / (len(series) - np.arange(lags))


def by_blocks(series: Floats, lags: int) -> Floats:
    """Return the same by short transforms: each block with itself and the samples that follow it."""
    size = SPAN * lags
    own = size - lags  # samples of a block; the `lags` behind it are only partners
    sums = np.zeros(size // 2 + 1, dtype=complex)
    for component in (series - series.mean(axis=0)).T:
        blocks = -(-len(component) // own)
        padded = np.zeros((blocks - 1) * own + size)
        padded[: len(component)] = component
        windows = sliding_window_view(padded, size)[::own]
        for k in range(0, blocks, BATCH):
            batch = windows[k : k + BATCH]
            sums += np.einsum("ki,ki->i", rfft(batch[:, :own], size).conj(), rfft(batch, size))
    return np.asarray(irfft(sums, size)[:lags] / (len(series) - np.arange(lags)))


def by_scipy(series: Floats, lags: int) -> Floats:
    """Return the same by `scipy.signal.correlate`, which gives all lags."""
    sums = np.zeros(lags)
    for component in (series - series.mean(axis=0)).T:
        sums += scipy.signal.correlate(component, component, method="fft")[len(component) - 1 :][:lags]
    return sums / (len(series) - np.arange(lags))


def by_tidynamics(series: Floats, lags: int) -> Floats:
    """Return the same by tidynamics, which gives all lags."""
    import tidynamics

    return np.asarray(tidynamics.acf(series - series.mean(axis=0))[:lags])


def welch_by_scipy(series: Floats, lags: int) -> Floats:
    """Return Welch's spectrum at positive angular frequencies, two-sided, segments of 2 × `lags` that half overlap."""
    power = scipy.signal.welch(series - series.mean(), nperseg=2 * lags, detrend=False)[1]
    return np.append(power[:1], np.append(power[1:-1] / 2, power[-1]))


def welch_by_frames(series: Floats, lags: int) -> Floats:
    """Return the same by transforms of a batch of segments at a time."""
    segment = 2 * lags
    window = scipy.signal.windows.hann(segment, sym=False)
    frames = sliding_window_view(series - series.mean(), segment)[::lags]
    power = np.zeros(lags + 1)
    for k in range(0, len(frames), 4 * BATCH):
        transforms = rfft(frames[k : k + 4 * BATCH] * window)
        power += np.einsum("ki,ki->i", transforms.real, transforms.real)
        power += np.einsum("ki,ki->i", transforms.imag, transforms.imag)
    return power / len(frames) / (window @ window)
