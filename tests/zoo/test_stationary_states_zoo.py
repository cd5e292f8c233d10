"""Stationary states and nearest chains of released packages, held against what is exact."""

import numpy as np
import pytest
from tests.zoo.asked import skip_if_mended

import detbal
from detbal import Status
from detbal.networks import CountNetwork, RateNetwork


def two_wells(link):
    """Return the transition matrix of ten states, five on each side of a link, and its stationary state."""
    up, down = [0.1, 0.2, 0.1, 0.1, link, 0.1, 0.1, 0.3, 0.1], [0.2, 0.1, 0.1, 0.3, link, 0.1, 0.2, 0.1, 0.1]
    p = np.diag(up, 1) + np.diag(down, -1)
    p += np.diag(1 - p.sum(axis=1))
    exact = np.cumprod([1.0, *(u / d for u, d in zip(up, down, strict=True))])
    return p, exact / exact.sum()


def away_from(exact, found):
    """Return the largest relative deviation of probabilities."""
    return np.abs(np.asarray(found) / exact - 1).max()


def deeptime():
    return pytest.importorskip("deeptime.markov.tools.analysis", reason="deeptime is not installed")


def status_of(p):
    return detbal.check(RateNetwork.from_transition_matrix(p)).status


@pytest.mark.zoo("metastable-state-deeptime")
def test_deeptime_loses_the_stationary_state_of_a_metastable_chain():
    p, exact = two_wells(1e-12)
    theirs = away_from(exact, deeptime().stationary_distribution(p))
    skip_if_mended(theirs < 1e-10)
    assert theirs > 1e-4
    assert away_from(exact, detbal.drive(RateNetwork.from_transition_matrix(p)).stationary) < 1e-14


@pytest.mark.zoo("metastable-state-deeptime", control=True)
def test_deeptime_finds_the_stationary_state_where_wells_are_linked():
    p, exact = two_wells(0.1)
    assert away_from(exact, deeptime().stationary_distribution(p)) < 1e-12


def state_by_power(p):
    module = pytest.importorskip("discreteMarkovChain", reason="discreteMarkovChain is not installed")
    chain = module.markovChain(p)
    chain.computePi("power")
    return chain.pi


@pytest.mark.zoo("metastable-state-discretemarkovchain")
@pytest.mark.parametrize("link", [1e-6, 1e-10])
def test_the_power_method_stops_before_it_has_crossed(link):
    p, exact = two_wells(link)
    theirs = away_from(exact, state_by_power(p))
    skip_if_mended(theirs < 1e-6)
    assert theirs > 0.01
    assert away_from(exact, detbal.drive(RateNetwork.from_transition_matrix(p)).stationary) < 1e-14


@pytest.mark.zoo("metastable-state-discretemarkovchain", control=True)
def test_the_power_method_where_wells_are_linked():
    p, exact = two_wells(0.1)
    assert away_from(exact, state_by_power(p)) < 1e-4


# the reversible chain of maximum likelihood, and the nearest reversible chain


def counts_of_two_wells():
    """Return transitions seen on a ring of 60 states with two wells, 2000 from each state."""
    n = 60
    energy = 3 * np.cos(4 * np.pi * np.arange(n) / n)
    ahead, back = (0.4 * np.minimum(1, np.exp(energy - np.roll(energy, shift))) for shift in (-1, 1))
    p = np.diag(1 - ahead - back) + np.roll(np.diag(ahead), 1, axis=1) + np.roll(np.diag(back), -1, axis=1)
    rng = np.random.default_rng(1)
    return np.array([rng.multinomial(2000, row) for row in p]).astype(float)


def away_of_likeliest_chain(counts, **options):
    """Return how far the stationary state of deeptime's chain is from that of the likeliest one, relative."""
    estimation = pytest.importorskip("deeptime.markov.tools.estimation", reason="deeptime is not installed")
    likeliest = detbal.impose(CountNetwork.from_counts(counts)).nearest
    theirs = estimation.transition_matrix(counts, reversible=True, **options)
    assert status_of(theirs) is Status.BALANCED
    return away_from(np.asarray(detbal.drive(likeliest).stationary), deeptime().stationary_distribution(theirs))


@pytest.mark.zoo("likelihood-left-early")
def test_deeptime_ends_before_its_likeliest_chain_is_found():
    away = away_of_likeliest_chain(counts_of_two_wells())
    skip_if_mended(away < 1e-9)
    assert away > 1e-6


@pytest.mark.zoo("likelihood-left-early", control=True)
def test_deeptime_finds_it_when_it_is_told_to_go_on():
    assert away_of_likeliest_chain(counts_of_two_wells(), maxerr=1e-14, maxiter=10**7) < 1e-9


def by_pydtmc(p, pi):
    """Return the reversible chain that PyDTMC calls the closest one, by the norm of `moved`."""
    pydtmc = pytest.importorskip("pydtmc", reason="PyDTMC is not installed")
    return np.asarray(pydtmc.MarkovChain(p).closest_reversible(pi, True).p)


def by_detbal(p):
    """Return the nearest chain that is reversible with the stationary state of p, and this state."""
    imposed = detbal.impose(RateNetwork.from_transition_matrix(p))
    nearest = imposed.nearest.to_matrix().toarray()
    return nearest, np.asarray(detbal.drive(imposed.nearest).stationary)


def moved(p, to, pi):
    """Return the Frobenius norm of what is moved, in the metric of the stationary state."""
    return np.linalg.norm(np.sqrt(pi[:, None] / pi) * (to - p))


def any_chain(seed, n=6):
    p = np.random.default_rng(seed).random((n, n))
    return p / p.sum(axis=1, keepdims=True)


@pytest.mark.zoo("nearest-reversible-chain")
@pytest.mark.parametrize("seed", range(3))
def test_the_closest_reversible_chain_of_pydtmc_is_not_the_closest(seed):
    p = any_chain(seed)
    ours, pi = by_detbal(p)
    theirs = by_pydtmc(p, pi)
    more = moved(p, theirs, pi) / moved(p, ours, pi) - 1
    skip_if_mended(abs(more) < 1e-10)
    assert status_of(theirs) is status_of(ours) is Status.BALANCED
    np.testing.assert_allclose(ours, (p + pi * p.T / pi[:, None]) / 2, rtol=1e-12)  # the orthogonal projection
    assert more > 1e-6
    assert np.abs(theirs - ours).max() > 1e-4


@pytest.mark.zoo("nearest-reversible-chain", control=True)
def test_a_reversible_chain_is_its_own_closest_one():
    p, exact = two_wells(0.1)
    np.testing.assert_array_equal(by_pydtmc(p, exact), p)
    np.testing.assert_allclose(by_detbal(p)[0], p, rtol=1e-12)
