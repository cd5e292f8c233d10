"""Light on a cell: reference spectra, black bodies, tables, Jacobians."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad

from detbal.errors import InputError
from detbal.photovoltaics import infinite_tandem, shockley_queisser, tandem_limit
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.luminescence import Counted, Interval
from detbal.photovoltaics.radiation import HC

E_CHARGE = 1.602176634e-19


@pytest.mark.parametrize(
    ("sun", "power"),
    [(Illumination.am15g(), 1000.37), (Illumination.am15d(), 900.14), (Illumination.am0(), 1347.93)],
)
def test_power_of_the_reference_spectra(sun, power):
    """The integrals that ASTM G173-03 states for 280 to 4000 nm."""
    assert sun.power == pytest.approx(power, abs=0.006)


def test_photons_above_is_the_integral_of_the_line_between_the_points():
    sun = Illumination.am15g()
    table = sun.sources[0]
    stop = HC / 1.34
    nodes = table.wavelength[table.wavelength < stop]
    edges = np.append(nodes, stop)
    exact = sum(
        quad(lambda at: np.interp(at, table.wavelength, table.irradiance) * at / HC / E_CHARGE, a, b)[0]
        for a, b in pairwise(edges)
    )
    assert float(sun.photons_above(1.34)) == pytest.approx(exact, rel=1e-12)


def test_photons_are_the_integral_of_the_flux():
    sun = Illumination.am15g() + Illumination.blackbody(5772, half_angle=0.2665)
    total = sun.absorbed(np.array([0.4, 4.0]), np.ones(2))
    expected = float(sun.photons_above(0.4) - sun.photons_above(4.0))
    assert total == pytest.approx(expected, rel=1e-9)


def test_a_ramp_of_absorptance():
    flat = Illumination.of([1.0, 2.0], [1e21, 1e21], name="flat", counted=Counted.PHOTONS)
    # not quite flat between the points: the line is drawn in W per nm
    fraction = flat.absorbed(np.array([1.0, 2.0]), np.array([0.0, 1.0]))
    assert fraction == pytest.approx(quad(lambda E: (E - 1) * float(flat.flux(E)), 1, 2)[0], rel=1e-9)


@pytest.mark.parametrize("per", Interval)
@pytest.mark.parametrize("counted", Counted)
def test_four_ways_of_giving_the_same_light(per, counted):
    at = np.linspace(1.0, 3.0, 400)
    photons = 1e21 * np.exp(-((at - 2) ** 2))
    values = photons * (at * E_CHARGE if counted is Counted.POWER else 1)
    values = values * (at**2 / HC if per is Interval.WAVELENGTH else 1)
    lamp = Illumination.of(at, values, name="lamp", per=per, counted=counted)
    np.testing.assert_allclose(lamp.flux(at), photons, rtol=1e-12)
    over_wavelength = Illumination.from_wavelength(HC / at, values, name="lamp", per=per, counted=counted)
    np.testing.assert_allclose(over_wavelength.flux(at), photons, rtol=1e-12)


def test_a_wrong_jacobian_is_another_spectrum():
    at = np.linspace(1.0, 3.0, 400)
    right = Illumination.of(at, at, name="lamp", per=Interval.ENERGY, counted=Counted.PHOTONS)
    wrong = Illumination.of(at, at, name="lamp", per=Interval.WAVELENGTH, counted=Counted.PHOTONS)
    np.testing.assert_allclose(wrong.flux(at) / right.flux(at), HC / at**2, rtol=1e-12)


def test_the_sun_from_earth():
    """sin² of the half angle times σT⁴."""
    sun = Illumination.blackbody(5772, half_angle=0.2665)
    assert sun.power == pytest.approx(5.670374419e-8 * 5772**4 * np.sin(np.radians(0.2665)) ** 2, rel=1e-9)
    assert Illumination.blackbody(5772).power == pytest.approx(5.670374419e-8 * 5772**4, rel=1e-9)


def test_scaling():
    sun = Illumination.am15g().scaled(10) + Illumination.blackbody(6000, dilution=1e-5).scaled(3)
    expected = 10 * Illumination.am15g().power + 3e-5 * Illumination.blackbody(6000).power
    assert sun.power == pytest.approx(expected, rel=1e-12)
    assert sun.name == "AM1.5G (ASTM G173-03) × 10 + black body of 6000 K, dilution 1e-05 × 3"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Illumination.blackbody(-3), r"T = -3"),
        (
            lambda: Illumination.blackbody(6000, dilution=2.0),
            r"dilution = 2\.0: in percent\?; give a number above 0, up to 1",
        ),
        (lambda: Illumination.blackbody(6000, dilution=0.5, half_angle=1), r"both dilution and half_angle; give one"),
        (lambda: Illumination.blackbody(6000, half_angle=91), r"half_angle = 91; give a number above 0, up to 90"),
        (lambda: Illumination.am15g().scaled(0), r"factor = 0; give one finite number above 0"),
        (
            lambda: Illumination.from_wavelength([500, 600], [1, -1], name="x"),
            r"illumination of -1 at 2\.0664 eV \(600 nm\): it cannot be negative",
        ),
        (lambda: Illumination.of([1, 2], [0, 0], name="night"), r"night: an illumination of 0 throughout; give light"),
        (lambda: Illumination.blackbody("warm"), r"warm"),
        (lambda: Illumination.blackbody([5000, 6000]), r"T has shape \(2,\); give one number"),
        (lambda: Illumination.blackbody(6000, dilution="a"), r"dilution = 'a'; give a number above 0"),
        (lambda: Illumination.blackbody(6000, half_angle="a"), r"half_angle = 'a'; give a number above 0"),
        (lambda: Illumination.am15g().scaled("a"), r"factor = 'a'; give one finite number"),
        (lambda: Illumination.am15g() + 1, r"AM1\.5G \(ASTM G173-03\) \+ 1; add an Illumination"),
        (lambda: Illumination.am15g().flux([1, 0]), r"energy\[1\] = 0; give photon energies above 0 \(eV\)"),
        (lambda: Illumination.blackbody(6000).flux(0), r"energy = 0; give photon energies above 0 \(eV\)"),
        (lambda: Illumination.blackbody(6000).photons_above(-1), r"energy = -1; give photon energies \(eV\)"),
        (lambda: Illumination.am15g().power_above(np.nan), r"energy = nan; give photon energies \(eV\)"),
    ],
)
def test_bad_light(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_an_illumination_is_no_name_and_no_temperature():
    for call in (
        shockley_queisser,
        lambda gap, light: tandem_limit([gap], light),
        lambda _, light: infinite_tandem(light),
    ):
        with pytest.raises(InputError, match=r"illumination = 'AM1\.5G'; give an Illumination, such as"):
            call(1.1, "AM1.5G")


def test_a_temperature_may_have_a_unit():
    assert Illumination.blackbody("6000 K").power == pytest.approx(Illumination.blackbody(6000).power, rel=1e-12)


@pytest.mark.parametrize("T", [3, 300, 6000])
@pytest.mark.parametrize("edge", [0.3, 2.0, 5.0])
def test_black_bodies_are_absorbed_however_far_above_their_temperature(T, edge):
    """From 2 eV on the light of 300 K is e^-77 of its maximum, and all of it counts for a table of absorptance."""
    light = Illumination.blackbody(T)
    assert light.absorbed(np.array([edge, 60.0]), np.ones(2)) == pytest.approx(
        float(light.photons_above(edge)), rel=1e-9
    )


def test_where_light_ends():
    assert Illumination.am15g().highest == pytest.approx(HC / 280)
    padded = Illumination.from_wavelength([300, 400, 500, 600], [0, 0, 1, 1], name="lamp")
    assert padded.highest == pytest.approx(HC / 400)
    assert float(padded.photons_above(padded.highest)) == 0 < float(padded.photons_above(padded.highest - 1e-3))
    assert (padded + Illumination.blackbody(3000)).highest == np.inf


def test_one_line():
    assert repr(Illumination.am15g()) == "Illumination: AM1.5G (ASTM G173-03), 1000.37 W/m²"


def test_sunlight_has_the_extent_of_the_sun_and_lamps_none_that_is_known():
    sun = Illumination.am15g()
    assert 1 / sun.extent == pytest.approx(46_200, rel=1e-3)
    assert sun.scaled(100).extent == pytest.approx(100 * sun.extent)
    assert sun.filled == 0  # too little to hide surroundings
    lamp = Illumination.of([1.0, 2.0], [1.0, 1.0], name="lamp")
    assert lamp.extent == 0
    assert (lamp + Illumination.blackbody(6000, dilution=0.1)).extent == pytest.approx(0.1)


@pytest.mark.parametrize(
    "call",
    [
        lambda sun, suns: shockley_queisser([1.1, 1.4], sun, concentration=suns),
        lambda sun, suns: shockley_queisser(1.1, sun, concentration=suns * 1e-3, etendue=1e-3),
        lambda sun, suns: tandem_limit([1.7, 1.1], sun, concentration=suns),
        lambda sun, suns: infinite_tandem(sun, concentration=suns),
        lambda sun, suns: shockley_queisser(1.1, sun.scaled(suns)),
    ],
)
def test_no_more_than_the_sun_all_over_the_sky(call):
    sun = Illumination.am15g()
    call(sun, 46_000.0)
    with pytest.raises(InputError, match=r"fills .* of the hemisphere: the cell takes and emits light in .* of it"):
        call(sun, 46_500.0)


def test_of_a_lamp_no_bound_is_tested_and_the_result_says_so():
    lamp = Illumination.of([1.0, 2.0], [1.0, 1.0], name="lamp")
    said = "lamp, 1e+06 times concentrated; its étendue is not known, so that no bound of concentration is tested"
    assert said in shockley_queisser(1.1, lamp, concentration=1e6).assumptions[0]
    assert "étendue" not in shockley_queisser(1.1, lamp).assumptions[0]
    assert "étendue" not in shockley_queisser(1.1, concentration=1000).assumptions[0]
