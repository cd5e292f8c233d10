"""The nearest reciprocal pair."""

from dataclasses import replace

import numpy as np
import pytest

from detbal import Status
from detbal.errors import InputError
from detbal.photovoltaics.comparison.overlap import overlap_of
from detbal.photovoltaics.radiation import BOLTZMANN
from detbal.photovoltaics.reciprocity.check import check_pair
from detbal.photovoltaics.reciprocity.complete import example_pair
from detbal.photovoltaics.reciprocity.impose import AboveOne, impose_pair
from detbal.photovoltaics.reciprocity.law_fit import law_fit
from detbal.photovoltaics.reciprocity.listing import pairs_of


def test_it_is_reciprocal_exactly(noisy_pair):
    nearest = impose_pair(noisy_pair(np.random.default_rng(0))).nearest
    bare = replace(
        nearest,
        eqe=replace(nearest.eqe, error=0 * nearest.eqe.error),
        el=replace(nearest.el, error=0 * nearest.el.error),
    )
    assert check_pair(bare).status is Status.BALANCED
    assert np.ptp(pairs_of(nearest, T=300).log_ratio) < 1e-10


def test_the_distance_squared_is_as_large_as_chi_square_allows(noisy_pair):
    """Of 79 degrees of freedom: 79 ± 12.6."""
    squares = [impose_pair(noisy_pair(np.random.default_rng(k))).distance ** 2 for k in range(10)]
    dof = len(pairs_of(noisy_pair(np.random.default_rng(0)))) - 1
    assert abs(np.mean(squares) - dof) < 4 * np.sqrt(2 * dof / 10)


def test_no_other_reciprocal_pair_is_nearer(noisy_pair):
    """Lagrange's conditions, by a general minimiser."""
    from scipy.optimize import minimize

    pair = noisy_pair(np.random.default_rng(2), step_el=20.0)
    both = law_fit(overlap_of(pair.eqe, pair.el), 1 / (BOLTZMANN * 300)).signals
    made = impose_pair(pair)
    ratio = pairs_of(pair, T=300).log_ratio

    def cost(unknown):
        level, up = unknown[0], unknown[1:]  # the EQE moves up, the EL is what the law makes of it
        down = level + up - ratio
        return np.sum((up / both.sigma_absorbed) ** 2 + (down / both.sigma_emitted) ** 2)

    start = np.concatenate(([ratio.mean()], np.zeros(len(both))))
    found = minimize(cost, start, method="BFGS", options={"gtol": 1e-4, "maxiter": 5000})
    assert made.distance**2 == pytest.approx(found.fun, rel=1e-5)


def test_a_curve_without_errors_stays(noisy_pair):
    pair = noisy_pair(np.random.default_rng(0))
    exact = replace(pair, eqe=replace(pair.eqe, error=0 * pair.eqe.error))
    both = law_fit(overlap_of(exact.eqe, exact.el), 1 / (BOLTZMANN * 300)).signals
    nearest = impose_pair(exact).nearest
    assert nearest.eqe.value == pytest.approx(np.exp(both.log_absorbed), rel=1e-12)


def test_without_errors_both_move_by_half():
    pair = example_pair(330)
    made = impose_pair(pair, T=300)
    assert np.log(made.nearest.eqe.value / pair.eqe.value) == pytest.approx(-made.moved / 2, abs=1e-12)


def test_an_eqe_above_one_is_reported():
    pair = example_pair()
    made = impose_pair(replace(pair, el=replace(pair.el, value=np.where(pair.el.energy > 1.45, 4, 1) * pair.el.value)))
    assert any(isinstance(one, AboveOne) for one in made.findings)


def test_nothing_in_common_is_refused():
    pair = example_pair()
    away = replace(pair, el=replace(pair.el, energy=pair.el.energy + 1))
    with pytest.raises(InputError, match=r"seen at 0 energies; give curves that overlap"):
        impose_pair(away)
