"""A measured pair as two instruments give it: different grids, errors and floors; the law is written out here."""

import numpy as np
import pytest
from scipy import constants

from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair

K = constants.k / constants.e
HC = constants.h * constants.c / constants.e * 1e9


def _quantum_efficiency(energy):
    """An edge at 1.4 eV with a tail of 18 meV and an interference fringe above."""
    edge = 0.85 / (1 + np.exp(-(energy - 1.4) / 0.018))
    return edge * (1 + 0.08 * np.sin(25 * (energy - 1.2)))


def _emission(energy, T):
    """Photons per eV in arbitrary units, at most about 1."""
    return _quantum_efficiency(energy) * energy**2 * np.exp(-(energy - 1.38) / (K * T))


def _noisy_pair(
    rng,
    T=300.0,
    *,
    stretch=1.0,
    power=0,
    noise=0.01,
    step_el=3.0,
    start_el=760.0,
    noise_eqe=None,
    stated=None,
    constant=1e-5,
):
    """Wavelengths of the EL are `stretch` times too long; its values are E^power times photons per eV."""
    eqe_at = np.arange(760.0, 1000.0, 2.0)
    el_at = np.arange(start_el, 999.0, step_el)
    true_eqe, energy = _quantum_efficiency(HC / eqe_at), HC / el_at
    eqe_error = np.hypot((noise_eqe or noise) * true_eqe, constant)
    eqe = QuantumEfficiency.from_wavelength(
        eqe_at, true_eqe + eqe_error * rng.normal(size=len(eqe_at)), error=eqe_error, floor=3e-5
    )
    true_el = _emission(energy, T) * energy**power
    el_error = np.hypot(noise * true_el, constant)
    el = Luminescence.from_wavelength(
        el_at * stretch,
        true_el + el_error * rng.normal(size=len(el_at)),
        error=el_error,
        floor=3e-5,
        per=Interval.ENERGY,
        counted=Counted.PHOTONS,
    )
    return ReciprocalPair.of(eqe, el, stated or T)


@pytest.fixture
def noisy_pair():
    return _noisy_pair


@pytest.fixture
def quantum_efficiency():
    return _quantum_efficiency


@pytest.fixture
def emission():
    return _emission
