"""Sums of lagged products against sums that are written out, and against other packages."""

import numpy as np
import pytest
from scipy.fft import irfft, next_fast_len, rfft
from scipy.signal import correlate

from detbal.numerics.additive import total
from detbal.numerics.blocks import parts
from detbal.numerics.lag_sums import Products, correlations, lag_sums
from detbal.numerics.soft_edges import moved_sums


def by_definition(series, lags, centre=True):
    """Mean of a_i(s) a_j(s+t) over all pairs that are present, (d, d, lags)."""
    left = series - np.nanmean(series, axis=0) if centre else series
    found = np.empty((series.shape[1], series.shape[1], lags))
    for t in range(lags):
        pairs = left[: len(left) - t, :, None] * left[t:, None, :]
        found[:, :, t] = np.nanmean(pairs, axis=0)
    return found


def kept(matrix, products):
    match products:
        case Products.MATRIX:
            return matrix
        case Products.EACH:
            return np.einsum("iit->it", matrix)
        case Products.TRACE:
            return np.einsum("iit->t", matrix)


def summed(series, rows, lags, **options):
    pieces = parts(iter([series]), rows, lags - 1)
    return total([lag_sums(samples, own=own, lags=lags, **options) for samples, own in pieces])


@pytest.mark.parametrize("products", Products)
@pytest.mark.parametrize("gaps", [0.0, 0.1])
@pytest.mark.parametrize(("n", "lags", "rows"), [(50, 7, 50), (300, 20, 40), (5000, 300, 100), (20, 15, 6), (40, 1, 7)])
def test_sums_by_definition(products, gaps, n, lags, rows):
    rng = np.random.default_rng(n + lags)
    series = rng.normal(size=(n, 2)) + 3.0
    series[1:-1][rng.random(n - 2) < gaps] = np.nan
    expected = kept(by_definition(series, lags), products)
    sums = summed(series, rows, lags, products=products, offset=np.array([2.9, 3.1]))
    assert np.abs(correlations(sums) - expected).max() < 1e-13 * np.nanmax(series**2)
    assert sums.missing == np.isnan(series[:, 0]).sum()
    left_in = kept(by_definition(series, lags, centre=False), products)
    sums = summed(series, rows, lags, products=products)
    assert np.abs(correlations(sums) - left_in).max() < 1e-13 * np.nanmax(series**2)


def test_pairs_are_counted_exactly_with_gaps():
    rng = np.random.default_rng(0)
    series = rng.normal(size=(2000, 1))
    series[rng.random(2000) < 0.3] = np.nan
    present = ~np.isnan(series[:, 0])
    expected = [(present[: 2000 - t] & present[t:]).sum() for t in range(50)]
    assert (summed(series, 333, 50).pairs == expected).all()


def test_against_scipy_and_one_transform():
    series = np.random.default_rng(1).normal(size=(100_000, 3))
    lags = 700
    ours = correlations(summed(series, 30_000, lags, offset=np.zeros(3)))
    centred = series - series.mean(axis=0)
    count = len(series) - np.arange(lags)
    one = np.zeros(lags)
    for component in centred.T:
        transform = rfft(component, next_fast_len(len(series) + lags))
        one += irfft(np.abs(transform) ** 2, next_fast_len(len(series) + lags))[:lags] / count
    theirs = sum(correlate(c, c, method="fft")[len(c) - 1 :][:lags] for c in centred.T) / count
    assert np.abs(ours - one).max() <= 1e-13 * one[0]
    assert np.abs(ours - theirs).max() <= 1e-13 * one[0]


def test_many_windows_in_a_part():
    """Parts of one window, and of thirty."""
    series = np.random.default_rng(2).normal(size=(40_000, 2))
    fine, coarse = (summed(series, rows, 3, products=Products.MATRIX) for rows in (1000, 40_000))
    assert np.abs(fine.product - coarse.product).max() < 1e-13 * coarse.product.max()


def test_cross_correlation_has_a_direction():
    """The second series repeats the first four steps later."""
    first = np.random.default_rng(3).normal(size=5004)
    both = np.stack([first[4:], first[:-4]], axis=1)
    cross = correlations(summed(both, 900, 10, products=Products.MATRIX))
    assert cross[0, 1].argmax() == 4
    assert np.abs(cross[1, 0]).max() < 0.1


def test_a_large_mean_costs_no_digits_and_without_offset_it_does():
    noise = np.rint(np.random.default_rng(4).normal(size=(20_000, 1)) * 2**20) / 2**20  # exact beside 1e8
    expected = by_definition(noise, 20)[0, 0]
    series = noise + 1e8
    ours = correlations(summed(series, 3000, 20, offset=np.array([1e8 + 0.25])))
    assert np.abs(ours - expected).max() < 1e-13
    left_in = correlations(summed(series, 3000, 20)) - 1e16  # the negative control
    assert np.abs(left_in - expected).max() > 1e-2


def test_single_precision_is_added_up_in_double():
    series = np.random.default_rng(5).normal(size=(200_000, 2)).astype(np.float32)
    single, double = (correlations(summed(s, 50_000, 256, offset=np.zeros(2))) for s in (series, series.astype(float)))
    assert single.dtype == np.float64
    assert 0 < np.abs(single - double).max() < 1e-6 * double[0]


@pytest.mark.parametrize("products", Products)
@pytest.mark.parametrize(("own", "gaps"), [(200, 0.0), (200, 0.2), (5, 0.0)])
def test_soft_edges_by_definition(products, own, gaps):
    rng = np.random.default_rng(own)
    lags, width = 16, 4
    series = rng.normal(size=(own + lags - 1, 2)) + 1.0
    series[rng.random(len(series)) < gaps] = np.nan
    place = np.arange(len(series))
    share = np.sin(np.pi / 2 * np.clip((place - own + width) / width, 0, 1)) ** 2
    pairs, product = np.zeros(lags), np.zeros((2, 2, lags))
    earlier, later = np.zeros((2, lags)), np.zeros((2, lags))
    offset = np.array([0.9, 1.2])
    for s in range(own):
        for t in range(min(lags, len(series) - s)):
            weight = (share[s] + share[s + t]) / 2
            a, b = series[s] - offset, series[s + t] - offset
            if np.isfinite(a).all() and np.isfinite(b).all():
                pairs[t] += weight
                product[:, :, t] += weight * np.outer(a, b)
                earlier[:, t] += weight * a
                later[:, t] += weight * b
    moved = moved_sums(series, own=own, lags=lags, products=products, offset=offset)
    ends = np.stack([earlier, later]) if products is Products.MATRIX else earlier + later
    expected = (pairs, kept(product, products), ends)
    for ours, theirs in zip((moved.pairs, moved.product, moved.ends), expected, strict=True):
        assert np.abs(ours - theirs).max() < 1e-12
    assert moved.missing == pytest.approx(share[:own][np.isnan(series[:own, 0])].sum(), abs=1e-12)
