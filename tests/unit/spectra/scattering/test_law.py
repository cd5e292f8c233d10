"""Scattering laws: both sides, sum rules, temperature; every fault by a known amount."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.spectra.scattering.findings import CoarseGrid, Misread, SumRuleMissed, TooShort
from detbal.spectra.scattering.law import LawForm, ScatteringLaw
from detbal.spectra.scattering.law_verbs import (
    check_scattering_law,
    complete_scattering_law,
    thermometer_scattering_law,
)
from detbal.spectra.scattering.pairs import Sides, pairs_of_scattering_law
from detbal.spectra.scattering.sums import scattering_sums
from detbal.testing.conformance import assert_pairs, assert_verdict
from detbal.units import e, k_B
from detbal.verdict import LeftOut, NothingToTest, OneWay, Status

ALPHA = np.array([0.2, 1.0, 5.0])
HALF = np.linspace(0.0, 40.0, 801)
BETA = np.concatenate([-HALF[:0:-1], HALF])


def log_gas(alpha=ALPHA, beta=BETA):
    """ln S of a free gas, which obeys detailed balance and both sum rules exactly."""
    a = np.asarray(alpha)[:, None]
    return -((beta + a) ** 2) / (4 * a) - np.log(4 * np.pi * a) / 2


def gas(**options):
    return ScatteringLaw.from_logs(ALPHA, BETA, log_gas(), T=293.6, **options)


def types(result):
    return {type(finding) for finding in result.findings}


def test_a_free_gas_is_balanced_and_obeys_the_sum_rules():
    verdict = check_scattering_law(gas())
    assert verdict.status is Status.BALANCED
    assert len(verdict.residual) == 3 * 800
    assert verdict.max_residual < 1e-11
    assert not verdict.findings
    assert_verdict(verdict)
    assert_pairs(pairs_of_scattering_law(gas()))
    sums = scattering_sums(gas())
    np.testing.assert_allclose(sums.norm, 1.0, atol=1e-12)
    np.testing.assert_allclose(sums.recoil, 1.0, atol=1e-12)


@given(
    alpha=st.floats(1e-3, 50.0),
    spread=st.floats(0.1, 20.0),
    T=st.floats(1.0, 3000.0),
    ratio=st.floats(0.5, 2.0),
)
@settings(max_examples=50)
def test_any_balanced_law_is_balanced_in_both_forms_and_at_no_other_temperature(alpha, spread, T, ratio):
    beta = np.linspace(-30.0, 30.0, 61)
    even = -(beta**2) / (4 * spread) - alpha / 4
    law = ScatteringLaw.from_logs([alpha], beta, [even - beta / 2], T=T)
    scaled = ScatteringLaw.from_logs([alpha], beta, [even], T=T, form=LawForm.SYMMETRIC)
    for each in (law, scaled):
        assert check_scattering_law(each).status is Status.BALANCED
        assert pytest.approx(T, rel=1e-12) == thermometer_scattering_law(each).T
        other = check_scattering_law(each, T=T * ratio)
        assert other.max_residual == pytest.approx(30.0 * abs(1 - 1 / ratio), rel=1e-9, abs=1e-11)
        if abs(1 - 1 / ratio) > 1e-9:
            assert other.status is Status.BROKEN


def test_temperatures_given_in_electronvolts():
    assert check_scattering_law(gas(), kT=293.6 * k_B / e).max_residual < 1e-11
    assert check_scattering_law(gas(), kT="25.3 meV").max_residual == pytest.approx(
        40 * abs(1 - 293.6 * k_B / e / 0.0253), rel=1e-9
    )


def test_one_wrong_value_is_named_and_measured():
    logs = log_gas()
    logs[1, 900] += np.log(1.05)  # α = 1, β = 5
    verdict = check_scattering_law(ScatteringLaw.from_logs(ALPHA, BETA, logs, T=293.6))
    assert verdict.status is Status.BROKEN
    assert verdict.worst[0].label == "α = 1, β = ±5"
    assert verdict.worst[0].residual == pytest.approx(-np.log(1.05), rel=1e-9)


@pytest.mark.parametrize(
    ("logs", "form", "largest", "message"),
    [
        (log_gas()[:, ::-1], LawForm.LAW, 80.0, "the sign of β is reversed"),
        (log_gas() + BETA / 2, LawForm.LAW, 40.0, "the two sides are equal"),
        (log_gas(), LawForm.SYMMETRIC, 40.0, "the slope is 2"),
    ],
)
def test_a_table_misread_is_named_for_what_it_is(logs, form, largest, message):
    verdict = check_scattering_law(ScatteringLaw.from_logs(ALPHA, BETA, logs, T=293.6, form=form))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(largest, rel=1e-9)
    assert any(isinstance(finding, Misread) and message in finding.message for finding in verdict.findings)


def test_a_wrong_temperature_is_found_and_measured():
    law = ScatteringLaw.from_logs(ALPHA, BETA, log_gas(), T=300)
    cold = ScatteringLaw.from_logs(ALPHA, BETA * 1.01, log_gas(), T=300)  # β made with a temperature 1 % too low
    assert Misread not in types(check_scattering_law(cold))
    assert check_scattering_law(cold).max_residual == pytest.approx(0.4, rel=1e-9)
    assert pytest.approx(303.0, rel=1e-12) == thermometer_scattering_law(cold).T
    assert ("shows", "T = 303 K, from the slope over all pairs") in check_scattering_law(cold).facts
    assert pytest.approx(300.0, rel=1e-12) == thermometer_scattering_law(law).T


def test_the_trap_of_the_mass():
    heavy = ScatteringLaw.from_logs(ALPHA * 16, BETA, log_gas(), T=293.6)  # α with the mass of the neutron
    np.testing.assert_allclose(scattering_sums(heavy).recoil, 1 / 16, rtol=1e-12)
    verdict = check_scattering_law(heavy)
    assert verdict.status is Status.BALANCED
    assert types(verdict) == {SumRuleMissed, TooShort}  # 16 * 5 is beyond the table
    assert "is 0.0625 ± " in next(f for f in verdict.findings if isinstance(f, SumRuleMissed)).message


def test_coarse_and_short_grids_are_called_that():
    coarse = np.linspace(-40.0, 40.0, 41)
    law = ScatteringLaw.from_logs([0.2], coarse, log_gas([0.2], coarse), T=293.6)
    verdict = check_scattering_law(law)
    assert verdict.status is Status.BALANCED
    assert types(verdict) == {CoarseGrid}
    sums = scattering_sums(law)
    assert sums.norm_error[0] > abs(sums.norm[0] - 1) > 0.1
    short = np.linspace(-2.0, 2.0, 401)
    verdict = check_scattering_law(ScatteringLaw.from_logs([5.0], short, log_gas([5.0], short), T=293.6))
    assert verdict.status is Status.BALANCED
    assert types(verdict) == {TooShort}
    assert dict(verdict.facts)["sum rules"] == "the grid in β is too coarse or too short for them"


def test_the_error_of_the_grid_covers_what_it_misses():
    for points in (81, 161, 321, 641):
        beta = np.linspace(-40.0, 40.0, points)
        sums = scattering_sums(ScatteringLaw.from_logs(ALPHA, beta, log_gas(ALPHA, beta), T=293.6))
        assert (np.abs(sums.norm - 1) <= sums.norm_error + 1e-12).all()
        assert (np.abs(sums.recoil - 1) <= sums.recoil_error + 1e-12).all()


def test_zeros():
    beta = [-3.0, -2.0, -1.0, 1.0, 2.0, 3.0]
    half = [1e-300, 0.5, 0.8, 0.8 * np.exp(-1.0), 0.5 * np.exp(-2.0), 0.0]
    verdict = check_scattering_law(ScatteringLaw([1.0, 2.0], beta, [half, [0.0, *half[1:5], 0.0]], T=300))
    # one side at the smallest number of the table: the other would be smaller; two zeros say nothing
    assert verdict.status is Status.BALANCED
    assert [(f.count, type(f)) for f in verdict.findings[:2]] == [(1, LeftOut), (1, LeftOut)]
    verdict = check_scattering_law(ScatteringLaw([1.0], beta, [[0.3, *half[1:]]], T=300))
    assert OneWay not in types(verdict)  # 0.3 e^-3 is smaller than any number there
    verdict = check_scattering_law(ScatteringLaw([1.0], [*beta[:5], 2.5], [[*half[:5], 1e-9]], T=300))
    assert verdict.findings[0].message == "2 β of the grid have no mirror image: left out"
    verdict = check_scattering_law(ScatteringLaw([1.0], beta, [[0.3, 0.5, 0.8, 1e-9, 0.5 * np.exp(-2), 0.0]], T=300))
    assert verdict.status is Status.BROKEN
    assert OneWay in types(verdict)
    assert verdict.max_residual == np.inf


def test_one_side_and_no_side():
    one = ScatteringLaw.from_logs(ALPHA, BETA[800:], log_gas()[:, 800:], T=293.6)
    beta, logs = one.both_sides()
    np.testing.assert_allclose(logs, log_gas(), rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(beta, BETA)
    verdict = check_scattering_law(one)
    assert verdict.status is Status.UNDECIDED
    assert isinstance(verdict.findings[0], NothingToTest)
    assert_verdict(verdict)
    assert repr(one) == "<ScatteringLaw: 3 α × 801 β, T = 293.6 K, one side>"
    with pytest.raises(InputError, match="the table has β from 0 to 40: the other side follows from detailed balance"):
        thermometer_scattering_law(one)
    with pytest.raises(InputError, match="give a table of both sides"):
        pairs_of_scattering_law(one)
    whole = complete_scattering_law(one)
    np.testing.assert_allclose(whole.log_law, log_gas(), rtol=1e-12, atol=1e-12)
    assert check_scattering_law(whole).status is Status.BALANCED
    with pytest.raises(InputError, match="the table has β from -40 to 40: both sides are there; ask"):
        complete_scattering_law(whole)
    uneven = ScatteringLaw([1.0], [-2.0, 3.0], [[0.3, 0.1]], T=300)
    with pytest.raises(InputError, match=r"no pair ±β with numbers on both sides \(0 zero, 2 β without mirror image\)"):
        pairs_of_scattering_law(uneven)
    assert check_scattering_law(uneven).status is Status.UNDECIDED


def test_names_are_made_on_demand():
    names = pairs_of_scattering_law(gas()).labels
    assert len(names) == 2400
    assert names[0] == "α = 0.2, β = ±0.05"
    assert names[-2:] == ["α = 5, β = ±39.95", "α = 5, β = ±40"]


def test_rounding_of_beta_counts_where_beta_does():
    options = {"beta_rounding": 1e-4, "rounding": 0.0}
    law, scaled = (
        ScatteringLaw.from_logs([1.0], [-2.0, 2.0], logs, T=300, form=form, **options)
        for logs, form in (([[0.0, -2.0]], LawForm.LAW), ([[-1.0, -1.0]], LawForm.SYMMETRIC))
    )
    assert check_scattering_law(law).noise_floor == pytest.approx(1e-4, rel=1e-6)
    assert check_scattering_law(scaled).noise_floor < 1e-12
    assert check_scattering_law(scaled, T=600).noise_floor == pytest.approx(0.5e-4, rel=1e-6)
    assert Sides.of(law).beta_rounding.tolist() == [1e-4]


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([1.0], [0.0], [[1.0]]), {"T": -3}, r"T = -3: a bath has a positive absolute temperature"),
        (([0.0], [0.0], [[1.0]]), {"T": 3}, r"alpha\[0\] = 0\.0; give positive momentum transfers"),
        (([2.0, 1.0], [0.0], [[1.0], [1.0]]), {"T": 3}, r"alpha\[0\] = 2\.0 before alpha\[1\] = 1\.0; give the"),
        (([1.0], [0.0, 0.0], [[1.0, 1.0]]), {"T": 3}, r"beta\[0\] = 0\.0 before beta\[1\]"),
        (([1.0], [0.0, np.nan], [[1.0, 1.0]]), {"T": 3}, r"beta\[1\] = nan; give finite numbers"),
        (([1.0], [], [[1.0]]), {"T": 3}, r"beta has shape \(0,\); give a list of numbers"),
        (([1.0], [0.0], [[1.0, 2.0]]), {"T": 3}, r"values have shape \(1, 2\); give shape \(1, 1\): a row for each α"),
        (([1.0], [0.0], [[-1.0]]), {"T": 3}, r"values\[0, 0\] = -1\.0: rates are finite and not negative"),
        (([1.0], [0.0], [[1.0]]), {"T": 3, "mass_ratio": -1.0}, r"mass_ratio = -1\.0; give M/mₙ, a positive number"),
        (([1.0], [0.0], [[1.0]]), {"T": 3, "rounding": -1.0}, r"rounding has negative entries, or NaN; give bounds"),
        (([1.0], [0.0], [[1.0]]), {"T": 3, "beta_rounding": [1, 2]}, r"beta_rounding has shape \(2,\); give shape"),
    ],
)  # fmt: skip
def test_what_is_refused(arguments, options, message):
    with pytest.raises(InputError, match=message):
        ScatteringLaw(*arguments, **options)


def test_logs_that_are_refused():
    with pytest.raises(InputError, match=r"log_values\[0, 1\] = inf; give finite numbers, or -inf for zero"):
        ScatteringLaw.from_logs([1.0], [0.0, 1.0], [[0.0, np.inf]], T=3)


@pytest.mark.parametrize("form", ["symmetric", "LAW", 1, None])
def test_a_form_is_a_member(form):
    with pytest.raises(InputError, match=r"form = .*; give one of LawForm\.LAW, LawForm\.SYMMETRIC"):
        ScatteringLaw([1.0], [-1.0, 1.0], [[0.5, 0.5]], T=300, form=form)


@pytest.mark.parametrize("mass_ratio", ["a", 0.0, np.nan, np.inf, [1.0, 2.0]])
def test_a_ratio_of_masses_is_a_positive_number(mass_ratio):
    with pytest.raises(InputError, match=r"^mass_ratio.*; give"):
        ScatteringLaw([1.0], [0.0], [[1.0]], T=300, mass_ratio=mass_ratio)


@pytest.mark.parametrize("log_value", [700.0, 720.0, 1e100])
def test_what_exceeds_the_range_of_floats_is_found_without_a_warning(log_value):
    law = ScatteringLaw.from_logs([1.0], [-2.0, 0.0, 2.0], [[log_value, log_value, log_value - 2.0]], T=300)
    found = [finding.message for finding in check_scattering_law(law).findings]
    assert any("exceeds the range of floats at 1 of 1 α" in message for message in found) == (log_value > 709)


@pytest.mark.parametrize(
    ("alpha", "beta", "logs", "T", "message"),
    [
        ([1e-200], [0.0], [[0.0]], 300, r"alpha\[0\] = 1e-200; give zero, or sizes from 1e-140 to 1e\+140"),
        ([1.0], [-1e200, 1e200], [[0.0, 0.0]], 300, r"beta\[0\] = -1e\+200; give zero, or sizes from"),
        ([1.0], [0.0], [[1e300]], 300, r"log_values\[0, 0\] = 1e\+300; give finite numbers"),
        ([1.0], [0.0], [[0.0]], 1e-200, r"T = 1e-200 K; give a temperature in kelvin"),
    ],
)
def test_numbers_of_which_quotients_overflow(alpha, beta, logs, T, message):
    with pytest.raises(InputError, match=message):
        ScatteringLaw.from_logs(alpha, beta, logs, T=T)
