"""Numbers that are given with a device or a limit."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.photovoltaics.given import positives, volts
from detbal.reals import positive, within


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: positive(0, "gap"), r"gap = 0; give one finite number above 0"),
        (lambda: positive(np.inf, "gap"), r"gap = inf; give one finite number above 0"),
        (lambda: positive(np.nan, "gap"), r"gap = nan; give one finite number above 0"),
        (lambda: positive([1.0], "gap"), r"gap has shape \(1,\); give one finite number"),
        (lambda: positive(91, "half_angle", 90.0), r"half_angle = 91; give a number above 0, up to 90"),
        (lambda: positive(50, "elqe", 1.0), r"elqe = 50: in percent\?; give a number above 0, up to 1"),
        (lambda: positive(200, "elqe", 1.0), r"elqe = 200; give a number above 0, up to 1"),
        (lambda: within(0.5, "index", 1.0, np.inf), r"index = 0\.5; give one finite number of 1 or more"),
        (lambda: within(5e3, "index", 1.0, 1e3), r"index = 5000\.0; give a number from 1 to 1000"),
        (lambda: positives([[1.0, -2.0]], "gap", unit="eV"), r"gap\[0, 1\] = -2; give finite numbers above 0 \(eV\)"),
        (lambda: positives([0.5, 2], "elqe", 1.0), r"elqe\[1\] = 2; give finite numbers above 0, up to 1"),
        (lambda: positives([], "gap"), r"no gap; give finite numbers above 0"),
        (lambda: volts([0.0, np.nan]), r"voltage\[1\] = nan; give finite numbers \(V\)"),
    ],
)
def test_out_of_range(call, said):
    with pytest.raises(InputError, match=said):
        call()


def test_bounds_belong_to_the_range():
    assert within(1.0, "index", 1.0, 1e3) == 1
    assert positive(1, "elqe", 1.0) == 1
    assert positives([[1.0], [2.0]], "gap").shape == (2, 1)
