"""Rates in REACLIB's seven coefficients."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.bounded import Bounded
from detbal.reactions.rates.rate_coefficients import mixed
from detbal.reactions.rates.reaclib import EXACT, ReaclibRates, match_sets

T = np.array([0.01, 0.1, 1.0, 3.0, 10.0]) * 1e9


@st.composite
def sets_of_rates(draw):
    """Up to eight rates of up to four sets."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=8))
    numbers = st.floats(-50, 50).map(lambda value: float(f"{value:.6e}"))
    coefficients = draw(st.lists(st.lists(numbers, min_size=7, max_size=7), min_size=sum(sizes), max_size=sum(sizes)))
    return np.array(coefficients), np.repeat(np.arange(len(sizes)), sizes)


@given(sets_of_rates())
def test_the_sum_of_sets_as_written(drawn):
    a, owner = drawn
    T9 = T / 1e9
    powers = [np.ones(5), 1 / T9, T9 ** (-1 / 3), T9 ** (1 / 3), T9, T9 ** (5 / 3), np.log(T9)]
    single = sum(a[:, [j]] * powers[j] for j in range(7))
    expected = [np.logaddexp.reduce(single[owner == k], axis=0) for k in range(owner[-1] + 1)]
    rates = ReaclibRates(a, owner)
    found = rates.log_rates(T)
    assert found == pytest.approx(np.array(expected), rel=1e-12, abs=1e-9)
    assert (np.abs(found - expected) <= 2 * ReaclibRates(a, owner, digits=EXACT).rounding(T)).all()


@given(sets_of_rates(), st.randoms(use_true_random=False))
def test_taking_and_joining(drawn, random):
    a, owner = drawn
    rates = ReaclibRates(a, owner)
    rows = np.array([random.randrange(len(rates)) for _ in range(5)])
    assert rates.take(rows).log_rates(T) == pytest.approx(rates.log_rates(T)[rows], rel=1e-12, abs=1e-9)
    both = ReaclibRates.joined([rates.take(rows), rates])
    for found, own in ((both.log_rates(T), rates.log_rates(T)), (both.rounding(T), rates.rounding(T))):
        assert found == pytest.approx(np.concatenate([own[rows], own]), rel=1e-12, abs=1e-9)


@given(sets_of_rates(), st.integers(3, 6))
def test_rounding_bounds_what_print_costs(drawn, digits):
    """Cut the coefficients to some digits: the rate moves by less than the bound."""
    a, owner = drawn
    printed = np.array([[float(f"{value:.{digits}e}") for value in row] for row in a])
    true, cut = ReaclibRates(a, owner), ReaclibRates(printed, owner, digits=digits)
    moved = np.abs(true.log_rates(T) - cut.log_rates(T))
    # where rounding carries to the next power of ten, the unit of what is printed is that of more than was there
    assert (moved <= cut.rounding(T) * (1 + 1e-9) + true.rounding(T)).all()


def test_zeros_are_exact():
    assert ReaclibRates(np.zeros((1, 7))).rounding(T).max() < 1e-13


def test_with_other_forms():
    both = mixed([ReaclibRates([[1.0, 0, 0, 0, 0, 0, 0]]), Arrhenius(1.0), ReaclibRates([[2.0, 0, 0, 0, 0, 0, 0]])])
    assert both.log_rates(T)[:, 0] == pytest.approx([1.0, 0.0, 2.0])


def test_rates_of_nothing_overflow_nowhere():
    cold = ReaclibRates([[0.0, -300.0, -500.0, 0, 0, 0, 0], [700.0, -400.0, 0, 0, 0, 0, 0]], [0, 0])
    assert cold.log_rates(np.array([1e7]))[0, 0] == pytest.approx(-30000 - 500 * 100 ** (1 / 3))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1.0, 2.0]],), r"coefficients have shape \(1, 2\)"),
        (([[1.0] * 6 + [np.nan]],), "set 0 has coefficients"),
        (([[0.0] * 7] * 3, [0, 2, 2]), r"owners of 3 sets are \[0 2 2\]"),
        (([[0.0] * 7] * 3, [1, 1, 2]), r"owners of 3 sets are \[1 1 2\]"),
        (([[0.0] * 7] * 3, [0, 1]), r"owners of 3 sets are \[0 1\]"),
        (([[0.0] * 7] * 2, ["a", "b"]), r"owners of 2 sets are \['a' 'b'\]; number the rates"),
        (([[0.0] * 7] * 2, [0.0, 1.0]), r"owners of 2 sets are \[0\. 1\.\]"),
    ],
)
def test_what_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        ReaclibRates(*arguments)


@pytest.mark.parametrize(("digits", "shown"), [([5, 6, 5], r"\[5, 6, 5\]"), ("six", "six"), (5.5, r"5\.5")])
def test_digits_that_do_not_fit(digits, shown):
    with pytest.raises(InputError, match=rf"digits of 2 sets are {shown}; give one integer, or one for each set"):
        ReaclibRates(np.zeros((2, 7)), digits=digits)


@pytest.mark.parametrize("kelvin", [1e300, 1e-300])
def test_temperatures_beyond_all_bounds(kelvin):
    rates = ReaclibRates([[1.0, 0, 0, 0, 0, 1.0, 0]])
    assert np.isfinite(rates.log_rates(np.array([1.0, 1e12]))).all()
    with pytest.raises(InputError, match=r"T = 1e[-+]300 K, where powers of it overflow"):
        rates.log_rates(np.array([1e9, kelvin]))
    with pytest.raises(InputError, match="powers of it overflow"):
        rates.rounding(np.array([kelvin]))


def test_bounds_add_to_rounding():
    rates = ReaclibRates(np.zeros((3, 7)))
    bounded = Bounded(rates, factor=np.array([0.0, 1e-9, 1e-8]), energy=np.array([0.0, 1.0, 0.0])).take(
        np.array([2, 1])
    )
    assert (bounded.log_rates(T) == 0).all()
    assert bounded.rounding(T)[0] == pytest.approx(1e-8, rel=1e-4)
    assert bounded.rounding(T)[1] == pytest.approx(1e-9 + 1 / T, rel=1e-4)
    assert len(bounded) == 2


# sets of a reaction and those of its reverse


@given(sets_of_rates(), st.randoms(use_true_random=False))
def test_sets_are_matched_whatever_their_order(drawn, random):
    """Reverses by detailed balance, shuffled: every set finds its own, and all differ by the same numbers."""
    a, owner = drawn
    shift = np.zeros((owner[-1] + 1, 7))
    shift[:, [0, 1, 6]] = np.random.default_rng(1).uniform(-20, 20, (len(shift), 3)).round(3)
    back = a + shift[owner]
    order = np.concatenate(
        [random.sample(own, len(own)) for own in (np.flatnonzero(owner == k).tolist() for k in range(owner[-1] + 1))]
    )
    found = match_sets(ReaclibRates(a, owner), ReaclibRates(back[order], owner))
    assert len(found.forward) == len(a)
    assert (found.forward == np.arange(len(a))).all()
    assert (found.rate == owner).all()
    assert found.differences == pytest.approx(-shift[owner], abs=1e-10)
    assert not found.differences[:, 2:6].any()


def test_narrow_resonances_go_by_their_energies():
    """Sets with the same zeros: pairing by order would give four different energies."""
    ahead = np.zeros((4, 7))
    ahead[:, 1] = [-5.0, -1.0, -9.0, -3.0]
    ahead[:, 6] = -1.5
    back = ahead[[2, 0, 3, 1]] + [3.0, -20.0, 0, 0, 0, 0, 1.5]
    found = match_sets(ReaclibRates(ahead, [0] * 4), ReaclibRates(back, [0] * 4))
    assert found.reverse.tolist() == [1, 3, 0, 2]
    assert np.ptp(found.differences, axis=0).max() < 1e-14


def test_a_set_that_is_lacking_is_named():
    ahead = np.zeros((3, 7))
    ahead[:, 2] = [1.0, 2.0, 3.0]
    found = match_sets(ReaclibRates(ahead, [0, 0, 0]), ReaclibRates(ahead[[2, 0]], [0, 0]))
    assert (found.forward.tolist(), found.reverse.tolist()) == ([0, 2], [1, 0])
    assert (found.lone_forward.tolist(), found.lone_reverse.tolist()) == ([1], [])


def test_the_only_two_left_match_and_show_their_shapes():
    ahead, back = np.zeros((2, 7)), np.zeros((2, 7))
    ahead[:, 2], back[:, 2] = [1.0, 2.0], [1.25, 1.0]
    found = match_sets(ReaclibRates(ahead, [0, 0]), ReaclibRates(back, [0, 0]))
    assert found.reverse.tolist() == [1, 0]
    assert found.differences[:, 2].tolist() == [0.0, 0.75]
    assert len(found.lone_forward) == len(found.lone_reverse) == 0


def test_sets_that_could_be_several_stay_alone():
    """Three of one shape against two of it: which one is lacking cannot be told."""
    found = match_sets(ReaclibRates(np.zeros((3, 7)), [0] * 3), ReaclibRates(np.zeros((2, 7)), [0] * 2))
    assert (len(found.forward), len(found.lone_forward), len(found.lone_reverse)) == (0, 3, 2)


def test_as_many_reverses_as_rates():
    with pytest.raises(InputError, match="1 rates have 2 reverses"):
        match_sets(ReaclibRates(np.zeros((1, 7))), ReaclibRates(np.zeros((2, 7))))
