"""Hot-carrier models: their known limits, their order, an independent search, and what is refused."""

import numpy as np
import pytest
from scipy.integrate import quad

from detbal.errors import InputError
from detbal.photovoltaics import Carriers, Illumination, hot_carrier, infinite_tandem, shockley_queisser, solar_thermal
from detbal.photovoltaics.radiation import BOLTZMANN, HEMISPHERE

FULL = Illumination.blackbody(6000)
ONE_SUN = Illumination.blackbody(6000, dilution=2.16e-5)


def test_impact_ionisation_without_a_gap_is_the_solar_thermal_limit():
    limit = hot_carrier(0.005, FULL, 300, model=Carriers.ENERGY)
    assert limit.efficiency == pytest.approx(solar_thermal(6000, 300), abs=1e-4)
    assert limit.splitting == 0.0


def test_impact_ionisation_is_the_best_absorber_temperature():
    """A grid of temperatures, by quadrature: an absorber above the gap in front of a Carnot engine."""
    gap, cold = 0.9, 300 * BOLTZMANN

    def power(kT):
        return quad(lambda E: HEMISPHERE * E**3 / np.expm1(E / kT), gap, gap + 50 * kT, epsabs=0, limit=200)[0]

    income, sun = 2.16e-5 * power(6000 * BOLTZMANN) + power(cold), ONE_SUN.power / 1.602176634e-19
    plain = max((income - power(kT)) * (1 - cold / kT) / sun for kT in BOLTZMANN * np.linspace(700, 1100, 401))
    assert hot_carrier(gap, ONE_SUN, 300, model=Carriers.ENERGY).efficiency == pytest.approx(plain, rel=1e-5)


@pytest.mark.parametrize("gap", [0.5, 1.1])
def test_order_of_the_limits(gap):
    """More constraints never help: one temperature for all carriers, then their number, then no heat at all."""
    cold = float(shockley_queisser(gap, FULL, 300).efficiency)
    energy = hot_carrier(gap, FULL, 300, model=Carriers.ENERGY).efficiency
    particles = hot_carrier(gap, FULL, 300, model=Carriers.PARTICLES).efficiency
    assert max(cold, energy) < particles < infinite_tandem(FULL, 300)


def test_against_a_plain_search():
    """Quadrature and a grid of T_H and μ_H: never better than the limit, and close to it."""
    gap, cold, share = 0.7, 300 * BOLTZMANN, 2.16e-5

    def flux(power, kT, mu):
        upper = gap + 50 * kT
        return quad(lambda E: HEMISPHERE * E**power / np.expm1((E - mu) / kT), gap, upper, epsabs=0, limit=200)[0]

    photons, energy = (share * flux(k, 6000 * BOLTZMANN, 0) + flux(k, cold, 0) for k in (2, 3))
    limit = hot_carrier(gap, ONE_SUN, 300, model=Carriers.PARTICLES)
    hot = limit.carrier_temperature * BOLTZMANN
    sun = ONE_SUN.power / 1.602176634e-19

    def efficiency(kT, mu):
        net, kept = photons - flux(2, kT, mu), energy - flux(3, kT, mu)
        return (kept * (1 - cold / kT) + net * mu * cold / kT) / sun

    assert efficiency(hot, limit.splitting) == pytest.approx(limit.efficiency, rel=1e-6)
    around = [efficiency(hot * a, limit.splitting * b) for a in (0.98, 1, 1.02) for b in (0.98, 1, 1.02)]
    assert max(around) <= limit.efficiency * (1 + 1e-7)


def test_what_is_refused():
    with pytest.raises(InputError, match=r"model = 'energy'; give one of Carriers"):
        hot_carrier(1.0, FULL, 300, model="energy")
    with pytest.raises(InputError, match=r"gap = -1\.0; give one finite number above 0"):
        hot_carrier(-1.0, FULL, 300, model=Carriers.ENERGY)
    with pytest.raises(InputError, match=r"fills 100 of the hemisphere: .*concentrate 1 times at most"):
        hot_carrier(0.5, FULL, 300, model=Carriers.PARTICLES, concentration=100)


@pytest.mark.parametrize("model", Carriers)
def test_light_of_the_same_temperature_gives_nothing(model):
    """Negative control of surroundings that are seen once: 5.89 % if they stood behind the black body as well."""
    assert abs(hot_carrier(0.01, Illumination.blackbody(300), 300, model=model).efficiency) < 1e-9
    warm = Illumination.blackbody(350)
    assert 0 < hot_carrier(0.01, warm, 300, model=model).efficiency < infinite_tandem(warm, 300)
