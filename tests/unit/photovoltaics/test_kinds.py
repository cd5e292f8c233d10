"""What is of another type is refused with the type that would be right, by every function that takes an object."""

import pytest

import detbal
from detbal.errors import InputError
from detbal.photovoltaics import (
    Back,
    Carriers,
    Claim,
    DiodeCurve,
    Illumination,
    Junction,
    ReciprocalPair,
    Texture,
    absorption_from_luminescence,
    duality_curve,
    emission_per_volume,
    entropy_per_photon,
    hot_carrier,
    luminescence_temperature,
    photon_recycling,
    photovoltaic_gap,
    quasi_fermi_splitting,
    radiative_saturation_current,
    reciprocity,
    series_current,
    solar_thermal,
    urbach_energy,
    voltage_losses,
)
from detbal.photovoltaics.emission.emissivity import emissivity_of
from detbal.photovoltaics.emission.slab import log_radiative_rate
from detbal.photovoltaics.emission.tail import absorption_coefficient
from detbal.photovoltaics.reciprocity.complete import example_pair

FACES = {"back": Back.MIRROR, "texture": Texture.PLANAR, "refractive_index": 3.5}


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda it: reciprocity(it, T=300), "eqe is of type list; give a QuantumEfficiency"),
        (lambda it: radiative_saturation_current(it, 300), "eqe is of type list; give a QuantumEfficiency"),
        (lambda it: ReciprocalPair.of(it, example_pair().el), "eqe is of type list; give a QuantumEfficiency"),
        (lambda it: ReciprocalPair.of(example_pair().eqe, it), "el is of type list; give a Luminescence"),
        (lambda it: photovoltaic_gap(it), "eqe is of type list; give a QuantumEfficiency"),
        (lambda it: voltage_losses(it, 1.1), "eqe is of type list; give a QuantumEfficiency"),
        (lambda it: absorption_coefficient(it, 1e-6, **FACES), "absorptance is of type list; give a QuantumEffi"),
        (lambda it: emissivity_of(it, 300), "luminescence is of type list; give a Luminescence"),
        (lambda it: quasi_fermi_splitting(it, absorptance=0.9), "luminescence is of type list; give a Luminescence"),
        (lambda it: luminescence_temperature(it, absorptance=0.9), "luminescence is of type list; give a Lumin"),
        (lambda it: absorption_from_luminescence(it, 300, anchor=(1.4, 0.1)), "luminescence is of type list; give"),
        (lambda it: urbach_energy(it), "tail is of type list; give a QuantumEfficiency or Slab"),
        (lambda it: emission_per_volume(it, 300), "slab is of type list; give a Slab"),
        (lambda it: log_radiative_rate(it, 300), "slab is of type list; give a Slab"),
        (lambda it: entropy_per_photon(it, 0.1), "junction is of type list; give a Junction"),
        (lambda it: duality_curve(it, [0.1]), "junction is of type list; give a Junction"),
        (lambda it: photon_recycling(it, 0.9, 0.1), "junction is of type list; give a Junction"),
        (
            lambda it: detbal.check(DiodeCurve.of([0.9], [1.0], T=300), junction=it),
            "junction is of type list; give a Junction or QuantumEfficiency",
        ),
    ],
)
def test_another_type_is_refused(ask, message):
    with pytest.raises(InputError, match=f"^{message}"):
        ask([1.3, 1.4])


def test_the_two_curves_of_a_junction_are_told_apart():
    with pytest.raises(InputError, match=r"^eqe is of type Luminescence; give a QuantumEfficiency$"):
        reciprocity(example_pair().el, T=300)
    with pytest.raises(InputError, match=r"^luminescence is of type QuantumEfficiency; give a Luminescence$"):
        emissivity_of(example_pair().eqe, 300)


def test_objects_say_what_they_are_without_their_numbers():
    pair = example_pair()
    assert repr(pair) == "<ReciprocalPair: EQE of 81 energies, EL of 81, at 300 K>"
    assert repr(pair.eqe) == "<QuantumEfficiency: 81 energies from 1.2 to 1.6 eV>"
    assert repr(pair.el) == "<Luminescence: 81 energies from 1.2 to 1.6 eV>"


def test_errors_of_a_claim_are_named():
    with pytest.raises(InputError, match=r"errors is of type float; give a Mapping"):
        Claim.of(1.42, voc=1.1, errors=0.1)


def test_a_current_in_series_is_of_a_cell():
    with pytest.raises(InputError, match=r"cell is of type Junction; give a Cell"):
        series_current(Junction.step(1.4), 1.0)


def test_carriers_under_a_very_hot_sun_are_hotter_than_before():
    """At a vanishing gap the limit with energy alone is that of the solar-thermal engine."""
    for hot in (6000.0, 1e6):
        sun = Illumination.blackbody(hot)
        assert hot_carrier(1e-3, sun, 300, model=Carriers.ENERGY).efficiency == pytest.approx(
            solar_thermal(hot, 300), abs=2e-4
        )
