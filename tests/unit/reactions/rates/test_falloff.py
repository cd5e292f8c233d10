"""Falloff, chemical activation, colliders, and the conditions at which they are evaluated."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.reactions import ReactionNetwork
from detbal.reactions.at_conditions import at_conditions
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.broadening import Broadening, log_broadening
from detbal.reactions.rates.colliders import Colliders
from detbal.reactions.rates.conditions import GAS_CONSTANT, Conditions, rebound
from detbal.reactions.rates.falloff import Falloff
from detbal.reactions.rates.rate_coefficients import mixed

T = np.array([300.0, 1000.0, 2500.0])
TROE = [0.7, 100.0, 1500.0, 5000.0, 1.0]


def gas(pressure, fractions=(1.0,)):
    return Conditions(pressure, np.array(fractions), np.zeros(len(fractions), dtype=int))


def one(model=Broadening.LINDEMANN, parameters=(0.0,) * 5, activated=False, at=None, low=3.0, high=2.0):
    colliders = Colliders.of([1.0], [{}], 1)
    models, shape = np.array([model]), np.array([parameters], dtype=float)
    return Falloff(Arrhenius(low), Arrhenius(high), models, shape, np.array([activated]), colliders, at or gas(1e5))


def test_limits_of_pressure():
    low, high = one(at=gas(1e-200)), one(at=gas(1e200))
    total = np.log(1e-200 / GAS_CONSTANT) - np.log(T)
    np.testing.assert_allclose(low.log_rates(T)[0], np.log(3.0) + total, rtol=1e-12)  # k_low [M]
    np.testing.assert_allclose(high.log_rates(T)[0], np.log(2.0), rtol=1e-12)  # k_high
    active = one(activated=True, at=gas(1e-200))
    np.testing.assert_allclose(active.log_rates(T)[0], np.log(3.0), rtol=1e-12)  # k_low


@given(st.floats(-8.0, 8.0), st.floats(300.0, 2500.0))
def test_activation_and_falloff_share_one_curve(log_pressure, t):
    # k_falloff/k_high + k_activated/k_low = 1 without broadening: p/(1 + p) + 1/(1 + p)
    at = gas(10.0**log_pressure)
    falloff, activated = (np.exp(one(activated=a, at=at).log_rates(np.array([t]))[0, 0]) for a in (False, True))
    assert falloff / 2.0 + activated / 3.0 == pytest.approx(1.0, rel=1e-12)


def test_broadening_at_its_centre():
    # Troe: where log10 p = 0.4 + 0.67 log10 F_cent, F is F_cent itself
    centre = 0.3 * np.exp(-T / 100.0) + 0.7 * np.exp(-T / 1500.0) + np.exp(-5000.0 / T)
    log_pressure = (0.4 + 0.67 * np.log10(centre)) * np.log(10.0)
    found = log_broadening(Broadening.TROE, np.array([TROE]), log_pressure[None], T)
    np.testing.assert_allclose(found[0], np.log(centre), rtol=1e-12)
    # SRI: at p = 1 it is a exp(-b/T) + exp(-T/c), times d T^e
    sri = log_broadening(Broadening.SRI, np.array([[0.5, 200.0, 1000.0, 1.2, 0.1]]), np.zeros((1, 3)), T)
    np.testing.assert_allclose(np.exp(sri[0]), 1.2 * T**0.1 * (0.5 * np.exp(-200 / T) + np.exp(-T / 1e3)), rtol=1e-12)
    # of Troe's form, a 1/(1 + 0.14⁻²) of ln F_cent is left far from the centre; Tsang has the same form
    far = log_broadening(Broadening.TSANG, np.array([[0.9, -1e-4, 0, 0, 0]]), np.full((1, 3), 1e9), T)
    np.testing.assert_allclose(far[0], np.log(0.9 - 1e-4 * T) / (1 + 0.14**-2), rtol=1e-6)


def test_colliders_count_by_their_efficiency():
    mixture = gas(GAS_CONSTANT * 300.0, [0.5, 0.3, 0.2])
    colliders = Colliders.of([1.0, 0.0, 0.5], [{1: 6.0}, {2: 1.0}, {}], 3)
    found = np.exp(colliders.log_concentration(mixture, np.array([300.0])))[:, 0]
    np.testing.assert_allclose(found, [0.5 + 6 * 0.3 + 0.2, 0.2, 0.5], rtol=1e-12)
    nothing = Colliders.of([0.0], [{}], 3).log_concentration(mixture, T)
    assert np.isneginf(nothing).all()


def test_parts_are_taken_and_joined():
    parts = [one(), one(Broadening.TROE, TROE), one(activated=True, low=7.0)]
    whole = mixed([*parts, Arrhenius(4.0)])
    expected = np.vstack([p.log_rates(T) for p in (*parts, Arrhenius(4.0))])
    np.testing.assert_allclose(whole.log_rates(T), expected, rtol=1e-13)
    order = np.array([2, 0])
    np.testing.assert_array_equal(whole.take(order).log_rates(T), whole.log_rates(T)[order])
    assert (whole.rounding(T) < 1e-12).all()
    assert whole.rounding(T).shape == (4, 3)


def test_other_conditions():
    network = ReactionNetwork.from_equations(["A => B"], one(at=gas(1e5, [1.0, 0.0])).take(np.array([0])))
    network = network.with_rates(
        mixed([Falloff(*[getattr(one(), n) for n in ("low", "high", "models", "parameters", "activated")],
                       Colliders.of([1.0], [{1: 5.0}], 2), gas(1e5, [1.0, 0.0]))])
    )  # fmt: skip
    thin = at_conditions(network, pressure=1e-9)
    water = at_conditions(thin, composition={"A": 1.0, "B": 1.0})
    change = water.rates.log_rates(T) - thin.rates.log_rates(T)
    np.testing.assert_allclose(change, np.log(3.0), rtol=1e-9)  # (1 + 5)/2 colliders for one, far below falloff
    assert water.assumptions[-1] == (
        "rates that depend on pressure or composition at 1e-09 Pa and A: 1, B: 1 (given anew)"
    )
    assert not any("given anew" in said for said in water.assumptions[:-1])  # what was said before is no longer true
    np.testing.assert_array_equal(
        at_conditions(network, pressure="1e-9 Pa", composition="A: 2, B: 2").rates.log_rates(T),
        water.rates.log_rates(T),
    )
    with pytest.raises(InputError, match="pressure: unit 'apples' in 'apples'"):
        at_conditions(network, pressure="10 apples")
    assert rebound(Arrhenius(1.0), gas(1.0)).log_A[0] == 0.0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"pressure": -1.0}, r"pressure = -1\.0 Pa; give a positive pressure"),
        ({"composition": {"Z": 1.0}}, r"composition names 'Z', which is no species of the gas or of a surface"),
        ({"composition": {"A": -1.0}}, r"composition: A = -1\.0; give an amount of zero or more"),
        ({"composition": {"A": 0.0}}, r"the composition adds up to zero; give positive amounts"),
    ],
)
def test_bad_conditions(settings, message):
    with pytest.raises(InputError, match=message):
        gas(1e5, [0.5, 0.5]).changed(["A", "B"], **settings)


def test_rates_that_depend_on_nothing():
    with pytest.raises(InputError, match=r"no rate coefficient of this network depends on pressure or composition"):
        at_conditions(ReactionNetwork.from_equations(["A => B"], [1.0]), pressure=1e5)
