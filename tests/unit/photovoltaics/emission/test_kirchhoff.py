"""Kirchhoff's law as a check: bodies that obey it, and such as are broken by a known factor."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.photovoltaics.comparison.signals import MissingSignal
from detbal.photovoltaics.emission.emissivity import emissivity_of
from detbal.photovoltaics.emission.kirchhoff import CommonFactor, KirchhoffPair, NonReciprocal, check_kirchhoff
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, log_emission
from detbal.verdict import FloorTooHigh, LeftOut, NothingToTest, Status

ENERGY = np.linspace(0.1, 0.4, 31)
ABSORPTANCE = 0.5 + 0.3 * np.sin(20 * ENERGY)


def pair(factor, error=None, seed=None):
    noise = np.zeros((2, len(ENERGY))) if seed is None else np.random.default_rng(seed).normal(0, error, (2, 31))
    a = QuantumEfficiency.of(ENERGY, ABSORPTANCE + noise[0], error=error)
    return KirchhoffPair(a, QuantumEfficiency.of(ENERGY, ABSORPTANCE * factor + noise[1], error=error))


def glow(values, absolute=True):
    return Luminescence.of(ENERGY, values, per=Interval.ENERGY, counted=Counted.PHOTONS, absolute=absolute)


@given(st.floats(200, 1e4), st.floats(-0.5, 0.05))
def test_a_body_that_emits_as_it_absorbs_is_balanced(T, mu):
    flux = ABSORPTANCE * np.exp(log_emission(ENERGY, BOLTZMANN * T, mu))
    a = QuantumEfficiency.of(ENERGY, ABSORPTANCE)
    assert check_kirchhoff(KirchhoffPair(a, emissivity_of(glow(flux), T, mu))).status is Status.BALANCED


def test_noisy_balance_and_false_alarms():
    """Level 0.01 for each of two tests: at most 2 % of balanced bodies are called broken, here 4 of 100 at the most."""
    broken = [check_kirchhoff(pair(1.0, 0.005, seed)).status is Status.BROKEN for seed in range(100)]
    assert sum(broken) <= 6  # of a binomial of 100 and 0.02, more than 6 has probability 0.004


@pytest.mark.parametrize("error", [None, 0.002])
def test_a_common_factor_is_measured(error):
    verdict = check_kirchhoff(pair(1.08, error, 0 if error else None))
    assert verdict.status is Status.BROKEN
    (found,) = verdict.findings
    assert isinstance(found, CommonFactor)
    factor = float(found.message.split(" is ")[1].split(" times")[0])
    assert factor == pytest.approx(1.08, abs=5e-3 if error else 1e-9)


@pytest.mark.parametrize("error", [None, 0.002])
def test_a_non_reciprocal_band_is_found_where_it_is(error):
    factor = np.where(np.abs(ENERGY - 0.2) < 1e-6, 1.2, 1.0)
    verdict = check_kirchhoff(pair(factor, error, 1 if error else None))
    assert verdict.status is Status.BROKEN
    (found,) = verdict.findings
    assert isinstance(found, NonReciprocal)
    assert found.where == ("0.2 eV",)
    assert verdict.max_residual == pytest.approx(np.log(1.2), abs=0.03 if error else 1e-12)


def test_a_tolerance_forgives():
    assert check_kirchhoff(pair(1.08), tol=0.1).status is Status.BALANCED
    assert check_kirchhoff(pair(1.08), tol=0.05).status is Status.BROKEN


def test_grids_need_not_be_the_same():
    coarse = QuantumEfficiency.of([0.15, 0.25, 0.35], [0.3, 0.5, 0.7])
    fine = QuantumEfficiency.of(ENERGY, 0.3 + 2 * (ENERGY - 0.15))
    verdict = check_kirchhoff(KirchhoffPair(coarse, fine))
    assert (verdict.status, len(verdict.residual)) == (Status.BALANCED, 3)
    verdict = check_kirchhoff(KirchhoffPair(fine, coarse))
    assert (verdict.status, len(verdict.residual)) == (Status.BALANCED, 3)
    far = QuantumEfficiency.of([0.15, 0.25, 0.35, 0.5], [0.3, 0.5, 0.7, 0.7])
    (left,) = check_kirchhoff(KirchhoffPair(fine, far)).findings
    assert (type(left), left.count) == (LeftOut, 1)


@pytest.mark.parametrize("points", [41, 55, 15])
def test_interpolation_between_grids_breaks_nothing(points):
    """Right curves on two grids, exact and with errors, are never called broken."""

    def on(count, error, seed):
        energy = np.linspace(1.2, 1.6, count)
        value = 0.9 / (1 + np.exp(-(energy - 1.4) / 0.015))
        noise = np.random.default_rng(seed).normal(size=count) * error * value
        return QuantumEfficiency.of(energy, value + noise, error=error * value if error else None)

    assert check_kirchhoff(KirchhoffPair(on(48, 0.0, 0), on(points, 0.0, 0))).status is not Status.BROKEN
    broken = [
        check_kirchhoff(KirchhoffPair(on(48, 0.01, k), on(points, 0.01, 100 + k))).status is Status.BROKEN
        for k in range(20)
    ]
    assert sum(broken) <= 3  # at most 2 % by chance: more than 3 of 20 has probability 6e-4


def test_a_body_that_emits_nothing_where_it_absorbs_is_broken():
    dark = np.abs(ENERGY - 0.2) < 0.015
    a = QuantumEfficiency.of(ENERGY, ABSORPTANCE, error=0.001)
    e = QuantumEfficiency.of(ENERGY, np.where(dark, 0.0, ABSORPTANCE), error=0.001)
    verdict = check_kirchhoff(KirchhoffPair(a, e))
    assert verdict.status is Status.BROKEN
    (missing,) = (one for one in verdict.findings if isinstance(one, MissingSignal))
    assert missing.count == dark.sum()
    assert verdict.max_residual == pytest.approx(np.log(ABSORPTANCE[dark].max() / 0.003), rel=1e-6)


def test_without_common_energies_nothing_is_said():
    far = QuantumEfficiency.of([1.0, 2.0], [0.5, 0.5])
    verdict = check_kirchhoff(KirchhoffPair(QuantumEfficiency.of(ENERGY, ABSORPTANCE), far))
    assert verdict.status is Status.UNDECIDED
    assert [type(one) for one in verdict.findings] == [NothingToTest, LeftOut]


def test_what_is_below_its_floor_is_no_evidence():
    low = QuantumEfficiency.of(ENERGY, ABSORPTANCE, floor=np.where(ENERGY < 0.2, 1.0, 0.0))
    bad = QuantumEfficiency.of(ENERGY, ABSORPTANCE * np.where(ENERGY < 0.2, 0.5, 1.0))
    assert check_kirchhoff(KirchhoffPair(low, bad)).status is Status.BALANCED
    assert not any(isinstance(one, FloorTooHigh) for one in check_kirchhoff(KirchhoffPair(low, bad)).findings)


def test_the_result_can_be_read_drawn_and_written():
    verdict = check_kirchhoff(pair(1.08, 0.002, 0))
    assert "1.0" in str(verdict)
    assert [one.name for one in verdict.drawings()[0].curves] == ["absorptance", "emissivity"]


def test_what_is_no_pair():
    with pytest.raises(InputError, match="emissivity is of type list; give a QuantumEfficiency"):
        KirchhoffPair(QuantumEfficiency.of(ENERGY, ABSORPTANCE), [1.0])
    with pytest.raises(InputError, match="arbitrary units: emissivity is a part of what a black body emits"):
        emissivity_of(glow(np.ones(31), absolute=False), 300)
    with pytest.raises(InputError, match=r"quantum efficiency of 2 at 0\.1 eV"):
        emissivity_of(glow(2 * np.exp(log_emission(ENERGY, BOLTZMANN * 300))), 300)
