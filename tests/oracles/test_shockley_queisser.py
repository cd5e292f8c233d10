"""The limit of Shockley and Queisser against known numbers and independent quadrature."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq, minimize_scalar

from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.limits.single import best_gap, shockley_queisser
from detbal.photovoltaics.limits.thermodynamic import infinite_tandem, landsberg, solar_thermal, ultimate_efficiency

Q, K, H, C = 1.602176634e-19, 1.380649e-23, 6.62607015e-34, 299792458.0
TABLE = ((1.12, 43.811, 0.87826, 0.87053, 33.483), (1.34, 35.032, 1.08350, 0.88972, 33.759),
         (1.42, 32.052, 1.15829, 0.89526, 33.224), (2.0, 14.586, 1.70073, 0.92253, 22.876))  # fmt: skip


@pytest.mark.parametrize(("gap", "jsc", "voc", "fill", "percent"), TABLE)
def test_independent_table(gap: float, jsc: float, voc: float, fill: float, percent: float) -> None:
    cell = shockley_queisser(gap)
    assert float(cell.jsc) / 10 == pytest.approx(jsc, abs=6e-4)
    assert float(cell.voc) == pytest.approx(voc, abs=6e-6)
    assert float(cell.fill_factor) == pytest.approx(fill, abs=6e-6)
    assert 100 * float(cell.efficiency) == pytest.approx(percent, abs=6e-4)


def test_one_kelvin_is_seen_in_the_table() -> None:
    """Negative control: a cell one kelvin warmer misses the table by what Voc falls in a kelvin, about 0.9 mV."""
    assert 1.08350 - float(shockley_queisser(1.34, T=299.15).voc) == pytest.approx(0.9e-3, rel=0.2)


def test_the_best_gap() -> None:
    best = best_gap()
    assert float(best.gap) == pytest.approx(1.336, abs=6e-4)
    assert 100 * float(best.efficiency) == pytest.approx(33.773, abs=6e-4)


@pytest.mark.parametrize(("gap", "T"), [(0.5, 300.0), (1.1, 300.0), (1.7, 250.0), (2.5, 600.0)])
def test_plain_quadrature(gap: float, T: float) -> None:
    """A black body of 5800 K: everything again from the integrals, with neither polylogarithms nor Newton's rule."""

    def photons(temperature: float, volt: float) -> float:
        scale = K * temperature / Q

        def bose(energy: float) -> float:
            return energy**2 / np.expm1((energy - volt) / scale)

        edges = gap + scale * np.array([0, 0.1, 1, 3, 10, 30, 60])
        total = sum(quad(bose, a, b, epsrel=1e-12, epsabs=0)[0] for a, b in pairwise(edges))
        return 2 * np.pi * Q**3 / (H**3 * C**2) * total

    dilution = 2.1646e-5
    sun, dark = dilution * photons(5800.0, 0.0), photons(T, 0.0)

    def current(volt: float) -> float:
        return Q * (sun + dark - photons(T, volt))

    voc = brentq(current, 0.0, gap - 1e-3, xtol=1e-13)
    best = minimize_scalar(lambda v: -v * current(v), bounds=(0, voc), method="bounded", options={"xatol": 1e-9})
    cell = shockley_queisser(gap, Illumination.blackbody(5800, dilution=dilution), T)
    assert float(cell.jsc) == pytest.approx(Q * sun, rel=1e-9)
    assert float(cell.voc) == pytest.approx(voc, rel=1e-9)
    assert float(cell.power) == pytest.approx(-best.fun, rel=1e-9)


def test_thermodynamic_limits_of_the_literature() -> None:
    gaps = np.linspace(0.9, 1.3, 81)
    ultimate = ultimate_efficiency(gaps, Illumination.blackbody(6000))
    assert ultimate.max() == pytest.approx(0.44, abs=0.002)
    assert gaps[ultimate.argmax()] == pytest.approx(1.1, abs=0.06)  # maximum at E_g = 2.17 kT_sun
    assert gaps[ultimate.argmax()] == pytest.approx(2.166 * K * 6000 / Q, abs=0.006)
    assert landsberg(6000, 300) == pytest.approx(0.933, abs=5e-4)
    assert solar_thermal(6000, 300) == pytest.approx(0.854, abs=5e-4)
    assert infinite_tandem(Illumination.blackbody(6000), 300) == pytest.approx(0.868, abs=5e-4)
    assert infinite_tandem(Illumination.blackbody(6000, dilution=2.16e-5), 300) == pytest.approx(0.68, abs=0.006)


def test_full_concentration() -> None:
    """About 41 % at 1.1 eV for 6000 K and 300 K, as textbooks have it."""
    cells = shockley_queisser(np.linspace(0.5, 2, 301), Illumination.blackbody(6000), 300)
    assert cells.efficiency.max() == pytest.approx(0.41, abs=0.005)
    assert cells.gap[cells.efficiency.argmax()] == pytest.approx(1.1, abs=0.06)
