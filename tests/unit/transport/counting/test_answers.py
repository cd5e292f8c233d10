"""Distributions, waiting times and cycles at the ends of what can be asked; results that travel."""

import pickle
import time

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.transport.counting.cycle import cycle_affinities
from detbal.transport.counting.onsager import onsager_matrix
from detbal.transport.counting.statistics import counting_statistics
from detbal.transport.counting.waiting import Tunnelling
from detbal.transport.lead import Lead
from detbal.transport.method import Method
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir


def level(energy=0.3, bias=0.4):
    sides = {"L": Lead(kT=1.0, mu=bias / 2, gamma=0.5), "R": Lead(kT=1.0, mu=-bias / 2, gamma=0.7)}
    return QuantumDot(energy, sides)


def table(charge, forward, reverse, **more):
    return RateTable.of(
        [0.0, 0.3], [0, charge], [Reservoir("L", 1.0, 0.0), Reservoir("R", 1.0, 0.0)],
        reservoir=[0, 1], source=[0, 0], target=[1, 1], forward=forward, reverse=reverse, **more,
    )  # fmt: skip


@pytest.mark.parametrize("t", ["1 s", 1j, None, True, [1.0]])
@pytest.mark.parametrize("method", [Method.PAULI, Method.LINDBLAD])
def test_times_of_no_kind(t, method):
    with pytest.raises(InputError, match=r"t = .*; give a time above 0, a number"):
        counting_statistics(level(), lead="L", method=method).distribution(t)


@pytest.mark.parametrize(("t", "most"), [(1e5, None), (1.0, 10**4), (1.0, 10**7)])
def test_what_would_take_minutes_is_refused_at_once(t, most):
    found, begun = counting_statistics(level(), lead="L"), time.monotonic()
    with pytest.raises(InputError, match=r"counts are wanted; take a shorter time, or fewer counts"):
        found.distribution(t, most)
    assert time.monotonic() - begun < 1.0


@pytest.mark.parametrize("method", [Method.PAULI, Method.LINDBLAD])
def test_progress_of_a_distribution(method):
    told = []
    found = counting_statistics(level(), lead="L", method=method)
    found.distribution(5.0, progress=lambda done, total: told.append((done, total)))
    assert told
    with pytest.raises(InputError, match=r"progress = 3; give True"):
        found.distribution(5.0, progress=3)


def test_no_counting_variable_tests_nothing():
    found = counting_statistics(level(), lead="L")
    with pytest.raises(InputError, match=r"chi is empty: nothing would be tested"):
        found.fluctuation_theorem([])
    with pytest.raises(InputError, match=r"chi\[1\] = nan; give finite numbers"):
        found.fluctuation_theorem([0.5, np.nan])
    with pytest.raises(InputError, match=r"chi\[0\] = inf; give finite numbers"):
        counting_statistics(level(), lead="L", method=Method.LINDBLAD).fluctuation_theorem([np.inf])


@pytest.mark.parametrize("method", [Method.PAULI, Method.LINDBLAD])
def test_no_one_waits_for_ever(method):
    waits = counting_statistics(level(), lead="L", method=method).waiting_times()
    found = waits.density([1e300, 1e12, 1e6])
    assert found.tolist() == [0.0, 0.0, 0.0]


def test_rare_events():
    waits = counting_statistics(level(400.0), lead="L").waiting_times()
    assert waits.variance == np.inf  # 1e348
    assert waits.randomness == pytest.approx(1.0, rel=1e-12)
    with pytest.raises(InputError, match=r"a time of 1e\+173: the fastest rate times that is 1e\+173"):
        waits.density([1.0, 1e173])


def test_two_electrons_that_enter_at_once():
    one, two = (counting_statistics(table(k, [2.0, 0.0], [0.0, 1.0]), lead="L").waiting_times() for k in (1, 2))
    assert (two.mean, two.variance) == (one.mean, one.variance) == pytest.approx((1.5, 1.25))
    with pytest.raises(InputError, match=r"Tunnelling\.OUT: it never happens"):
        counting_statistics(table(2, [2.0, 0.0], [0.0, 1.0]), lead="L").waiting_times(Tunnelling.OUT)


def test_errors_of_rates_in_the_affinity_of_a_cycle():
    exact, measured = (
        cycle_affinities(table(1, [1.0, 2.0], [3.0, 1.0], **errors), source="L", drain="R")
        for errors in ({}, {"forward_error": [0.1, 0.4], "reverse_error": [0.6, 0.1]})
    )
    assert measured.affinity == exact.affinity
    assert exact.floor < 1e-13
    sigma = np.sqrt(0.1**2 + 0.2**2 + 0.2**2 + 0.1**2)
    assert measured.floor == pytest.approx(2.5758 * sigma, rel=1e-4)  # two-sided, one in a hundred


def test_cycles_that_run_one_way_or_none():
    def affinity(forward, reverse):
        return cycle_affinities(table(1, forward, reverse), source="L", drain="R").affinity[0]

    assert affinity([1.0, 0.0], [0.0, 1.0]) == np.inf
    assert affinity([0.0, 1.0], [1.0, 0.0]) == -np.inf
    assert np.isnan(affinity([0.0, 0.0], [1.0, 1.0]))


def test_results_travel():
    for found in (
        counting_statistics(level(2.0), lead="L"),
        counting_statistics(level(2.0), lead="L", method=Method.LINDBLAD),
        onsager_matrix(level()),
    ):
        again = pickle.loads(pickle.dumps(found))
        assert str(again) == str(found)
        assert len(again.drawings()) == len(found.drawings())


def test_picture_of_cumulants_begins_at_one():
    curves = counting_statistics(level(), lead="L", order=3).drawings()[0].curves
    assert [one.x.tolist() for one in curves] == [[1.0, 2.0, 3.0]] * 2
    assert all(one.points for one in curves)


def test_rows_of_onsagers_matrix_have_names():
    text = str(onsager_matrix(level()))
    assert "row 2     electrons of R: " in text
    assert "columns   electrons of L, electrons of R, heat of L, heat of R" in text
    sides = {name: Lead(kT=1.0, gamma=0.1) for name in "ABCDE"}
    many = onsager_matrix(QuantumDot(0.3, sides))
    assert "2 rows are not shown, heat of D, heat of E" in str(many)
    (figure,) = many.drawings()
    np.testing.assert_array_equal(figure.values, many.matrix)
    assert "10 heat of E" in figure.caption
    many.plot()
