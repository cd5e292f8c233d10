"""Spectra over what a finite time resolves: against integrals over time, and limits."""

import numpy as np
import pytest
from scipy.integrate import quad

from detbal.errors import InputError
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


@pytest.mark.parametrize("width", [1e-1, 1e-3, 4e-4])
@pytest.mark.parametrize("centre", [1.2345, -0.3, 7.7])
@pytest.mark.parametrize("background", [0.0, 1.0])
def test_a_narrow_line_counts_by_its_area(width, centre, background):
    # whose tails are zero wherever a first look falls; Gauss-Hermite over the line itself
    time, shifts = 3.0, np.array([-1.0, 0.0, 1.0])
    found, _ = finite_time_overlaps(
        lambda w: np.exp(-(((w - centre) / width) ** 2) / 2) + background * lorentzian(w), shifts, time, 1.0
    )
    rest, _ = finite_time_overlaps(lambda w: background * lorentzian(w), shifts, time, 1.0)
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    wave = np.sinc((centre + width * nodes + shifts[:, None]) * time / (2 * np.pi))
    expected = time / (2 * np.pi) * width * (wave * weights) @ wave.T
    np.testing.assert_allclose(found - rest, expected, atol=1e-8 * np.abs(expected).max() + 1e-12 * background)


def test_noise_is_refused_before_it_fills_the_memory():
    rng = np.random.default_rng(0)
    with pytest.raises(InputError, match="the spectrum is not smooth around ω = "):
        finite_time_overlaps(lambda w: rng.random(len(w)), np.zeros(1), 3.0, 1.0)


def test_single_precision_is_smooth_enough():
    rough = finite_time_overlaps(lambda w: lorentzian(w).astype(np.float32).astype(float), np.zeros(1), 1.0, 1.0)[0]
    assert rough[0, 0] == pytest.approx(over_times(0.0, 0.0, 1.0), rel=1e-6)
