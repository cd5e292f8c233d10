"""What programs for solar cells take for granted, measured in nats and millivolts against detailed balance.

Beside every deviation stands the case in which the program agrees.
"""

import numpy as np
import pytest
from scipy.integrate import quad

from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, HC, log_emission, log_photons_above
from detbal.units import e

KELVIN = 298.15


# A: solcore's detailed-balance junction. Its dark current is q n² ∫ a(E) φ_bb dE, twice that without a mirror, for the
# absorptance a that is seen from outside. Light that leaves into air is that of the reciprocity, without n².


def log_ratio(index, mirror, tilt=0.0):
    """ln of solcore's J0 over q ∫EQE φ_bb dE, for an absorptance with a ramp from 1.4 to 1.5 eV."""
    pytest.importorskip("solcore", reason="solcore is not installed")
    from scipy.interpolate import interp1d
    from solcore.analytic_solar_cells.detailed_balance import iv_detailed_balance
    from solcore.state import State
    from solcore.structure import Junction

    wavelength = np.linspace(300, 1000, 7001) * 1e-9
    ramp = np.clip((HC / (wavelength * 1e9) - 1.40) / 0.1, 0, 1) * np.exp(tilt)
    eqe = interp1d(wavelength, ramp, bounds_error=False, fill_value=0)
    junction = Junction(
        Eg=1.4, n=index, back_reflector=mirror, eqe=eqe, absorptance=eqe, reflected=lambda at: np.zeros(len(at))
    )
    options = State(
        T=KELVIN,
        T_ambient=KELVIN,
        light_iv=False,
        db_mode="boltzmann",
        wavelength=wavelength,
        internal_voltages=np.linspace(0, 1, 3),
    )
    iv_detailed_balance(junction, options)
    curve = QuantumEfficiency.from_wavelength(wavelength * 1e9, np.clip(ramp, 0, 1))
    expected, _ = quad(
        lambda E: float(curve.at(E)) * np.exp(float(log_emission(E, BOLTZMANN * KELVIN))), 1.4, 2.4, points=[1.5, 1.6]
    )
    return np.log(junction.j01 / (e * expected))


@pytest.mark.zoo("emission-with-the-index-squared", control=True)
def test_solcore_agrees_with_reciprocity_for_index_1_and_a_mirror():
    assert log_ratio(1.0, True) == pytest.approx(0.0, abs=1e-3)


@pytest.mark.zoo("emission-with-the-index-squared")
@pytest.mark.parametrize(
    ("index", "mirror", "nats"),
    [(1.0, False, np.log(2)), (3.5, True, 2 * np.log(3.5)), (3.5, False, np.log(2 * 3.5**2))],
)
def test_solcore_emits_with_the_square_of_the_index(index, mirror, nats):
    """3.2 nats for n = 3.5 on a substrate: 82 mV of open-circuit voltage at room temperature."""
    assert log_ratio(index, mirror) == pytest.approx(nats, abs=1e-3)


@pytest.mark.zoo("emission-with-the-index-squared", control=True)
def test_a_dimmer_absorptance_is_no_part_of_it():
    assert log_ratio(1.0, True, tilt=np.log(0.5)) == pytest.approx(0.0, abs=1e-3)


@pytest.mark.zoo("half-a-black-body")
@pytest.mark.zoo("half-a-black-body", control=True)
@pytest.mark.parametrize(("etendue", "share"), [("hemispheric", 0.5), (np.pi, 1.0)])
def test_the_hemispheric_black_body_of_solcore_is_half_of_one(etendue, share):
    pytest.importorskip("solcore", reason="solcore is not installed")
    from solcore.light_source import LightSource

    source = LightSource(source_type="black body", T=5800, entendue=etendue)
    assert source.power_density / Illumination.blackbody(5800).power == pytest.approx(share, rel=1e-5)
    energy = np.array([1.0, 2.0])
    _, theirs = source.spectrum(x=HC / energy, output_units="power_density_per_nm")
    ours = Illumination.blackbody(5800).flux(energy) * energy * e * energy**2 / HC
    np.testing.assert_allclose(theirs / ours, share, rtol=2e-5)


# B: pvvoltloss 1.0.0 has kT = 26 meV, which is 301.72 K, whatever the temperature of the cell.

GAP = 1.34


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


@pytest.mark.zoo("cells-at-26-mev")
def test_its_limit_is_that_of_another_temperature(physics):
    theirs = physics.calculate_SQ(GAP)["Voc_sq (V)"]
    assert theirs - limit(0.026) == pytest.approx(0.0, abs=0.5e-3)  # steps of 0.4 meV behind the gap
    assert limit(BOLTZMANN * KELVIN) == pytest.approx(1.08350, abs=1e-5)
    assert 1e3 * (theirs - limit(BOLTZMANN * KELVIN)) == pytest.approx(-3.1, abs=0.1)  # mV


@pytest.mark.zoo("cells-at-26-mev")
@pytest.mark.zoo("cells-at-26-mev", control=True)
@pytest.mark.parametrize(("kT", "tilt"), [(0.026, 0.0), (BOLTZMANN * KELVIN, 1 / (BOLTZMANN * KELVIN) - 1 / 0.026)])
def test_its_reciprocity_tilts_the_tail_of_a_cell_at_25_degrees(physics, kT, tilt):
    """EL of a flat EQE at kT comes back as an EQE with a slope of 1/26 meV - 1/kT: 0.46 nats per eV at 25 °C."""
    energy = np.linspace(1.0, 2.0, 101)
    emission = np.exp(log_emission(energy, kT))
    flat = np.column_stack([energy, np.full(101, 0.5)])
    _, found = physics.extend_eqe_reciprocity(flat, np.column_stack([energy, emission]), (1.0, 2.0))
    slope = np.polyfit(found[:, 0], np.log(found[:, 1]), 1)[0]
    assert slope == pytest.approx(-tilt, abs=1e-6)
