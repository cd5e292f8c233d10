"""Identities of sums over parts of a series, whatever the parts are."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.numerics.additive import less, merge, total
from detbal.numerics.jackknife import jackknife
from detbal.numerics.lag_sums import Products, correlations, lag_sums
from detbal.numerics.soft_edges import moved_sums
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.estimation.methods import Method
from detbal.spectra.windows import Window

NAMES = ("pairs", "product", "ends", "total", "frames", "missing")


@st.composite
def cut_series(draw):
    """A series with gaps, its lags, and places to cut it."""
    n = draw(st.integers(8, 400))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    series = rng.normal(size=(n, draw(st.integers(1, 3)))) + draw(st.sampled_from([0.0, 1.0, 1e3]))
    series[rng.random(n) < draw(st.sampled_from([0.0, 0.05, 0.5]))] = np.nan
    cuts = sorted(draw(st.sets(st.integers(1, n - 1), max_size=6)))
    return series, draw(st.integers(1, n)), [0, *cuts, n]


def records(series, lags, edges, products, function=lag_sums):
    offset = np.full(series.shape[1], 0.5)
    return [
        function(series[a : b + lags - 1], own=b - a, lags=lags, products=products, offset=offset)
        for a, b in pairwise(edges)
    ]


def close(one, other, scale):
    for name in NAMES:
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-12, abs=1e-12 * scale)


@settings(deadline=None, max_examples=60)
@given(cut_series(), st.sampled_from(Products))
def test_parts_add_up_to_the_whole(case, products):
    series, lags, edges = case
    scale = np.nansum(series**2) + len(series)
    whole = lag_sums(series, own=len(series), lags=lags, products=products, offset=np.full(series.shape[1], 0.5))
    close(total(records(series, lags, edges, products)), whole, scale)


@settings(deadline=None, max_examples=60)
@given(cut_series(), st.randoms(use_true_random=False))
def test_order_and_grouping_do_not_matter(case, random):
    series, lags, edges = case
    found = records(series, lags, edges, Products.TRACE)
    scale = np.nansum(series**2) + len(series)
    shuffled = random.sample(found, len(found))
    close(total(shuffled), total(found), scale)
    k = random.randrange(len(found))
    if k:
        close(merge(total(found[:k]), total(found[k:])), total(found), scale)


@settings(deadline=None, max_examples=60)
@given(cut_series())
def test_soft_edges_move_but_do_not_make(case):
    series, lags, edges = case
    if len(edges) < 3:
        return
    first, second = records(series, lags, edges, Products.EACH)[:2]
    moved = records(series, lags, edges, Products.EACH, moved_sums)[0]
    scale = np.nansum(series**2) + len(series)
    close(merge(less(first, moved), merge(second, moved)), merge(first, second), scale)
    assert (moved.pairs <= first.pairs + 1e-9).all()


@settings(deadline=None, max_examples=40)
@given(cut_series(), st.floats(-1e3, 1e3))
def test_the_offset_does_not_matter(case, offset):
    series, lags, _ = case
    if np.isnan(series).all():
        return
    found = [
        correlations(lag_sums(series, own=len(series), lags=lags, offset=np.full(series.shape[1], value)))
        for value in (0.0, offset)
    ]
    scale = 1e-12 * (np.nanmax(np.abs(series)) + abs(offset)) ** 2 * len(series)
    assert found[0] == pytest.approx(found[1], abs=scale, nan_ok=True)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from(Method), st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_scaling_of_values_and_of_time(seed, method, factor, dt):
    series = np.random.default_rng(seed).normal(size=(256, 2))
    one = estimate(series, dt=1.0, lags=8, blocks=4, method=method).spectrum
    other = estimate(factor * series, dt=dt, lags=8, blocks=4, method=method).spectrum
    assert other.values == pytest.approx(one.values * factor**2 * dt, rel=1e-9)
    assert other.errors == pytest.approx(one.errors * factor**2 * dt, rel=1e-6, abs=1e-9 * factor**2 * dt)
    assert other.omega == pytest.approx(one.omega / dt, rel=1e-12)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from([Window.PARZEN, Window.BARTLETT]), st.integers(2, 128))
def test_spectra_are_not_negative_and_parseval_holds(seed, window, lags):
    rng = np.random.default_rng(seed)
    series = rng.normal(size=(512, 1)).cumsum(axis=0) + rng.normal(size=(512, 1))
    found = estimate(series, dt=1.0, lags=lags, blocks=4, window=window).spectrum
    assert found.values.min() > -1e-12 * found.values.max()
    assert np.trapezoid(found.values, found.omega) / (2 * np.pi) == pytest.approx(series.var(), rel=1e-10)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=20))
def test_jackknife_of_a_mean(values):
    blocks = [lag_sums(np.array([[v]]), own=1, lags=1) for v in values]
    found = jackknife(lambda sums: sums.total[..., 0] / sums.frames, blocks, [1.0] * len(values))
    assert found.errors == pytest.approx(np.std(values, ddof=1) / np.sqrt(len(values)), rel=1e-9, abs=1e-9)
