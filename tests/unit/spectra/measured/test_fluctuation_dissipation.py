"""Noise against response: check, thermometer, complete, impose; every fault by a known amount."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal import InputError, Status
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.kind import Kind
from detbal.spectra.measured import (
    FluctuationDissipation,
    check_fluctuation_dissipation,
    complete_fluctuation_dissipation,
    impose_fluctuation_dissipation,
    thermometer_fluctuation_dissipation,
)
from detbal.spectra.measured.findings import Negative, NoTemperature, OtherScale, OtherTemperature, RoundedInput
from detbal.spectra.measured.theorem import log_response, log_slope, size_of_x
from detbal.spectra.spectrum import Spectrum

NOISE = [kind for kind in Kind if kind is not Kind.SUSCEPTIBILITY]
OMEGA = np.linspace(0.2, 4.0, 60)


def oscillator(omega=OMEGA):
    """χ″ of a damped oscillator of frequency 1."""
    return omega / ((omega**2 - 1) ** 2 + 0.25 * omega**2)


def pair_of(kind, kT, *, omega=OMEGA, relative=None, rng=None, response=1.0, unit=None):
    chi = oscillator(omega)
    noise = np.abs(chi) / np.exp(log_response(kind, omega / kT))
    a, b = (1.0, 1.0) if rng is None else 1.0 + relative * rng.normal(size=(2, len(omega)))
    spreads = (None, None) if relative is None else (relative * noise, relative * np.abs(chi))
    return FluctuationDissipation(
        Spectrum(omega, noise * a, kind=kind, errors=spreads[0], unit=unit),
        Spectrum(omega, chi * b * response, kind=Kind.SUSCEPTIBILITY, errors=spreads[1], unit=unit),
    )


@pytest.mark.parametrize(
    ("kind", "ratio"),
    [
        (Kind.WIGHTMAN, lambda x: (1 - np.exp(-x)) / 2),
        (Kind.SYMMETRISED, lambda x: np.tanh(x / 2)),
        (Kind.KUBO, lambda x: x / 2),
        (Kind.SCHOFIELD, lambda x: np.sinh(x / 2)),
        (Kind.CLASSICAL, lambda x: x / 2),
    ],
)
def test_the_theorem_for_each_kind(kind, ratio):
    x = np.array([1e-6, 0.1, 1.0, 5.0])
    np.testing.assert_allclose(np.exp(log_response(kind, x)), ratio(x), rtol=1e-9)
    step = 1e-6
    numeric = (log_response(kind, x * (1 + step)) - log_response(kind, x * (1 - step))) / (2 * step)
    np.testing.assert_allclose(log_slope(kind, x), numeric, rtol=1e-6)
    np.testing.assert_allclose(size_of_x(kind, log_response(kind, x), np.ones(4)), x, rtol=1e-9)
    np.testing.assert_allclose(size_of_x(kind, log_response(kind, -x), -np.ones(4)), x, rtol=1e-9)


@pytest.mark.parametrize("kind", NOISE)
def test_no_overflow_from_cold_to_hot(kind):
    x = np.array([-1e4, -1.0, 1e-12, 1.0, 1e4])
    assert np.isfinite(log_response(kind, x)).all()
    assert np.isfinite(log_slope(kind, x)).all()


@given(st.sampled_from(NOISE), st.floats(-2, 2))
def test_thermometer_recovers_the_temperature(kind, log10_kT):
    kT = 10.0**log10_kT
    omega = np.geomspace(0.05, 2.0, 12) * kT
    reading = thermometer_fluctuation_dissipation(pair_of(kind, kT, omega=omega))
    assert reading.kT == pytest.approx(kT, rel=1e-8)
    np.testing.assert_allclose(reading.kT_each, kT, rtol=1e-8)


@given(st.sampled_from(NOISE), st.floats(-3, 3))
def test_completed_pairs_are_balanced(kind, log10_kT):
    kT = 10.0**log10_kT
    response = Spectrum(OMEGA, oscillator(), kind=Kind.SUSCEPTIBILITY, kT=kT)
    full = complete_fluctuation_dissipation(response, kind=kind)
    assert full.fluctuations.kind is kind
    assert check_fluctuation_dissipation(full).status is Status.BALANCED
    back = complete_fluctuation_dissipation(full.fluctuations)
    np.testing.assert_allclose(back.response.values, response.values, rtol=1e-12)


def test_both_signs_of_the_axis_and_units():
    omega = np.concatenate([-OMEGA[::-1], OMEGA])
    pair = pair_of(Kind.WIGHTMAN, 0.8617333, omega=omega, unit="meV")  # kT of 10 K
    reading = thermometer_fluctuation_dissipation(pair)
    assert pytest.approx(10.0, rel=1e-6) == reading.T
    assert check_fluctuation_dissipation(pair, T=10.0, tol=1e-6).status is Status.BALANCED
    assert check_fluctuation_dissipation(pair).status is Status.BALANCED


def test_wrong_temperature_at_known_significance():
    rng = np.random.default_rng(7)
    pair = pair_of(Kind.SYMMETRISED, 1.0, relative=0.02, rng=rng)
    reading = thermometer_fluctuation_dissipation(pair)
    off = check_fluctuation_dissipation(pair, kT=reading.kT + 25 * reading.kT_error)
    assert off.status is Status.BROKEN
    (found,) = [one for one in off.findings if isinstance(one, OtherTemperature)]
    assert f"kT = {reading.kT:.5g} ± {reading.kT_error:.2g}" in found.message
    # χ² grows by the square of the number of standard errors
    near = check_fluctuation_dissipation(pair, kT=reading.kT)
    grown = [np.sum((v.residual / np.hypot(0.02, 0.02)) ** 2) for v in (near, off)]
    assert np.sqrt(grown[1] - grown[0]) == pytest.approx(25, rel=0.15)
    assert check_fluctuation_dissipation(pair, kT=1.0).status is Status.BALANCED


@pytest.mark.parametrize("factor", [2.0, 2 * np.pi])
def test_a_constant_factor_is_found_and_measured(factor):
    """A one-sided spectrum has twice the values, one over hertz 2π times."""
    verdict = check_fluctuation_dissipation(pair_of(Kind.SYMMETRISED, 1.0, response=factor), kT=1.0)
    assert verdict.status is Status.BROKEN
    assert isinstance(verdict.findings[0], OtherScale)
    assert verdict.findings[0].message == f"the theorem holds with the response multiplied by {1 / factor:.5g}"
    np.testing.assert_allclose(verdict.residual, np.log(factor), rtol=1e-9)


def test_classical_factor_may_be_the_temperature():
    verdict = check_fluctuation_dissipation(pair_of(Kind.CLASSICAL, 1.0), kT=1.5)
    assert verdict.findings[0].message == "the theorem holds with the response or kT multiplied by 0.66667"


def test_axis_off_by_two_percent_shows_as_temperature():
    pair = pair_of(Kind.SYMMETRISED, 1.0)
    axis = OMEGA * 1.02
    off = FluctuationDissipation(
        Spectrum(axis, pair.fluctuations.values, kind=Kind.SYMMETRISED),
        Spectrum(axis, pair.response.values, kind=Kind.SUSCEPTIBILITY),
    )
    assert thermometer_fluctuation_dissipation(off).kT == pytest.approx(1.02, rel=1e-9)
    verdict = check_fluctuation_dissipation(off, kT=1.0)
    assert verdict.status is Status.BROKEN
    assert verdict.findings[0].message == "the theorem holds with kT = 1.02"


def test_an_amplifier_is_broken():
    chi = oscillator()
    chi[5] = -chi[5]
    noise = Spectrum(OMEGA, np.ones(60), kind=Kind.CLASSICAL, errors=0.01, kT=1.0)
    pair = FluctuationDissipation(noise, Spectrum(OMEGA, chi, kind=Kind.SUSCEPTIBILITY, errors=1e-3))
    verdict = check_fluctuation_dissipation(pair)
    assert verdict.status is Status.BROKEN
    assert any(isinstance(one, Negative) for one in verdict.findings)


def test_effective_temperatures_of_two_baths_and_their_errors():
    hot = pair_of(Kind.CLASSICAL, 3.0, relative=0.01)
    cold = pair_of(Kind.CLASSICAL, 1.0, relative=0.01)
    values = np.where(OMEGA < 2, hot.fluctuations.values, cold.fluctuations.values)
    noise = Spectrum(OMEGA, values, kind=Kind.CLASSICAL, errors=0.01 * values)
    reading = thermometer_fluctuation_dissipation(FluctuationDissipation(noise, cold.response))
    np.testing.assert_allclose(reading.kT_each, np.where(reading.frequencies < 2, 3.0, 1.0), rtol=1e-9)
    np.testing.assert_allclose(reading.kT_each_error / reading.kT_each, 0.01 * np.sqrt(2), rtol=1e-9)
    assert reading.p_value < 1e-10
    assert check_fluctuation_dissipation(FluctuationDissipation(noise, cold.response)).status is Status.BROKEN


def test_too_much_response_for_any_temperature():
    pair = pair_of(Kind.SYMMETRISED, 1.0, omega=np.array([0.5, 6.0]))
    strong = FluctuationDissipation(
        pair.fluctuations,
        Spectrum([0.5, 6.0], pair.response.values * [1.0, 1.1], kind=Kind.SUSCEPTIBILITY),
    )
    reading = thermometer_fluctuation_dissipation(strong)
    assert np.isnan(reading.kT_each[1])
    assert isinstance(reading.findings[0], NoTemperature)


def test_impose_moves_by_the_variances_and_is_nearest():
    rng = np.random.default_rng(5)
    pair = pair_of(Kind.SYMMETRISED, 1.0, relative=0.05, rng=rng)
    imposed = impose_fluctuation_dissipation(pair, kT=1.0)
    ratio = np.log(imposed.nearest.response.values / imposed.nearest.fluctuations.values)
    np.testing.assert_allclose(ratio, log_response(Kind.SYMMETRISED, OMEGA), atol=1e-12)
    moved = np.log(imposed.nearest.response.values / pair.response.values)
    away = np.log(imposed.nearest.fluctuations.values / pair.fluctuations.values)
    np.testing.assert_allclose(moved - away, imposed.moved, atol=1e-12)
    assert imposed.distance == pytest.approx(np.linalg.norm(imposed.moved))
    again = impose_fluctuation_dissipation(imposed.nearest, kT=1.0)
    assert again.distance < 1e-12
    fitted = impose_fluctuation_dissipation(pair)
    assert fitted.distance < imposed.distance


def test_correlated_points_widen_errors_and_are_told():
    def pair(correlated, response=1.0):
        made = pair_of(Kind.SYMMETRISED, 1.0, relative=0.02, rng=np.random.default_rng(3))
        noise, chi = (
            Spectrum(OMEGA, one.values, kind=one.kind, errors=one.errors, correlated=c)
            for one, c in ((made.fluctuations, correlated), (made.response, response))
        )
        return FluctuationDissipation(noise, chi)

    alone, wide = (thermometer_fluctuation_dissipation(pair(c)) for c in (1.0, 4.0))
    assert wide.kT == pytest.approx(alone.kT)
    assert wide.kT_error == pytest.approx(2 * alone.kT_error)
    assert wide.chi2 == pytest.approx(alone.chi2 / 4)
    assert (alone.dof, wide.dof) == (59, 14)
    assert any("4 neighbouring points say the same" in said for said in wide.assumptions)
    assert any("independent" in said for said in alone.assumptions)
    assert thermometer_fluctuation_dissipation(pair(1.0, 4.0)).kT_error == pytest.approx(wide.kT_error)
    off = alone.kT + 4 * alone.kT_error
    assert check_fluctuation_dissipation(pair(1.0), kT=off, alpha=0.05).status is Status.BROKEN
    assert check_fluctuation_dissipation(pair(8.0), kT=off, alpha=0.05).status is not Status.BROKEN


def test_digits_of_a_temperature_nearly_asked_for_and_rounded_input():
    pair = pair_of(Kind.SYMMETRISED, 1.0)
    verdict = check_fluctuation_dissipation(pair, kT=1.000001)
    assert verdict.status is Status.BROKEN
    assert verdict.findings[0].message == "the theorem holds with kT = 1, not 1.000001"
    rounded = FluctuationDissipation(
        pair.fluctuations,
        Spectrum(OMEGA, [float(f"{one:.4e}") for one in pair.response.values], kind=Kind.SUSCEPTIBILITY),
    )
    verdict = check_fluctuation_dissipation(rounded, kT=1.0)
    assert verdict.status is Status.BROKEN
    (found,) = [one for one in verdict.findings if isinstance(one, RoundedInput)]
    assert f"below {verdict.max_residual:.2g} nats" in found.message
    assert "tol= forgives them" in found.message
    assert check_fluctuation_dissipation(rounded, kT=1.0, tol=1e-4).status is Status.BALANCED
    coarse = check_fluctuation_dissipation(pair, kT=1.1)
    assert not any(isinstance(one, RoundedInput) for one in coarse.findings)


def test_a_fitted_temperature_is_told_in_kelvin():
    pair = pair_of(Kind.SYMMETRISED, 0.8617333, unit="meV")
    assert check_fluctuation_dissipation(pair).balance_with == "T = 10 K, fitted"
    assert impose_fluctuation_dissipation(pair).assumptions == ("balance with T = 10 K, fitted",)


def test_what_is_wrong_with_the_input():
    noise = Spectrum([1.0, 2.0], [1.0, 1.0], kind=Kind.CLASSICAL)
    chi = Spectrum([1.0, 2.0], [1.0, 1.0], kind=Kind.SUSCEPTIBILITY)
    with pytest.raises(InputError, match="response is of type NoneType; give a Spectrum"):
        FluctuationDissipation(noise, None)
    made = estimate(np.random.default_rng(0).normal(size=(1000, 1)), dt=1.0, lags=10)
    with pytest.raises(InputError, match=r"fluctuations is of type SpectralEstimate; give its \.spectrum"):
        FluctuationDissipation(made, chi)
    sinking = Spectrum([1.0, 2.0], [-1.0, -1.0], kind=Kind.SUSCEPTIBILITY, errors=0.01)
    with pytest.raises(InputError, match="2 of 2 frequencies have a negative value, by more than its noise"):
        check_fluctuation_dissipation(FluctuationDissipation(noise, sinking))
    with pytest.raises(InputError, match="the response is of kind CLASSICAL"):
        FluctuationDissipation(noise, noise)
    with pytest.raises(InputError, match="the fluctuations are a susceptibility"):
        FluctuationDissipation(chi, chi)
    with pytest.raises(InputError, match="axes in meV and no unit"):
        FluctuationDissipation(Spectrum([1.0, 2.0], [1.0, 1.0], unit="meV"), chi)
    with pytest.raises(InputError, match="2 and 2 frequencies that are not the same"):
        FluctuationDissipation(Spectrum([1.0, 2.1], [1.0, 1.0]), chi)
    with pytest.raises(InputError, match="kT = 1 and 2; give both one temperature"):
        FluctuationDissipation(noise.at(kT=1.0), chi.at(kT=2.0))
    with pytest.raises(InputError, match="ω = 0 among the fluctuations"):
        complete_fluctuation_dissipation(Spectrum([0.0, 1.0], [1.0, 1.0], kT=1.0))
    with pytest.raises(InputError, match="the spectrum has no temperature"):
        complete_fluctuation_dissipation(chi)
    gain = Spectrum([1.0, 2.0], [1.0, -1.0], kind=Kind.SUSCEPTIBILITY)
    with pytest.raises(InputError, match="ω = 2 has a value that is zero or negative"):
        impose_fluctuation_dissipation(FluctuationDissipation(noise, gain), kT=1.0)
    loud = Spectrum([1.0, 2.0], [2.0, 2.0], kind=Kind.SUSCEPTIBILITY)
    quiet = Spectrum([1.0, 2.0], [1.0, 1.0], kind=Kind.SYMMETRISED)
    with pytest.raises(InputError, match="no frequency shows a temperature"):
        thermometer_fluctuation_dissipation(FluctuationDissipation(quiet, loud))
    weak = Spectrum([1.0, 2.0], [1.0, 1.0], kind=Kind.CLASSICAL, errors=0.5)
    with pytest.raises(InputError, match="0 of 2 frequencies have both sides above their noise"):
        thermometer_fluctuation_dissipation(FluctuationDissipation(weak, chi))


def test_steps_without_end_are_told(monkeypatch):
    monkeypatch.setattr("detbal.spectra.measured.steps.STEPS", 1)
    spread = pair_of(Kind.SYMMETRISED, 1.0, relative=0.1, rng=np.random.default_rng(1))
    with pytest.raises(InputError, match="no one temperature: the fit of ln β still moves by"):
        thermometer_fluctuation_dissipation(spread)


def test_answers_can_be_shown():
    pair = pair_of(Kind.SYMMETRISED, 1.0, relative=0.02, rng=np.random.default_rng(2), unit="meV")
    for answer in (
        check_fluctuation_dissipation(pair, kT=1.0),
        thermometer_fluctuation_dissipation(pair),
        impose_fluctuation_dissipation(pair),
    ):
        assert "FluctuationDissipation" in str(answer)
        assert answer.to_json()
        assert answer.plot().subfigs
    (figure,) = check_fluctuation_dissipation(pair, kT=1.0).drawings()
    line, points = figure.curves
    np.testing.assert_allclose(line.y, log_response(Kind.SYMMETRISED, line.x), atol=1e-9)
    np.testing.assert_allclose(points.error, 0.02 * np.sqrt(2), rtol=0.2)
