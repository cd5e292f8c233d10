"""Real numbers at the border: one for each thing, or one for all."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.reals import one_each, positive


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
