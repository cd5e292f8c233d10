"""Curves over photon energy: order, units, Jacobians, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from detbal.errors import InputError
from detbal.photovoltaics.curve import curve_of, energies_of
from detbal.photovoltaics.emission.emissivity import emissivity_of
from detbal.photovoltaics.emission.optics import Back, Texture
from detbal.photovoltaics.emission.tail import absorption_coefficient
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency, slack_of
from detbal.photovoltaics.radiation import HC
from detbal.photovoltaics.reciprocity.complete import reciprocity
from detbal.photovoltaics.temperature import kelvins

E_CHARGE = 1.602176634e-19


def test_order_does_not_matter():
    known = {"error": np.array([0.1, 0.2, 0.3]), "floor": np.array([0.01, 0.02, 0.03]), "rounding": np.arange(3) / 1e3}
    up = QuantumEfficiency.of([1.2, 1.4, 1.6], [0.0, 0.3, 0.9], **known)
    turned = {name: each[::-1] for name, each in known.items()}
    down = QuantumEfficiency.of([1.6, 1.4, 1.2], [0.9, 0.3, 0.0], **turned)
    assert up.rounding[2] == 0.002
    for name in ("energy", "value", "error", "floor", "rounding"):
        np.testing.assert_array_equal(getattr(up, name), getattr(down, name))


def test_percent_scales_values_errors_and_floors():
    eqe = QuantumEfficiency.of([1.2, 1.4], [10.0, 90.0], error=1.0, floor=0.1, rounding=0.01, percent=True)
    np.testing.assert_allclose([eqe.value[1], eqe.error[0], eqe.floor[0], eqe.rounding[0]], [0.9, 0.01, 0.001, 1e-4])


def test_rounding_goes_where_the_values_go():
    """Whatever multiplies the values multiplies what they may be off by."""
    eqe = QuantumEfficiency.from_wavelength([800, 900], [0.9, 0.1], rounding=[1e-3, 2e-3])
    np.testing.assert_array_equal(eqe.rounding, [2e-3, 1e-3])
    el = reciprocity(eqe, T=300, voltage=1.0)
    np.testing.assert_allclose(el.rounding / el.value, eqe.rounding / eqe.value, rtol=1e-14)
    faces = {"back": Back.MIRROR, "texture": Texture.PLANAR, "refractive_index": 3.5}
    slab = absorption_coefficient(eqe, 1e-6, **faces)
    assert (slab.rounding > 0).all()
    np.testing.assert_allclose(slab.absorptance().rounding, eqe.rounding, rtol=1e-12)
    kinds = {"per": Interval.WAVELENGTH, "counted": Counted.POWER, "absolute": True}
    glow = Luminescence.of([0.1, 0.2], [1e-9, 1e-12], rounding=[1e-11, 1e-13], **kinds)
    np.testing.assert_allclose(glow.rounding / glow.value, [0.01, 0.1], rtol=1e-14)
    np.testing.assert_allclose(emissivity_of(glow, 500).rounding / emissivity_of(glow, 500).value, [0.01, 0.1])


def test_single_precision_is_rounded():
    value = np.array([0.1, 0.9])
    assert not QuantumEfficiency.of([1.2, 1.4], value).rounding.any()
    single = QuantumEfficiency.of([1.2, 1.4], value.astype(np.float32))
    assert (np.abs(single.value - value) <= single.rounding).all()
    assert (single.rounding < 1e-6 * value).all()


def test_outside_of_the_table_nothing_is_known():
    eqe = QuantumEfficiency.of([1.2, 1.4], [0.5, 0.7])
    np.testing.assert_array_equal(eqe.at([1.1, 1.5]), 0.0)


def test_detected_means_above_the_floor():
    eqe = QuantumEfficiency.of([1.0, 1.1, 1.2, 1.3], [-1e-6, 1e-6, 1e-3, 0.9], floor=1e-5)
    np.testing.assert_array_equal(eqe.detected, [False, False, True, True])


@given(st.lists(st.floats(0.3, 5), min_size=3, max_size=20, unique=True))
def test_photons_are_conserved_by_the_jacobian(energies):
    """The same density given four ways is one curve per eV."""
    at = np.sort(np.array(energies))
    per_ev = 1 + at
    given_as = {
        (Interval.ENERGY, Counted.PHOTONS): per_ev,
        (Interval.WAVELENGTH, Counted.PHOTONS): per_ev * at**2 / HC,
        (Interval.ENERGY, Counted.POWER): per_ev * at * E_CHARGE,
        (Interval.WAVELENGTH, Counted.POWER): per_ev * at**3 / HC * E_CHARGE,
    }
    for (per, counted), values in given_as.items():
        np.testing.assert_allclose(Luminescence.of(at, values, per=per, counted=counted).value, per_ev, rtol=1e-13)


def test_wavelengths():
    np.testing.assert_allclose(energies_of([HC, HC / 2]), [1.0, 2.0], rtol=1e-15)
    el = Luminescence.from_wavelength([800, 900], [1, 2], per=Interval.ENERGY, counted=Counted.PHOTONS, absolute=True)
    np.testing.assert_array_equal(el.value, [2, 1])
    assert el.absolute


@pytest.mark.parametrize(
    ("energy", "values", "message"),
    [
        ([1.0], [0.5], r"has shape \(1,\) over energies of shape \(1,\); give one value for each of two energies"),
        ([1.0, 2.0], [0.5], r"shape \(1,\) over energies of shape \(2,\)"),
        ([1.0, -2.0], [0.5, 0.5], r"energy\[1\] = -2; give finite numbers above 0"),
        ([1.0, 2.0], [0.5, np.nan], r"x\[1\] = nan; give finite numbers"),
        ([1.0, 2.0, 1.0], [0.5, 0.5, 0.6], r"energy 1 eV \(1239\.84 nm\) occurs twice in x"),
    ],
)
def test_no_curve(energy, values, message):
    with pytest.raises(InputError, match=message):
        curve_of(energy, values, name="x")


def test_wavelength_of_zero():
    with pytest.raises(InputError, match=r"wavelength\[1\] = 0; give finite numbers above 0 \(nm\)"):
        energies_of([500.0, 0.0])


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (
            lambda: QuantumEfficiency.of([800, 900], [0.9, 0.1]),
            r"energy\[0\] = 800: a photon energy of 800 eV \(1\.5498 nm\) is none of a junction; give eV, and wavele",
        ),
        (
            lambda: QuantumEfficiency.of([1.4, 900], [0.9, 0.1]),
            r"energy\[1\] = 900 beside energy\[0\] = 1\.4: mixed axes\? .* from_wavelength",
        ),
        (
            lambda: QuantumEfficiency.from_wavelength([1.3, 1.4], [0.9, 0.1]),
            r"wavelength\[0\] = 1\.3: a photon energy of 953\.725 eV \(1\.3 nm\) is none .*; give nm, and photon",
        ),
        (
            lambda: QuantumEfficiency.from_wavelength([900, 1.4], [0.9, 0.1]),
            r"wavelength\[1\] = 1\.4 beside wavelength\[0\] = 900: mixed axes\? ",
        ),
        (
            lambda: QuantumEfficiency.from_wavelength([800e3, 900e3], [0.9, 0.1]),
            r"energy\[0\] = 0\.0015.*\(800000 nm\) is none of a junction",
        ),
        (
            lambda: Luminescence.of([800, 1.4], [2, 1], per=Interval.ENERGY, counted=Counted.PHOTONS),
            r"energy\[0\] = 800 beside energy\[1\] = 1\.4: mixed axes\? ",
        ),
        (
            lambda: Luminescence.from_wavelength([1.3, 1.4], [2, 1], per=Interval.ENERGY, counted=Counted.PHOTONS),
            r"wavelength\[0\] = 1\.3: a photon energy of",
        ),
    ],
)
def test_another_axis_than_said(build, message):
    with pytest.raises(InputError, match=message):
        build()


def test_light_may_be_of_lower_energies_than_a_junction():
    """Tables of sunlight end at 1 mm."""
    assert Illumination.from_wavelength([500.0, 1e6], [1.0, 0.0], name="sun").power > 0


def test_percent_given_as_fractions():
    with pytest.raises(InputError, match=r"quantum efficiency of 90 at 1\.4 eV: .*values in percent\?; .*percent=True"):
        QuantumEfficiency.of([1.2, 1.4], [0.1, 90.0])


def test_slightly_above_one_is_a_matter_of_errors():
    with pytest.raises(InputError, match=r"quantum efficiency of 1\.02 at 1\.4 eV: .*mend the calibration"):
        QuantumEfficiency.of([1.2, 1.4], [0.1, 1.02])
    assert QuantumEfficiency.of([1.2, 1.4], [0.1, 1.02], error=0.01).value[1] == 1.02


def test_negative_is_a_matter_of_noise():
    with pytest.raises(InputError, match=r"-0\.01 at 1\.2 eV: it cannot be negative; give its error"):
        QuantumEfficiency.of([1.2, 1.4], [-0.01, 0.9])
    assert QuantumEfficiency.of([1.2, 1.4], [-0.01, 0.9], floor=0.02).value[0] == -0.01


@pytest.mark.parametrize("n", [2, 121, 10_000, 1_000_000])
def test_a_right_table_is_seldom_refused_however_long_it_is(n):
    """One in 1000 at either end; at three errors for each point it would be 15 in 100 of 121 points."""
    slack = slack_of(np.full(n, 0.01), np.zeros(n), np.zeros(n))
    assert -np.expm1(n * np.log1p(-norm.sf(slack[0] / 0.01))) == pytest.approx(1e-3, rel=1e-3)
    assert -np.expm1(121 * np.log1p(-norm.sf(3))) > 0.15


def test_noise_and_rounding_and_floor_excuse_a_value():
    energy = np.linspace(1.4, 2, 121)
    value = np.ones(121)
    value[60] = 1.04  # four errors
    assert QuantumEfficiency.of(energy, value, error=0.01).value[60] == 1.04
    with pytest.raises(InputError, match=r"quantum efficiency of 1\.04 at 1\.4 eV"):
        QuantumEfficiency.of([1.4, 1.5], [1.04, 0.5], error=0.01)
    with pytest.raises(InputError, match=r"quantum efficiency of 1\.05 at 1\.7 eV"):
        QuantumEfficiency.of(energy, np.where(value > 1, 1.05, 1), error=0.01)
    assert QuantumEfficiency.of([1.4, 1.5], [1.04, -0.05], rounding=0.05).value[0] == 1.04


def test_kinds_are_no_texts():
    with pytest.raises(InputError, match=r"per = 'nm'; give one of Interval"):
        Luminescence.of([1.0, 2.0], [1, 1], per="nm", counted=Counted.PHOTONS)
    with pytest.raises(InputError, match=r"counted = 'W'; give one of Counted"):
        Luminescence.of([1.0, 2.0], [1, 1], per=Interval.ENERGY, counted="W")


def test_temperatures_at_the_border():
    assert kelvins("25 °C") == pytest.approx(298.15, rel=1e-12)
    assert kelvins(300) == pytest.approx(300, rel=1e-15)
    with pytest.raises(InputError, match=r"T = -1"):
        kelvins(-1)
