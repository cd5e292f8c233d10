"""Sum rules: values, standard errors, errors of the grid."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.spectra.kind import Kind
from detbal.spectra.models import free_gas
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.sum_rules import (
    Moment,
    equal_time,
    f_sum,
    imaginary_time_value,
    side,
    static_susceptibility,
    weights,
)

RULES = [equal_time, f_sum, static_susceptibility, imaginary_time_value]
QUANTUM = [kind for kind in Kind if kind is not Kind.CLASSICAL]


def gas(n=400, recoil=0.5, kT=1.0):
    """No point at ω = 0, where a susceptibility has none."""
    return free_gas((np.arange(-n, n) + 0.5) * (14.0 / n), recoil, kT)


def test_free_gas():
    """⟨A²⟩ = 1, f-sum E_r, G(-iħ/2kT) = e^(-E_r/4kT), and χ(0) from the Kubo integral."""
    spectrum = gas(recoil=0.8, kT=0.7)
    assert equal_time(spectrum).value == pytest.approx(1, abs=1e-12)
    assert f_sum(spectrum).value == pytest.approx(0.8, abs=1e-12)
    assert imaginary_time_value(spectrum).value == pytest.approx(np.exp(-0.8 / 0.7 / 4), abs=1e-12)
    step = np.linspace(0, 1, 2001)  # χ(0) = ∫₀^β G(-iτ) dτ with G = e^(-E_r τ (1 - τ kT))
    correlation = np.exp(-0.8 / 0.7 * step * (1 - step)) / 0.7
    assert static_susceptibility(spectrum).value == pytest.approx(np.trapezoid(correlation, step), abs=1e-7)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kind", QUANTUM)
def test_every_kind_gives_the_same(rule, kind):
    assert rule(gas().to(kind)).value == pytest.approx(rule(gas()).value, rel=1e-13)


@pytest.mark.parametrize("rule", RULES)
def test_either_side_is_enough(rule):
    whole = gas()
    for part in (whole.take(whole.omega > 0), whole.take(whole.omega < 0)):
        moment = rule(part)
        assert moment.value == pytest.approx(rule(whole).value, rel=1e-12)
        assert moment.grid_error < 1e-3


@pytest.mark.parametrize("rule", RULES)
def test_a_temperature_given_here(rule):
    spectrum = gas()
    bare = Spectrum(spectrum.omega, spectrum.values)
    assert rule(bare, kT=1.0).value == pytest.approx(rule(spectrum).value, rel=1e-12)
    with pytest.raises(InputError, match="the spectrum has no temperature"):
        rule(bare)


def test_what_a_classical_spectrum_is_expected_to_give():
    omega = np.linspace(-9.0, 9.0, 901)
    swing = Spectrum(omega, np.sqrt(2 * np.pi) * np.exp(-(omega**2) / 2), kind=Kind.CLASSICAL, kT=0.25)
    values = [rule(swing).value for rule in RULES]
    np.testing.assert_allclose(values, [1.0, 1.0 / (2 * 0.25), 1.0 / 0.25, 1.0], rtol=1e-12)


def test_the_temperature_that_is_not_needed():
    omega = np.linspace(0.0, 9.0, 91)
    even = Spectrum(omega, np.exp(-(omega**2)), kind=Kind.CLASSICAL)
    assert equal_time(even).value == pytest.approx(np.sqrt(np.pi) / (2 * np.pi), rel=1e-12)


def test_the_standard_error_is_that_of_repeated_noise():
    rng = np.random.default_rng(0)
    spectrum = gas(n=60).to(Kind.KUBO)
    spectrum = spectrum.take(spectrum.omega > 0)
    sigma = 0.02 * (1 + np.arange(len(spectrum)) / 30)
    for rule in RULES[:3]:
        noisy = [
            rule(Spectrum(spectrum.omega, spectrum.values + sigma * noise, kind=Kind.KUBO, kT=1.0)).value
            for noise in rng.normal(size=(2000, len(spectrum)))
        ]
        stated = rule(Spectrum(spectrum.omega, spectrum.values, kind=Kind.KUBO, kT=1.0, errors=sigma)).error
        assert stated == pytest.approx(np.std(noisy), rel=0.08)  # 5 standard errors of a standard deviation of 2000


def test_without_errors_there_is_no_standard_error():
    assert equal_time(gas()).error is None


def test_the_grid_error_bounds_that_of_a_coarse_grid():
    fine, coarse = (free_gas(np.linspace(-14.0, 14.0, 2 * n + 1), 0.02, 1.0) for n in (4000, 24))
    wrong = abs(equal_time(coarse).value - equal_time(fine).value)
    assert wrong > 1e-3
    assert equal_time(coarse).grid_error > wrong
    assert equal_time(fine).grid_error < 1e-9


def test_a_band_is_not_continued_to_zero():
    omega = np.linspace(5.0, 6.0, 11)
    band = Spectrum(omega, np.ones(11), kind=Kind.KUBO, kT=1.0)
    assert equal_time(Spectrum(omega, np.ones(11), kind=Kind.SYMMETRISED)).value == pytest.approx(1 / np.pi)
    assert static_susceptibility(band).value == pytest.approx(1 / np.pi)


def test_half_a_step_from_zero_is_continued():
    omega = np.array([0.5, 1.5, 2.5])
    assert weights(omega).sum() * np.pi == pytest.approx(2.5)
    assert weights(-omega[::-1]).sum() * np.pi == pytest.approx(2.5)


def test_in_another_unit_the_moment_changes_by_the_jacobian():
    spectrum = Spectrum(gas().omega, gas().values, unit="meV", kT=1.0)
    assert equal_time(spectrum.in_unit("eV")).value == pytest.approx(equal_time(spectrum).value, rel=1e-12)
    assert f_sum(spectrum.in_unit("eV")).value == pytest.approx(1e-3 * f_sum(spectrum).value, rel=1e-12)


def test_too_few_points():
    with pytest.raises(InputError, match="2 points on one side: no integral"):
        equal_time(Spectrum([1.0, 2.0], [1.0, 1.0], kT=1.0))
    with pytest.raises(InputError, match="1 point on one side"):
        equal_time(Spectrum([-2.0, -1.0, 1.0], [1.0, 1.0, 1.0], kT=1.0))


def test_over():
    assert Moment(1.0, None, 0.1).over(-2.0) == Moment(-0.5, None, 0.05)


def test_the_negative_side_stands_in_where_it_is_alone():
    assert side(Spectrum([-2.0, -1.0], [1.0, 2.0])).omega.tolist() == [-2.0, -1.0]


@pytest.mark.parametrize("expected", [0.0, np.inf, np.nan])
def test_no_multiple_of_nothing(expected):
    with pytest.raises(InputError, match=rf"a moment over {expected:g}: no multiple of it; give a finite value"):
        Moment(1.0, 0.1, 0.1).over(expected)


@pytest.mark.parametrize("rule", RULES)
def test_sum_rules_are_of_spectra(rule):
    with pytest.raises(InputError, match="spectrum is of type list; give a Spectrum"):
        rule([1.0, 2.0, 3.0])
