"""Absorption and emission: Einstein's relation at the peaks, Kennard and Stepanov's everywhere for exact systems."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.generators import Bath, Lindbladian, RegressionSpectrum, davies
from detbal.generators.response import ThermalCorrelator, dipole_spectra

LOWER = np.array([[0.0, 1.0], [0.0, 0.0]])
KT, GAMMA = 0.5, 0.02


def atom(kT=KT):
    n = 1 / np.expm1(1 / kT)
    return Lindbladian(np.diag([0.0, 1.0]), [np.sqrt(GAMMA * (n + 1)) * LOWER, np.sqrt(GAMMA * n) * LOWER.T])


def test_the_lines_of_a_two_level_atom():
    # Lorentzians of half width γ₂ = γ (2n + 1)/2, weighted by the populations
    n, w = 1 / np.expm1(1 / KT), np.array([0.9, 1.0, 1.2])
    width, p = GAMMA * (2 * n + 1) / 2, np.array([1.0, np.exp(-1 / KT)])
    line = 2 * width / ((w - 1) ** 2 + width**2) / p.sum()
    found = dipole_spectra(RegressionSpectrum(atom(), LOWER, kT=KT), w)
    np.testing.assert_allclose(found.absorption, p[0] * line, rtol=1e-12)
    np.testing.assert_allclose(found.emission, p[1] * line, rtol=1e-12)
    # a weak beam loses what the response says
    full = RegressionSpectrum(atom(), LOWER, kT=KT)
    np.testing.assert_allclose(found.net_absorption, (p[0] - p[1]) * line, rtol=1e-12)
    x = RegressionSpectrum(atom(), LOWER + LOWER.T, kT=KT)
    np.testing.assert_allclose(2 * x.response(1.0).imag, found.net_absorption[1], rtol=1e-3)
    assert full.density(1.0) == pytest.approx(found.absorption[1], rel=1e-14)


def test_a_generator_obeys_kennard_and_stepanov_at_its_peaks_only():
    H = np.diag([0.0, 1.0, 1.7])
    bath = Bath(spectral_density=lambda w: 1e-5 * w, kT=KT)
    generator = davies(H, [(np.ones((3, 3)), bath)], lamb_shift=False)
    lower = np.triu(np.ones((3, 3)), 1)
    found = dipole_spectra(RegressionSpectrum(generator, lower), [0.7, 1.0, 1.35, 1.7])
    at_peaks = np.array([True, True, False, True])
    np.testing.assert_allclose(found.implied_kT[at_peaks], KT, rtol=1e-4)
    assert abs(found.implied_kT[2] - KT) > 0.01
    assert found.kT == KT


def test_an_exact_system_obeys_it_everywhere():
    rng = np.random.default_rng(0)
    H, d = rng.normal(size=(2, 4, 4))
    correlator = ThermalCorrelator(H + H.T, d + d.T, kT=KT)
    found = dipole_spectra(correlator, np.linspace(0.05, 6.0, 50), broadening=0.2)
    np.testing.assert_allclose(found.log_ratio, found.omega / KT, rtol=1e-12)
    np.testing.assert_allclose(found.net_absorption, 2 * correlator.response(found.omega, 0.2).imag, rtol=1e-11)


def test_another_temperature_is_seen_in_the_ratio():
    spectrum = RegressionSpectrum(atom(0.7), LOWER, kT=0.7)
    assert dipole_spectra(spectrum, [1.0]).implied_kT[0] == pytest.approx(0.7, rel=1e-12)


def test_the_picture():
    spectrum = RegressionSpectrum(atom(), LOWER, kT=KT)
    figure = dipole_spectra(spectrum, np.linspace(0.5, 1.5, 100)).figure()
    assert [curve.name for curve in figure.curves] == ["absorption", "emission", "absorption · e^(-ω/kT)"]
    plotted = dipole_spectra(spectrum, [0.9, 1.1]).plot()
    assert plotted.axes[0].get_xlabel() == "ω"


def test_what_they_refuse():
    with pytest.raises(InputError, match="spectrum is of type float; give a RegressionSpectrum or a ThermalCorrelator"):
        dipole_spectra(1.0, [1.0])
    with pytest.raises(InputError, match=r"omega\[1\] = -1"):
        dipole_spectra(RegressionSpectrum(atom(), LOWER, kT=KT), [1.0, -1.0])
    with pytest.raises(InputError, match="a spectrum of two operators"):
        dipole_spectra(RegressionSpectrum(atom(), LOWER, LOWER.T, kT=KT), [1.0])


def test_cold_systems_keep_their_ratio_where_emission_underflows():
    cold = ThermalCorrelator(np.diag([0.0, 1.0]), LOWER + LOWER.T, kT=1e-3)
    found = dipole_spectra(cold, [1.0, 2.0, 10.0], broadening=0.1)
    np.testing.assert_allclose(found.log_ratio, [1e3, 2e3, 1e4], rtol=1e-12)
    np.testing.assert_allclose(found.implied_kT, 1e-3, rtol=1e-12)
    np.testing.assert_array_equal(found.emission, 0.0)


@pytest.mark.parametrize("A", [np.eye(2), np.zeros((2, 2))])
def test_an_operator_without_transitions_has_no_ratio(A):
    still = ThermalCorrelator(np.diag([0.0, 1.0]), A, kT=0.5)
    np.testing.assert_array_equal(still.log_spectrum([0.5, 1.0], 0.1), -np.inf)
    assert np.isnan(dipole_spectra(still, [1.0], broadening=0.1).implied_kT).all()
