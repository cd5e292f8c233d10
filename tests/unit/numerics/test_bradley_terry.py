"""Reversible maximum likelihood: closed forms, the likelihood, deeptime, and Monte Carlo for the errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.numerics.bradley_terry import (
    fit,
    log_stationary,
    log_stationary_errors,
    transition_probabilities,
)


def pairs_of(counts):
    """n, i, j, c_ij, c_ji of a dense count matrix."""
    i, j = np.nonzero(np.triu(counts + counts.T, k=1))
    return len(counts), i, j, counts[i, j], counts[j, i]


def reversible_chain(n, rng):
    """Transition matrix and stationary probabilities of a random reversible chain."""
    flow = rng.random((n, n)) ** 3
    flow += flow.T
    return flow / flow.sum(axis=1, keepdims=True), flow.sum(axis=1) / flow.sum()


def chain_of(counts, fitted):
    """Fitted transition matrix, dense."""
    n, i, j, c_ij, c_ji = pairs_of(counts)
    outgoing = counts.sum(axis=1)
    chain = np.diag(np.diag(counts) / outgoing)
    chain[i, j], chain[j, i] = transition_probabilities(n, i, j, c_ij, c_ji, outgoing, fitted.theta)
    return chain


def log_likelihood(counts, chain):
    seen = counts > 0
    return np.sum(counts[seen] * np.log(chain[seen]))


def torus_counts(length, per_state, rng, depth=3.0):
    """Multinomial counts of a Metropolis walk in two wells on a torus, as pairs, with the diagonal."""
    site = np.arange(length**2).reshape(length, length)
    angle = 2.0 * np.pi * np.arange(length) / length
    energy = (depth * np.cos(2.0 * angle)[:, None] + depth / 3.0 * np.cos(angle)).ravel()
    ways = [np.roll(site, shift, axis).ravel() for axis in (0, 1) for shift in (-1, 1)]
    hop = np.stack([0.25 * np.minimum(1.0, np.exp(energy - energy[to])) for to in ways], axis=1)
    counts = rng.multinomial(per_state, np.column_stack([hop, 1.0 - hop.sum(axis=1)])).astype(float)
    i, j = np.tile(site.ravel(), 2), np.concatenate([ways[0], ways[2]])
    c_ij = np.concatenate([counts[:, 0], counts[:, 2]])
    c_ji = np.concatenate([counts[ways[0], 1], counts[ways[2], 3]])
    return (length**2, i, j, c_ij, c_ji), counts[:, 4]


@st.composite
def count_matrices(draw):
    """Strongly connected counts, some pairs seen in one direction only, with a diagonal."""
    n = draw(st.integers(2, 9))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    counts = rng.poisson(rng.uniform(0.0, 20.0, (n, n)) * (rng.random((n, n)) < 0.6)).astype(float)
    cycle = rng.permutation(n)
    counts[cycle, np.roll(cycle, -1)] += 1.0
    return counts, rng


def test_two_states():
    fitted = fit(2, [1], [0], [3.0], [12.0])
    assert fitted.theta[1] - fitted.theta[0] == pytest.approx(np.log(3.0 / 12.0), rel=1e-15)
    assert fitted.deviance == pytest.approx(0.0, abs=1e-28)
    assert fitted.gradient < 1e-15


def test_one_state():
    fitted = fit(1, [], [], [], [])
    assert (fitted.theta.tolist(), fitted.iterations, fitted.gradient, fitted.deviance) == (
        [0.0],
        0,
        0.0,
        0.0,
    )
    np.testing.assert_array_equal(log_stationary_errors(1, [], [], [], [], [5.0], [0.0]), [0.0])


@settings(deadline=None)
@given(count_matrices())
def test_solves_the_likelihood_equations(case):
    counts, _ = case
    fitted = fit(*pairs_of(counts))
    assert fitted.gradient <= 1e-13
    q = np.exp(fitted.theta)
    total = counts + counts.T
    np.fill_diagonal(total, 0.0)
    expected = np.sum(total * q[:, None] / (q[:, None] + q), axis=1)
    np.testing.assert_allclose(expected, counts.sum(axis=1) - np.diag(counts), rtol=1e-12)


@settings(deadline=None)
@given(count_matrices())
def test_is_the_best_of_the_reversible_chains(case):
    counts, rng = case
    fitted = fit(*pairs_of(counts))
    chain = chain_of(counts, fitted)
    pi = np.exp(log_stationary(fitted.theta, counts.sum(axis=1)))
    flow = pi[:, None] * chain
    np.testing.assert_allclose(chain.sum(axis=1), 1.0, rtol=1e-12)
    np.testing.assert_allclose(flow, flow.T, rtol=1e-11)
    best = log_likelihood(counts, chain)
    free = log_likelihood(counts, counts / counts.sum(axis=1, keepdims=True))
    assert 2.0 * (free - best) == pytest.approx(fitted.deviance, rel=1e-9, abs=1e-9)
    for size in (1e-3, 0.1):
        noise = np.exp(size * rng.normal(size=counts.shape))
        other = flow * np.sqrt(noise * noise.T)
        assert log_likelihood(counts, other / other.sum(axis=1, keepdims=True)) <= best + 1e-9


@settings(deadline=None)
@given(count_matrices())
def test_relabelling_relabels(case):
    counts, rng = case
    n, i, j, c_ij, c_ji = pairs_of(counts)
    label, order, swap = rng.permutation(n), rng.permutation(len(i)), rng.random(len(i)) < 0.5
    a, b = np.where(swap, j, i)[order], np.where(swap, i, j)[order]
    fitted = fit(n, i, j, c_ij, c_ji)
    other = fit(n, label[a], label[b], np.where(swap, c_ji, c_ij)[order], np.where(swap, c_ij, c_ji)[order])
    np.testing.assert_allclose(other.theta[label], fitted.theta, atol=1e-11)
    assert other.deviance == pytest.approx(fitted.deviance, rel=1e-9, abs=1e-20)


@settings(deadline=None)
@given(count_matrices(), st.floats(1e-150, 1e150))
def test_deviance_is_proportional_to_the_counts(case, factor):
    counts, _ = case
    fitted, scaled = fit(*pairs_of(counts)), fit(*pairs_of(counts * factor))
    np.testing.assert_allclose(scaled.theta, fitted.theta, atol=1e-11)
    assert scaled.deviance / factor == pytest.approx(fitted.deviance, rel=1e-9, abs=1e-20)


@settings(deadline=None)
@given(st.integers(2, 12), st.integers(0, 2**32))
def test_balanced_counts_give_back_their_potential(n, seed):
    rng = np.random.default_rng(seed)
    log_pi = rng.uniform(-15.0, 15.0, n)
    outgoing = np.exp(rng.uniform(0.0, 5.0, n))
    i, j = np.triu_indices(n, 1)
    flow = rng.uniform(0.5, 2.0, len(i)) * np.exp(np.minimum(log_pi[i] - np.log(outgoing[i]), 0.0))
    scale = np.zeros(n)
    np.maximum.at(scale, i, flow * np.exp(np.log(outgoing[i]) - log_pi[i]))
    np.maximum.at(scale, j, flow * np.exp(np.log(outgoing[j]) - log_pi[j]))
    flow /= np.max(scale)
    c_ij, c_ji = (flow * np.exp(np.log(outgoing[k]) - log_pi[k]) for k in (i, j))
    fitted = fit(n, i, j, c_ij, c_ji)
    assert fitted.deviance < 1e-24 * np.sum(c_ij + c_ji)
    np.testing.assert_allclose(log_stationary(fitted.theta, outgoing), log_pi - np.logaddexp.reduce(log_pi), atol=1e-10)


@settings(deadline=None)
@given(st.integers(2, 30), st.integers(0, 2**32))
def test_trees_are_always_reversible(n, seed):
    rng = np.random.default_rng(seed)
    i = np.arange(1, n)
    j = np.array([rng.integers(k) for k in i])
    c_ij, c_ji = rng.integers(1, 10**6, size=(2, n - 1)).astype(float)
    fitted = fit(n, i, j, c_ij, c_ji)
    np.testing.assert_allclose(fitted.theta[i] - fitted.theta[j], np.log(c_ij / c_ji), atol=1e-11)
    assert fitted.deviance < 1e-20 * c_ij.sum()


def test_tiny_deviances_keep_their_digits():
    # a ring with balanced counts 1 : 2, 2 : 1, 1 : 1 and a current d: sum of d² (1 / c_ij + 1 / c_ji) = 5 d²
    d = 2.0**-26
    i, j, c_ij, c_ji = (
        np.array([0, 1, 2]),
        np.array([1, 2, 0]),
        np.array([1, 2, 1]) + d,
        np.array([2, 1, 1]) - d,
    )
    fitted = fit(3, i, j, c_ij, c_ji)
    assert fitted.deviance == pytest.approx(5.0 * d**2, rel=1e-7)
    expected = (c_ij + c_ji) / (1.0 + np.exp(fitted.theta[j] - fitted.theta[i]))
    opposite = (c_ij + c_ji) / (1.0 + np.exp(fitted.theta[i] - fitted.theta[j]))
    naive = 2.0 * np.sum(c_ij * np.log(c_ij / expected) + c_ji * np.log(c_ji / opposite))
    assert abs(naive / (5.0 * d**2) - 1.0) > 1e-3


@pytest.mark.parametrize("e", [0.009, 0.011, 0.5, 1.0])
def test_deviance_of_a_driven_ring(e):
    n = 5
    i, j = np.arange(n), (np.arange(n) + 1) % n
    expected = 2.0 * n * ((1.0 + e) * np.log1p(e) + (0.0 if e == 1.0 else (1.0 - e) * np.log1p(-e)))
    got = fit(n, i, j, np.full(n, 1.0 + e), np.full(n, 1.0 - e)).deviance
    assert got == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("n", [3, 10, 40])
def test_agrees_with_deeptime(n):
    transition_matrix = pytest.importorskip("deeptime.markov.tools.estimation").transition_matrix
    rng = np.random.default_rng(n)
    counts = rng.poisson(30.0 * rng.random((n, n)) ** 2).astype(float)
    fitted = fit(*pairs_of(counts))
    theirs, pi = transition_matrix(
        counts, reversible=True, return_statdist=True, maxerr=1e-14, maxiter=10**7, warn_not_converged=False
    )
    np.testing.assert_allclose(chain_of(counts, fitted), theirs, atol=1e-9)
    np.testing.assert_allclose(np.exp(log_stationary(fitted.theta, counts.sum(axis=1))), pi, rtol=1e-7)
    # nearer to the maximum than they are
    assert log_likelihood(counts, chain_of(counts, fitted)) >= log_likelihood(counts, theirs) - 1e-10


def test_thousand_states():
    counts, _ = torus_counts(32, 1000, np.random.default_rng(0))
    fitted = fit(*counts)
    assert fitted.gradient <= 1e-13
    freedom = len(counts[1]) - counts[0] + 1
    assert abs(fitted.deviance - freedom) < 5.0 * np.sqrt(2.0 * freedom)
    assert fitted.iterations < 10


def test_damping_reaches_far_maxima():
    """Strengths over 120 decades, in a single chain of comparisons, and from there back to its beginning."""
    n = 11
    i, j = np.append(np.arange(n - 1), 0), np.append(np.arange(1, n), n - 1)
    c_ij, c_ji = np.append(np.full(n - 1, 1e13), 1.0), np.ones(n)
    fitted = fit(n, i, j, c_ij, c_ji)
    assert fitted.gradient <= 1e-12
    assert np.ptp(fitted.theta) > 250.0


def test_two_states_have_the_textbook_error():
    c_1, c_2, a, b = 700.0, 400.0, 0.2, 0.35
    outgoing = np.array([c_1, c_2])
    fitted = fit(2, [0], [1], [c_1 * a], [c_2 * b])
    pi = np.exp(log_stationary(fitted.theta, outgoing))
    np.testing.assert_allclose(pi, np.array([b, a]) / (a + b), rtol=1e-14)
    error = np.sqrt((1.0 - a) / (a * c_1) + (1.0 - b) / (b * c_2))
    got = log_stationary_errors(2, [0], [1], [c_1 * a], [c_2 * b], outgoing, fitted.theta)
    np.testing.assert_allclose(got, error * pi[::-1], rtol=1e-12)


def covariance(counts, theta, *, departures=True):
    """Covariance of normalised ln pi by dense algebra; without its second term on request."""
    n = len(counts)
    pi = np.exp(log_stationary(theta, counts.sum(axis=1)))
    share = 1.0 / (1.0 + np.exp(theta - theta[:, None]))
    weight = (counts + counts.T) * share * share.T
    np.fill_diagonal(weight, 0.0)
    inner = np.linalg.pinv(np.diag(weight.sum(axis=1)) - weight, hermitian=True)
    if departures:
        inner -= np.diag(1.0 / counts.sum(axis=1))
    project = np.eye(n) - pi
    return project @ inner @ project.T


@settings(deadline=None)
@given(count_matrices())
def test_errors_are_the_diagonal_of_a_covariance(case):
    counts, _ = case
    fitted = fit(*pairs_of(counts))
    expected = covariance(counts, fitted.theta)
    got = log_stationary_errors(*pairs_of(counts), counts.sum(axis=1), fitted.theta) ** 2
    round_off = 1e-10 * np.abs(covariance(counts, fitted.theta, departures=False)).max()
    np.testing.assert_allclose(got, np.diag(expected), rtol=1e-8, atol=round_off)
    assert np.linalg.eigvalsh(expected).min() > -round_off


def trajectory_counts(chain, runs, steps, rng):
    """Count matrices of many trajectories of a chain, shape (runs, n, n)."""
    n = len(chain)
    cumulative = np.cumsum(chain, axis=1)
    cumulative[:, -1] = 1.0
    state, run = rng.integers(n, size=runs), np.arange(runs)
    counts = np.zeros((runs, n, n))
    for uniform in rng.random((steps, runs)):
        after = np.argmax(cumulative[state] > uniform[:, None], axis=1)
        counts[run, state, after] += 1.0
        state = after
    return counts


def test_errors_are_those_of_simulated_trajectories():
    """With the expected counts, x' Cov^+ x summed over 400 runs is chi-squared with 400 (n - 1) degrees."""
    rng = np.random.default_rng(11)
    n, runs, steps = 5, 400, 4000
    chain, pi = reversible_chain(n, rng)
    expected = steps * pi[:, None] * chain
    theta = np.log(expected.sum(axis=1)) - np.log(pi)
    found = []
    for counts in trajectory_counts(chain, runs, steps, rng):
        fitted = fit(*pairs_of(counts))
        found.append(log_stationary(fitted.theta, counts.sum(axis=1)) - np.log(pi))
    freedom = runs * (n - 1)
    allowed = 4.0 * np.sqrt(2.0 / freedom)

    def ratio(matrix):
        return np.sum((found @ np.linalg.pinv(matrix, rcond=1e-10)) * found) / freedom

    assert abs(ratio(covariance(expected, theta)) - 1.0) < allowed
    # the Bradley-Terry errors alone, with the pair sums as given, are far too large
    assert ratio(covariance(expected, theta, departures=False)) < 1.0 - 3.0 * allowed
    # standard errors one by one, from each run's own counts
    errors = log_stationary_errors(*pairs_of(expected), expected.sum(axis=1), theta)
    np.testing.assert_allclose(np.std(found, axis=0), errors, rtol=4.0 / np.sqrt(2.0 * runs))


def test_errors_on_a_torus_match_the_scatter():
    rng = np.random.default_rng(5)
    length = 20
    found, errors = [], []
    for _ in range(12):
        counts, diagonal = torus_counts(length, 500, rng)
        n, i, j, c_ij, c_ji = counts
        outgoing = np.bincount(i, c_ij, n) + np.bincount(j, c_ji, n) + diagonal
        theta = fit(*counts).theta
        found.append(log_stationary(theta, outgoing))
        errors.append(log_stationary_errors(*counts, outgoing, theta))
    angle = 2.0 * np.pi * np.arange(length) / length
    truth = -(3.0 * np.cos(2.0 * angle)[:, None] + np.cos(angle)).ravel()
    z = (np.array(found) - truth + np.logaddexp.reduce(truth)) / np.array(errors)
    # neighbours share their errors, so that the 4800 numbers are worth far fewer
    assert 0.8 < np.sqrt(np.mean(z**2)) < 1.2


@pytest.mark.parametrize(
    ("n", "i", "j", "c_ij", "c_ji", "message"),
    [
        (0, [], [], [], [], "n = 0; give at least one state"),
        (2, [0, 1], [1], [1.0], [1.0], r"shapes \(2,\) and \(1,\)"),
        (2, [0.0], [1.0], [1.0], [1.0], "types float64 and float64"),
        (2, [0], [2], [1.0], [1.0], "pair 0 is of states 0 and 2"),
        (2, [1], [1], [1.0], [1.0], "pair 0 is of states 1 and 1"),
        (2, [0, 1], [1, 0], [1.0, 1.0], [1.0, 1.0], "states 0 and 1 are paired more than once"),
        (2, [0], [1], [1.0, 2.0], [1.0], "there are 1 pairs"),
        (2, [0], [1], [-1.0], [1.0], r"c_ij\[0\] = -1.0"),
        (2, [0], [1], [1.0], [np.inf], r"c_ji\[0\] = inf"),
        (
            3,
            [0, 1, 2],
            [1, 2, 0],
            [1.0, 0.0, 1.0],
            [1.0, 0.0, 1.0],
            "pair 1, of states 1 and 2, without a count",
        ),
        (3, [0, 1], [1, 2], [1.0, 1.0], [1.0, 0.0], "from state 0 to state 2 and back"),
        (3, [0], [1], [1.0], [1.0], "from state 0 to state 2 and back"),
    ],
)
def test_counts_are_checked(n, i, j, c_ij, c_ji, message):
    with pytest.raises(InputError, match=message):
        fit(n, i, j, c_ij, c_ji)


def test_too_few_iterations_are_reported():
    with pytest.raises(InputError, match=r"after 1 Newton steps; raise max_iterations"):
        fit(3, [0, 1, 2], [1, 2, 0], [9.0, 1.0, 5.0], [1.0, 2.0, 3.0], max_iterations=1)


@pytest.mark.parametrize(
    ("outgoing", "message"),
    [
        ([3.0, 3.0, 3.0], r"outgoing of shape \(3,\)"),
        ([3.0, 1.0], r"outgoing\[1\] = 1.0: 2.0 transitions lead from there to other states"),
    ],
)
def test_outgoing_counts_are_checked(outgoing, message):
    with pytest.raises(InputError, match=message):
        log_stationary_errors(2, [0], [1], [3.0], [2.0], outgoing, [0.0, 0.0])
    with pytest.raises(InputError, match=message):
        transition_probabilities(2, [0], [1], [3.0], [2.0], outgoing, [0.0, 0.0])


def test_states_never_left_have_no_probability_of_their_own():
    with pytest.raises(InputError, match=r"outgoing\[1\] = 0.0; leave out states"):
        log_stationary([0.0, 0.0], [1.0, 0.0])
