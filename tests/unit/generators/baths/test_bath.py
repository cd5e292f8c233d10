"""Baths: spectra without cancellation, border, Lamb shift, correlation function."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal import InputError
from detbal.generators.baths import Bath, Exponentials, complete_bath, drude_lorentz_matsubara
from detbal.generators.baths.functions import Formula, Samples


def ohmic(kT=0.5, alpha=0.05, cutoff=5.0):
    return Bath(spectral_density=lambda w: alpha * w * np.exp(-w / cutoff), kT=kT)


X = np.concatenate([np.geomspace(1e-300, 1e-3, 20), [0.1, 1.0, 7.0, 40.0, 700.0, 1e4]])


def test_bosons_obey_kms_at_every_frequency():
    bath = Bath(spectral_density=lambda w: w / (1 + w**2), kT=1.0)
    difference = bath.log_power_spectrum(X) - bath.log_power_spectrum(-X)
    np.testing.assert_allclose(difference, X, rtol=1e-14, atol=3e-13)
    assert np.array_equal(bath.log_absorption_spectrum(X), bath.log_power_spectrum(-X))
    assert bath.power_spectrum(-1e4) == 0  # underflows, the log does not


@pytest.mark.parametrize("x", [1e-9, 0.3, 20.0, 40.0, 600.0])
def test_bosons_against_many_digits(x):
    bath = ohmic(kT=0.5)
    with mpmath.workdps(400):
        w = mpmath.mpf(x) / 2
        j = mpmath.mpf(0.05) * w * mpmath.exp(-w / 5)
        n = 1 / mpmath.expm1(w / mpmath.mpf(0.5))
        up, down = 2 * j * (n + 1), 2 * j * n
        assert bath.power_spectrum(x / 2) == pytest.approx(float(up), rel=2e-15 + 1e-16 * x)
        assert bath.power_spectrum(-x / 2) == pytest.approx(float(down), rel=2e-15 + 3e-16 * x)
        assert bath.log_power_spectrum(-x / 2) == pytest.approx(float(mpmath.log(down)), rel=1e-15, abs=1e-15)


def test_zero_frequency_is_the_limit():
    bath = ohmic(kT=0.5)
    assert bath.power_spectrum(0.0) == pytest.approx(2 * 0.5 * 0.05, rel=1e-14)
    assert bath.log_power_spectrum(0.0) == pytest.approx(np.log(0.05), rel=1e-14)
    assert Bath(spectral_density=lambda w: w**3, kT=1.0).power_spectrum(0.0) == 0
    assert Bath(spectral_density=lambda w: np.where(w > 1, w, 0.0), kT=1.0).log_power_spectrum(0.0) == -np.inf
    with pytest.raises(InputError, match=r"grows without limit at ω → 0 \(as ω\^-0\.5\).*sub-Ohmic"):
        Bath(spectral_density=np.sqrt, kT=1.0).power_spectrum([0.0])
    w = np.linspace(0, 5, 501)
    sampled = Bath(spectral_density=w / (1 + w), frequencies=w, kT=1.0)
    assert sampled.power_spectrum(0.0) == pytest.approx(2.0, rel=1e-3)
    with pytest.raises(InputError, match=r"spectral_density\(0\) = 1 in the samples"):
        Bath(spectral_density=1 + w, frequencies=w, kT=1.0).power_spectrum(0.0)


def test_fermions():
    bath = Bath(spectral_density=lambda w: 0.2 + 0 * w, kT=0.5, mu=0.3, statistics="fermion")
    w = np.array([-5000.0, -20.0, 0.3, 0.7, 20.0, 5000.0])
    difference = bath.log_power_spectrum(w) - bath.log_absorption_spectrum(w)
    np.testing.assert_allclose(difference, (w - 0.3) / 0.5, rtol=1e-15, atol=1e-15)
    np.testing.assert_allclose(bath.spectral_density(w), 0.2)
    inside = slice(1, 5)
    total = bath.power_spectrum(w[inside]) + bath.absorption_spectrum(w[inside])
    np.testing.assert_allclose(total, 0.2, rtol=1e-15)


@given(st.floats(0.01, 5), st.floats(-3, 3), st.floats(-8, 8))
def test_particle_hole_symmetry(kT, mu, w):
    bath = Bath(spectral_density=lambda w: 1.0, kT=kT, mu=mu, statistics="fermion")
    assert bath.log_power_spectrum(mu + w) == pytest.approx(bath.log_absorption_spectrum(mu - w), rel=1e-9, abs=1e-9)


def test_density_from_the_spectrum():
    w = np.array([-3.0, -0.1, 0.1, 3.0])
    density = ohmic().spectral_density(w)
    np.testing.assert_allclose(density, 0.05 * w * np.exp(-np.abs(w) / 5), rtol=1e-15)
    np.testing.assert_allclose(Bath(power_spectrum=ohmic().power_spectrum).spectral_density(w), density, rtol=1e-13)
    half = complete_bath(Bath(power_spectrum=lambda w: np.where(w < 0, 99.0, ohmic().power_spectrum(w))), kT=0.5)
    np.testing.assert_allclose(half.spectral_density(w), density, rtol=1e-14)


def test_units():
    kelvin = Bath(spectral_density=lambda w: w, T=300, energy_unit="meV")
    assert kelvin.kT == pytest.approx(25.852, rel=1e-4)
    assert repr(kelvin) == "<Bath: bosons, kT = 25.852 meV (T = 300 K given)>"


# callables and samples


def test_a_function_of_one_number_is_looped_and_said_so():
    looped = Bath(power_spectrum=lambda w: math.exp(w) if w < 1 else 1.0)
    np.testing.assert_allclose(looped.power_spectrum([[0.0, 2.0]]), [[1.0, 1.0]])
    assert looped.assumptions == ("power_spectrum takes no arrays and was called number by number",)
    assert Bath(power_spectrum=lambda w: np.exp(w)).assumptions == ()
    assert Bath(power_spectrum=lambda w: 0.3).power_spectrum([1.0, 2.0]).tolist() == [0.3, 0.3]


def test_functions_that_are_none():
    with pytest.raises(InputError, match=r"power_spectrum returned shape \(2, 2\) for \(2,\)"):
        Bath(power_spectrum=lambda w: np.outer(w, w))
    with pytest.raises(InputError, match=r"power_spectrum\(1\) = \(1\+1j\); return real values"):
        Bath(power_spectrum=lambda w: w * (1 + 1j))
    with pytest.raises(InputError, match=r"power_spectrum\(1\) raised KeyError"):
        Bath(power_spectrum=lambda w: {}[1])
    with pytest.raises(InputError, match=r"returned shape \(2,\) for one number"):
        Bath(power_spectrum=lambda w: [1, 2] if np.ndim(w) == 0 else math.exp(w))
    bath = Bath(power_spectrum=lambda w: np.where(w > 3, np.nan, 1.0))
    with pytest.raises(InputError, match=r"power_spectrum\(4\) = nan; return finite numbers everywhere"):
        bath.power_spectrum([1.0, 4.0])
    assert Formula.of(lambda w: w + 0j, "S")(np.ones(2)).dtype == float


def test_samples_are_not_extrapolated():
    w = np.linspace(-2, 2, 41)
    bath = Bath(power_spectrum=np.exp(w), frequencies=w)
    np.testing.assert_allclose(bath.power_spectrum([0.05, 1.1]), np.exp([0.05, 1.1]), rtol=1e-3)
    assert bath.emission_error(w[21]) == 0
    assert abs(bath.power_spectrum(0.05) - np.exp(0.05)) <= bath.emission_error(0.05)
    assert bath.frequency_range == (-2.0, 2.0)
    with pytest.raises(InputError, match=r"power_spectrum at 2\.5 is not known: its samples reach from -2 to 2"):
        bath.power_spectrum(2.5)
    pair = Bath(spectral_density=(w[20:], w[20:]), kT=1)
    assert pair.frequency_range == (-2.0, 2.0)
    shuffled = Samples.of(w[::-1] ** 2, w[::-1], "S", "frequencies")
    np.testing.assert_array_equal(shuffled(w), w**2)


def test_samples_that_are_none():
    with pytest.raises(InputError, match=r"power_spectrum has shape \(3,\), frequencies \(2,\)"):
        Bath(power_spectrum=[1, 2, 3], frequencies=[1, 2])
    with pytest.raises(InputError, match=r"power_spectrum\[1\] = nan"):
        Bath(power_spectrum=[1, np.nan], frequencies=[1, 2])
    with pytest.raises(InputError, match="frequencies holds 1 twice"):
        Bath(power_spectrum=[1, 2, 3], frequencies=[1, 2, 1])
    with pytest.raises(InputError, match="give frequencies= with the samples"):
        Bath(power_spectrum=[1, 2, 3])
    with pytest.raises(InputError, match="leave frequencies= to sampled arrays"):
        Bath(power_spectrum=np.exp, frequencies=[1, 2])


# the border


def test_what_does_not_fit_together():
    flat, c = (lambda w: 1.0), Exponentials([1.0], [1.0])
    for wrong, message in [
        ({}, "given: none: a bath is described by one function"),
        ({"power_spectrum": flat, "spectral_density": flat}, "given: power_spectrum and spectral_density"),
        ({"spectral_density": flat}, "a spectral density without a temperature"),
        ({"power_spectrum": flat, "kT": -1}, "kT = -1"),
        ({"power_spectrum": flat, "kT": 1, "T": 1}, "give one: kT="),
        ({"power_spectrum": flat, "mu": 0.1}, "mu = 0.1 of bosons"),
        ({"power_spectrum": flat, "mu": np.nan}, "mu = nan"),
        ({"correlation_function": c, "times": [0, 1]}, "times= with Exponentials"),
        ({"correlation_function": np.exp}, "a correlation function without times"),
        ({"correlation_function": c, "statistics": "fermion"}, "a correlation function of fermions"),
        ({"correlation_function": c, "frequencies": [1, 2]}, "leave frequencies= out"),
        ({"power_spectrum": flat, "times": [1, 2]}, "leave times= out"),
        ({"power_spectrum": flat, "absorption_spectrum": flat}, "absorption_spectrum= with power_spectrum= of bosons"),
    ]:
        with pytest.raises(InputError, match=message):
            Bath(**wrong)
    with pytest.raises(InputError, match=r"omega\[1\] = inf"):
        Bath(power_spectrum=flat).power_spectrum([0, np.inf])
    with pytest.raises(InputError, match="absorption spectrum S₊ of this fermionic bath is not known"):
        Bath(power_spectrum=flat, statistics="fermion").absorption_spectrum(1.0)


def test_a_negative_spectrum_has_no_log():
    bath = Bath(power_spectrum=lambda w: w)
    assert bath.power_spectrum(-1.0) == -1
    with pytest.raises(InputError, match=r"power_spectrum\(-1\) = -1: a spectrum of intensities is not negative"):
        bath.log_power_spectrum([1.0, -1.0])


# Lamb shift and correlation function


def test_lamb_shift_of_exponentials_by_quadrature():
    exact = Bath(correlation_function=drude_lorentz_matsubara(0.5, 1.0, 0.2, 5), kT=0.2)
    numerical = Bath(power_spectrum=exact.power_spectrum, kT=0.2)
    w = np.array([0.0, 0.3, -2.5, 40.0])
    np.testing.assert_allclose(numerical.lamb_shift(w), exact.lamb_shift(w), rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(numerical.absorption_lamb_shift(w), exact.lamb_shift(-w), rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("w", [-3.0, -0.4, 0.0, 1.0, 12.0])
def test_lamb_shift_against_mpmath(w):
    """J = α ω e^{-ω/ωc}: the folded integral in 25 digits, split where S is not analytic."""
    with mpmath.workdps(25):
        kT, cutoff = mpmath.mpf("0.5"), 5

        def s(x):
            x = mpmath.mpf(x)
            if abs(x) < mpmath.mpf("1e-20"):
                return 2 * kT * mpmath.mpf("0.05")
            return 2 * mpmath.mpf("0.05") * x * mpmath.exp(-abs(x) / cutoff) / -mpmath.expm1(-x / kT)

        points = sorted({mpmath.mpf("1e-12"), abs(mpmath.mpf(w)) or mpmath.mpf("1e-12"), 1, 5, 20, 60, 400})
        exact = mpmath.quad(lambda y: (s(w - y) - s(w + y)) / y, points) / (2 * mpmath.pi)
    assert ohmic().lamb_shift(w) == pytest.approx(float(exact), abs=1e-10)


def test_lamb_shift_of_fermions():
    """Lorentzian J of width W: S_h of emission plus that of absorption is (1/2π) P∫ J/(ω - x) minus twice the other."""
    width, mu = 2.0, 0.3
    bath = Bath(
        spectral_density=lambda w: 0.2 * width**2 / ((w - mu) ** 2 + width**2), kT=0.5, mu=mu, statistics="fermion"
    )
    w = np.array([-1.0, 0.3, 2.0])
    whole = 0.2 * width * (w - mu) / ((w - mu) ** 2 + width**2) / 2  # Hilbert transform of a Lorentzian
    np.testing.assert_allclose(bath.lamb_shift(w) - bath.absorption_lamb_shift(w), whole, atol=1e-9)


def test_lamb_shift_of_samples_and_of_what_has_none():
    w = np.linspace(0, 60, 6001)
    sampled = Bath(spectral_density=0.05 * w * np.exp(-w / 5), frequencies=w, kT=0.5)
    at = np.array([0.0, 1.0, -2.0])
    np.testing.assert_allclose(sampled.lamb_shift(at), ohmic().lamb_shift(at), atol=1e-6)
    with pytest.raises(InputError, match="the Lamb shift at ω = 1 diverges: the spectrum has no cut-off"):
        Bath(spectral_density=lambda w: w, kT=1.0).lamb_shift(1.0)
    singular = Bath(power_spectrum=lambda w: np.exp(-(w**2)) / np.abs(w - np.pi / 3))
    with pytest.raises(InputError, match=r"the Lamb shift at ω = 0\.3 does not converge"):
        singular.lamb_shift(0.3)


def test_correlation_function():
    exact = Bath(correlation_function=Exponentials([0.3 - 0.1j, 0.2], [1.0 + 0.5j, 2.0]))
    t = np.array([-2.0, 0.5, 3.0])
    numerical = Bath(power_spectrum=exact.power_spectrum)
    np.testing.assert_allclose(numerical.correlation_function(t), exact.correlation_function(t), atol=1e-8)
    np.testing.assert_allclose(exact.correlation_function(-t), exact.correlation_function(t).conj())
    drude = Bath(spectral_density=lambda w: w / (1 + w**2), kT=1.0)
    with pytest.raises(InputError, match=r"C\(t\) at t = 0 does not converge"):
        drude.correlation_function(0.0)
    gaussian = Bath(power_spectrum=lambda w: np.exp(-((w - 1) ** 2)))
    expected = np.exp(-(t**2) / 4 - 1j * t) / (2 * np.sqrt(np.pi))
    np.testing.assert_allclose(gaussian.correlation_function(t), expected, atol=1e-9)
