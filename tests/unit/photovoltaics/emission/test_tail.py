"""Absorption tails from luminescence: what was put in comes out, and a wrong temperature tilts it as it must."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.photovoltaics.emission.optics import Back, Texture
from detbal.photovoltaics.emission.points import inside
from detbal.photovoltaics.emission.slab import Slab
from detbal.photovoltaics.emission.tail import absorption_coefficient, absorption_from_luminescence
from detbal.photovoltaics.emission.urbach import urbach_energy
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, log_emission

FACES = {"back": Back.MIRROR, "texture": Texture.PLANAR, "refractive_index": 3.5}
ENERGY = np.linspace(1.3, 1.5, 41)


def absorber(width=0.012):
    """An Urbach tail below 1.42 eV, constant above."""
    alpha = 8e5 * np.exp(np.minimum(ENERGY - 1.42, 0.0) / width)
    return Slab.of(ENERGY, alpha, 1e-6, **FACES)


def luminescence(slab, T=300.0, scale=5.0, error=0.0, seed=0, **more):
    flux = scale * slab.absorptance().value * np.exp(log_emission(slab.energy, BOLTZMANN * T) + 40)
    noise = np.random.default_rng(seed).normal(0, 1, len(flux)) * error * flux
    errors = error * flux if error else None
    return Luminescence.of(
        slab.energy, flux + noise, per=Interval.ENERGY, counted=Counted.PHOTONS, error=errors, **more
    )


@given(st.floats(0.005, 0.02), st.floats(30, 2000), st.floats(1e-6, 1e6))
def test_round_trip_by_an_anchor(width, T, scale):
    slab = absorber(width)
    tail = absorption_from_luminescence(luminescence(slab, T, scale), T, anchor=(1.5, slab.absorptance().value[-1]))
    back = absorption_coefficient(tail.absorptance, 1e-6, **FACES)
    np.testing.assert_allclose(back.value, slab.value, rtol=1e-8)
    assert urbach_energy(back, (1.3, 1.42)).energy == pytest.approx(width, rel=1e-8)


def test_stitching_to_a_known_edge():
    slab = absorber()
    known = QuantumEfficiency.of(ENERGY[30:], slab.absorptance().value[30:], error=0.004)
    tail = absorption_from_luminescence(luminescence(slab, error=0.01), 300, anchor=known)
    departure = np.log(tail.absorptance.value / slab.absorptance().value)
    assert np.abs(departure).max() < 5 * 0.01
    assert abs(tail.log_scale + np.log(5.0) + 40) < 4 * tail.log_scale_error
    assert 0.01 / np.sqrt(11) < tail.log_scale_error < 0.02 / np.sqrt(11)


def test_a_wrong_temperature_tilts_the_tail_by_the_difference_of_beta():
    slab = absorber()
    tail = absorption_from_luminescence(luminescence(slab, 300), 310, anchor=(1.3, 1e-6))
    seen = np.gradient(np.log(tail.absorptance.value / slab.absorptance().value), ENERGY)
    np.testing.assert_allclose(seen, 1 / (BOLTZMANN * 310) - 1 / (BOLTZMANN * 300), rtol=1e-9)


def test_urbach_energy_has_calibrated_errors():
    slab = absorber()
    hits = []
    for seed in range(200):
        noisy = luminescence(slab, error=0.03, seed=seed)
        made = absorption_from_luminescence(noisy, 300, anchor=(1.40, 0.3), window=(1.3, 1.40))
        found = urbach_energy(absorption_coefficient(made.absorptance, 1e-6, **FACES), (1.3, 1.40))
        hits.append(abs(found.energy - 0.012) < found.error)
    assert 0.58 < np.mean(hits) < 0.78  # 68 % with three standard deviations of 200 runs


def test_points_without_a_signal_are_named():
    floor = float(np.median(luminescence(absorber()).value))
    tail = absorption_from_luminescence(luminescence(absorber(), floor=floor), 300, anchor=(1.42, 0.8))
    assert len(tail.left_out) + len(tail.absorptance) == len(ENERGY)
    assert len(tail.absorptance) == 20
    assert tail.left_out[0] == "1.3 eV"


def test_errors_of_the_coefficient_follow_the_slope():
    a = QuantumEfficiency.of([1.4, 1.5], [0.1, 0.9], error=1e-6, floor=1e-6)
    moved = QuantumEfficiency.of([1.4, 1.5], [0.1 + 1e-6, 0.9 + 1e-6])
    slab, other = (absorption_coefficient(each, 2e-6, **FACES) for each in (a, moved))
    np.testing.assert_allclose(slab.error, other.value - slab.value, rtol=1e-4)
    np.testing.assert_array_equal(slab.error, slab.floor)


def test_what_is_refused():
    pl, slab = luminescence(absorber()), absorber()
    with pytest.raises(InputError, match=r"anchor = \(2\.0, 0\.5\); give \(energy from 1\.3 to 1\.5 eV"):
        absorption_from_luminescence(pl, 300, anchor=(2.0, 0.5))
    with pytest.raises(InputError, match=r"anchor = \(1\.4, 0\.0\)"):
        absorption_from_luminescence(pl, 300, anchor=(1.4, 0.0))
    with pytest.raises(InputError, match=r"known absorptance \(2 to 3 eV\) meets no luminescence"):
        absorption_from_luminescence(pl, 300, anchor=QuantumEfficiency.of([2.0, 3.0], [0.5, 0.5]))
    with pytest.raises(InputError, match="no luminescence above its noise"):
        absorption_from_luminescence(luminescence(slab, floor=1e40), 300, anchor=(1.4, 0.5))
    with pytest.raises(InputError, match=r"comes out at .* eV: it cannot exceed 1; check anchor and temperature"):
        absorption_from_luminescence(pl, 300, anchor=(1.3, 0.5))
    with pytest.raises(InputError, match=r"absorptance of 1 at 1\.5 eV: no absorption coefficient gives it"):
        absorption_coefficient(QuantumEfficiency.of([1.4, 1.5], [0.5, 1.0]), 1e-6, **FACES)
    with pytest.raises(InputError, match="1 points with a signal in the tail"):
        urbach_energy(QuantumEfficiency.of([1.4, 1.5], [0.0, 1.0]))
    with pytest.raises(InputError, match=r"the tail falls with energy \(slope -6\.93 per eV\)"):
        urbach_energy(QuantumEfficiency.of([1.4, 1.5], [1.0, 0.5]))
    with pytest.raises(InputError, match=r"no point lies in the window from 2 to 3 eV; the energies reach"):
        inside(pl, (2, 3))
    for window in ((1.5, 1.4), (1.4,), (np.nan, 1.5)):
        with pytest.raises(InputError, match=r"window = .*give \(lowest, highest\) photon energy"):
            inside(pl, window)
