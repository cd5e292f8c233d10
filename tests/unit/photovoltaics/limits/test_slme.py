"""The spectroscopic limited maximum efficiency and the thermodynamic limits: identities and bad input."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest

from detbal.errors import InputError
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.limits.diode import boltzmann_best
from detbal.photovoltaics.limits.single import shockley_queisser
from detbal.photovoltaics.limits.slme import slme
from detbal.photovoltaics.limits.thermodynamic import carnot, infinite_tandem, ultimate_efficiency
from detbal.photovoltaics.radiation import BOLTZMANN

THICK: dict[str, Any] = {"energy": [1.4 - 1e-9, 1.4, 4.5], "alpha": [0.0, 1e9, 1e9], "thickness": 1e-3}


def test_a_thick_direct_absorber_is_a_step() -> None:
    film, step = slme(**THICK, gap=1.4, direct_gap=1.4), shockley_queisser(1.4)
    assert float(film.jsc) == pytest.approx(float(step.jsc), rel=1e-6)
    assert float(film.voc) == pytest.approx(float(step.voc), abs=1e-6)
    assert float(film.efficiency) == pytest.approx(float(step.efficiency), rel=1e-6)
    assert film.assumptions[1] == "nothing is absorbed outside of 1.4 to 4.5 eV"


def test_an_indirect_gap_costs_the_difference_in_voltage() -> None:
    direct = slme(**THICK, gap=1.4, direct_gap=1.4)
    indirect = slme(**THICK, gap=1.4, direct_gap=1.5)
    assert float(direct.voc - indirect.voc) == pytest.approx(0.1, abs=1e-9)


def test_power_is_that_of_the_diode() -> None:
    film = slme([1.0, 1.2, 4.5], [0.0, 1e6, 1e7], 1e-6, gap=1.0, direct_gap=1.05)
    kT = BOLTZMANN * 298.15
    dark = float(film.jsc) / np.expm1(float(film.voc) / kT)
    volts = np.linspace(0, float(film.voc), 100_001)
    assert float(film.power) == pytest.approx((volts * (film.jsc - dark * np.expm1(volts / kT))).max(), rel=1e-8)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"alpha": [0.0, -1.0, 1.0]}, r"absorption coefficient of -1 at 1.4 eV"),
        ({"direct_gap": 1.3}, r"direct_gap = 1.3 eV below gap = 1.4 eV"),
        ({"alpha": [0.0, 0.0, 0.0]}, r"the film absorbs no light of AM1.5G"),
        ({"thickness": 0}, r"thickness = 0"),
        (
            {"direct_gap": 40.0},
            r"direct_gap = 40 eV above gap = 1\.4 eV: a luminescent part of e\^-1502: the cell gives no",
        ),
    ],
)
def test_bad_films(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        slme(**{**THICK, "gap": 1.4, "direct_gap": 1.4, **changed})


def test_many_junctions_beat_one_and_stay_below_carnot() -> None:
    sun = Illumination.blackbody(6000)
    one = shockley_queisser(np.linspace(0.5, 2, 100), sun, 300).efficiency.max()
    assert one < infinite_tandem(sun, 300) < carnot(6000, 300)
    assert (shockley_queisser([0.8, 1.1], sun, 1).efficiency < ultimate_efficiency([0.8, 1.1], sun)).all()


def test_bad_suns() -> None:
    with pytest.raises(InputError, match=r"T_sun = 300 K and T = 400 K"):
        carnot(300, 400)
    with pytest.raises(InputError, match=r"fills 2 of the hemisphere"):
        infinite_tandem(Illumination.blackbody(6000), 300, concentration=2)
    with pytest.raises(InputError, match=r"gap = 9 eV gets no light"):
        ultimate_efficiency(9.0)


@pytest.mark.parametrize("log_gain", [1e-200, 1e-20, 1e-8, 0.9e-4, 1.1e-4, 0.5, 30.0, 1e4])
def test_maximum_of_the_ideal_diode(log_gain: float) -> None:
    """u + ln(1 + u) = log_gain, in 30 digits."""
    with mpmath.workdps(30):
        exact = mpmath.findroot(lambda u: u + mpmath.log1p(u) - mpmath.mpf(log_gain), mpmath.mpf(log_gain) / 2)
    assert float(boltzmann_best(log_gain)) == pytest.approx(float(exact), rel=1e-11)


def test_a_film_that_hardly_shines_still_has_a_limit() -> None:
    """The luminescent part is e^-195, far less than the light: fill factor 1/4."""
    film = slme(**THICK, gap=1.4, direct_gap=6.4)
    assert float(film.fill_factor) == pytest.approx(0.25, rel=1e-6)
    assert 0 < float(film.voc) < 1e-6


def test_surroundings_count_once() -> None:
    """Black bodies hide surroundings: a thick film is a step under them too, and one as warm drives nothing."""
    lamp = Illumination.blackbody(1000)
    film, step = slme(**THICK, gap=1.4, direct_gap=1.4, illumination=lamp), shockley_queisser(1.4, lamp)
    assert float(film.efficiency) == pytest.approx(float(step.efficiency), rel=1e-5)
    cold = {"energy": np.linspace(0.03, 3, 500), "alpha": np.full(500, 1e9), "thickness": 1e-3}
    for T in (290, 300):
        with pytest.raises(InputError, match=r"is no brighter than surroundings of 300 K: it gives no power"):
            slme(**cold, gap=0.03, direct_gap=0.03, illumination=Illumination.blackbody(T), T=300)


def test_light_that_no_film_of_boltzmann_can_have() -> None:
    sun = Illumination.am15g()
    with pytest.raises(InputError, match=r"fills .* of the hemisphere: .*concentrate"):
        slme(**THICK, gap=1.4, direct_gap=1.4, illumination=sun.scaled(1e9))
    with pytest.raises(InputError, match=r"by Boltzmann's statistics, at a gap of 1\.4 eV: they do not hold so near"):
        slme(**THICK, gap=1.4, direct_gap=1.4, illumination=sun.scaled(46_000))
    assert float(slme(**THICK, gap=1.4, direct_gap=1.4, illumination=sun.scaled(1000)).voc) < 1.35
