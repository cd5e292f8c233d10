"""Polynomials used beyond their range are told by every question that uses them, and by none that does not."""

import numpy as np
import pytest

from detbal.reactions import Arrhenius, ReactionNetwork
from detbal.reactions.checking.check import check_network
from detbal.reactions.checking.extrapolation import extrapolated, outside_of_range
from detbal.reactions.complete import complete_network
from detbal.reactions.findings import OutsideOfRange
from detbal.reactions.impose import impose_network
from detbal.reactions.reverse_rates import reverse_rates
from detbal.reactions.thermochemistry.nasa import Polynomials
from detbal.reactions.thermochemistry.ranges import nasa7
from detbal.reactions.thermometer import thermometer_network
from detbal.reactions.van_t_hoff import free_energies, van_t_hoff

TOLD = "species are used at temperatures outside of the range of their polynomials"
INSIDE, BEYOND = [500.0, 2000.0], [50.0, 20000.0]


def gas(energy, top=3500.0):
    return nasa7([200.0, 1000.0, top], [[2.5, 0, 0, 0, 0, energy, 4.0]] * 2)


@pytest.fixture
def half():
    """A → B (200 to 3500 K), and C (to 1500 K only), which does not react."""
    thermo = Polynomials.of(["A", "B", "C"], [gas(0.0), gas(900.0), gas(0.0, 1500.0)])
    return ReactionNetwork.from_equations(["A => B"], [2.0], species=["A", "B", "C"], thermochemistry=thermo)


def sayings(assumptions):
    return [said for said in assumptions if TOLD in said]


def of_findings(result):
    return [found for found in result.findings if isinstance(found, OutsideOfRange)]


def test_the_species_that_react_are_named_with_their_range(half):
    (found,) = outside_of_range(half, np.array(BEYOND), half.change)
    assert found.message == f"2 {TOLD}: A, made for 200 to 3500 K, at 50 to 20000 K"
    assert (found.where, found.count) == (("A", "B"), 2)
    assert extrapolated(half, np.array([5000.0]), half.change) == (
        f"2 {TOLD}: A, made for 200 to 3500 K, at 5000 K (A, B)",
    )
    assert outside_of_range(half, np.array([200.0, 3500.0]), half.change) == ()
    assert outside_of_range(half, np.array(BEYOND), half.change[[]]) == ()


def test_complete_and_reverse_rates_tell(half):
    assert len(sayings(complete_network(half, T=BEYOND).assumptions)) == 1
    assert len(sayings(complete_network(half.with_rates(half.rates, temperatures=BEYOND)).assumptions)) == 1
    assert not sayings(complete_network(half, T=INSIDE).assumptions)
    assert not sayings(complete_network(half).assumptions)  # no temperature was asked about
    assert len(sayings(reverse_rates(half, 20000.0).assumptions)) == 1
    assert not sayings(reverse_rates(half, INSIDE).assumptions)
    aside = half.with_rates(half.rates, aside=[1], reasons=("weak",))
    assert not sayings(reverse_rates(aside, 20000.0).assumptions)


def test_impose_and_check_tell(half):
    whole = complete_network(half)
    for T, count in ((BEYOND, 1), (INSIDE, 0)):
        imposed = impose_network(whole, T=T)
        assert len(of_findings(imposed)) == count
        assert len(sayings(imposed.nearest.assumptions)) == count
        assert len(of_findings(check_network(whole, T=T))) == count
        assert not of_findings(impose_network(whole, T=T, nearest="cycles"))


def test_what_is_read_off_the_rates_tells(half):
    whole = complete_network(half)
    for T, count in ((BEYOND, 1), (INSIDE, 0)):
        assert len(sayings(van_t_hoff(whole, T).assumptions)) == count
        assert len(sayings(free_energies(whole, T).assumptions)) == count


@pytest.mark.parametrize(("T", "count"), [(100.0, 1), (1200.0, 0)])
def test_a_thermometer_beyond_the_range_tells(half, T, count):
    """k_f/k_r = exp(-900 K/T): read at 300 K, but the temperature that it shows is T."""
    rates = Arrhenius([2.0, 2.0 * np.exp(900.0 / T)])
    found = thermometer_network(complete_network(half).with_rates(rates))
    assert pytest.approx(T, rel=1e-9) == found.T
    assert len(of_findings(found)) == count
