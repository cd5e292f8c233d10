"""Numbers in columns of fixed width."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.readers.fixed_width import exponential_numbers


def characters(texts, width):
    rows = "".join(text.rjust(width) for text in texts).encode()
    return np.frombuffer(rows, dtype=np.uint8).reshape(len(texts), width)


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e99, max_value=1e99), min_size=1),
    st.integers(1, 9),
)
def test_the_result_is_that_of_float(values, digits):
    """Also beyond the powers of ten that doubles hold exactly."""
    texts = [f"{value:.{digits}e}" if not 0 < abs(value) < 1e-99 else f"{0:.{digits}e}" for value in values]
    assert exponential_numbers(characters(texts, digits + 7)).tolist() == [float(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "value"), [("12.5", 12.5), ("-6.781610D+00", -6.78161), ("1e3", 1000.0), ("+1.000000E-05", 1e-5)]
)
def test_other_layouts(text, value):
    assert exponential_numbers(characters([text, "1.000000e+00"], 13)).tolist() == [value, 1.0]


@pytest.mark.parametrize("text", ["", "1.00000xe+00", "1.000000e+0x", "a.000000e+00", "1,000000e+00"])
def test_what_is_no_number(text):
    assert np.isnan(exponential_numbers(characters([text], 13))).all()
