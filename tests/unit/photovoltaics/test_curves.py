"""Curves over photon energy: order, units, Jacobians, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.photovoltaics.curve import curve_of, energies_of
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import HC
from detbal.photovoltaics.temperature import kelvins

E_CHARGE = 1.602176634e-19


def test_order_does_not_matter():
    up = QuantumEfficiency.of([1.2, 1.4, 1.6], [0.0, 0.3, 0.9], error=[0.1, 0.2, 0.3], floor=[0.01, 0.02, 0.03])
    down = QuantumEfficiency.of([1.6, 1.4, 1.2], [0.9, 0.3, 0.0], error=[0.3, 0.2, 0.1], floor=[0.03, 0.02, 0.01])
    for name in ("energy", "value", "error", "floor"):
        np.testing.assert_array_equal(getattr(up, name), getattr(down, name))


def test_percent_scales_values_errors_and_floors():
    eqe = QuantumEfficiency.of([1.2, 1.4], [10.0, 90.0], error=1.0, floor=0.1, percent=True)
    np.testing.assert_allclose([eqe.value[1], eqe.error[0], eqe.floor[0]], [0.9, 0.01, 0.001])


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
