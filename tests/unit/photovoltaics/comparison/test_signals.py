"""Which energies take part: chosen by the law, with what is missing counted and not left out."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.photovoltaics.comparison.overlap import overlap_of
from detbal.photovoltaics.comparison.samples import LEAST_SIGNAL, samples_of
from detbal.photovoltaics.comparison.signals import clear_signals, expected_signals
from detbal.photovoltaics.comparison.window import window_of
from detbal.photovoltaics.curve import curve_of

ENERGY = np.linspace(1.0, 2.0, 11)


def curve(values, **known):
    return curve_of(ENERGY, values, name="curve", **known)


def expected(absorbed, emitted, log_law=0.0, **options):
    return expected_signals(overlap_of(absorbed, emitted), np.full(len(ENERGY), log_law), **options)


def test_noise_in_both_takes_no_part():
    noise = 0.01 * np.random.default_rng(0).normal(size=11)
    seen = expected(curve(noise, error=0.01), curve(noise[::-1], error=0.01))
    assert (len(seen), seen.left_out) == (0, 11)


@pytest.mark.parametrize("value", [0.0, -5.0, 0.004])
def test_a_signal_that_is_missing_is_a_bound_and_not_left_out(value):
    emitted = np.where(ENERGY == 1.5, value, 0.5)
    seen = expected(curve(np.full(11, 0.5), error=0.002), curve(emitted, error=0.002))
    assert seen.missing.tolist() == (ENERGY == 1.5).tolist()
    assert np.exp(seen.log_emitted[5]) == pytest.approx(max(value, 0.006))
    (found,) = seen.missing_signals()
    assert found.where == ("1.5 eV",)


def test_what_the_absorptance_lacks_is_seen_as_well():
    absorbed = np.where(ENERGY == 1.5, 0.0, 0.5)
    seen = expected(curve(absorbed, error=0.002), curve(np.full(11, 5.0), error=0.02), np.log(10))
    assert seen.missing.tolist() == (ENERGY == 1.5).tolist()


def test_what_cannot_be_seen_is_not_missing():
    """A signal of five errors is expected, and none is there."""
    seen = expected(curve(np.full(11, 0.5), error=0.002), curve(np.full(11, 0.0), error=0.1))
    assert len(seen) == 0


def test_below_a_floor_is_missing_only_if_more_is_expected():
    low = curve(np.full(11, 0.1), floor=0.2)
    assert expected(curve(np.full(11, 0.15)), low).left_out == 11
    seen = expected(curve(np.full(11, 0.8)), low)
    assert len(seen) == 11
    assert np.exp(seen.log_emitted) == pytest.approx(0.2)
    assert expected(curve(np.full(11, 0.8)), low, above_floor=10.0).left_out == 11


def test_a_zero_without_an_error_is_missing_where_more_than_the_smallest_value_is_expected():
    emitted = np.where(ENERGY > 1.45, 0.0, np.linspace(0.9, 0.4, 11))
    seen = expected(curve(np.where(ENERGY > 1.75, 0.01, 0.9)), curve(emitted))
    assert seen.missing.sum() == 3  # at 1.5, 1.6 and 1.7 eV; beyond, 0.01 is less than any value shown
    assert seen.left_out == 3


def test_errors_are_relative_to_what_is_expected_and_not_to_what_is_measured():
    """A value that came out low by two errors has no larger error than one that came out high."""
    emitted = np.full(11, 1.0)
    emitted[3], emitted[4] = 0.8, 1.2
    seen = expected(curve(np.full(11, 1.0), error=1e-6), curve(emitted, error=0.1 * 0.999))
    assert seen.sigma_emitted == pytest.approx(0.0999, rel=1e-4)


def test_a_choice_by_the_law_does_not_favour_high_values():
    """Signals of seven errors: those that stand above seven by themselves are high by a tenth on the average."""
    rng, high, unbiased = np.random.default_rng(0), [], []
    for _ in range(300):
        weak = curve(1.0 + rng.normal(size=11) / LEAST_SIGNAL, error=1 / LEAST_SIGNAL)
        both = overlap_of(curve(np.full(11, 1.003), error=1e-4), weak)
        high.append(clear_signals(both).log_emitted.mean())
        unbiased.append(expected_signals(both, np.zeros(11)).log_emitted.mean())
    assert np.mean(high) > 0.05
    assert abs(np.mean(unbiased)) < 4 / LEAST_SIGNAL / np.sqrt(3300)


def test_few_digits_are_a_bound():
    seen = expected(curve(np.full(11, 0.5), rounding=0.005), curve(np.full(11, 0.5)))
    assert seen.bound == pytest.approx(-np.log1p(-0.01))
    assert expected(curve(np.full(11, 0.03), rounding=0.005), curve(np.full(11, 0.03))).left_out == 11


@pytest.mark.parametrize(
    ("log_truth", "least"),
    [(lambda E: -np.logaddexp(0.0, -(E - 1.5) / 0.06), 0.005), (lambda E: -20 * np.abs(E - 1.53), 0.1)],
)
def test_interpolation_is_within_its_bound(log_truth, least):
    """Of an edge, and of a curve with a kink between two points."""
    at = np.linspace(1.01, 1.99, 197)
    made = samples_of(curve(np.exp(log_truth(ENERGY))), at)
    missed = np.abs(np.log(made.value) - log_truth(at))
    assert (missed <= made.bend + 1e-12).all()
    assert missed.max() > least  # there was something to miss


def test_interpolation_is_cubic_where_it_can_be():
    cubic = np.poly1d([3.0, -2.0, 1.0, 0.5])
    at = np.linspace(1.11, 1.89, 40)
    assert np.log(samples_of(curve(np.exp(cubic(ENERGY))), at).value) == pytest.approx(cubic(at), abs=1e-12)


def test_errors_between_points_are_those_of_all_that_share_them():
    """The sum of n interpolated logs has the variance that the row sums give, by the weights of each measurement."""
    at, rng = np.array([1.13, 1.15, 1.42, 1.58]), np.random.default_rng(0)
    smooth, error = np.exp(-ENERGY), 0.01 * np.exp(-ENERGY)
    made = samples_of(curve(smooth, error=error), at)
    sums = [
        np.log(samples_of(curve(smooth + error * rng.normal(size=11), error=error), at).value).sum()
        for _ in range(4000)
    ]
    assert np.std(sums) == pytest.approx(np.sqrt(np.sum((made.error / made.value) ** 2)), rel=0.05)


def test_two_clear_curves_that_contradict_one_another_take_part():
    """Whichever is the more precise; neither shows nothing, so that none is missing."""
    for absorbed, emitted in (((0.5, 0.02), (0.05, 0.001)), ((0.9, 0.05), (0.1, 1e-4)), ((0.05, 0.001), (0.5, 0.02))):
        low = np.where(np.abs(ENERGY - 1.5) < 0.11, absorbed[0], 0.5)
        high = np.where(np.abs(ENERGY - 1.5) < 0.11, emitted[0], 0.5)
        seen = expected(curve(low, error=absorbed[1]), curve(high, error=emitted[1]))
        there = np.abs(seen.energy - 1.5) < 0.11
        assert there.sum() == 3
        assert not seen.missing.any()
        assert seen.log_emitted[there] - seen.log_absorbed[there] == pytest.approx(
            np.log(emitted[0] / absorbed[0]), abs=2e-3
        )


def test_energies_outside_of_a_window_are_not_said_to_be_left_out():
    one = curve(np.ones(11))
    assert expected_signals(overlap_of(one, one, (1.25, 1.75)), np.zeros(5)).left_out == 0
    far = curve_of(ENERGY + 0.5, np.ones(11), name="curve")
    assert overlap_of(one, far).beyond == 5


def test_across_a_detection_limit_interpolation_is_bounded_by_both_ends():
    values = np.where(ENERGY < 1.45, 0.0, 1.0)
    made = samples_of(curve(values), np.array([1.45]))
    assert made.value + made.rounding >= 0.75
    assert made.value - made.rounding <= 0.25


def test_energies_of_the_coarser_curve_are_taken():
    fine = curve_of(np.linspace(1.0, 2.0, 101), np.ones(101), name="fine")
    for both in (overlap_of(fine, curve(np.ones(11))), overlap_of(curve(np.ones(11)), fine)):
        assert len(both) == 11


@pytest.mark.parametrize("window", [(1.5, 1.3), (1.0,), (np.nan, 1.0), "ab"])
def test_a_window_is_two_ascending_energies(window):
    with pytest.raises(InputError, match="window"):
        window_of(window)


def test_errors_of_ten_percent_take_part_and_their_logs_are_unbiased():
    rng, truth = np.random.default_rng(1), np.exp(-ENERGY)
    logs = []
    for _ in range(400):
        noisy = curve(truth * (1 + 0.1 * rng.normal(size=11)), error=0.1 * truth)
        seen = expected_signals(overlap_of(curve(truth, error=1e-9), noisy), np.zeros(11))
        assert len(seen) == 11
        logs.append(np.mean(seen.log_emitted + ENERGY))
    assert abs(np.mean(logs)) < 4 * 0.1 / np.sqrt(4400)


def test_energies_in_single_precision_are_a_bound():
    energy = np.linspace(1.2, 1.6, 41)
    value = np.exp(-energy / 0.02)
    made = curve_of(energy.astype(np.float32), value, name="curve")
    off = np.abs(np.interp(energy, made.energy, value) / value - 1)
    assert (np.abs(np.exp(-made.energy / 0.02) - value) <= made.rounding + 1e-300).all()
    assert made.rounding.max() > 0
    assert off.max() < 1e-3
