"""Tables over pressure, Chebyshev polynomials, and sums with negative terms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.conditions import Conditions
from detbal.reactions.rates.pressure import Chebyshev, PressureTable
from detbal.reactions.rates.sums import ArrheniusSum

T = np.array([400.0, 1000.0, 2000.0])


def at(pressure):
    return Conditions(pressure, np.ones(1), np.zeros(1, dtype=int))


def table(pressure=1e5):
    laws = ArrheniusSum(Arrhenius([1.0, 10.0, 20.0, 5.0], [0, 1, 0, 0], [0, 500, 0, 0]), np.ones(4), np.ones(4, int))
    return PressureTable(laws, np.log([1e4, 1e5, 1e6, 1e5]), np.array([3, 1]), at(pressure))


@given(st.floats(3.0, 7.0))
def test_between_pressures(log_pressure):
    found = table(10.0**log_pressure).log_rates(T)
    ends = [np.zeros(3), np.log(10.0) + np.log(T) - 500 / T, np.full(3, np.log(20.0))]
    expected = [np.interp(log_pressure, [4, 5, 6], column) for column in np.transpose(ends)]
    np.testing.assert_allclose(found[0], expected, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(found[1], np.log(5.0), rtol=1e-12)


def test_tables_are_taken_and_joined():
    whole = PressureTable.joined([table(), table()])
    np.testing.assert_array_equal(whole.take(np.array([3, 0])).log_rates(T), table().log_rates(T)[[1, 0]])
    assert (whole.rounding(T) < 1e-11).all()
    assert len(whole.take(np.array([], dtype=int))) == 0
    np.testing.assert_allclose(whole.at(at(1e6)).log_rates(T)[2], np.log(20.0))


def test_sums_with_negative_terms():
    whole = ArrheniusSum(Arrhenius([3.0, 1.0, 2.0]), np.array([1.0, -1.0, 1.0]), np.array([2, 1]))
    np.testing.assert_allclose(whole.log_rates(T), np.log(2.0))
    np.testing.assert_array_equal(whole.take(np.array([1, 0, 1])).log_rates(T), whole.log_rates(T)[[1, 0, 1]])
    assert len(ArrheniusSum.joined([whole, whole])) == 4
    # three digits are lost where 1.001 - 1 is left
    close = ArrheniusSum(Arrhenius([1.001, 1.0]), np.array([1.0, -1.0]), np.array([2]))
    assert close.rounding(T)[0, 0] == pytest.approx(2001 * Arrhenius(1.001).rounding(T)[0, 0], rel=0.01)


def test_a_sum_below_zero():
    crossing = ArrheniusSum(Arrhenius([1.0, 1.0], 0.0, [1000.0, 0.0]), np.array([1.0, -0.5]), np.array([2]))
    with pytest.raises(InputError, match=r"rate coefficient 0 of 1 with negative terms is below zero at T = 400 K"):
        crossing.log_rates(T)


def chebyshev(pressure=1e5):
    grid = np.random.default_rng(1).normal(size=(2, 3, 2))
    return Chebyshev(grid, np.array([[300.0, 2500.0, 1e3, 1e7], [400.0, 2000.0, 1e3, 1e7]]), at(pressure))


def test_chebyshev_polynomials():
    rates = chebyshev(3e4)
    x = (2 / T - 1 / 300 - 1 / 2500) / (1 / 2500 - 1 / 300)
    y = (2 * np.log10(3e4) - 3 - 7) / (7 - 3)
    in_T, in_p = [np.ones(3), x, np.cos(2 * np.arccos(x))], [1.0, y]
    expected = sum(rates.coefficients[0, i, j] * in_T[i] * in_p[j] for i in range(3) for j in range(2))
    np.testing.assert_allclose(rates.log_rates(T)[0], np.log(10.0) * expected, rtol=1e-12)
    np.testing.assert_array_equal(rates.take(np.array([1])).log_rates(T), rates.log_rates(T)[1:])
    short = Chebyshev(np.ones((1, 1, 1)), np.array([[300.0, 2500.0, 1e3, 1e7]]), at(3e4))
    whole = Chebyshev.joined([rates, short])
    np.testing.assert_allclose(whole.log_rates(T), np.vstack([rates.log_rates(T), short.log_rates(T)]), rtol=1e-13)
    assert (whole.rounding(T) < 1e-12).all()
    assert np.abs(rates.at(at(1e6)).log_rates(T) - rates.log_rates(T)).min() > 1e-3
