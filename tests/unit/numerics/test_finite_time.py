"""Spectra over what a finite time resolves: against integrals over time, and limits."""

import numpy as np
import pytest
from scipy.integrate import quad

from detbal.numerics.finite_time import finite_time_overlaps


def lorentzian(w):
    return 2.0 / (1.0 + w**2)


def over_times(a, b, time):
    """(1/τ) ∬ C(t - u) e^{i a u - i b t} over a square, with C = e^-|t|, by one integral over t - u."""
    mean, apart = (a + b) / 2.0, a - b

    def integrand(u):
        return np.exp(-u) * np.cos(mean * u) * (time - u) * np.sinc(apart * (time - u) / (2 * np.pi))

    return 2.0 / time * quad(integrand, 0.0, time, epsabs=1e-12, epsrel=1e-12, limit=500)[0]


@pytest.mark.parametrize("time", [0.1, 1.0, 30.0])
def test_the_kernel_is_the_average_over_times(time):
    shifts = np.array([-2.0, 0.0, 0.5, 3.0])
    found, far = finite_time_overlaps(lorentzian, shifts, time, 1.0)
    expected = [[over_times(a, b, time) for b in shifts] for a in shifts]
    np.testing.assert_allclose(found, expected, atol=1e-10)
    assert far < 1e-20
    assert np.abs(found - np.diag(np.diag(found))).max() > 1e-3


def test_it_does_not_depend_on_where_s_varies():
    # a peak much narrower than 1/τ, and off the frequencies that the panels know of
    found, _ = finite_time_overlaps(lambda w: 2e-3 / (1e-6 + (w - 0.77) ** 2), np.array([0.0]), 2.0, 1.0)
    assert found[0, 0] == pytest.approx(2.0 * np.sinc(0.77 / np.pi) ** 2, rel=1e-2)  # 2π δ(ω - 0.77)
    with np.errstate(over="raise", invalid="raise"):
        everywhere = finite_time_overlaps(np.ones_like, np.array([0.0, 1.0]), 1e5, 1.0)[0]
    np.testing.assert_allclose(everywhere, np.eye(2), atol=1e-4)


def test_a_spectrum_without_cut_off_shows():
    assert finite_time_overlaps(lambda w: 1.0 + np.abs(w), np.zeros(1), 1.0, 1.0)[1] > 1e-3
    assert finite_time_overlaps(lorentzian, np.zeros(1), 1.0, 1.0)[1] < 1e-20


def test_nothing_outside_its_reach():
    found, _ = finite_time_overlaps(np.ones_like, np.zeros(1), 2.0, 1.0, reach=(-0.5, 0.5))
    assert found[0, 0] == pytest.approx(quad(lambda w: np.sinc(w / np.pi) ** 2, -0.5, 0.5)[0] / np.pi, rel=1e-12)
