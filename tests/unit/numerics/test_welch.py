"""Sums over segments against scipy and by definition."""

import numpy as np
import pytest
from scipy.signal import csd, welch

from detbal.numerics.additive import total
from detbal.numerics.blocks import parts
from detbal.numerics.lag_sums import Products
from detbal.numerics.welch import densities, segment_sums

TAPER = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(64) / 64)


def summed(series, rows, **options):
    pieces = parts(iter([series]), rows, 32)
    return total([segment_sums(samples, own=own, taper=TAPER, **options) for samples, own in pieces])


@pytest.mark.parametrize("rows", [32, 320, 3200])
def test_against_scipy(rows):
    series = np.random.default_rng(0).normal(size=(3000, 2)) + 7.0
    ours = densities(summed(series, rows, products=Products.MATRIX, offset=np.array([6.9, 7.2])), TAPER)
    centred = series - series.mean(axis=0)
    options = {"nperseg": 64, "window": TAPER, "detrend": False, "return_onesided": False}
    for i in range(2):
        for j in range(2):
            _, theirs = csd(centred[:, i], centred[:, j], **options)
            assert np.abs(ours[i, j] - np.append(theirs[:32], theirs[32])).max() < 1e-12
    each = densities(summed(series, rows, products=Products.EACH, offset=np.array([7.1, 7.0])), TAPER)
    assert np.abs(each - np.einsum("iik->ik", ours).real).max() < 1e-12
    trace = densities(summed(series, rows, offset=np.array([7.1, 7.0])), TAPER)
    assert np.abs(trace - each.sum(axis=0)).max() < 1e-12


def test_parseval():
    """The mean of the two-sided density is the mean square, weighted by the squared taper."""
    series = np.random.default_rng(1).normal(size=(64, 1))
    found = densities(summed(series, 32), TAPER)
    both = np.concatenate([found, found[1:-1]])
    assert both.mean() == pytest.approx((TAPER**2 * series[:, 0] ** 2).sum() / (TAPER**2).sum(), rel=1e-13)


def test_segments_with_gaps_are_left_out_and_counted():
    series = np.random.default_rng(2).normal(size=(320, 1))
    gappy = series.copy()
    gappy[[100, 101]] = np.nan
    sums = summed(gappy, 64)
    assert (sums.segments, sums.skipped, sums.missing, sums.frames) == (7, 2, 2, 318)
    good = [k for k in range(0, 257, 32) if not k <= 100 < k + 64 and not k <= 101 < k + 64]
    expected = sum(np.abs(np.fft.rfft(TAPER * series[k : k + 64, 0])) ** 2 for k in good)
    assert np.abs(sums.power - expected).max() < 1e-12


def test_white_noise_is_two_sided():
    series = np.random.default_rng(3).normal(size=(100_000, 1))
    level = densities(summed(series, 3200), TAPER)[1:-1].mean()
    assert level == pytest.approx(1.0, abs=0.02)
    _, one_sided = welch(series[:, 0], nperseg=64)
    assert level / one_sided[1:-1].mean() == pytest.approx(0.5, abs=0.01)
