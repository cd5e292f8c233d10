"""Light sources and junctions of solcore: the same sun, the same black body, the same dark current."""

import numpy as np
import pytest

from detbal.adapters.solcore import TEMPERATURE, from_junction, from_light_source
from detbal.errors import ConversionError
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.radiation import HC
from detbal.units import e

pytest.importorskip("solcore", reason="solcore is not installed")

from solcore.analytic_solar_cells.detailed_balance import iv_detailed_balance
from solcore.light_source import LightSource
from solcore.state import State
from solcore.structure import Junction as SolcoreJunction


def test_the_standard_sun_is_ours():
    theirs, ours = from_light_source(LightSource(source_type="standard", version="AM1.5g")), Illumination.am15g()
    assert theirs.power == pytest.approx(1000.37, abs=5e-3)
    assert theirs.power == pytest.approx(ours.power, rel=1e-9)
    np.testing.assert_allclose(theirs.sources[0].irradiance, ours.sources[0].irradiance, rtol=1e-12)


def test_concentration_counts_once():
    suns = LightSource(source_type="standard", version="AM1.5d", concentration=20)
    assert from_light_source(suns).power == pytest.approx(20 * Illumination.am15d().power, rel=1e-9)
    assert suns.power_density == pytest.approx(from_light_source(suns).power, rel=1e-9)


@pytest.mark.parametrize("etendue", ["Sun", "hemispheric", 1.0])
def test_black_bodies_are_planck(etendue):
    source = LightSource(source_type="black body", T=5800, entendue=etendue, concentration=3)
    ours, wavelength = from_light_source(source), np.array([300.0, 800.0, 3000.0])
    energy = HC / wavelength
    _, expected = source.spectrum(x=wavelength, output_units="power_density_per_nm")
    np.testing.assert_allclose(ours.flux(energy) * energy * e * energy**2 / HC, expected, rtol=2e-5)
    assert ours.power == pytest.approx(source.power_density, rel=1e-5)


def test_own_spectra_and_lasers_keep_their_power():
    wavelength = np.linspace(400, 900, 501)
    given = {"x_data": wavelength, "y_data": np.full(501, 2.0), "input_units": "power_density_per_nm"}
    assert from_light_source(LightSource(source_type="custom", **given)).power == pytest.approx(1000.0, rel=1e-12)
    laser = LightSource(source_type="laser", power=5.0, linewidth=2.0, center=532.0)
    assert from_light_source(laser).power == pytest.approx(5.0, rel=1e-5)


def test_a_source_without_wavelengths():
    source = State(source_type="standard", x_internal=None)
    with pytest.raises(ConversionError, match=r"light source of type 'standard' without wavelengths"):
        from_light_source(source)


def dark_current(junction, wavelength):
    """J0 as solcore computes it, at its default temperature, in A/m²."""
    junction.reflected = lambda at: np.zeros(len(at))
    options = State(
        T=TEMPERATURE,
        T_ambient=TEMPERATURE,
        light_iv=False,
        db_mode="boltzmann",
        wavelength=wavelength,
        internal_voltages=np.linspace(0, 0.5, 3),
    )
    iv_detailed_balance(junction, options)
    return junction.j01


@pytest.mark.parametrize("index", [1.0, 3.5])
@pytest.mark.parametrize("mirror", [True, False])
def test_dark_currents_of_a_top_hat_agree(index, mirror):
    wavelength = np.linspace(300, 900, 60_001) * 1e-9
    theirs = SolcoreJunction(kind="DB", Eg=1.42, A=1, n=index, back_reflector=mirror)
    ours = from_junction(theirs)
    assert ours.absorber.gap == 1.42
    J0 = dark_current(theirs, wavelength)
    # solcore's edge is at 1240 nm eV / Eg, 0.18 meV below the gap: exp(0.18 meV/kT)
    edge = 1.42 * (1 - HC / 1240) / (8.617333262e-5 * TEMPERATURE)
    assert np.log(J0 / (ours.emitted(0.0) * e)) == pytest.approx(edge, abs=1e-3)


def test_a_grey_top_hat_and_a_solved_quantum_efficiency():
    grey = from_junction(SolcoreJunction(kind="DB", Eg=1.4, A=0.8, n=1, back_reflector=True))
    full = from_junction(SolcoreJunction(kind="DB", Eg=1.4, A=1, n=1, back_reflector=True))
    assert float(grey.emitted(0.0) / full.emitted(0.0)) == pytest.approx(0.8, rel=1e-9)
    wavelength = np.linspace(300, 900, 7) * 1e-9
    solved = SolcoreJunction(kind="DB", Eg=1.4, n=1, qe=State(WL=wavelength, EQE=np.linspace(0.9, 0.3, 7)))
    found = from_junction(solved)
    np.testing.assert_allclose(found.absorber.value, np.linspace(0.3, 0.9, 7), rtol=1e-12)
    np.testing.assert_allclose(found.absorber.energy[::-1], HC / np.linspace(300, 900, 7), rtol=1e-12)
    assert found.substrate == 1.0


def test_junctions_that_say_too_little():
    with pytest.raises(ConversionError, match=r"solcore junction of kind 'PDD'; give one of kind"):
        from_junction(SolcoreJunction(kind="PDD"))
    with pytest.raises(ConversionError, match=r"quantum efficiency without wavelengths; solve it first"):
        from_junction(SolcoreJunction(kind="DB", Eg=1.4, n=1, eqe=lambda at: 0.5 * (at < 8e-7)))
