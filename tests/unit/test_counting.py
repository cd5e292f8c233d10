"""Full counting statistics of a counter in closed form: particles that come at one rate and go at another."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.counting import FullCounting, counting_facts, cumulants_asked
from detbal.errors import InputError
from detbal.fluctuation import counting_variables, held_against
from detbal.numerics.fluctuation_symmetry import Tangent


@dataclass(frozen=True)
class Skellam:
    """λ = a(e^χ - 1) + b(e^-χ - 1)."""

    a: float
    b: float

    @property
    def affinity(self):
        return float(np.log(self.a / self.b))

    def scgf(self, chi):
        return self.a * np.expm1(chi) + self.b * np.expm1(-chi)

    def fluctuation_theorem(self, mean, chi=None):
        def line(x):
            return Tangent(float(self.scgf(x)), self.a * np.exp(x) - self.b * np.exp(-x), 1e-14)

        A = self.affinity
        points = counting_variables(mean, 1.0, chi)
        return held_against(A, line, lambda x: line(x - A), points, unit=1.0, lost=abs(A))


def counted(a, b, order=3, floor=1e-15, produced=None):
    counter = Skellam(a, b)
    both = np.array([a - b, a + b, a - b, a + b])[:order]
    return FullCounting(
        subject="particles",
        statement="cumulants",
        cumulants=both,
        floor=np.append(floor, np.full(order - 1, np.nan)),
        entropy_production=(a - b) * counter.affinity if produced is None else produced,
        counter=counter,
        time_unit="unit time",
    )


@given(st.floats(0.1, 10.0), st.floats(0.1, 10.0))
def test_ratio_of_a_biased_walk(a, b):
    found = counted(a, b)
    if not found.flows:
        assert found.fano == np.inf
        assert np.isnan(found.uncertainty_ratio)
        return
    assert found.fano == pytest.approx((a + b) / abs(a - b))
    assert found.uncertainty_ratio >= 1 - 1e-9
    half = found.counter.affinity / 2
    assert found.uncertainty_ratio == pytest.approx(half / np.tanh(half), rel=1e-6)


def test_a_current_below_its_floor_is_none():
    found = counted(1.0, 1.0 - 1e-3, floor=1e-2)
    assert not found.flows
    assert found.current_floor == 1e-2
    assert found.fano == np.inf
    assert np.isnan(found.uncertainty_ratio)
    assert counting_facts(found) == (("cumulants", "0 ± 0.01, 1.999, 0.001"),)


def test_facts_tell_the_bound_where_there_is_one():
    found = counted(3.0, 1.0)
    assert dict(counting_facts(found)) == {
        "cumulants": "2, 4, 2",
        "Fano": "2",
        "bound": "noise × entropy production / (2 current²) = 1.09861; rates: 1 at least",  # ln 3
    }
    assert "bound" not in dict(counting_facts(found, bounded=False))
    assert "bound" not in dict(counting_facts(counted(3.0, 1.0, produced=np.nan)))
    assert counting_facts(counted(3.0, 1.0, order=1)) == (("cumulants", "2"),)


def test_scgf_keeps_the_shape_of_chi():
    found, chi = counted(3.0, 1.0), np.array([[0.1, -0.2], [0.3, 0.0]])
    np.testing.assert_array_equal(found.scgf(chi), 3 * np.expm1(chi) + np.expm1(-chi))
    assert found.scgf(0.5).shape == ()
    with pytest.raises(InputError, match=r"chi\[1, 0\] = inf; give finite numbers"):
        found.scgf([[0.0], [np.inf]])


def test_theorem_is_asked_of_the_counter_where_it_is_steep():
    ahead, back = (counted(*rates).fluctuation_theorem() for rates in ((3.0, 1.0), (1.0, 3.0)))
    assert ahead.holds
    assert back.holds
    assert (ahead.chi > 0).all()
    assert (back.chi < 0).all()


def test_one_cumulant_has_no_noise():
    with pytest.raises(InputError, match=r"order = 1; ask for two cumulants or more"):
        _ = counted(3.0, 1.0, order=1).fano
    with pytest.raises(InputError, match=r"order = 1; ask for two cumulants or more"):
        _ = counted(3.0, 1.0, order=1).uncertainty_ratio


@pytest.mark.parametrize("order", [0, -1, True, 2.0, "4", None])
def test_orders_that_are_none(order):
    with pytest.raises(InputError, match=r"order = .*; ask for a whole number of cumulants, 1 or more"):
        cumulants_asked(order)


def test_orders():
    assert cumulants_asked(np.int64(3)) == 3
