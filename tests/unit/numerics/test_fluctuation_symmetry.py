"""By how much an affinity misses: what is found, what cannot be told, and what has no answer."""

import numpy as np
import pytest

from detbal.numerics.fluctuation_symmetry import Tangent, symmetry_residual

A = np.log(3.0)


def line(x, floor=1e-15):
    return Tangent(3 * np.expm1(x) + np.expm1(-x), 3 * np.exp(x) - np.exp(-x), floor)


def against(claimed, chi, **more):
    return symmetry_residual(line, lambda x: line(x - claimed), chi, unit=1.0, lost=abs(claimed), **more)


def test_the_symmetric_point_tests_nothing():
    assert against(A, -A / 2) == (0.0, np.inf)


def test_one_point_on_both_sides_is_no_agreement():
    """-χ - A' is χ itself: both λ are one number, and yet A' is wrong."""
    residual, floor = against(-2.0, 1.0)
    assert residual == pytest.approx(A + 2.0, abs=1e-13)
    assert floor < 1e-12


@pytest.mark.parametrize("miss", [1e-12, 1e-6, 0.1, 5.0, 300.0])
def test_what_stands_above_round_off_is_found(miss):
    residual, floor = against(A - miss, 0.5)
    assert residual == pytest.approx(miss, abs=floor)
    assert floor < residual


def test_errors_widen_the_floor():
    residual, floor = against(A - 0.1, 0.5, spread=lambda x: 0.2 + x)
    slope = abs(line(-0.5 - A).slope)
    assert residual == pytest.approx(0.1, abs=1e-12)
    assert floor == pytest.approx(0.3 / slope, rel=1e-9)


def test_lambda_that_no_shift_makes_alike():
    def higher(x):
        return Tangent(x**2 + 1.0, 2 * x, 1e-15)

    def lower(x):
        return Tangent(x**2, 2 * x, 1e-15)

    assert symmetry_residual(lower, higher, 0.5, unit=1.0, lost=0.0) == (np.inf, 0.0)


@pytest.mark.parametrize("size", [1e-250, 1.0, 1e250])
@pytest.mark.parametrize("unit", [1e-40, 1.0, 1e40])
def test_units_of_time_and_of_what_is_counted_do_not_matter(size, unit):
    def scaled(x):
        one = line(x * unit)
        return Tangent(size * one.value, size * unit * one.slope, size * one.floor)

    for miss in (0.0, 1e-6):
        claimed = (A - miss) / unit
        residual, floor = symmetry_residual(scaled, lambda x, a=claimed: scaled(x - a), 0.5 / unit, unit=unit, lost=A)
        assert residual * unit == pytest.approx(miss, abs=1e-13)
        assert floor * unit < 1e-13
