"""What programs for solar cells take for granted, and what detbal says of what they compute.

Beside every deviation stands the case in which the program agrees.
"""

import numpy as np
import pytest
from tests.zoo.asked import kinds_of, skip_if_mended

import detbal
from detbal import Status
from detbal.photovoltaics import (
    Counted,
    Illumination,
    Interval,
    KirchhoffPair,
    Luminescence,
    QuantumEfficiency,
    ReciprocalPair,
    radiative_saturation_current,
)
from detbal.photovoltaics.emission.kirchhoff import CommonFactor
from detbal.photovoltaics.radiation import BOLTZMANN, HC, log_emission, log_photons_above
from detbal.photovoltaics.reciprocity.causes import WrongTemperature

KELVIN = 298.15


def emits_as_it_absorbs(energies, absorptance, emissivity, tol):
    """Return the verdict of Kirchhoff's law on one body."""
    curves = (QuantumEfficiency.of(energies, values) for values in (absorptance, emissivity))
    return detbal.check(KirchhoffPair(*curves), tol=tol)


# A: solcore's detailed-balance junction. Its dark current is q n² ∫ a(E) φ_bb dE, twice that without a mirror, for the
# absorptance a that is seen from outside. Light that leaves into air is that of the reciprocity, without n².

BANDS, ABSORPTANCE = np.array([1.40, 1.45, 1.50]), 0.02


def emissivity_of_solcore(index, mirror, band):
    """Return the emissivity of a faint absorber in a band of 30 meV that solcore's dark current has."""
    pytest.importorskip("solcore", reason="solcore is not installed")
    from scipy.interpolate import interp1d
    from solcore.analytic_solar_cells.detailed_balance import iv_detailed_balance
    from solcore.state import State
    from solcore.structure import Junction

    wavelength = np.linspace(300, 1000, 7001) * 1e-9
    energy = HC / (wavelength * 1e9)
    curve = ABSORPTANCE * np.clip(1 - np.abs(energy - band) / 0.03, 0, 1)
    eqe = interp1d(wavelength, curve, bounds_error=False, fill_value=0)
    junction = Junction(
        Eg=1.3, n=index, back_reflector=mirror, eqe=eqe, absorptance=eqe, reflected=lambda at: np.zeros(len(at))
    )
    settings = {"T": KELVIN, "T_ambient": KELVIN, "light_iv": False, "db_mode": "boltzmann", "wavelength": wavelength}
    iv_detailed_balance(junction, State(**settings, internal_voltages=np.linspace(0, 1, 3)))
    seen = QuantumEfficiency.from_wavelength(wavelength * 1e9, curve)
    return ABSORPTANCE * junction.j01 / radiative_saturation_current(seen, T=KELVIN)


def verdict_on_solcore(index, mirror):
    emissivity = [emissivity_of_solcore(index, mirror, band) for band in BANDS]
    return emits_as_it_absorbs(BANDS, np.full(3, ABSORPTANCE), emissivity, tol=2e-3)


@pytest.mark.zoo("emission-with-the-index-squared", control=True)
def test_solcore_obeys_kirchhoff_s_law_for_index_1_and_a_mirror():
    assert verdict_on_solcore(1.0, True).status is Status.BALANCED


@pytest.mark.zoo("emission-with-the-index-squared")
@pytest.mark.parametrize(
    ("index", "mirror", "nats"),
    [(1.0, False, np.log(2)), (3.5, True, 2 * np.log(3.5)), (3.5, False, np.log(2 * 3.5**2))],
)
def test_solcore_emits_with_the_square_of_the_index(index, mirror, nats):
    verdict = verdict_on_solcore(index, mirror)
    skip_if_mended(verdict.status is Status.BALANCED)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(nats, abs=2e-3)
    assert kinds_of(verdict) == {CommonFactor}


@pytest.mark.zoo("emission-with-the-index-squared", control=True)
def test_3_2_nats_are_82_mv_of_open_circuit_voltage():
    assert 1e3 * BOLTZMANN * KELVIN * np.log(2 * 3.5**2) == pytest.approx(82.2, abs=0.05)


def verdict_on_black_body(etendue):
    """Return the verdict on solcore's black body, which absorbs everything, and its power over σT⁴."""
    pytest.importorskip("solcore", reason="solcore is not installed")
    from solcore.light_source import LightSource

    source = LightSource(source_type="black body", T=5800, entendue=etendue)
    energies = np.linspace(0.5, 3.0, 26)
    _, power = source.spectrum(x=HC / energies[::-1], output_units="power_density_per_nm")
    of_power = {"per": Interval.WAVELENGTH, "counted": Counted.POWER}
    theirs = Luminescence.from_wavelength(HC / energies[::-1], power, **of_power, absolute=True)
    emissivity = np.minimum(theirs.value / Illumination.blackbody(5800).flux(theirs.energy), 1.0)
    verdict = emits_as_it_absorbs(theirs.energy, np.ones(26), emissivity, tol=1e-4)
    return verdict, source.power_density / Illumination.blackbody(5800).power


@pytest.mark.zoo("half-a-black-body")
def test_the_hemispheric_black_body_of_solcore_is_half_of_one():
    verdict, share = verdict_on_black_body("hemispheric")
    skip_if_mended(verdict.status is Status.BALANCED)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log(2), abs=1e-4)
    assert kinds_of(verdict) == {CommonFactor}
    assert share == pytest.approx(0.5, rel=1e-5)


@pytest.mark.zoo("half-a-black-body", control=True)
def test_with_an_etendue_of_pi_it_is_a_whole_one():
    verdict, share = verdict_on_black_body(np.pi)
    assert verdict.status is Status.BALANCED
    assert share == pytest.approx(1.0, rel=1e-5)


# B: pvvoltloss 1.0.0 has kT = 26 meV, which is 301.72 K, whatever the temperature of the cell.

GAP, TWENTY_SIX = 1.34, 0.026 / BOLTZMANN


@pytest.fixture(scope="module")
def physics():
    return pytest.importorskip("pvvoltloss.physics", reason="pvvoltloss is not installed")


def limit(kT):
    """Open-circuit voltage of a step absorber under AM1.5G: exact Bose statistics, far below the gap."""
    log_light = np.log(Illumination.am15g().photons_above(GAP))
    voltage = kT * (log_light - log_photons_above(GAP, kT))
    for _ in range(3):  # n(E - qV) is e^{qV/kT} n(E) but for e^{-(E_g - qV)/kT}
        voltage = voltage + kT * (log_light - log_photons_above(GAP, kT, voltage))
    return float(voltage)


ENERGY = np.linspace(1.0, 2.0, 101)


def luminescence(kelvin):
    """Return what a cell with a flat quantum efficiency emits."""
    return np.exp(log_emission(ENERGY, BOLTZMANN * kelvin))


def pair_of(efficiency, emission, kelvin):
    el = Luminescence.of(ENERGY, emission, per=Interval.ENERGY, counted=Counted.PHOTONS)
    return ReciprocalPair.of(QuantumEfficiency.of(ENERGY, efficiency), el, T=kelvin)


def by_pvvoltloss(physics, kelvin):
    """Return the pair of a luminescence and of the quantum efficiency that pvvoltloss makes of it."""
    emission = luminescence(kelvin)
    flat = np.column_stack([ENERGY, np.full(101, 0.5)])
    _, found = physics.extend_eqe_reciprocity(flat, np.column_stack([ENERGY, emission]), (1.0, 2.0))
    np.testing.assert_array_equal(found[:, 0], ENERGY)
    return pair_of(found[:, 1], emission, kelvin)


@pytest.mark.zoo("cells-at-26-mev")
def test_its_reciprocity_is_that_of_another_temperature(physics):
    """0.46 nats per eV at 25 °C, in the middle of a range of 1 eV."""
    pair = by_pvvoltloss(physics, KELVIN)
    verdict = detbal.check(pair)
    skip_if_mended(detbal.check(pair, tol=1e-4).status is Status.BALANCED)
    assert verdict.status is Status.BROKEN
    assert WrongTemperature in kinds_of(verdict)
    tilt = 1 / (BOLTZMANN * KELVIN) - 1 / 0.026
    assert tilt == pytest.approx(0.461, abs=1e-3)
    assert verdict.max_residual == pytest.approx(tilt / 2, rel=1e-6)
    shown = detbal.thermometer(pair)
    assert shown.kT == pytest.approx(0.026, abs=1e-6)
    assert detbal.check(by_pvvoltloss(physics, TWENTY_SIX), tol=1e-4).status is Status.BALANCED  # a cell at 301.7 K


@pytest.mark.zoo("cells-at-26-mev", control=True)
def test_the_reciprocity_of_the_cell_s_own_temperature_is_balanced():
    pair = pair_of(np.full(101, 0.5), luminescence(KELVIN), KELVIN)
    assert detbal.check(pair).status is Status.BALANCED
    assert detbal.thermometer(pair).kT == pytest.approx(BOLTZMANN * KELVIN, rel=1e-9)


@pytest.mark.zoo("cells-at-26-mev")
def test_its_limit_is_that_of_another_temperature(physics):
    theirs = physics.calculate_SQ(GAP)["Voc_sq (V)"]
    assert limit(BOLTZMANN * KELVIN) == pytest.approx(1.08350, abs=1e-5)
    skip_if_mended(abs(theirs - limit(BOLTZMANN * KELVIN)) < 1e-3)
    assert theirs - limit(0.026) == pytest.approx(0.0, abs=0.5e-3)  # steps of 0.4 meV behind the gap
    assert 1e3 * (theirs - limit(BOLTZMANN * KELVIN)) == pytest.approx(-3.1, abs=0.1)  # mV
