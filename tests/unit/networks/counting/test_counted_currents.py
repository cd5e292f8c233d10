"""Counted currents of networks: long rings, any unit of time, balanced networks, chains in steps, bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detbal
from detbal.errors import InputError
from detbal.networks import RateNetwork, counting_statistics
from detbal.networks.counting import (
    current_covariance,
    current_cumulants,
    entropy_weights,
    fluctuation_symmetry,
    process_list,
    scaled_cumulant_generating_function,
    uncertainty_ratio,
)
from detbal.networks.models import ring
from detbal.verdict import Status

WALK = np.array([1.0, 3.0, 1.0, 3.0])  # of rates 2 and 1
RATIO = 3 * np.log(2) / 2


def walk(s):
    return 2 * np.expm1(s) + np.expm1(-np.asarray(s))


def balanced(seed, size):
    """All rates from energies and a symmetric factor: nothing flows."""
    rng = np.random.default_rng(seed)
    energy, pair = rng.normal(size=4), rng.lognormal(size=(4, 4))
    rates = size * (pair + pair.T) * np.exp((energy[:, None] - energy) / 2)
    return RateNetwork.from_rates(rates - np.diag(np.diag(rates)))


@pytest.mark.parametrize("n", [3, 401, 2000])
def test_long_rings_keep_all_digits(n):
    network = ring(n, 2.0, 1.0)
    for weights, size in ((np.ones(n), 1), (np.eye(n)[0], n)):
        values, floors = current_cumulants(network, weights, 4)
        powers = float(size) ** np.arange(1, 5)
        assert (np.abs(values * powers - WALK) <= floors * powers).all()
        np.testing.assert_allclose(values * powers, WALK, rtol=1e-12)
        assert (floors * powers).max() < 1e-10
        assert uncertainty_ratio(network, weights) == pytest.approx(RATIO, rel=1e-12)
        s = size * np.array([0.5, -0.2])
        value = scaled_cumulant_generating_function(network, weights, s)
        np.testing.assert_allclose(value, walk(s / size), rtol=1e-12)
    assert fluctuation_symmetry(network).status is Status.BALANCED


@pytest.mark.parametrize("unit", [1e-24, 1e-200, 1e24, 1e200])
def test_the_unit_of_time_does_not_matter(unit):
    network = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], np.full(3, 2 * unit), np.full(3, unit))
    found = counting_statistics(network, np.ones(3))
    np.testing.assert_allclose(found.cumulants / unit, WALK, rtol=1e-12)
    assert (found.floor < 1e-13 * (1 + abs(np.log(unit))) * unit).all()  # logs of rates lose digits
    assert found.uncertainty_ratio == pytest.approx(RATIO, rel=1e-12)
    np.testing.assert_allclose(found.scgf([0.5, -1.0]) / unit, walk([0.5, -1.0]), rtol=1e-12)
    assert found.fluctuation_theorem().holds
    covariance = current_covariance(network, np.ones((3, 1)))
    assert covariance.matrix[0, 0] / unit == pytest.approx(3.0, rel=1e-12)
    assert covariance.mean[0] / unit == pytest.approx(1.0, rel=1e-12)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1e-20, 1.0, 1e10]))
def test_nothing_flows_at_balance(seed, size):
    network = balanced(seed, size)
    assert detbal.check(network).status is Status.BALANCED
    weights = np.random.default_rng(seed).normal(size=len(network.source))
    found = counting_statistics(network, weights)
    assert not found.flows
    assert abs(found.cumulants[0]) <= found.current_floor < 1e-10 * size
    assert abs(found.cumulants[2]) <= found.floor[2]
    assert found.cumulants[1] > found.floor[1]
    assert np.isnan(found.uncertainty_ratio)
    assert np.isnan(uncertainty_ratio(network, weights))
    assert found.fano == np.inf
    assert found.facts[0][1].startswith("0 ± ")
    assert found.counter.affinity == pytest.approx(0.0, abs=1e-12)
    assert found.fluctuation_theorem().status is Status.BALANCED  # λ(χ) = λ(-χ)
    assert fluctuation_symmetry(network).status is Status.UNDECIDED  # no entropy, λ is flat


def test_single_precision_shows_in_the_floor():
    """Rates of a balanced network that were rounded to seven digits: what then flows is not above its floor."""
    exact = balanced(3, 1.0).to_matrix().toarray()
    np.fill_diagonal(exact, 0.0)
    network = RateNetwork.from_rates(exact.astype(np.float32))
    found = counting_statistics(network, np.ones(len(network.source)))
    assert found.current_floor > 1e-9
    assert not found.flows


def test_a_current_far_below_the_exchange_is_above_its_floor():
    """A barrier of 60 kT on the only way around; counted on a pair that exchanges all the time."""
    b = np.exp(-60.0)
    network = RateNetwork.from_rates([[0, 2 * b, 1], [1, 0, 1], [1, b, 0]])
    flow = detbal.drive(network)
    for k, weights in enumerate(np.eye(3)):
        found = counting_statistics(network, weights)
        assert found.flows
        assert found.cumulants[0] == pytest.approx(flow.currents[k], rel=1e-12)
        assert found.uncertainty_ratio >= 1.0


def test_several_cycles_have_no_affinity_of_their_own_but_a_theorem():
    rates = np.array([[0, 3.0, 1.0, 0.5], [1.0, 0, 2.0, 1.0], [0.5, 1.0, 0, 4.0], [2.0, 0.3, 1.0, 0]])
    network = RateNetwork.from_rates(rates)
    one = counting_statistics(network, np.eye(6)[0])
    assert one.counter.affinity is None
    assert one.fluctuation_theorem().status is Status.BALANCED
    entropy = counting_statistics(network, entropy_weights(network))
    assert entropy.counter.affinity == pytest.approx(1.0, rel=1e-12)
    assert entropy.cumulants[0] == pytest.approx(detbal.drive(network).entropy_production, rel=1e-12)


def test_one_way_pairs_are_counted_but_have_no_theorem():
    network = RateNetwork.from_rates([[0, 2.0, 0], [0, 0, 2.0], [2.0, 0, 0]])
    found = counting_statistics(network, [1.0, -1.0, 1.0])
    np.testing.assert_allclose(found.cumulants, np.full(4, 2.0), rtol=1e-12)  # Poisson's process
    assert found.uncertainty_ratio == np.inf
    assert found.counter.affinity is None
    with pytest.raises(InputError, match=r"a pair is one-way: the entropy that it gives is infinite"):
        found.fluctuation_theorem()
    with pytest.raises(InputError, match=r"pair .* is one-way: its entropy is infinite"):
        fluctuation_symmetry(network)


def test_steps_have_a_theorem_but_another_bound():
    p = np.array([[0.1, 0.6, 0.3], [0.3, 0.1, 0.6], [0.6, 0.3, 0.1]])
    chain = RateNetwork.from_transition_matrix(p)
    weights = [1.0, -1.0, 1.0]
    found = counting_statistics(chain, weights, order=3)
    assert found.time_unit == "step"
    assert found.cumulants[0] == pytest.approx(0.3, rel=1e-12)
    assert found.cumulants[1] == pytest.approx(0.9 - 0.09, rel=1e-12)
    s = np.array([0.4, -30.0])
    np.testing.assert_allclose(found.scgf(s), np.log(0.1 + 0.6 * np.exp(s) + 0.3 * np.exp(-s)), rtol=1e-12)
    assert found.counter.affinity == pytest.approx(np.log(2.0), rel=1e-12)
    assert found.fluctuation_theorem().holds
    assert fluctuation_symmetry(chain).holds
    assert "bound" not in dict(found.facts)
    both = current_covariance(chain, np.transpose([weights, weights]))
    np.testing.assert_allclose(both.matrix, np.full((2, 2), found.cumulants[1]), rtol=1e-12)
    assert both.floor.max() < 1e-12
    with pytest.raises(InputError, match=r"a chain in discrete time; compare entropy_bound"):
        uncertainty_ratio(chain, weights)


@pytest.mark.parametrize("weights", [[0.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
def test_what_no_cycle_adds_up_does_not_count(weights):
    """Nothing at all; or steps into and out of a state, which no more than two can be at once."""
    rates = [[0, 1.0, 3.0], [2.0, 0, 0.0], [1.0, 0.0, 0]]
    found = counting_statistics(RateNetwork.from_rates(rates), weights[:2])
    assert (np.abs(found.cumulants) <= found.floor).all()
    assert found.counter.affinity is None
    np.testing.assert_array_equal(found.scgf([0.3, -2.0]), 0.0)
    assert found.fluctuation_theorem().status is Status.UNDECIDED


@pytest.mark.parametrize("size", [1e-60, 1e60])
def test_the_unit_of_what_is_counted_does_not_matter(size):
    found = counting_statistics(ring(3, 2.0, 1.0), np.full(3, size))
    np.testing.assert_allclose(found.cumulants / size ** np.arange(1, 5), WALK, rtol=1e-12)
    assert found.uncertainty_ratio == pytest.approx(RATIO, rel=1e-12)
    np.testing.assert_allclose(found.scgf([0.5 / size]), walk([0.5]), rtol=1e-12)
    assert found.fluctuation_theorem().holds


def test_the_answer_tells_and_draws():
    found = counting_statistics(ring(3, 2.0, 1.0), np.ones(3))
    assert found.subject.startswith("rate network: 3 states")
    assert dict(found.facts)["Fano"] == "3"
    assert [one.title for one in found.drawings()] == [
        "Scaled cumulant generating function, what is counted",
        "How unlikely other currents are",
    ]


NETWORK = ring(3, 2.0, 1.0)


@pytest.mark.parametrize(
    ("s", "message"),
    [
        (np.nan, r"s = nan; give finite numbers"),
        ([0.1, np.inf], r"s\[1\] = inf; give finite numbers"),
        ("a", r"s holds entries of type .*; give real numbers"),
        ([1j], r"s holds entries of type complex128; give real numbers"),
        ([True], r"s holds entries of type bool; give real numbers"),
        (1e5, r"it overflows; take a smaller counting variable"),
    ],
)
def test_counting_variables_that_are_none(s, message):
    with pytest.raises(InputError, match=message):
        scaled_cumulant_generating_function(NETWORK, np.ones(3), s)
    with pytest.raises(InputError, match=message):
        fluctuation_symmetry(NETWORK, s)


def test_scgf_keeps_the_shape_of_s():
    assert scaled_cumulant_generating_function(NETWORK, np.ones(3), 0.5).shape == ()
    assert scaled_cumulant_generating_function(NETWORK, np.ones(3), np.zeros((2, 0))).shape == (2, 0)
    np.testing.assert_array_equal(scaled_cumulant_generating_function(NETWORK, np.ones(3), np.zeros((2, 3))), 0.0)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0, np.nan, 1.0], r"weights\[1\] = nan; give finite numbers"),
        ([1.0, 1.0], r"weights of shape \(2, 1\); give one row for each of the 3 pairs"),
        (np.ones((3, 2)), r"weights of shape \(3, 2\); give one number for each of the 3 pairs"),
        ([1e-90, 0.0, 0.0], r"weights up to 1e-90: powers of them leave the range of floats; count in another unit"),
        ([1e90, 0.0, 0.0], r"weights up to 1e\+90: powers of them"),
        (["a", "b", "c"], r"weights holds entries of type .*; give real numbers"),
    ],
)
def test_weights_that_are_none(weights, message):
    with pytest.raises(InputError, match=message):
        counting_statistics(NETWORK, weights)
    with pytest.raises(InputError, match=message):
        current_cumulants(NETWORK, weights)


def test_networks_that_cannot_be_counted():
    with pytest.raises(InputError, match=r"network is of type int; give a RateNetwork"):
        counting_statistics(3, [1.0])
    with pytest.raises(InputError, match=r"order = 0; ask for a whole number"):
        current_cumulants(NETWORK, np.ones(3), 0)
    with pytest.raises(InputError, match=r"a network without processes; give one in which something happens"):
        counting_statistics(RateNetwork.from_rates([[0.0]]), np.zeros(0))
    transient = RateNetwork.from_rates([[0, 1.0, 0], [0, 0, 1.0], [0, 1.0, 0]])
    with pytest.raises(InputError, match=r"state 0 is never occupied; leave the transient states out"):
        counting_statistics(transient, np.ones(2))
    apart = RateNetwork.from_rates(np.kron(np.eye(2), [[0, 1.0], [1.0, 0]]))
    with pytest.raises(InputError, match=r"closed parts"):
        counting_statistics(apart, np.ones(2))


@pytest.mark.parametrize("log_rate", [-900.0, 900.0])
def test_rates_beyond_floats_are_refused(log_rate):
    logs = np.where(np.eye(3, dtype=bool), -np.inf, log_rate)
    network = RateNetwork.from_log_rates(logs)
    with pytest.raises(InputError, match=r"the fastest rate is e\^-?900, .*; give rates in another unit of time"):
        counting_statistics(network, np.ones(3))


def test_what_underflows_is_within_the_floor():
    """A state that is occupied by e^-800, through which alone something flows: 0 ± something, not 0."""
    rates = np.array([[-np.inf, 0.0, -800.0], [0.0, -np.inf, -800.5], [0.0, 0.0, -np.inf]])
    found = counting_statistics(RateNetwork.from_log_rates(rates), [1.0, 0.0, 0.0])
    assert abs(found.cumulants[0]) <= found.current_floor < 1e-290
    assert found.current_floor > 0
    assert not found.flows


def test_a_network_too_interconnected_is_refused(monkeypatch):
    monkeypatch.setattr(process_list, "WIDEST_SEPARATOR", 1)
    with pytest.raises(InputError, match=r"too interconnected to be eliminated"):
        counting_statistics(balanced(0, 1.0), np.ones(6))
