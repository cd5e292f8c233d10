"""The temperature that a fit implies, and the thermometer that is put together from both."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.pairs import Pairs
from detbal.residual import Estimate, fit, join_residuals
from detbal.result import Thermometer
from detbal.temperature import NO_TEMPERATURE, Temperature
from detbal.units import ENERGY_UNITS

signed = st.floats(1e-6, 1e6) | st.floats(-1e6, -1e-6)


@given(beta=signed, error=st.floats(0.0, 1e3), symbol=st.sampled_from(sorted(ENERGY_UNITS)))
def test_a_unit_changes_the_name_of_a_temperature_only(beta, error, symbol):
    """1/β in joules over k_B is T, whatever the unit, and the relative error is that of β."""
    unit = ENERGY_UNITS[symbol]
    found = Temperature.of(beta, error, unit)
    assert found.kT * beta == pytest.approx(1.0, rel=1e-14)
    assert pytest.approx(unit.joules / beta / 1.380649e-23, rel=1e-13) == found.T
    assert found.kT_error == pytest.approx(abs(found.kT) * error / abs(beta), rel=1e-13)
    assert found.T_error == pytest.approx(abs(found.T) * error / abs(beta), rel=1e-13)
    assert found.energy_unit == symbol


def test_without_a_unit_there_are_no_kelvins_and_without_beta_no_temperature():
    assert Temperature.of(-2.0, 0.1) == Temperature(-0.5, 0.025)
    assert Temperature.of(0.0, 0.1, ENERGY_UNITS["eV"]) == Temperature(energy_unit="eV")
    theta = Estimate(("β", "μ"), np.array([4.0, 7.0]), np.array([0.8, 9.0]))
    assert Temperature.fitted(theta) == Temperature(0.25, 0.05)


def test_the_spread_of_the_temperature_is_that_of_the_data():
    """1000 draws of three log-ratios with known errors: the mean of kT_error is the scatter of kT, to their noise."""
    rng, gaps, sigma = np.random.default_rng(8), np.array([[1.0], [2.0], [3.0]]), 0.01
    draws = 2.0 * gaps.T + rng.normal(0.0, sigma, (1000, 3))
    pairs = [Pairs.from_logs(one, np.zeros(3), design=gaps, unknowns=["β"], sigma=np.full(3, sigma)) for one in draws]
    read = [Temperature.fitted(fit(one).theta) for one in pairs]
    scatter = np.std([one.kT for one in read], ddof=1)
    # the standard deviation of 1000 normal draws is known to 1/√2000 = 2.2 % (1σ)
    assert np.mean([one.kT_error for one in read]) == pytest.approx(scatter, rel=4 * 0.0224)


def test_a_thermometer_says_what_the_fit_left_unless_it_is_told_otherwise():
    left = fit(Pairs.of([2.0, 4.0, 9.0], [1.0, 1.0, 1.0], design=[[1.0], [2.0], [3.0]], sigma=0.1))
    plain = Thermometer.of(left, subject="s", statement="t")
    assert (plain.theta, plain.residual, plain.labels) == (left.theta, left.residual, left.labels)
    assert (plain.misfit, plain.dof, plain.chi2, plain.p_value) == (left.misfit, 2, left.chi2, left.p_value)
    assert (plain.kT, plain.kT_error, plain.T, plain.T_error, plain.energy_unit) == (None, None, None, None, "")
    warm = Thermometer.of(left, Temperature(1.0, 0.1, 2.0, 0.2, "K"), subject="s", statement="t", misfit=0.5)
    assert (warm.kT, warm.kT_error, warm.T, warm.T_error, warm.energy_unit) == (1.0, 0.1, 2.0, 0.2, "K")
    assert warm.misfit == 0.5
    assert Temperature() == NO_TEMPERATURE


def test_residuals_found_apart_stand_in_one_list():
    parts = [fit(Pairs.of([2.0, 3.0], [1.0, 1.0], sigma=0.1)), fit(Pairs.of([5.0], [1.0]))]
    whole = join_residuals(parts, ["a", "b", "c"], parts[0].theta)
    assert np.exp(whole.residual) == pytest.approx([2.0, 3.0, 5.0])
    assert whole.sigma.tolist() == [0.1, 0.1, 0.0]
    assert (whole.dof, whole.labels, whole.chi2, whole.p_value) == (3, ["a", "b", "c"], None, None)
    assert whole.rounding.tolist() == [*parts[0].rounding, *parts[1].rounding]
    assert join_residuals([replace(parts[0], dof=0)], ["a", "b"]).theta.names == ()
