"""The temperature of a junction, and whether its error is what it says."""

from dataclasses import replace

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.photovoltaics.reciprocity.complete import example_pair, reciprocity
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.photovoltaics.reciprocity.thermometer import ErrorsTooSmall, thermometer_pair

#: Every energy of the EL is half-way between two of the EQE, whose noise is the larger: neighbours share measurements.
SHARED = {
    "step_el": 2.0,
    "start_el": 761.0,
    "noise": 0.003,
    "noise_eqe": 0.02,
}  #: Noise of one size at all energies: values that came out high must not be preferred.
CONSTANT = {"noise": 1e-6, "constant": 5e-3}


def deviations(noisy_pair, count, T=320.0, **options):
    made = [thermometer_pair(noisy_pair(np.random.default_rng(1000 + k), T=T, **options)) for k in range(count)]
    return np.array([(one.T - T) / one.T_error for one in made])


def test_errors_of_the_temperature_are_of_the_right_size(noisy_pair):
    """40 runs: the root mean square of the deviations in errors is 1 ± 0.11; four of these are allowed."""
    assert 0.56 < np.sqrt(np.mean(deviations(noisy_pair, 40) ** 2)) < 1.44


def test_neighbours_that_share_a_measurement_count_once(noisy_pair):
    """Taken for independent, they would make the errors 1.4 times too small; 60 runs: 1 ± 0.09, three of these."""
    assert 0.73 < np.sqrt(np.mean(deviations(noisy_pair, 60, **SHARED) ** 2)) < 1.27


@pytest.mark.slow
@pytest.mark.parametrize("options", [{}, {"noise": 0.03}, {"step_el": 1.0}, {"T": 77.0}, SHARED, CONSTANT])
def test_the_temperature_is_within_its_error_in_68_percent_of_200_runs(options, noisy_pair):
    off = deviations(noisy_pair, 200, **options)
    assert 0.63 <= np.mean(np.abs(off) < 1) <= 0.73
    assert abs(off.mean()) < 0.3


@pytest.mark.parametrize("T", [80.0, 300.0, 1000.0])
def test_exact_numbers_give_the_exact_temperature(T):
    reading = thermometer_pair(example_pair(T))
    assert pytest.approx(T, rel=1e-9) == reading.T
    assert reading.kT == pytest.approx(8.617333262e-5 * T, rel=1e-9)
    assert reading.kT_each == pytest.approx(reading.kT, rel=1e-9)


def test_an_absolute_spectrum_gives_the_voltage_too():
    eqe = example_pair().eqe
    reading = thermometer_pair(ReciprocalPair.of(eqe, reciprocity(eqe, T=310, voltage=0.95)))
    assert float(dict(reading.facts)["qV"].split()[0]) == pytest.approx(0.95, abs=1e-6)


def test_errors_that_are_too_small_are_found(noisy_pair):
    pair = noisy_pair(np.random.default_rng(0))
    proud = replace(pair, el=replace(pair.el, error=pair.el.error / 5), eqe=replace(pair.eqe, error=pair.eqe.error / 5))
    assert any(isinstance(one, ErrorsTooSmall) for one in thermometer_pair(proud).findings)


def test_a_ratio_that_rises_shows_no_temperature():
    pair = example_pair()
    rising = replace(pair.el, value=pair.eqe.value * np.exp(3 * pair.el.energy))
    with pytest.raises(InputError, match=r"shows no temperature: EL over EQE does not fall.*check the axis"):
        thermometer_pair(replace(pair, el=rising))


def test_two_energies_are_too_few():
    with pytest.raises(InputError, match=r"seen at 2 energies: a temperature needs three"):
        thermometer_pair(example_pair(), window=(1.399, 1.406))
