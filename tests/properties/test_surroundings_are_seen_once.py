"""A black body hides the surroundings behind it: limits in order, and no power from one temperature."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detbal
from detbal.errors import InputError
from detbal.photovoltaics import (
    Illumination,
    Junction,
    best_gap,
    carnot,
    infinite_tandem,
    landsberg,
    shockley_queisser,
    tandem_limit,
)


@pytest.mark.parametrize("T_sun", [310, 350, 600, 3000])
def test_limits_are_in_order(T_sun):
    """One gap < infinitely many < Landsberg < Carnot, down to light that is hardly hotter than the cell."""
    sun = Illumination.blackbody(T_sun)
    one = float(best_gap(sun, 300, least=0.01, most=1.5).efficiency)
    assert 0 < one < infinite_tandem(sun, 300) < landsberg(T_sun, 300) < carnot(T_sun, 300)


@given(gap=st.floats(0.05, 1.5), hotter=st.floats(1.001, 30.0), dilution=st.floats(1e-5, 1.0))
def test_never_beyond_carnot(gap, hotter, dilution):
    """Whatever the part of the sky that the sun fills."""
    sun = Illumination.blackbody(300 * hotter, dilution=dilution)
    limit = shockley_queisser(gap, sun, 300)
    assert 0 < float(limit.efficiency) < carnot(300 * hotter, 300)


def test_light_of_the_same_temperature_gives_nothing():
    sun = Illumination.blackbody(300)
    with pytest.raises(InputError, match=r"black body of 300 K.* is no brighter than surroundings of 300 K"):
        shockley_queisser(0.1, sun, 300)
    with pytest.raises(InputError, match=r"gets no light of black body of 300 K"):
        tandem_limit([0.3, 0.1], sun, 300)
    cell = Junction.step(0.1, T=300, light=sun)
    assert abs(float(cell.current(0.0))) < 1e-12 * float(cell.current(0.0) + cell.dark(0.05))
    drive = detbal.drive(cell, voltage=0.0)
    assert abs(drive.entropy_production) <= drive.entropy_production_floor


def test_half_the_surroundings_hidden():
    """Negative control: a body of 300 K over half of a cold sky warms, one over a sky of 300 K does nothing."""
    half = Illumination.blackbody(300, dilution=0.5)
    warm, cold = (Junction.step(0.1, T=300, ambient=T, light=half) for T in (300, 3))
    assert abs(float(warm.current(0.0))) < 1e-9
    # half of the sky is missing: what comes in is half of what goes out
    expected = -0.5 * 1.602176634e-19 * float(warm.emitted(0.0))
    assert float(cold.current(0.0)) == pytest.approx(expected, rel=1e-9)


def test_no_more_than_a_hemisphere():
    with pytest.raises(InputError, match=r"fills 10 of the hemisphere: .*; concentrate 1 times at most"):
        tandem_limit([1.7, 0.8], Illumination.blackbody(6000), 300, concentration=10)
    with pytest.raises(InputError, match=r"fills 1 of the hemisphere: the cell takes and emits light in 0\.01 of it"):
        Junction.step(1.1, T=300, light=Illumination.blackbody(6000), etendue=0.01)


def test_a_table_hides_nothing():
    sun = Illumination.am15g()
    assert sun.beyond(300) is sun
    assert np.isclose(Illumination.blackbody(6000, dilution=0.1).scaled(3).filled, 0.3)
