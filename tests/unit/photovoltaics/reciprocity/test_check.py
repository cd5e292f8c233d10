"""Reciprocal pairs are found balanced, and each way to break one is found and named."""

from dataclasses import replace

import numpy as np
import pytest

from detbal import Status
from detbal.errors import InputError
from detbal.photovoltaics.comparison.overlap import overlap_of
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.reciprocity.causes import (
    Ambiguous,
    RangeBelowFloor,
    Unexplained,
    WrongJacobian,
    WrongTemperature,
)
from detbal.photovoltaics.reciprocity.check import check_pair
from detbal.photovoltaics.reciprocity.complete import example_pair, reciprocity
from detbal.photovoltaics.reciprocity.listing import pairs_of
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.photovoltaics.reciprocity.shifted_axis import ShiftedAxis
from detbal.verdict import LeftOut, NothingToTest


def numbers(message):
    """The measured value and its error, of a message that holds 'value ± error'."""
    words = message.split()
    k = words.index("±")
    return float(words[k - 1]), float(words[k + 1])


def kinds(verdict):
    return [type(one) for one in verdict.findings]


@pytest.mark.parametrize("seed", range(5))
def test_a_noisy_reciprocal_pair_is_balanced(seed, noisy_pair):
    assert check_pair(noisy_pair(np.random.default_rng(seed))).status is Status.BALANCED


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("stretch", [1.02, 0.98])
def test_a_stretched_wavelength_axis_is_named_and_measured(stretch, seed, noisy_pair):
    verdict = check_pair(noisy_pair(np.random.default_rng(seed), stretch=stretch))
    assert verdict.status is Status.BROKEN
    (found,) = (one for one in verdict.findings if isinstance(one, ShiftedAxis))
    value, error = numbers(found.message)
    assert "of the EL" in found.message
    assert abs(value - stretch) < 4 * error < 1e-3


def test_a_stretched_axis_of_exact_numbers_is_found_exactly():
    pair = example_pair()
    verdict = check_pair(replace(pair, el=replace(pair.el, energy=pair.el.energy / 1.02)))
    assert verdict.status is Status.BROKEN
    assert isinstance(verdict.findings[0], ShiftedAxis)
    assert "of the EL are 1.02 times" in verdict.findings[0].message


def test_of_a_small_stretch_the_noise_may_hide_which_curve_has_it(noisy_pair):
    findings = check_pair(noisy_pair(np.random.default_rng(0), stretch=1.005)).findings
    assert isinstance(findings[0], Ambiguous)
    assert "do not decide between" in findings[0].message
    of_el, of_eqe = (numbers(one.message) for one in findings if isinstance(one, ShiftedAxis))
    assert abs(of_el[0] - 1.005) < 4 * of_el[1]
    assert of_eqe[0] == pytest.approx(1 / 1.005, abs=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_a_stretched_axis_of_the_eqe_is_told_from_one_of_the_el(seed, noisy_pair):
    pair = noisy_pair(np.random.default_rng(seed))
    eqe = replace(pair.eqe, energy=pair.eqe.energy / 1.02)
    (found,) = (one for one in check_pair(replace(pair, eqe=eqe)).findings if isinstance(one, ShiftedAxis))
    value, error = numbers(found.message)
    assert "of the EQE" in found.message
    assert abs(value - 1.02) < 4 * error < 1e-3


@pytest.mark.parametrize("seed", range(3))
def test_a_wrong_temperature_is_named_and_measured(seed, noisy_pair):
    verdict = check_pair(noisy_pair(np.random.default_rng(seed), T=330.0, stated=300.0))
    assert verdict.status is Status.BROKEN
    assert kinds(verdict)[0] is WrongTemperature
    value, error = numbers(verdict.findings[0].message)
    assert abs(value - 330) < 4 * error < 2


@pytest.mark.parametrize(
    ("power", "words"),
    [
        (2, "is per wavelength, and was taken per energy"),
        (-2, "is per energy, and was taken per wavelength"),
        (1, "is power, and was taken as photons"),
        (3, "is power per wavelength, and was taken as photons per energy"),
    ],
)
def test_a_wrong_unit_is_named(power, words, noisy_pair):
    verdict = check_pair(noisy_pair(np.random.default_rng(power + 5), power=power, noise=0.003))
    assert verdict.status is Status.BROKEN
    assert kinds(verdict)[0] is WrongJacobian
    assert words in verdict.findings[0].message


def test_what_the_noise_cannot_tell_apart_is_said(noisy_pair):
    verdict = check_pair(noisy_pair(np.random.default_rng(0), power=2, noise=0.01))
    (other,) = (one for one in verdict.findings if isinstance(one, Ambiguous))
    assert "about as well" in other.message
    assert "junction is at 311" in other.message


def test_a_forgotten_jacobian_of_a_file_in_nm_is_found_in_exact_numbers():
    """The same numbers, read per nm as they are, and per eV as they are not."""
    true = example_pair().el
    per_nm = true.value * true.energy**2
    reading = {"counted": Counted.PHOTONS}
    right = Luminescence.of(true.energy, per_nm, per=Interval.WAVELENGTH, **reading)
    wrong = Luminescence.of(true.energy, per_nm, per=Interval.ENERGY, **reading)
    pair = example_pair()
    assert check_pair(replace(pair, el=right)).status is Status.BALANCED
    verdict = check_pair(replace(pair, el=wrong))
    assert verdict.status is Status.BROKEN
    assert kinds(verdict) == [WrongJacobian]


def test_stray_light_at_the_floor_is_named(noisy_pair):
    rng = np.random.default_rng(3)
    pair = noisy_pair(rng)
    el = pair.el
    stray = replace(el, value=el.value + np.where(el.value < 8e-3, 1e-3, 0.0), floor=np.full(len(el), 9e-4))
    verdict = check_pair(replace(pair, el=stray))
    assert verdict.status is Status.BROKEN
    assert RangeBelowFloor in kinds(verdict)


def test_a_bump_that_nothing_explains_is_left_unexplained(noisy_pair):
    pair = noisy_pair(np.random.default_rng(1))
    bump = np.exp(-(((pair.el.energy - 1.42) / 0.01) ** 2))
    verdict = check_pair(replace(pair, el=replace(pair.el, value=pair.el.value * (1 + 0.3 * bump))))
    assert verdict.status is Status.BROKEN
    assert Unexplained in kinds(verdict)
    assert abs(float(verdict.worst[0].label.split()[0]) - 1.42) < 0.015


def test_the_voltage_of_an_absolute_spectrum_is_read():
    eqe = example_pair().eqe
    verdict = check_pair(ReciprocalPair.of(eqe, reciprocity(eqe, T=310, voltage=0.95), 310))
    assert verdict.theta.names == ("qV/kT",)
    assert float(dict(verdict.facts)["qV"].split()[0]) == pytest.approx(0.95, abs=1e-6)


def test_energies_without_a_signal_are_reported_not_hidden(noisy_pair):
    pair = noisy_pair(np.random.default_rng(0), stretch=1.02)
    verdict = check_pair(pair)
    (left,) = (one for one in verdict.findings if isinstance(one, LeftOut))
    assert left.count + len(verdict.labels) == len(pair.el)


def test_the_coarser_curve_decides_the_energies(noisy_pair):
    pair = noisy_pair(np.random.default_rng(0), step_el=1.0)
    assert set(overlap_of(pair.eqe, pair.el).energy) <= set(pair.eqe.energy)
    coarse = noisy_pair(np.random.default_rng(0), step_el=5.0)
    assert set(overlap_of(coarse.eqe, coarse.el).energy) <= set(coarse.el.energy)


def test_interpolation_of_exact_numbers_is_not_called_a_breaking():
    fine = example_pair()
    every_third = replace(
        fine.el, **{name: getattr(fine.el, name)[1::3] for name in ("energy", "value", "error", "floor", "rounding")}
    )
    shifted = replace(every_third, energy=every_third.energy + 0.002)
    kT = 8.617333262e-5 * 300
    exact = 0.9 / (1 + np.exp(-(shifted.energy - 1.4) / 0.015)) * shifted.energy**2 * np.exp(-shifted.energy / kT)
    verdict = check_pair(replace(fine, el=replace(shifted, value=exact * 1e15)))
    assert verdict.status is not Status.BROKEN
    assert 1e-6 < verdict.max_residual < 0.05


def test_without_overlap_nothing_is_decided():
    eqe = QuantumEfficiency.of([1.0, 1.1], [0.5, 0.5])
    el = Luminescence.of([1.2, 1.3], [1.0, 1.0], per=Interval.ENERGY, counted=Counted.PHOTONS)
    verdict = check_pair(ReciprocalPair.of(eqe, el, 300))
    assert verdict.status is Status.UNDECIDED
    assert NothingToTest in kinds(verdict)


def test_the_verdict_draws_overlay_and_residual(noisy_pair):
    overlay, residual = check_pair(noisy_pair(np.random.default_rng(0))).drawings()
    assert overlay.log_y
    assert {one.name for one in overlay.curves} == {"EL", "from the EQE"}
    assert residual.curves[0].error is not None


def test_pairs_hold_the_law():
    pairs = pairs_of(example_pair(), T="300 K")
    assert np.ptp(pairs.log_ratio) < 1e-12


def test_no_temperature_is_refused():
    with pytest.raises(InputError, match=r"temperature of the junction is not known; give T=, or measure it"):
        check_pair(replace(example_pair(), T=None))


def test_exchanged_curves_are_refused():
    pair = example_pair()
    with pytest.raises(InputError, match=r"eqe is of type Luminescence; give a QuantumEfficiency"):
        ReciprocalPair.of(pair.el, pair.eqe)
    with pytest.raises(InputError, match=r"el is of type list; give a Luminescence"):
        ReciprocalPair.of(pair.eqe, [1.0])


def test_a_negative_eqe_is_refused():
    with pytest.raises(InputError, match=r"quantum efficiency of -0.1 at 1.3 eV: it cannot be negative"):
        QuantumEfficiency.of([1.3, 1.4], [-0.1, 0.5])


@pytest.mark.parametrize("window", [(1.5, 1.3), (1.0,), (np.nan, 1.0)])
def test_a_window_is_a_range(window):
    with pytest.raises(InputError, match=r"window = .*; give \(lowest, highest\) photon energy in eV"):
        check_pair(example_pair(), window=window)
