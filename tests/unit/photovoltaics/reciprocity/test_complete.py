"""Emission from EQE, the tail of the EQE from emission, and the saturation current."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy import constants, integrate

from detbal.errors import InputError
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.reciprocity.complete import example_pair, radiative_saturation_current, reciprocity
from detbal.photovoltaics.reciprocity.stitch import complete_pair

K = constants.k / constants.e


def black(energy, T):
    """Photons/(m² s eV) into the hemisphere, in SI units throughout."""
    joule = energy * constants.e
    front = 2 * np.pi * joule**2 / (constants.h**3 * constants.c**2)
    return front / np.expm1(joule / (constants.k * T)) * constants.e


def test_emission_is_the_law_in_si_units():
    eqe = QuantumEfficiency.of([1.3, 1.4], [0.2, 0.8], error=0.01, floor=0.001)
    el = reciprocity(eqe, T=310, voltage=0.9)
    factor = black(eqe.energy, 310) * np.expm1(0.9 / (K * 310))
    assert el.absolute
    for name in ("value", "error", "floor"):
        assert getattr(el, name) == pytest.approx(getattr(eqe, name) * factor, rel=1e-7)


def test_emission_below_equilibrium_at_reverse_voltage():
    eqe = QuantumEfficiency.of([0.1, 0.2], [1.0, 1.0])
    assert reciprocity(eqe, T=300, voltage=-1.0).value == pytest.approx(-black(eqe.energy, 300), rel=1e-6)
    assert reciprocity(eqe, T=300, voltage=0.0).value == pytest.approx(0.0)


def test_emission_for_each_boltzmann_factor():
    eqe = QuantumEfficiency.of([1.3, 1.4], [0.2, 0.8])
    el = reciprocity(eqe, T=300)
    assert not el.absolute
    assert el.value == pytest.approx(eqe.value * black(eqe.energy, 300), rel=1e-7)


def test_emission_that_is_no_number_is_refused():
    eqe = QuantumEfficiency.of([1.3, 1.4], [0.2, 0.8])
    with pytest.raises(InputError, match=r"emission is up to e\^-\d+ photons.*give a voltage="):
        reciprocity(eqe, T=4)
    assert np.isfinite(reciprocity(eqe, T=4, voltage=1.29).value).all()
    with pytest.raises(InputError, match=r"voltage\[0\] = inf; give finite numbers"):
        reciprocity(eqe, T=300, voltage=np.inf)


@pytest.mark.parametrize("T", [100.0, 298.15, 600.0])
def test_the_saturation_current_by_quadrature(T, quantum_efficiency):
    energy = np.linspace(1.2, 1.8, 31)
    eqe = QuantumEfficiency.of(energy, quantum_efficiency(energy))
    pieces = [
        integrate.quad(lambda one: float(eqe.at(one)) * black(one, T), low, high, epsrel=1e-11)[0]
        for low, high in itertools.pairwise(energy)
    ]
    # quad works on constants of CODATA as scipy has them
    assert radiative_saturation_current(eqe, T) == pytest.approx(constants.e * sum(pieces), rel=1e-7)


def test_the_saturation_current_of_a_cold_junction_is_not_lost_to_its_empty_start():
    """φ_bb at the empty end is e^500 times that at the edge."""
    narrow = QuantumEfficiency.of([1.39, 1.4, 1.5], [0.0, 0.5, 0.9])
    wide = QuantumEfficiency.of([0.5, 1.0, 1.39, 1.4, 1.5], [0.0, 0.0, 0.0, 0.5, 0.9])
    assert radiative_saturation_current(wide, 25) == pytest.approx(radiative_saturation_current(narrow, 25), rel=1e-12)


def test_a_saturation_current_of_noise_is_refused():
    with pytest.raises(InputError, match=r"integral of EQE φ_bb.*stands above its noise"):
        radiative_saturation_current(QuantumEfficiency.of([1.0, 1.1], [-0.01, 0.001], error=0.01), 300)


def test_the_tail_below_the_floor_is_that_of_the_junction(noisy_pair, quantum_efficiency):
    pair = noisy_pair(np.random.default_rng(4))
    blind = replace(pair.eqe, value=np.maximum(pair.eqe.value, 1e-2), floor=np.full(len(pair.eqe), 1e-2))
    made = complete_pair(replace(pair, eqe=blind))
    tail = made.eqe.energy < made.join
    assert made.join == pytest.approx(1.32, abs=0.01)  # where the EQE is 1e-2
    assert tail.sum() > 10
    assert made.eqe.value[tail].min() < 5e-4
    off = (made.eqe.value - quantum_efficiency(made.eqe.energy))[tail] / made.eqe.error[tail]
    assert np.sqrt(np.mean(off**2)) < 1.6
    assert made.eqe.value[~tail] == pytest.approx(blind.value[blind.energy >= made.join])


def test_the_scale_and_its_error(noisy_pair, quantum_efficiency, emission):
    """EL over EQE φ_bb is known for the synthetic junction, whose EL is not in units of the law."""
    pair = noisy_pair(np.random.default_rng(4))
    made = complete_pair(pair)
    true = np.log(emission(1.4, 300) / (quantum_efficiency(1.4) * black(1.4, 300)))
    assert abs(made.log_scale - true) < 4 * made.log_scale_error < 0.02


def test_the_join_is_shown():
    (figure,) = complete_pair(example_pair()).drawings()
    assert [one.name for one in figure.curves] == ["EQE as measured", "from the EL", "join"]


def test_a_window_without_both_is_refused():
    with pytest.raises(InputError, match=r"seen at 0 energies of the window; give a window="):
        complete_pair(example_pair(), window=(0.5, 0.6))
