"""Exponential sums and sampled correlation functions."""

import numpy as np
import pytest

from detbal import InputError
from detbal.generators.baths import Bath, Exponentials, drude_lorentz_matsubara

W = np.array([-3.0, -1.0, 0.0, 0.7, 2.0])


def test_the_matsubara_series_converges_to_the_bath():
    exact = Bath(spectral_density=lambda w: 2 * 0.5 * w / (1 + w**2), kT=1.0)
    errors = [
        np.abs(drude_lorentz_matsubara(0.5, 1.0, 1.0, terms).values(W) - exact.power_spectrum(W)).max()
        for terms in (10, 100, 1000)
    ]
    # what is left out falls as 1/terms
    assert errors[0] / errors[1] == pytest.approx(10, rel=0.1)
    assert errors[1] / errors[2] == pytest.approx(10, rel=0.02)
    # and is 2 Σ c_k/z_k of the others, with c_k = 4 λ γ kT/z_k and z_k = 2πk kT
    assert errors[2] == pytest.approx(8 * 0.5 / (4 * np.pi**2) / 1000, rel=0.01)


def test_spectrum_of_exponentials_is_the_transform_of_c():
    series = Exponentials([0.3 - 0.1j, 0.2j], [1.0 + 0.5j, 2.0 - 1j])
    t = np.linspace(0, 60, 600_001)
    c = series.correlation(t)
    direct = [2 * np.trapezoid(c * np.exp(1j * w * t), t).real for w in W]
    np.testing.assert_allclose(series.values(W), direct, atol=1e-8)
    exact_norm = np.sqrt(2 * np.trapezoid(np.abs(c) ** 2, t))
    assert series.norm() == pytest.approx(exact_norm, rel=1e-8)


def test_exponentials_that_are_none():
    for c, z, message in [
        ([1, 2], [1], r"coefficients have shape \(2,\), rates \(1,\)"),
        ([], [], "the same length, at least 1"),
        ([1], [-1 + 1j], r"rates\[0\] = \(-1\+1j\): e\^\{-zt\} must decay"),
        ([1, np.nan], [1, 1], r"coefficients\[1\] = \(?nan"),
        (["a"], [1], "coefficients hold entries of type"),
    ]:
        with pytest.raises(InputError, match=message):
            Exponentials(c, z)
    for wrong, message in [
        ((0.0, 1, 1, 1), "lam = 0.0;"),
        ((1, 1, 1, -1), "terms = -1"),
        ((1, 4 * np.pi, 1, 1), r"Matsubara frequency 2π · 2 · kT"),
    ]:
        with pytest.raises(InputError, match=message):
            drude_lorentz_matsubara(*wrong)


def sampled(c, times, **options):
    return Bath(correlation_function=c, times=times, **options)


@pytest.mark.parametrize("end", [12.0, 40.0])
@pytest.mark.parametrize("n", [200, 2001])
def test_the_stated_error_of_a_sampled_correlation_holds(end, n):
    series = Exponentials([0.3 - 0.1j, 0.2j], [1.0 + 0.5j, 2.0 - 1j])
    bath = sampled(series.correlation, np.linspace(0, end, n))
    error = np.abs(bath.power_spectrum(W) - series.values(W))
    assert (error <= bath.emission_error(W)).all()
    assert bath.emission_error(W).max() < {200: 2e-2, 2001: 1e-4}[n]
    shift = np.abs(bath.lamb_shift(W) - series.lamb_shift(W))
    assert (shift <= bath.emission_error(W).max()).all()


def test_uneven_times_and_any_order():
    series = Exponentials([0.4], [1.0])
    t = np.concatenate([[0.0], np.geomspace(1e-3, 40, 800)])
    order = np.random.default_rng(1).permutation(len(t))
    bath = sampled(series.correlation(t)[order], t[order])
    np.testing.assert_allclose(bath.power_spectrum(W), series.values(W), atol=1e-6)
    np.testing.assert_allclose(bath.correlation_function([-0.5, 2.0]), 0.4 * np.exp([-0.5, -2.0]), atol=1e-7)
    with pytest.raises(InputError, match=r"C at time 50 is not known: its samples end at 40"):
        bath.correlation_function(50.0)
    with pytest.raises(InputError, match=r"frequency 10000: the time steps resolve frequencies up to"):
        bath.power_spectrum(1e4)


def test_a_cut_tail_is_bounded():
    """A window that ends too early: the error is stated, about what e^{-T} leaves out."""
    series = Exponentials([0.4], [1.0])
    bath = sampled(series.correlation, np.linspace(0, 3, 3001))
    left_out = 2 * 0.4 * np.exp(-3)
    assert left_out <= bath.emission_error(0.0) <= 1.5 * left_out
    assert abs(bath.power_spectrum(0.0) - series.values(np.zeros(1))[0]) == pytest.approx(left_out, rel=1e-6)
    vanished = sampled(np.where(np.arange(100) < 50, 1.0 - np.arange(100) / 50, 0.0), np.linspace(0, 10, 100))
    assert vanished.emission.truncation == 0


def test_samples_of_c_that_are_none():
    t = np.linspace(0, 10, 101)
    c = np.exp(-t)
    for values, times, message in [
        (c[:-1], t, r"correlation_function has shape \(100,\), times \(101,\)"),
        (np.where(t == 5, np.nan, c), t, r"correlation_function\[50\] = \(?nan"),
        (c, np.where(t == 5, np.inf, t), r"times\[50\] = inf"),
        (c, np.where(t == 5, t[1], t), "times hold 0.1 twice"),
        (c, t + 1, "give the time 0 and at least 8 times"),
        (c[:5], t[:5], "give the time 0 and at least 8 times"),
        (0 * c, t, "correlation_function is zero throughout"),
        (np.full(101, "a"), t, "correlation_function holds entries of type"),
        (c, np.where(t == 10, -3.35, t), "negative times are not the positive ones mirrored"),
    ]:
        with pytest.raises(InputError, match=message):
            sampled(values, times)
