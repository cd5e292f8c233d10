"""One device as cell, diode, cooler and thermoradiative cell."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.photovoltaics.device.drive import drive_junction
from detbal.photovoltaics.device.duality import duality_curve
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.device.operating_point import operating_point
from detbal.photovoltaics.device.quadrant import Quadrant
from detbal.photovoltaics.illumination import Illumination
from detbal.units import e

SUN = Illumination.am15g()


def test_a_lit_cell_passes_from_reverse_bias_over_cell_to_diode():
    cell = Junction.step(1.42)
    best = operating_point(Junction.step(1.42, light=SUN))
    curve = duality_curve(cell, [-1.0, 0.0, best.voltage, best.voc + 0.1], SUN)
    # light of the sun is taken back even at the last voltage: its photons carry more than qV
    assert [one.name for one in curve.quadrants[:3]] == ["PHOTODIODE", "IDLE", "CELL"]
    assert curve.quadrants[3] in (Quadrant.LED, Quadrant.COOLING)
    assert curve.cell_efficiency[2] == pytest.approx(best.efficiency, rel=1e-9)
    assert np.isnan(curve.cell_efficiency[[0, 1, 3]]).all()


def test_a_dark_diode_gives_its_gap_for_its_voltage():
    """Each pair takes qV and gives the mean photon energy; without ELQE 1 so much less."""
    V = 1.2
    for elqe in (1.0, 0.5):
        curve = duality_curve(Junction.step(1.42, T=300, elqe=elqe), [V])
        mean = 1.42 + Junction.step(1.42, T=300).kT
        assert curve.wall_plug[0] == pytest.approx(elqe * mean / V, rel=2e-3)
    assert curve.quadrants == (Quadrant.LED,)
    assert duality_curve(Junction.step(1.42, T=300), [V]).quadrants == (Quadrant.COOLING,)


def test_cooling_is_heat_taken_from_the_junction():
    cooling = duality_curve(Junction.step(1.0, T=300), np.linspace(0.1, 0.9, 9))
    assert np.all(cooling.heat < 0)
    lossy = duality_curve(Junction.step(1.0, T=300, elqe=0.1), np.linspace(0.3, 0.9, 7))
    assert np.all(lossy.heat > 0)
    assert set(lossy.quadrants) == {Quadrant.LED}


def test_a_hot_junction_delivers_at_negative_voltage_and_a_cold_one_does_not():
    V = -np.linspace(0.01, 0.1, 5)
    assert duality_curve(Junction.step(0.2, T=600, ambient=300), V).quadrants[0] is Quadrant.THERMORADIATIVE
    assert set(duality_curve(Junction.step(0.2, T=300, ambient=600), V).quadrants) == {Quadrant.PHOTODIODE}


def test_energy_is_kept():
    drive = drive_junction(Junction.step(1.4, T=300, elqe=0.1), voltage=1.1, illumination=SUN, ambient=290)
    assert drive.heat == pytest.approx(drive.light_in - drive.light_out - drive.power, abs=1e-9)
    assert drive.light_in == pytest.approx(float(SUN.power_above(1.4)), rel=1e-6)
    assert drive.current_density == pytest.approx(e * drive.currents.sum(), rel=1e-12)
    assert drive.affinities @ drive.currents == pytest.approx(drive.entropy_production, rel=1e-12)
    assert "nats/(m² s)" in str(drive)
    assert drive.to_json()


def test_figures_show_electricity_and_light():
    curve = duality_curve(Junction.step(1.42), np.linspace(-0.5, 1.2, 20), SUN)
    record, delivered = curve.drawings()
    assert [one.name for one in record.curves] == ["electricity", "light, net"]
    assert np.array_equal(record.curves[0].y, curve.power)
    assert set(curve.power[curve.power > 0]) <= set(delivered.curves[0].y)
    assert len(duality_curve(Junction.step(1.42), [0.1, 1.0]).drawings()) == 1  # a diode in the dark delivers nothing
    assert curve.plot().subfigs
    assert "COOLING" not in curve.to_json()[:10]


def test_bad_voltages_are_refused():
    with pytest.raises(InputError, match=r"voltages of shape \(\); give a row of them"):
        duality_curve(Junction.step(1.4), 0.5)
    with pytest.raises(InputError, match=r"voltages of shape \(1,\); give one number"):
        drive_junction(Junction.step(1.4), voltage=[0.5])
    with pytest.raises(InputError, match=r"chemical potential 1\.4 eV at a photon energy of 1\.4 eV"):
        duality_curve(Junction.step(1.4), [1.4])


def test_what_a_thermoradiative_cell_delivers_is_drawn_by_itself():
    curve = duality_curve(Junction.step(0.2, T=600, ambient=300), np.linspace(-0.19, 0.15, 60))
    whole, delivered = curve.drawings()
    assert curve.power.max() < 0.01 * np.ptp(whole.curves[1].y)
    assert curve.power.max() > 0.7 * np.ptp(delivered.curves[0].y)


def test_a_cell_just_beyond_open_circuit_is_no_diode_yet():
    """It takes electricity, but still more light than it gives."""
    cell = Junction.step(1.34, light=SUN)
    voc = operating_point(cell).voc
    curve = duality_curve(cell, [voc + 1e-5, voc + 1e-3, voc + 0.2])
    assert [one.name for one in curve.quadrants] == ["DISSIPATING", "DISSIPATING", "COOLING"]
    assert np.isnan(curve.wall_plug[:2]).all()
    assert (curve.radiated[:2] < 0).all()
    assert curve.wall_plug[2] > 1


@pytest.mark.parametrize("voltage", [-1e5, -1.0, 0.0, 1.39])
@pytest.mark.parametrize("T", [1.0, 300.0, 1e4])
def test_no_voltage_overflows(voltage, T):
    found = drive_junction(Junction.step(1.4, T=T), voltage=voltage)
    assert np.isfinite(found.power)
    assert found.entropy_production >= -found.entropy_production_floor
