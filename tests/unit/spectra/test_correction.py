"""Quantum corrections: factors, completion, refusals, comparison."""

import json
import math

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.spectra.correction import (
    Correction,
    absorption_prefactor,
    compare_corrections,
    complete_classical,
    log_factor,
)
from detbal.spectra.correction.factors import correction_factor
from detbal.spectra.correction.findings import CoarseGrid, Diverging, NoiseGrows, ShortAxis
from detbal.spectra.correlation import Correlation
from detbal.spectra.kind import Kind
from detbal.spectra.models import damped_oscillator, free_gas, quartic_classical
from detbal.spectra.spectrum import Spectrum, replace_in

FACTORS = [one for one in Correction if one is not Correction.EGELSTAFF]
RELABELLED = [one for one in Correction if one.kind is not None]


def classical(n=41, kT=0.5, **options):
    omega = np.linspace(-4.0, 4.0, n)
    return Spectrum(omega, 1.0 / (1.0 + omega**2), kind=Kind.CLASSICAL, kT=kT, **options)


def options_of(correction):
    return {Correction.SCHOFIELD_RECOIL: {"recoil": 0.1}, Correction.QUANTA: {"quanta": 2}}.get(correction, {})


def found(report):
    return {type(finding) for finding in report.findings}


# factors


@pytest.mark.parametrize("correction", FACTORS)
def test_formulas_where_nothing_overflows(correction):
    x = np.array([-3.0, -0.5, 0.7, 4.0])
    y = x / 3
    expected = {
        Correction.STANDARD: 2 / (1 + np.exp(-x)),
        Correction.HARMONIC: x / (1 - np.exp(-x)),
        Correction.SCHOFIELD: np.exp(x / 2),
        Correction.SCHOFIELD_RECOIL: np.exp(x / 2 - 0.3 / 4),
        Correction.MIXED: np.sqrt(x / (1 - np.exp(-x))) * np.exp(x / 4),
        Correction.QUANTA: (y / (1 - np.exp(-y))) ** 3,
    }[correction]
    np.testing.assert_allclose(np.exp(log_factor(correction, x, recoil=0.3, quanta=3)), expected, rtol=1e-13)


@pytest.mark.parametrize("correction", FACTORS)
def test_extremes_are_finite(correction):
    x = np.array([-1e4, -1e-300, 0.0, 1e-300, 1e-9, 1e4])
    logs = log_factor(correction, x, quanta=2)
    assert np.isfinite(logs).all()
    np.testing.assert_allclose(logs[1:4], 0.0, atol=1e-15)


def test_egelstaff_is_no_factor():
    with pytest.raises(InputError, match=r"EGELSTAFF has no Q: .*changes the time"):
        log_factor(Correction.EGELSTAFF, [1.0])


@pytest.mark.parametrize("quanta", [0, 1.5, -1])
def test_quanta_are_counted(quanta):
    with pytest.raises(InputError, match=r"quanta = .*give the number of quanta"):
        log_factor(Correction.QUANTA, [1.0], quanta=quanta)


def test_recoil_is_not_negative():
    with pytest.raises(InputError, match=r"recoil = -1; give the recoil energy"):
        log_factor(Correction.SCHOFIELD_RECOIL, [1.0], recoil=-1.0)


@pytest.mark.parametrize("correction", Correction)
def test_members_say_what_they_are(correction):
    assert correction.sentence
    assert correction.keeps
    assert bool(correction.source) == (correction is not Correction.QUANTA)


# absorption


@pytest.mark.parametrize(
    ("correction", "shape"),
    [
        (Correction.STANDARD, lambda w, x: w * np.tanh(x / 2)),
        (Correction.HARMONIC, lambda w, x: w * x / 2),
        (Correction.SCHOFIELD, lambda w, x: w * np.sinh(x / 2)),
    ],
)
def test_absorption_prefactor(correction, shape):
    omega, kT = np.array([-2.0, 0.0, 0.3, 5.0]), 0.7
    np.testing.assert_allclose(
        absorption_prefactor(correction, omega, kT=kT), shape(omega, omega / kT), rtol=1e-13, atol=0
    )


@pytest.mark.parametrize("correction", RELABELLED)
def test_absorption_prefactor_is_that_of_the_susceptibility(correction):
    swing = classical()
    swing = swing.take(swing.omega != 0)
    chi = complete_classical(swing, correction=correction).to(Kind.SUSCEPTIBILITY)
    expected = absorption_prefactor(correction, swing.omega, kT=0.5) * swing.values
    np.testing.assert_allclose(chi.omega * chi.values, expected, rtol=1e-12)


def test_absorption_prefactor_overflows_to_infinity():
    assert absorption_prefactor(Correction.SCHOFIELD, [1e4], kT=1.0) == np.inf
    assert absorption_prefactor(Correction.STANDARD, [1e4], kT=1.0) == 1e4


def test_no_recoil_in_an_absorption():
    with pytest.raises(InputError, match=r"SCHOFIELD_RECOIL in an absorption; use Correction\.SCHOFIELD"):
        absorption_prefactor(Correction.SCHOFIELD_RECOIL, [1.0], kT=1.0)


# completion


@pytest.mark.parametrize("correction", RELABELLED)
def test_three_corrections_are_the_classical_spectrum_under_another_name(correction):
    swing = classical(errors=0.1)
    whole = complete_classical(swing, correction=correction)
    relabelled = replace_in(swing, kind=correction.kind).to(Kind.WIGHTMAN)
    for name in ("mantissa", "exponent", "spread", "floor"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(relabelled, name))
    np.testing.assert_allclose(whole.to(correction.kind).values, swing.values, rtol=1e-15)


@pytest.mark.parametrize("correction", FACTORS)
def test_completion_is_the_factor_times_the_classical_spectrum(correction):
    swing = classical(errors=0.1)
    whole = complete_classical(swing, correction=correction, **options_of(correction))
    mantissa, exponent = correction_factor(correction, swing.x, recoil=0.2, quanta=2)
    factor = mantissa * np.exp(exponent)
    np.testing.assert_allclose(whole.values, factor * swing.values, rtol=1e-13)
    np.testing.assert_allclose(whole.errors, factor * 0.1, rtol=1e-13)
    assert whole.kind is Kind.WIGHTMAN
    assert any(correction.sentence in said for said in whole.assumptions)


@pytest.mark.parametrize("correction", FACTORS)
def test_far_frequencies_do_not_overflow(correction):
    omega = np.array([-1e4, 0.0, 1e4])
    far = Spectrum(omega, [1.0, 2.0, 1.0], kind=Kind.CLASSICAL, kT=1.0, errors=0.5)
    whole = complete_classical(far, correction=correction, **options_of(correction))
    assert whole.log_values[2] - whole.log_values[0] == pytest.approx(1e4, rel=1e-14)


def test_temperature_in_kelvin_on_an_axis_in_wavenumbers():
    swing = Spectrum([0.0, 3000.0], [1.0, 1.0], kind=Kind.CLASSICAL, unit="cm^-1")
    whole = complete_classical(swing, correction=Correction.HARMONIC, T=300)
    assert whole.values[-1] == pytest.approx(14.3878, rel=1e-5)  # 1.438777 cm K · 3000 / 300


def test_the_missing_side_is_the_mirror_image():
    for omega, values in (([0.0, 1.0, 2.0], [3.0, 2.0, 1.0]), ([-2.0, -1.0, 0.0], [1.0, 2.0, 3.0])):
        half = Spectrum(omega, values, kind=Kind.CLASSICAL, kT=1.0, errors=0.1)
        whole = complete_classical(half, correction=Correction.SCHOFIELD)
        np.testing.assert_allclose(whole.to(Kind.SCHOFIELD).values, [1.0, 2.0, 3.0, 2.0, 1.0], rtol=1e-15)
        assert any("mirror images" in said for said in whole.assumptions)


def test_sides_that_differ_by_noise_are_averaged_and_said_to_be():
    noisy = Spectrum([-1.0, 0.0, 1.0], [1.0, 2.0, 1.2], kind=Kind.CLASSICAL, kT=1.0, errors=[0.1, 0.1, 0.2])
    whole = complete_classical(noisy, correction=Correction.SCHOFIELD).to(Kind.SCHOFIELD)
    np.testing.assert_allclose(whole.values, [1.1, 2.0, 1.1], rtol=1e-14)
    np.testing.assert_allclose(whole.errors, [0.2, 0.1, 0.2], rtol=1e-14)
    assert any(r"averaged: they differ by no more than 0.89 σ" in said for said in whole.assumptions)


def test_a_point_without_partner_gets_one():
    omega = np.array([-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0])  # as of a discrete transform
    values = 1.0 / (1.0 + omega**2) + 0.001 * np.sign(omega)
    noisy = Spectrum(omega, values, kind=Kind.CLASSICAL, kT=1.0, errors=0.01)
    whole = complete_classical(noisy, correction=Correction.SCHOFIELD).to(Kind.SCHOFIELD)
    np.testing.assert_array_equal(whole.omega, np.arange(-4.0, 5.0))
    np.testing.assert_allclose(whole.values[1:-1], 1.0 / (1.0 + omega[1:] ** 2), rtol=1e-13)
    np.testing.assert_allclose(whole.values[[0, -1]], values[0], rtol=1e-13)


def test_zero_alone_needs_no_mirror():
    whole = complete_classical(Spectrum([0.0], [2.0], kind=Kind.CLASSICAL, kT=1.0), correction=Correction.STANDARD)
    assert whole.values.tolist() == [2.0]


def test_sides_on_other_frequencies_are_kept():
    omega = np.concatenate([np.linspace(-4.05, -0.05, 41), np.linspace(0.0, 4.0, 41)])
    rng = np.random.default_rng(1)
    values = np.exp(-(omega**2) / 4) + 0.01 * rng.normal(size=len(omega))
    whole = complete_classical(
        Spectrum(omega, values, kind=Kind.CLASSICAL, kT=1.0, errors=0.01), correction=Correction.SCHOFIELD
    )
    np.testing.assert_allclose(whole.to(Kind.SCHOFIELD).values, values, rtol=1e-13)
    assert any("stand on different frequencies" in said for said in whole.assumptions)


@pytest.mark.parametrize("errors", [None, 0.01])
def test_a_spectrum_that_is_not_even_is_refused(errors):
    skew = Spectrum([-2.0, -1.0, 0.0, 1.0, 2.0], [1.0, 2.0, 3.0, 2.0, 1.1], kind=Kind.CLASSICAL, kT=1.0, errors=errors)
    with pytest.raises(
        InputError, match=r"classical spectrum with 1\.1 at ω = 2 and 1 at -ω: classical spectra are even"
    ):
        complete_classical(skew, correction=Correction.HARMONIC)


def test_round_off_of_the_axis_is_no_asymmetry():
    omega = np.linspace(-12.0, 12.0, 241)
    assert (omega + omega[::-1]).any()
    complete_classical(free_gas(omega, 0.5, 1.0, kind=Kind.CLASSICAL), correction=Correction.STANDARD)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.CLASSICAL])
def test_a_second_correction_is_refused(kind):
    quantum = Spectrum([-1.0, 1.0], [-1.0, 1.0], kind=kind, kT=1.0)
    with pytest.raises(InputError, match=rf"HARMONIC on a spectrum of kind {kind.name}: .* one too many"):
        complete_classical(quantum, correction=Correction.HARMONIC)


def test_what_was_completed_is_not_completed_again():
    once = complete_classical(classical(), correction=Correction.HARMONIC)
    with pytest.raises(InputError, match="one too many"):
        complete_classical(once, correction=Correction.HARMONIC)


def test_a_correction_is_no_string():
    with pytest.raises(InputError, match=r"correction = 'harmonic'; give one of Correction\.STANDARD"):
        complete_classical(classical(), correction="harmonic")


@pytest.mark.parametrize(
    ("correction", "options", "message"),
    [
        (Correction.SCHOFIELD_RECOIL, {}, r"SCHOFIELD_RECOIL without recoil=; give recoil= with SCHOFIELD_RECOIL"),
        (Correction.SCHOFIELD, {"recoil": 0.1}, r"SCHOFIELD with recoil=; give recoil= with SCHOFIELD_RECOIL"),
        (Correction.QUANTA, {}, r"QUANTA without quanta="),
        (Correction.EGELSTAFF, {}, r"EGELSTAFF without correlation="),
        (Correction.HARMONIC, {"correlation": np.exp}, r"HARMONIC with correlation="),
    ],
)
def test_options_belong_to_their_correction(correction, options, message):
    with pytest.raises(InputError, match=message):
        complete_classical(classical(), correction=correction, **options)


def test_no_temperature():
    with pytest.raises(InputError, match="the spectrum has no temperature"):
        complete_classical(Spectrum([1.0], [1.0], kind=Kind.CLASSICAL), correction=Correction.HARMONIC)


# Egelstaff's


def damped(t):
    return np.exp(-(t**2) / 2)


def gauss(**options):
    omega = np.linspace(-5.0, 5.0, 101)
    return Spectrum(omega, np.sqrt(2 * np.pi) * np.exp(-(omega**2) / 2), kind=Kind.CLASSICAL, kT=1.0, **options)


def egelstaff(swing, correlation):
    return complete_classical(swing, correction=Correction.EGELSTAFF, correlation=correlation)


def test_egelstaff_from_samples():
    times = np.linspace(0.0, 9.0, 181)
    exact, sampled = (egelstaff(gauss(), one) for one in (damped, Correlation(times, damped(times))))
    wrong = np.abs(sampled.to(Kind.SCHOFIELD).values - exact.to(Kind.SCHOFIELD).values)
    floor = sampled.to(Kind.SCHOFIELD).floor
    assert (wrong <= floor).all()
    assert floor.max() < 1e-4
    assert any("cubic spline through 181 times" in said for said in sampled.assumptions)


def test_egelstaff_in_units():
    """In rad/fs with times in fs, and in cm^-1 with times in ps."""
    scale = 0.04
    omega = np.linspace(0.0, 5.0, 51) * scale
    values = np.sqrt(2 * np.pi) * np.exp(-((omega / scale) ** 2) / 2) / scale
    axis = Spectrum(omega, values, kind=Kind.CLASSICAL, unit="rad/fs", kT=scale)
    times = np.linspace(0.0, 9.0, 721) / scale
    inside = egelstaff(axis, Correlation(times, damped(times * scale), unit="fs"))
    outside = egelstaff(axis.in_unit("cm^-1"), Correlation(times / 1000, damped(times * scale), unit="ps"))
    np.testing.assert_allclose(outside.in_unit("rad/fs").log_values, inside.log_values, atol=1e-6)


def test_egelstaff_tells_that_errors_are_lost():
    whole = egelstaff(gauss(errors=0.1), damped)
    assert whole.errors is None
    assert any("errors of the classical spectrum are not carried" in said for said in whole.assumptions)


def test_egelstaff_needs_the_correlation_of_the_spectrum():
    with pytest.raises(
        InputError, match=r"transform of C_cl is 15\.\d+, and the spectrum 2\.507: .*this very spectrum"
    ):
        egelstaff(gauss(), lambda t: damped(t / (2 * np.pi)))  # ν for ω
    with pytest.raises(InputError, match="this very spectrum"):
        egelstaff(gauss(), lambda t: damped(t) / (2 * np.pi))


def test_egelstaff_needs_a_function_that_decays():
    with pytest.raises(InputError, match="has not decayed at t = "):
        egelstaff(gauss(), np.cos)


def test_egelstaff_needs_times_beyond_half_the_thermal_one():
    times = np.linspace(0.0, 0.4, 9)
    with pytest.raises(InputError, match=r"known at 9 times up to 0\.4, and ħ/2kT is 0\.5"):
        egelstaff(gauss(), Correlation(times, damped(times)))


def test_egelstaff_needs_a_classical_correlation():
    times = np.linspace(0.0, 9.0, 91)
    with pytest.raises(InputError, match="correlation of kind WIGHTMAN: it is a quantum one already"):
        egelstaff(gauss(), Correlation(times, damped(times) * np.exp(1j * times)))


def test_egelstaff_needs_units_on_both_or_neither():
    times = np.linspace(0.0, 9.0, 91)
    with pytest.raises(InputError, match="times with a unit, frequencies without one; give both"):
        egelstaff(gauss(), Correlation(times, damped(times), unit="fs"))


# comparison


def test_what_each_correction_keeps():
    report = compare_corrections(quartic_classical(np.linspace(0.0, 14.0, 1401), 0.5))
    rows = {row.correction: row for row in report.corrected}
    assert rows[Correction.STANDARD].equal_time.value == pytest.approx(1, abs=1e-12)
    assert rows[Correction.HARMONIC].f_sum.value == pytest.approx(1, abs=1e-12)
    assert rows[Correction.HARMONIC].static_susceptibility.value == pytest.approx(1, abs=1e-12)
    for other in set(rows) - {Correction.HARMONIC}:
        assert abs(rows[other].f_sum.value - 1) > 0.1
    assert report.findings == ()
    assert report.spread == pytest.approx(rows[Correction.SCHOFIELD].equal_time.value * 1.012, rel=0.01)


def test_the_spread_is_that_of_the_intensity():
    swing = quartic_classical(np.linspace(0.0, 14.0, 1401), 0.5)
    pair = (Correction.STANDARD, Correction.SCHOFIELD)
    up = [np.trapezoid(w.values[w.omega >= 0], w.omega[w.omega >= 0]) for w in
          (complete_classical(swing, correction=one) for one in pair)]  # fmt: skip
    assert compare_corrections(swing, corrections=pair).spread == pytest.approx(up[1] / up[0], rel=1e-9)


def test_lorentzian_wings_diverge_with_schofield_only():
    omega = np.linspace(0.0, 40.0, 4001)
    report = compare_corrections(damped_oscillator(omega, 2.0, 0.5, 0.5, kind=Kind.CLASSICAL))
    (finding,) = report.findings
    assert type(finding) is Diverging
    assert finding.where == ("SCHOFIELD", "MIXED")


def test_noise_that_schofield_lifts_is_found_and_measured():
    omega = np.linspace(0.0, 20.0, 2001)
    line = np.exp(-((omega - 3.0) ** 2))
    noise = 1e-4 * np.random.default_rng(3).normal(size=len(omega))
    clean = Spectrum(omega, line, kind=Kind.CLASSICAL, kT=0.5, errors=1e-12)
    assert found(compare_corrections(clean)) == set()
    report = compare_corrections(Spectrum(omega, line + noise, kind=Kind.CLASSICAL, kT=0.5, errors=1e-4))
    assert NoiseGrows in found(report)
    rows = {row.correction: row for row in report.corrected}
    assert rows[Correction.SCHOFIELD].noise_share > 0.9  # the rest are those of the 2000 that exceed 3 σ by chance
    assert rows[Correction.STANDARD].noise_share < 0.05
    assert rows[Correction.SCHOFIELD].noise_growth > 1e3
    assert rows[Correction.STANDARD].noise_growth == pytest.approx(1.0, abs=0.05)


def test_noise_growth_is_that_of_the_weighted_sum():
    swing = classical(errors=0.1)
    (row,) = compare_corrections(swing, corrections=[Correction.SCHOFIELD]).corrected
    half = swing.take(swing.omega >= 0)
    q = np.exp(half.x / 2)
    w = np.ones(len(half))
    w[[0, -1]] = 0.5
    expected = np.linalg.norm(w * q) / (w * q * half.values).sum() / (np.linalg.norm(w) / (w * half.values).sum())
    assert row.noise_growth == pytest.approx(expected, rel=1e-12)


def test_an_axis_that_ends_too_early_is_found():
    omega = np.linspace(0.0, 10.0, 101)
    report = compare_corrections(Spectrum(omega, 1 / (1 + omega**2), kind=Kind.CLASSICAL, kT=5.0))
    assert ShortAxis in found(report)


def test_a_coarse_grid_is_found():
    omega = np.linspace(0.0, 10.0, 11)
    report = compare_corrections(Spectrum(omega, np.exp(-4 * (omega - 3.0) ** 2), kind=Kind.CLASSICAL, kT=5.0))
    assert CoarseGrid in found(report)


def test_overflow_is_no_warning():
    omega = np.linspace(0.0, 1e4, 101)
    report = compare_corrections(Spectrum(omega, 1 / (1 + omega**2), kind=Kind.CLASSICAL, kT=1.0, errors=1e-9))
    assert Diverging in found(report)
    assert "SCHOFIELD" in str(report)


def test_all_are_compared_for_which_what_they_need_is_given():
    asked = [row.correction for row in compare_corrections(gauss()).corrected]
    assert asked == [Correction.STANDARD, Correction.HARMONIC, Correction.SCHOFIELD, Correction.MIXED]
    every = compare_corrections(gauss(), recoil=0.5, quanta=2, correlation=damped)
    assert {row.correction for row in every.corrected} == set(Correction)


def test_a_spectrum_without_intensity_has_no_sum_rules():
    with pytest.raises(InputError, match="a spectrum without intensity: no sum rule"):
        compare_corrections(Spectrum([0.0, 1.0, 2.0], [0.0, 0.0, 0.0], kind=Kind.CLASSICAL, kT=1.0))


def test_the_report_reads_plots_and_serialises(tmp_path):
    report = compare_corrections(gauss(errors=0.01), quanta=2, recoil=0.5, correlation=damped)
    text = str(report)
    assert "f-sum" in text
    assert all(len(line) <= 100 for line in text.splitlines())
    assert len(text.splitlines()) <= 24
    assert len(report.plot().subfigs) == 2
    report.to_html(tmp_path / "report.html")
    names = [row["correction"] for row in json.loads(report.to_json())["corrected"]]
    assert names == [one.name for one in Correction]


# --- what is no argument ----------------------------------------------------------------------------------

SWING = Spectrum(np.linspace(0.0, 6.0, 61), np.exp(-(np.linspace(0.0, 6.0, 61) ** 2)), kind=Kind.CLASSICAL, kT=0.5)


def test_errors_of_zero_do_not_grow():
    exact = Spectrum(SWING.omega, SWING.values, kind=Kind.CLASSICAL, kT=0.5, errors=0)
    assert all(row.noise_growth is None for row in compare_corrections(exact).corrected)


@pytest.mark.parametrize(
    ("corrections", "message"),
    [
        ([], r"corrections is empty; name some members of Correction"),
        (Correction.HARMONIC, r"corrections = <Correction\.HARMONIC.*give a list of members"),
        ("harmonic", r"corrections = 'harmonic'; give a list"),
        (3, r"corrections = 3; give a list"),
        ([Correction.HARMONIC, "mixed"], r"corrections\[1\] = 'mixed'; give one of Correction\.STANDARD"),
    ],
)
def test_corrections_to_compare_are_a_list(corrections, message):
    with pytest.raises(InputError, match=message):
        compare_corrections(SWING, corrections=corrections)


def test_corrections_are_of_spectra():
    for function in (compare_corrections, lambda thing: complete_classical(thing, correction=Correction.HARMONIC)):
        with pytest.raises(InputError, match=r"(spectrum|classical) is of type list; give a Spectrum"):
            function([1.0, 2.0])


def test_intensity_that_cancels_has_no_sum_rules():
    for errors in (None, 0.1):
        even = Spectrum([0.0, 1.0, 2.0], [2.0, -1.0, 0.0], kind=Kind.CLASSICAL, kT=1.0, errors=errors)
        with pytest.raises(InputError, match="a moment over 0: no multiple of it"):
            compare_corrections(even, corrections=[Correction.HARMONIC])


def test_factors_belong_to_corrections():
    for function in (
        lambda: log_factor("harmonic", [1.0]),
        lambda: absorption_prefactor("harmonic", [1.0], kT=1.0),
        lambda: complete_classical(SWING, correction="harmonic"),
    ):
        with pytest.raises(InputError, match=r"correction = 'harmonic'; give one of Correction\.STANDARD"):
            function()
    for value in (np.nan, np.inf):
        with pytest.raises(InputError, match=rf"x\[1\] = {value}; give finite numbers"):
            log_factor(Correction.HARMONIC, [1.0, value])
        with pytest.raises(InputError, match=rf"omega\[0\] = {value}; give finite numbers"):
            absorption_prefactor(Correction.HARMONIC, [value], kT=1.0)


@pytest.mark.parametrize("quanta", [0, -1, 1.5, np.inf, np.nan, "2", [1, 2], True])
def test_quanta_out_of_range(quanta):
    for function in (
        lambda: complete_classical(SWING, correction=Correction.QUANTA, quanta=quanta),
        lambda: log_factor(Correction.QUANTA, 1.0, quanta=quanta),
    ):
        with pytest.raises(InputError, match=r"^quanta.*; give"):
            function()


@pytest.mark.parametrize("recoil", [-1.0, np.inf, np.nan, "a", [1.0, 2.0]])
def test_recoils_out_of_range(recoil):
    for function in (
        lambda: complete_classical(SWING, correction=Correction.SCHOFIELD_RECOIL, recoil=recoil),
        lambda: log_factor(Correction.SCHOFIELD_RECOIL, 1.0, recoil=recoil),
    ):
        with pytest.raises(InputError, match=r"^recoil.*; give"):
            function()


@pytest.mark.parametrize(
    ("correlation", "message"),
    [
        ("exp(-t**2)", r"correlation is a str; give a Correlation, or a function of an array"),
        (np.ones(9), r"correlation is a ndarray; give a Correlation"),
        (lambda t: math.exp(-(t**2)), r"C_cl of 2 times: .*; give a Correlation, or a function of an array"),
        (lambda t: 0.0, r"C_cl of 2 times has shape \(\); give"),
        (lambda t: np.where(t > 1.0, np.nan, 1.0), r"C_cl\(1\.\d+\) = nan; give a function with finite values"),
        (lambda t: np.exp(t**2), r"C_cl\(\d.*\) = inf; give a function with finite values"),
        (lambda t: np.exp(1j * t), r"C_cl holds entries of type complex128; give real numbers"),
    ],
)
def test_egelstaff_needs_a_function_of_arrays(correlation, message):
    with pytest.raises(InputError, match=message):
        complete_classical(SWING, correction=Correction.EGELSTAFF, correlation=correlation)


def test_egelstaff_needs_frequencies():
    alone = Spectrum([0.0], [1.0], kind=Kind.CLASSICAL, kT=1.0)
    with pytest.raises(InputError, match=r"a spectrum at ω = 0 alone: the highest frequency sets the step of time"):
        complete_classical(alone, correction=Correction.EGELSTAFF, correlation=lambda t: np.exp(-(t**2)))


def test_egelstaff_needs_a_motion():
    still = Correlation(np.linspace(0.0, 9.0, 91), np.zeros(91))
    with pytest.raises(InputError, match=r"C_cl\(0\) = 0; give the correlation function of a motion"):
        complete_classical(SWING, correction=Correction.EGELSTAFF, correlation=still)
