"""Net emission of steps and tables, where it nearly cancels."""

import mpmath
import numpy as np
import pytest

from detbal.errors import InputError
from detbal.photovoltaics import Illumination, Junction, QuantumEfficiency, operating_point
from detbal.photovoltaics.device.absorber import Step
from detbal.photovoltaics.device.photon_rates import log_photons, net_photons
from detbal.photovoltaics.radiation import HEMISPHERE

TABLE = QuantumEfficiency.of([1.0, 1.1, 1.5], [0.0, 0.8, 1.0])


def exact(kT, mu):
    with mpmath.workdps(40):
        level, scale = mpmath.mpf(mu), mpmath.mpf(kT)

        def net(E):
            share = 8 * (E - 1) if mpmath.mpf("1.1") > E else mpmath.mpf("0.8") + (E - mpmath.mpf("1.1")) / 2
            return share * E**2 * (1 / mpmath.expm1((E - level) / scale) - 1 / mpmath.expm1(E / scale))

        edges = [1, mpmath.mpf("1.02"), mpmath.mpf("1.1"), mpmath.mpf("1.2"), mpmath.mpf("1.5")]
        return float(HEMISPHERE * mpmath.quad(net, edges))


@pytest.mark.parametrize("kT", [0.0257, 0.5, 50.0])
@pytest.mark.parametrize("mu", [-30.0, -0.3, -1e-6, -1e-18, 1e-18, 1e-6, 0.3, 0.8])
def test_tables(kT, mu):
    assert float(net_photons(TABLE, kT, mu)) == pytest.approx(exact(kT, mu), rel=1e-9)


def test_plain_differences_lose_their_digits():
    """Negative control, and 0 V, where there is none."""
    plain = float(np.expm1(log_photons(TABLE, 0.0257, 1e-12) - log_photons(TABLE, 0.0257)))
    right = exact(0.0257, 1e-12) / float(np.exp(log_photons(TABLE, 0.0257)))
    assert abs(plain / right - 1) > 1e-6
    assert net_photons(TABLE, 0.0257, [0.0, 0.0]).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("absorber", [TABLE, Step(1.0)])
@pytest.mark.parametrize("mu", [1.0, 2.0, np.nan])
def test_gain_is_refused(absorber, mu):
    with pytest.raises(InputError, match=r"chemical potential .* eV at a photon energy of 1 eV"):
        net_photons(absorber, 0.0257, [0.0, mu])


@pytest.mark.parametrize("T", [1e4, 1e6, 1e8, 1e10])
def test_a_cell_hotter_than_the_sun_is_a_resistor(T):
    cell = Junction.step(1.1, T=T, light=Illumination.am15g())
    assert operating_point(cell).fill_factor == pytest.approx(0.25, rel=1e-5)
