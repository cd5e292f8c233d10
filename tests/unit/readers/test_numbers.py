"""Strict numbers, and what their digits say."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.readers.numbers import half_units, last_digits, parse_numbers, told_digits, written_digits

place = "line {}".format
normal = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)
positive = st.floats(1e-300, 1e300)


@settings(deadline=None)
@given(st.lists(normal, max_size=20))
def test_written_floats_come_back_bit_by_bit(values):
    assert parse_numbers([repr(value) for value in values], place).tolist() == values
    assert parse_numbers(values, place).tolist() == values
    assert parse_numbers(np.array(values), place).tolist() == values


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["1", "abc"], "line 1: 'abc' is no number; write it like 1.5e-3"),
        (["1", "1,5"], "line 1: '1,5' is no number; write a decimal point"),
        (["1", "1_000"], "line 1: '1_000' is no number"),
        (["1", "١٢"], "line 1: '١٢' is no number"),
        (["1", "1D5"], "line 1: '1D5' is no number"),
        (["1", "0x10"], "line 1: '0x10' is no number"),
        (["1", ""], "line 1 is empty; give a number"),
        ([1.0, None], "line 1 is empty; give a number"),
        ([1.0, True], "line 1: True is no number"),
        ([1.0, 1j], "line 1: 1j is no number"),
        ([1.0, [2.0]], r"line 1: \[2.0\] is no number"),
        (["1", "nan"], "line 1: 'nan' is not finite; give a finite number"),
        (["1", "inf"], "line 1: 'inf' is not finite"),
        (["1", "-inf"], "line 1: '-inf' is not finite"),
        (["1", "1e999"], "line 1: '1e999' is not finite; .*logarithm"),
        ([1, 10**400], "line 1: 1000000000.*… is too large"),
        (np.array([1.0, np.nan]), "line 1: .*nan.* is not finite"),
        (np.array([True]), "line 0: True is no number"),
        (np.array([1.0 + 0j]), r"line 0: \(1\+0j\) is no number"),
        (["0", "0e5", "1e-400"], "line 2: '1e-400' is too small for a float; give its logarithm, or 0"),
        (["x" * 1000], "line 0: 'x+… is no number"),
    ],
)
def test_what_is_no_number(values, message):
    with pytest.raises(InputError, match=message):
        parse_numbers(values, place)


def test_minus_infinity_only_where_it_means_a_rate_of_zero():
    assert parse_numbers(["-inf", "0"], place, minus_infinity=True).tolist() == [-np.inf, 0.0]
    with pytest.raises(InputError, match="line 0: 'inf' is not finite"):
        parse_numbers(["inf"], place, minus_infinity=True)


def test_other_real_numbers_are_welcome():
    assert parse_numbers([Fraction(1, 4), np.float32(0.5), np.int8(3), 7], place).tolist() == [
        0.25,
        0.5,
        3.0,
        7.0,
    ]


@settings(deadline=None)
@given(st.lists(st.tuples(positive, st.integers(1, 16)), min_size=1, max_size=20))
def test_digits_agree_with_decimal(numbers):
    texts = [f"{value:.{digits}e}" for value, digits in numbers]
    digits, decimals = written_digits(texts)
    assert digits.tolist() == [
        # 1.0 and 1 are whole numbers of one digit, however they are written
        1 if behind == 1 and value[2] == "0" else len(Decimal(value).as_tuple().digits)
        for value, (_, behind) in zip(texts, numbers, strict=True)
    ]
    assert (decimals == -1).all()


@pytest.mark.parametrize(
    ("text", "digits", "decimals"),
    [
        ("0", 0, 0),
        ("100", 1, 0),
        ("120.0", 2, 1),
        ("120.00", 5, 2),
        ("0.00120", 3, 5),
        ("-12.5", 3, 1),
        ("+.5", 1, 1),
        ("5.", 1, 0),
        ("1.50E+10", 3, -1),
        ("-inf", 0, 0),
        ("123456789012345678", 18, 0),
    ],
)
def test_digits_by_hand(text, digits, decimals):
    found = written_digits([text, "1"])
    assert (found[0][0], found[1][0]) == (digits, decimals)


@settings(deadline=None)
@given(st.lists(positive, min_size=1, max_size=20), st.integers(5, 14))
def test_half_unit_covers_the_rounding_to_digits(values, digits):
    texts = [f"{value:.{digits - 1}e}" for value in values]
    numbers = parse_numbers(texts, place)
    half = half_units(texts, numbers)
    # half a unit of the 14th digit is 22 ulp or more: the arithmetic of the bound may cost a thousandth
    assert (np.abs(numbers - np.array(values)) <= half * (1 + 1e-3)).all()
    assert (half <= 0.5 * 10.0 ** (1 - digits) * numbers * (1 + 1e-3)).all()


@settings(deadline=None)
@given(st.lists(st.floats(1e-3, 1e7), min_size=2, max_size=20), st.integers(4, 12))
def test_half_unit_covers_the_rounding_to_decimals(values, decimals):
    texts = [f"{value:.{decimals}f}" for value in values]
    numbers = parse_numbers(texts, place)
    assume(written_digits(texts)[0].max() >= 5)
    half = half_units(texts, numbers)
    assert half is not None
    to_float = np.finfo(float).eps * numbers  # parsing rounds too, which is not what the decimals say
    assert (np.abs(numbers - np.array(values)) <= half * (1 + 1e-3) + to_float).all()


@pytest.mark.parametrize("texts", [["1", "0.25", "1e9"], ["0.1234", "2"], ["0.123456789012345", "2.5"], ["100000.0"]])
def test_few_digits_or_many_are_exact(texts):
    assert half_units(texts, parse_numbers(texts, place)) is None


def test_the_number_of_digits_may_be_told():
    assert half_units(["1.0"], np.array([1.0]), digits=3) == pytest.approx([0.005], rel=1e-12)
    assert half_units(["1.23456"], np.array([1.23456]), digits=15) is None


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("5", 0.5),
        ("100", 0.5),
        ("0.0", 0.05),
        ("-3.845", 5e-4),
        ("3.302E-11", 5e-15),
        ("3.302d-11", 5e-15),
        ("1.20e+03", 5.0),
        ("1E5", 5e4),
        ("1234567890.12345678901", 5e-12),
    ],
)
def test_every_number_of_some_formats_has_a_last_digit(text, half):
    assert last_digits([text])[0] == pytest.approx(half, rel=1e-12)
    assert last_digits(["1.5", text, "10"])[1] == pytest.approx(half, rel=1e-12)


def test_no_numbers_have_no_last_digits():
    assert last_digits([]).shape == (0,)


def test_a_zero_has_no_rounding():
    assert half_units(["0", "1.23456"], np.array([0.0, 1.23456]))[0] == 0.0


def test_decimals_bound_small_numbers_beside_large_ones():
    """%.6f of 12345678.123456 and 0.000123: 14 digits of the first tell nothing about the second."""
    for large in ("12345678.123456", "123456789.123456"):
        texts = [large, "0.000123"]
        assert half_units(texts, parse_numbers(texts, place)) == pytest.approx([5e-7, 5e-7], rel=1e-12)


def test_floats_in_memory_count_as_written_with_the_fewest_digits():
    values = np.array([0.123456, 3.0])
    assert half_units(values, values) == pytest.approx([5e-7, 5e-6], rel=1e-9)
    assert half_units(values / [7, 1], values / [7, 1]) is None


def test_digits_that_are_told():
    assert told_digits(None) is None
    assert [told_digits(said) for said in ("3", 7, "17", "exact")] == [3, 7, 17, 15]
    for wrong in ("0", "18", "many", "3.0", "٣", True):
        with pytest.raises(InputError, match=r"digits = .*; write exact, or the number of significant digits"):
            told_digits(wrong)
