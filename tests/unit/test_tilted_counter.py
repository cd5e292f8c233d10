"""A counter as a tilt, and rates that are counted: against dense eigenvalues."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.counted_rates import CountedRates
from detbal.counting_figures import counting_figures
from detbal.numerics.elimination import stationary_log
from detbal.verdict import Status

N = 4


def rates(seed, *, forces=True, **more):
    """Random rates between all states, of which the entropy of one pair is counted, or a random current."""
    rng = np.random.default_rng(seed)
    source, target = np.nonzero(~np.eye(N, dtype=bool))
    log = rng.normal(size=(N, N))
    weight = rng.normal(size=(N, N))
    log_rate, force = log[source, target], (log - log.T)[source, target]
    return CountedRates(
        log_pi=stationary_log(N, source, target, log_rate),
        source=source,
        target=target,
        log_rate=log_rate,
        weight=(weight - weight.T)[source, target],
        force=force if forces else np.full(len(source), np.nan),
        affinity=None,
        **more,
    )


def dense(one, chi):
    matrix = np.zeros((N, N))
    np.add.at(matrix, (one.target, one.source), np.exp(one.log_rate + chi * one.weight))
    return np.linalg.eigvals(matrix - np.diag(np.bincount(one.source, np.exp(one.log_rate)))).real.max()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(-1.5, 1.5))
def test_growth_and_slope_are_those_of_the_dense_matrix(seed, chi):
    one = rates(seed)
    found, h = one.tilted().tangent(chi), 1e-5
    assert found.value == pytest.approx(dense(one, chi), abs=1e-11)
    assert found.slope == pytest.approx((dense(one, chi + h) - dense(one, chi - h)) / (2 * h), abs=1e-6)
    assert one.tilted().scgf(np.array([chi]))[0] == found.value


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**6))
def test_forces_of_the_rates_fulfil_the_theorem_and_others_break_it(seed):
    one = rates(seed)
    mean = float(one.cumulants(1)[0][0])
    assert one.tilted().fluctuation_theorem(mean).status is Status.BALANCED
    wrong = replace(one, force=1.01 * one.force)
    assert wrong.tilted().fluctuation_theorem(mean).status is Status.BROKEN
    noisy = replace(wrong, sigma=np.full(len(one.source), 10.0))
    assert noisy.tilted().fluctuation_theorem(mean).status is Status.UNDECIDED


@given(st.integers(0, 10**6))
def test_entropy_production_is_the_mean_of_the_forces(seed):
    one = rates(seed)
    flux = np.exp(one.log_pi[one.source] + one.log_rate)
    assert one.entropy_production == pytest.approx(flux @ one.force, rel=1e-9)
    assert one.entropy_production >= 0
    assert np.isnan(rates(seed, forces=False).entropy_production)


def test_what_is_not_known_is_left_as_it_is():
    tilted = rates(0, forces=False).tilted()
    assert np.isnan(tilted.force).all()
    assert tilted.lost == 0.0


def test_nothing_counted_has_a_unit_all_the_same():
    one = rates(0)
    silent = replace(one, weight=np.zeros(len(one.source))).tilted()
    assert silent.unit == 1.0
    assert silent.tangent(0.7).slope == 0.0
    assert silent.fluctuation_theorem(0.0).status is Status.UNDECIDED


def test_figures_show_both_zeros_where_they_are_near():
    ends = np.array([0, 1, 0, 1]), np.array([1, 0, 1, 0])
    two = CountedRates(
        log_pi=np.log([0.4, 0.6]),
        source=ends[0],
        target=ends[1],
        log_rate=np.log([1.0, 1.0, 2.0, 1.0]),
        weight=np.array([0.0, 0.0, 1.0, -1.0]),
        force=np.log(2.0) * np.array([0.0, 0.0, 1.0, -1.0]),
        affinity=float(np.log(2.0)),
    )
    values, _ = two.cumulants(2)
    line, rate = counting_figures(two.tilted(), values, "a current", "unit time")
    chi = line.curves[0].x
    assert chi.min() < -np.log(2.0) < 0 < chi.max()
    assert [one.name for one in line.curves] == ["λ(χ)", "mirror image, λ(-χ - A)", "mean and noise alone"]
    assert (rate.curves[0].y >= 0).all()
    assert np.interp(values[0], rate.curves[0].x, rate.curves[0].y) < 1e-3
    assert len(counting_figures(two.tilted(), values, "a current", "unit time", genuine=False)) == 1
    (alone, _) = counting_figures(two.tilted(), values[:1], "a current", "unit time")
    assert len(alone.curves) == 2
