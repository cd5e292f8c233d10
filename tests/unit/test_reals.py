"""Real numbers at the border: one for each thing, or one for all."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.reals import one_each, positive, real_array, within


def test_one_for_all_and_one_for_each():
    np.testing.assert_array_equal(one_each(2, 3, "g"), [2.0, 2.0, 2.0])
    np.testing.assert_array_equal(one_each([1, 2], 2, "g"), [1.0, 2.0])
    assert one_each(1.0, 0, "g").shape == (0,)
    assert np.isnan(one_each(np.nan, 1, "g")[0])


@pytest.mark.parametrize(
    ("values", "n", "least", "message"),
    [
        ([1.0, 2.0], 3, None, r"errors has shape \(2,\); give one number, or 3 of them"),
        ([1.0, 2.0], 1, None, r"errors has shape \(2,\); give one number$"),
        ([[1.0, 2.0]], 2, None, r"errors has shape \(1, 2\)"),
        ("1 u", 1, None, r"errors holds entries of type <U3"),
        ([0.0, -1.0], 2, 0.0, r"errors\[1\] = -1; give finite numbers of 0 or more"),
        ([0.0, np.nan], 2, 0.0, r"errors\[1\] = nan"),
        (np.inf, 2, 0.0, r"errors\[0\] = inf"),
    ],
)
def test_refused(values, n, least, message):
    with pytest.raises(InputError, match=message):
        one_each(values, n, "errors", least=least)


def test_a_positive_number_is_a_float():
    assert positive(3, "n") == 3.0
    assert type(positive(np.float32(0.5), "n")) is float


@pytest.mark.parametrize("value", [0, -1.0, np.nan, np.inf, [1.0], "3", True, 1j, None])
def test_what_is_no_positive_number_is_refused(value):
    with pytest.raises(InputError, match=r"^n (= .*|has shape .*); give the number of atoms$"):
        positive(value, "n", fix="give the number of atoms")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: within(-0.1, "n", 0.0, 1.0), r"n = -0\.1; give a number from 0 to 1"),
        (lambda: within(2.0, "n", 0.0, 1.0), r"n = 2\.0: in percent\?; give a number from 0 to 1"),
        (lambda: within(200, "n", 0.0, 1.0), r"n = 200; give"),
        (lambda: within(0.5, "n", 1.0, np.inf), r"n = 0\.5; give one finite number of 1 or more"),
        (lambda: within(np.inf, "n", -np.inf, np.inf), r"n = inf; give one finite number$"),
        (lambda: within(np.nan, "n", 0.0, 1.0), r"n = nan; give"),
        (lambda: within([1.0], "n", 0.0, 1.0), r"n has shape \(1,\); give"),
        (lambda: within("half", "n", 0.0, 1.0), r"n = 'half'; give a number from 0 to 1"),
        (lambda: positive(91, "n", 90.0), r"n = 91; give a number above 0, up to 90"),
    ],
)
def test_what_is_out_of_range_is_refused(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_ends_belong_to_a_range_but_zero_is_not_positive():
    assert (within(0, "n", 0.0, 1.0), within(1, "n", 0.0, 1.0), positive(1, "n", 1.0)) == (0.0, 1.0, 1.0)
    assert positive(5e-324, "n") == 5e-324


class Quantity:
    """As pint, astropy and unyt have them: a number that numpy takes without its unit."""

    def __init__(self, value, unit):
        self.value, self.unit = value, unit

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.value, dtype=dtype)


def test_a_unit_is_not_dropped():
    for values in (Quantity([0.5], "kHz"), [0.5, Quantity(2.0, "kHz")], [[1.0], (Quantity(2.0, "kHz"),)]):
        with pytest.raises(InputError, match=r"^rate is in kHz: plain numbers are expected, .*; convert it, and give"):
            real_array(values, "rate")


def test_units_of_packages_are_not_dropped():
    pint, astropy, unyt = (pytest.importorskip(name) for name in ("pint", "astropy.units", "unyt"))
    hertz = pint.UnitRegistry().hertz
    for values in ([1.0] * hertz, [1.0 * hertz], [1.0] * astropy.Hz, [1.0 * astropy.Hz], unyt.unyt_array([1.0], "Hz")):
        with pytest.raises(InputError, match=r"rate is in (hertz|Hz): plain numbers are expected"):
            real_array(values, "rate")
    for ratio in (
        astropy.Quantity([1.5]),
        [astropy.Quantity(1.5)],
        unyt.unyt_array([1.5], ""),
        [1.5] * (hertz / hertz),
    ):
        assert real_array(ratio, "ratio").tolist() == [1.5]
