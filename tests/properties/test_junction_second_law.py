"""A junction never makes less than no entropy, and no quadrant beats Carnot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.photovoltaics.device.drive import drive_junction
from detbal.photovoltaics.device.duality import duality_curve
from detbal.photovoltaics.device.entropy import mode_entropy
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.device.quadrant import Quadrant
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, HEMISPHERE
from detbal.units import e

temperatures = st.floats(30.0, 3000.0)
gaps = st.floats(0.1, 4.0)
X, W = np.polynomial.legendre.leggauss(400)
#: Voltages as parts of the gap.
parts = st.floats(-2.0, 0.97)
lamps = st.none() | st.builds(
    lambda T, share: Illumination.blackbody(T, dilution=share), st.floats(300.0, 8000.0), st.floats(1e-6, 1.0)
)


@given(gap=gaps, part=parts, T=temperatures, ambient=temperatures, lamp=lamps, elqe=st.floats(1e-6, 1.0))
def test_entropy_production_is_never_negative(gap, part, T, ambient, lamp, elqe):
    junction = Junction.step(gap, T=T, ambient=ambient, light=lamp, elqe=elqe, substrate=3.5)
    drive = drive_junction(junction, voltage=part * gap)
    assert np.all(drive.current_entropy >= -drive.entropy_production_floor)
    assert np.isfinite(drive.entropy_production)


@given(gap=gaps, T=temperatures)
def test_nothing_moves_at_equilibrium(gap, T):
    drive = drive_junction(Junction.step(gap, T=T, elqe=0.1, substrate=3.0), voltage=0.0)
    assert drive.current_density == 0
    assert drive.entropy_production == 0
    assert drive.heat == 0


@given(gap=st.floats(0.2, 2.0), part=st.floats(-1.0, 0.95), T=st.floats(200, 900), ambient=st.floats(200, 900))
def test_entropy_balance_of_light_and_heat_closes(gap, part, T, ambient):
    """Entropy out less entropy in and heat/kT, by another quadrature, is what the affinities make."""
    junction = Junction.step(gap, T=T, ambient=ambient, elqe=0.3, substrate=2.0)
    drive = drive_junction(junction, voltage=part * gap)
    flow, size = 0.0, 0.0
    for sign, kT, mu in ((1, junction.kT, part * gap), (-1, BOLTZMANN * ambient, 0.0)):
        depth = 45 * kT
        # u³ puts the points where a Bose function is steep
        u = 0.5 * (X + 1)
        E = gap + depth * u**3
        n = 1 / np.expm1((E - mu) / kT)
        each = HEMISPHERE * float((0.5 * W * 3 * u**2 * depth) @ (E**2 * mode_entropy(n)))
        flow, size = flow + sign * each, size + each
    heat = drive.heat / e / junction.kT
    size += abs(heat) + (drive.light_in + drive.light_out) / e / junction.kT
    assert flow + heat == pytest.approx(drive.entropy_production, abs=1e-8 * size)


@given(gap=st.floats(0.05, 1.0), T=st.floats(350, 2000), ratio=st.floats(0.1, 0.95), elqe=st.floats(0.01, 1.0))
def test_thermoradiative_power_is_below_carnot(gap, T, ratio, elqe):
    junction = Junction.step(gap, T=T, ambient=T * ratio, elqe=elqe)
    curve = duality_curve(junction, -np.geomspace(1e-4, 1.0, 40) * gap)
    seen = ~np.isnan(curve.heat_efficiency)
    assert Quadrant.THERMORADIATIVE in curve.quadrants
    assert seen.any()
    assert np.all(curve.heat_efficiency[seen] <= curve.carnot * (1 + 1e-9))


@given(gap=st.floats(0.5, 2.0), T=st.floats(100, 600), ratio=st.floats(1.05, 1.5))
def test_a_cooling_diode_pumps_heat_no_better_than_carnot(gap, T, ratio):
    """Into surroundings that are hotter than itself, a diode gives at most T_a/(T_a - T) times its electricity."""
    curve = duality_curve(Junction.step(gap, T=T, ambient=T * ratio), np.linspace(0.01, 0.98, 60) * gap)
    seen = ~np.isnan(curve.wall_plug)
    assert seen.any()
    assert np.all(curve.wall_plug[seen] <= ratio / (ratio - 1) * (1 + 1e-9))
    assert any(one is Quadrant.COOLING for one in curve.quadrants)


@given(gap=st.floats(0.2, 4.0), sun=st.floats(1000, 8000), T=st.floats(100, 500))
def test_a_cell_under_full_concentration_is_below_carnot(gap, sun, T):
    """The power over the light it takes for good: 1 - T/T_sun is reached at open circuit only."""
    dark = Junction.step(gap, T=T, ambient=sun)  # surroundings as hot as the sun: the sun on all sides
    curve = duality_curve(dark, np.linspace(0.01, 0.99, 50) * gap * (1 - T / sun))
    cell = np.array([one is Quadrant.CELL for one in curve.quadrants])
    assert cell.all()
    assert np.all(curve.power <= -curve.radiated * (1 - T / sun) * (1 + 1e-9))


@given(part=parts, T=temperatures, ambient=temperatures, top=st.floats(0.05, 1.0))
def test_a_measured_absorptance_obeys_too(part, T, ambient, top):
    eqe = QuantumEfficiency.of([0.9, 1.0, 1.1, 1.5, 3.0], [0.0, 0.1 * top, top, top, 0.2 * top])
    drive = drive_junction(Junction.of(eqe, T=T, ambient=ambient, elqe=0.2), voltage=0.9 * part)
    assert drive.entropy_production >= -drive.entropy_production_floor
