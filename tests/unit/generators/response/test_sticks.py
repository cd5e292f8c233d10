"""Sticks as pairs: balanced ones, and how far off wrong temperatures and classical correlations are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detbal
from detbal import Status
from detbal.errors import InputError
from detbal.generators.models import annihilator, harmonic_oscillator, transverse_field_ising
from detbal.generators.response import (
    Ordering,
    StickSpectrum,
    ThermalCorrelator,
    check_correlator,
    check_sticks,
    correlator_pairs,
    stick_pairs,
)
from detbal.generators.response.balance import NegativeTemperature
from detbal.verdict import NothingToTest, OneWay

RING = transverse_field_ising(4, 0.5, 1.0, periodic=True)


@given(st.floats(-4.0, 3.0).map(lambda x: 10.0**x))
def test_exact_correlators_are_balanced(kT):
    for A in (RING.couplings[0], RING.couplings[0] + 0.3 * RING.couplings[9]):
        verdict = detbal.check(correlator_pairs(ThermalCorrelator(RING.H, A, kT=kT)))
        assert verdict.status is Status.BALANCED, str(verdict)


@pytest.mark.parametrize("other", [0.8 * (1 + 1e-7), 0.5, 3.0])
def test_a_wrong_temperature_is_found_and_measured(other):
    correlator = ThermalCorrelator(RING.H, RING.couplings[0], kT=0.8)
    verdict = detbal.check(correlator_pairs(correlator, kT=other))
    assert verdict.status is Status.BROKEN
    sticks = correlator.sticks()
    omega = sticks.frequencies[sticks.frequencies > 0]
    np.testing.assert_allclose(verdict.residual, omega * (1 / 0.8 - 1 / other), rtol=1e-6)


@pytest.mark.parametrize("ordering", [Ordering.SYMMETRISED, Ordering.KUBO, Ordering.WIGHTMAN])
def test_a_classical_correlation_is_found_and_measured(ordering):
    # symmetric in ω: what is missing is ω/kT
    correlator = ThermalCorrelator(RING.H, RING.couplings[0], kT=0.8)
    verdict = detbal.check(correlator_pairs(correlator, ordering=ordering))
    assert verdict.status is Status.BROKEN
    sticks = correlator.sticks()
    np.testing.assert_allclose(verdict.residual, -sticks.frequencies[sticks.frequencies > 0] / 0.8, rtol=1e-9)


def test_sticks_tell_the_temperature():
    sticks = ThermalCorrelator(RING.H, RING.couplings[0], kT=0.8).sticks()
    reading = detbal.thermometer(stick_pairs(sticks))
    assert 1 / reading.theta.values[0] == pytest.approx(0.8, rel=1e-10)


def test_a_lowering_operator_is_compared_with_the_raising_one():
    correlator = ThermalCorrelator(harmonic_oscillator(8, 0.5).H, annihilator(8), kT=0.4)
    pairs = correlator_pairs(correlator)
    assert len(pairs) == 1
    assert pairs.log_ratio[0] == pytest.approx(0.5 / 0.4, rel=1e-12)
    assert detbal.check(pairs).status is Status.BALANCED
    # d alone, without d†, would be a one-way process
    assert detbal.check(stick_pairs(correlator.sticks(), kT=0.4)).max_residual == np.inf


def test_a_line_without_its_emission_is_broken():
    one_way = detbal.check(stick_pairs(StickSpectrum.of([1.0, 2.0, -2.0], [0.1, 0.2, 0.2 * np.exp(-2.0)]), kT=1.0))
    assert one_way.status is Status.BROKEN
    assert one_way.residual[0] == np.inf
    assert abs(one_way.residual[1]) < 1e-12


def test_sticks_of_one_frequency_add_up():
    found = StickSpectrum.of([1.0, -1.0, 1.0 + 1e-14, 0.0], [0.25, 0.5, 0.5, 2.0])
    np.testing.assert_allclose(found.frequencies, [-1.0, 0.0, 1.0], rtol=1e-13)
    np.testing.assert_allclose(np.exp(found.log_weights), [0.5, 2.0, 0.75], rtol=1e-14)
    # the correlator of an oscillator has one frequency, not N
    ladder = annihilator(8)
    sticks = ThermalCorrelator(harmonic_oscillator(8, 0.5).H, ladder + ladder.conj().T, kT=0.4).sticks()
    np.testing.assert_allclose(sticks.frequencies, [-0.5, 0.5], rtol=1e-13)


def test_the_verdict_says_what_it_is_about():
    correlator = ThermalCorrelator(RING.H, RING.couplings[0], kT=0.8)
    good, bad = check_correlator(correlator), check_correlator(correlator, kT=0.7)
    assert (good.status, bad.status) == (Status.BALANCED, Status.BROKEN)
    assert good.balance_with == "kT = 0.8 of the correlator"
    assert check_correlator(correlator, ordering=Ordering.KUBO, tol=100.0).status is Status.BALANCED
    sticks = StickSpectrum.of([1.0, 2.0, -2.0], [0.1, 0.2, 0.2 * np.exp(-2.0)])
    lonely = check_sticks(sticks, kT=1.0)
    assert any(isinstance(finding, OneWay) for finding in lonely.findings)
    nothing = check_sticks(StickSpectrum.of([2.0, -2.0], [0.2, 0.1]))
    assert any(isinstance(finding, NothingToTest) for finding in nothing.findings)
    assert "Kubo" in str(good)


def test_what_they_refuse():
    with pytest.raises(InputError, match=r"weights\[1\] = -1"):
        StickSpectrum.of([1.0, 2.0], [1.0, -1.0])
    with pytest.raises(InputError, match="1 weights for 2 frequencies"):
        StickSpectrum.of([1.0, 2.0], [1.0])
    with pytest.raises(InputError, match="frequencies; give a list of finite frequencies"):
        StickSpectrum.of([1.0, np.nan], [1.0, 1.0])
    with pytest.raises(InputError, match="ahead is of type list"):
        stick_pairs([1.0], kT=1.0)
    with pytest.raises(InputError, match="correlator is of type float"):
        correlator_pairs(1.0)
    for sticks in (StickSpectrum.of([0.0], [1.0]), StickSpectrum.of([], [])):
        with pytest.raises(InputError, match="no stick at a frequency other than zero"):
            stick_pairs(sticks, kT=1.0)


def test_an_inverted_medium_is_told():
    hot = StickSpectrum.of([2.0, 1.0, -1.0, -2.0], np.exp([-2.0, -1.0, 1.0, 2.0]))
    found = check_sticks(hot)
    assert found.status.name == "BALANCED"
    assert [type(each) for each in found.findings] == [NegativeTemperature]
    assert "1/kT = -2" in found.findings[0].message
    cold = StickSpectrum.of([2.0, 1.0, -1.0, -2.0], np.exp([2.0, 1.0, -1.0, -2.0]))
    assert not check_sticks(cold).findings
    assert not any(isinstance(each, NegativeTemperature) for each in check_sticks(hot, kT=1.0).findings)


@pytest.mark.parametrize("tolerance", ["a", -1, np.nan, [1, 2]])
def test_a_tolerance_is_a_number(tolerance):
    with pytest.raises(InputError, match="tolerance"):
        StickSpectrum.of([1.0], [1.0], tolerance=tolerance)
