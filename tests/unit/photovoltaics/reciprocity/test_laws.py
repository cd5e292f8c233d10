"""Rau's law and generalised Planck's: which one holds, how near to the splitting, and what is read from them."""

from dataclasses import replace

import numpy as np
import pytest

from detbal import Status
from detbal.photovoltaics.comparison.signals import MissingSignal
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, log_emission
from detbal.photovoltaics.reciprocity.causes import WrongTemperature
from detbal.photovoltaics.reciprocity.check import check_pair
from detbal.photovoltaics.reciprocity.complete import example_pair, reciprocity
from detbal.photovoltaics.reciprocity.impose import impose_pair
from detbal.photovoltaics.reciprocity.law import PLANCK, RAU
from detbal.photovoltaics.reciprocity.near_splitting import NearSplitting
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.photovoltaics.reciprocity.stitch import NotReciprocal, complete_pair
from detbal.photovoltaics.reciprocity.thermometer import thermometer_pair

ENERGY = np.linspace(1.35, 1.6, 51)
EQE = QuantumEfficiency.of(ENERGY, 0.9 / (1 + np.exp(-(ENERGY - 1.4) / 0.015)))
KT = BOLTZMANN * 300


def pair_of(splitting, *, bose, T=300.0, noise=0.0, seed=0):
    """An absolute EL by generalised Planck's law (bose), or by Rau's with Boltzmann's statistics."""
    kT = BOLTZMANN * T
    black = log_emission(ENERGY, kT, splitting) if bose else log_emission(ENERGY, kT) + np.log(np.expm1(splitting / kT))
    flux = EQE.value * np.exp(black)
    found = flux * (1 + noise * np.random.default_rng(seed).normal(size=len(flux)))
    units = {"per": Interval.ENERGY, "counted": Counted.PHOTONS, "absolute": True}
    return ReciprocalPair.of(EQE, Luminescence.of(ENERGY, found, error=noise * flux if noise else None, **units), T)


def voltage(result):
    return float(dict(result.facts)["qV"].split()[0])


@pytest.mark.parametrize("law", [RAU, PLANCK])
@pytest.mark.parametrize(("beta", "level"), [(40.0, 38.0), (0.5, 0.3), (4.0, 2.0)])
def test_columns_are_the_derivatives_of_the_law(law, beta, level):
    step = 1e-6
    by_beta = (law.log_ratio(ENERGY, beta + step, level) - law.log_ratio(ENERGY, beta - step, level)) / (2 * step)
    by_level = (law.log_ratio(ENERGY, beta, level + step) - law.log_ratio(ENERGY, beta, level - step)) / (2 * step)
    assert law.columns(ENERGY, beta, level) == pytest.approx(np.column_stack((by_beta, by_level)), rel=1e-6)


@pytest.mark.parametrize("bose", [True, False])
@pytest.mark.parametrize("splitting", [0.5, 1.05, 1.34])
def test_either_law_is_balanced_and_its_splitting_and_temperature_are_read(bose, splitting):
    pair = pair_of(splitting, bose=bose)
    verdict = check_pair(pair)
    assert verdict.status is Status.BALANCED
    assert voltage(verdict) == pytest.approx(splitting, abs=1e-5)
    reading = thermometer_pair(pair)
    assert pytest.approx(300, abs=1e-6) == reading.T
    assert voltage(reading) == pytest.approx(splitting, abs=1e-5)
    assert any(isinstance(one, NearSplitting) for one in verdict.findings) == (splitting == 1.34)
    assert any(isinstance(one, NearSplitting) for one in reading.findings) == (splitting == 1.34)


def test_the_law_that_holds_is_named():
    assert "Würfel" in check_pair(pair_of(1.34, bose=True)).references[0]
    assert "Rau" in check_pair(pair_of(1.34, bose=False)).references[0]


@pytest.mark.parametrize("bose", [True, False])
def test_near_the_splitting_a_wrong_temperature_is_still_found(bose):
    pair = pair_of(1.34, bose=bose, T=310.0, noise=0.01)
    verdict = check_pair(pair, T=300)
    assert verdict.status is Status.BROKEN


@pytest.mark.parametrize("small", [1e-3, 0.01])
def test_small_voltages_are_read_exactly(small):
    """Where e^{qV/kT} - 1 is not e^{qV/kT}."""
    verdict = check_pair(ReciprocalPair.of(EQE, reciprocity(EQE, T=300, voltage=small), 300))
    assert voltage(verdict) == pytest.approx(small, rel=1e-5)


def test_a_splitting_above_the_photon_energies_is_not_called_balanced():
    verdict = check_pair(pair_of(1.9, bose=False))
    assert verdict.status is Status.UNDECIDED
    (found,) = (one for one in verdict.findings if isinstance(one, NearSplitting))
    assert "qV = 1.9 eV lies above 51 of the photon energies" in found.message


def test_the_error_of_the_splitting_is_of_the_right_size():
    """60 runs at known temperature: the root mean square of deviations in errors is 1 ± 0.09; three of these."""
    off = []
    for seed in range(60):
        words = dict(check_pair(pair_of(1.0, bose=False, noise=0.02, seed=seed)).facts)["qV"].split()
        off.append((float(words[0]) - 1.0) / float(words[2]))
    assert 0.73 < np.sqrt(np.mean(np.square(off))) < 1.27


def test_a_tail_stitched_at_a_wrong_temperature_says_so(noisy_pair):
    pair = noisy_pair(np.random.default_rng(0), T=300.0, noise=0.003)
    assert not complete_pair(pair).findings
    (found,) = complete_pair(pair, T=330).findings
    assert isinstance(found, NotReciprocal)
    assert "check the temperature" in found.message


def test_exact_curves_that_disagree_where_they_are_joined_say_so():
    assert isinstance(complete_pair(example_pair(), T=330).findings[0], NotReciprocal)


@pytest.mark.parametrize(("true", "stated"), [(77.0, 300.0), (77.0, 1000.0), (40.0, 300.0), (300.0, 77.0)])
def test_a_forgotten_cryostat_is_named(true, stated, noisy_pair):
    verdict = check_pair(noisy_pair(np.random.default_rng(0), T=true), T=stated)
    assert verdict.status is Status.BROKEN
    (found,) = (one for one in verdict.findings if isinstance(one, WrongTemperature))
    assert float(found.message.split(" at ")[1].split()[0]) == pytest.approx(true, rel=0.02)


@pytest.mark.parametrize("stated", [5.0, 10.0])
def test_a_temperature_far_too_low_is_a_breaking(stated):
    assert check_pair(example_pair(40.0), T=stated).status is Status.BROKEN


def test_near_the_splitting_the_temperature_is_named_by_the_law_that_holds():
    pair = pair_of(1.28, bose=True, T=310.0, noise=0.003)
    (found,) = (one for one in check_pair(pair, T=300).findings if isinstance(one, WrongTemperature))
    words = found.message.split()
    k = words.index("±")
    assert abs(float(words[k - 1]) - 310) < 4 * float(words[k + 1]) < 0.4


def test_imposed_near_the_splitting_it_is_the_law_that_holds():
    pair = pair_of(1.28, bose=True)
    assert np.abs(impose_pair(pair).moved).max() < 1e-9
    assert not any(isinstance(one, NotReciprocal) for one in complete_pair(pair).findings)


def test_exact_numbers_a_millionth_of_a_kelvin_off_are_told_with_enough_digits():
    messages = [one.message for one in check_pair(example_pair(300.000001), T=300).findings]
    assert any("300.000001 K, not 300 K" in one for one in messages)


@pytest.mark.parametrize("value", [-1.0, 0.0])
def test_an_el_that_is_missing_where_the_eqe_is_high_breaks_the_law(value, noisy_pair):
    pair = noisy_pair(np.random.default_rng(0))
    gone = np.abs(pair.el.energy - 1.42) < 0.02
    verdict = check_pair(replace(pair, el=replace(pair.el, value=np.where(gone, value, pair.el.value))))
    assert verdict.status is Status.BROKEN
    (missing,) = (one for one in verdict.findings if isinstance(one, MissingSignal))
    assert missing.count == gone.sum()
    assert verdict.worst[0].label in missing.where
