from itertools import combinations

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.numerics.elimination import grounded_inverse_diagonal, stationary_log, stationary_logs
from detbal.numerics.ordering import analyse

EPS = np.finfo(float).eps


# --- chains and oracles -----------------------------------------------------------------------------------


@st.composite
def chains(draw, most=6, span=100.0):
    """A random strongly connected chain: a directed ring, and then any edges (loops, repetitions too)."""
    n = draw(st.integers(1, most))
    state = st.integers(0, n - 1)
    extra = draw(st.lists(st.tuples(state, state), max_size=3 * n))
    edges = [(i, (i + 1) % n) for i in range(n)] + extra
    rate = st.floats(-span, span)
    log_rate = draw(st.lists(rate, min_size=len(edges), max_size=len(edges)))
    source, target = np.array(edges).T
    return n, source, target, np.array(log_rate)


@st.composite
def graphs(draw, most=8):
    """A random connected graph: a random tree, and then any edges."""
    n = draw(st.integers(1, most))
    tree = [(draw(st.integers(0, i - 1)), i) for i in range(1, n)]
    pairs = list(combinations(range(n), 2))
    more = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    edges = sorted(set(tree) | set(more))
    return n, [a for a, _ in edges], [b for _, b in edges]


def exact_log(n, source, target, log_rate):
    """ln pi by the matrix-tree theorem (minors of the generator), with 700 decimals."""
    with mpmath.workdps(700):
        laplacian = mpmath.zeros(n)
        for i, j, rate in zip(source, target, log_rate, strict=True):
            if i != j:
                laplacian[int(i), int(j)] -= mpmath.exp(mpmath.mpf(float(rate)))
                laplacian[int(i), int(i)] += mpmath.exp(mpmath.mpf(float(rate)))
        weight = [mpmath.mpf(1)]
        if n > 1:
            weight = []
            for root in range(n):
                kept = [i for i in range(n) if i != root]
                minor = mpmath.matrix([[laplacian[i, j] for j in kept] for i in kept])
                weight.append(mpmath.det(minor))
        return [mpmath.log(w / mpmath.fsum(weight)) for w in weight]


def distance(log_pi, exact):
    """Entrywise relative error of pi."""
    with mpmath.workdps(50):
        pairs = zip(map(float, log_pi), exact, strict=True)
        return np.array([float(abs(mpmath.expm1(a - b))) for a, b in pairs])


def rounding(log_pi):
    """What rounding ln pi to a double, and adding numbers of that size, does to pi."""
    return 2 * EPS * (1 + np.abs(log_pi))


def torus(length):
    site = np.arange(length**2).reshape(length, length)
    right, up = np.roll(site, -1, 1), np.roll(site, -1, 0)
    return length**2, np.concatenate([site, site], axis=None), np.concatenate([right, up], axis=None)


def driven_torus(length, span, seed=0):
    """A chain out of equilibrium whose stationary state is known: ln pi = -u + const, exactly.

    Each edge carries equal currents both ways, and each square a current around it; a current c along
    i -> j is the rate exp(u_i) c. Everything is a multiple of 1/64, so that no sum is rounded.
    """
    rng = np.random.default_rng(seed)
    n, a, b = torus(length)
    site = np.arange(n).reshape(length, length)
    corner = [np.roll(site, shift, (0, 1)).ravel() for shift in ((0, 0), (0, -1), (-1, -1), (-1, 0))]
    u = np.rint(64 * span * rng.random(n)) / 64
    along = np.rint(64 * rng.normal(size=len(a))) / 64
    around = np.rint(64 * rng.normal(size=n)) / 64
    source = np.concatenate([a, b, *corner])
    target = np.concatenate([b, a, *np.roll(corner, -1, axis=0)])
    current = np.concatenate([along, along, np.tile(around, 4)])
    log_pi = -u - np.log(np.sum(np.exp(np.min(u) - u))) + np.min(u)
    return n, source, target, u[source] + current, log_pi


def dense_gth(rate):
    """The textbook's algorithm."""
    rate = rate.copy()
    n = len(rate)
    for k in range(n - 1, 0, -1):
        rate[:k, k] /= np.sum(rate[k, :k])
        rate[:k, :k] += np.outer(rate[:k, k], rate[k, :k])
    pi = np.ones(n)
    for k in range(1, n):
        pi[k] = pi[:k] @ rate[:k, k]
    return pi / np.sum(pi)


def dense_gth_in_logs(log_rate):
    log_rate = log_rate.copy()
    n = len(log_rate)
    for k in range(n - 1, 0, -1):
        log_rate[:k, k] -= np.logaddexp.reduce(log_rate[k, :k])
        log_rate[:k, :k] = np.logaddexp(log_rate[:k, :k], np.add.outer(log_rate[:k, k], log_rate[k, :k]))
    log_pi = np.zeros(n)
    for k in range(1, n):
        log_pi[k] = np.logaddexp.reduce(log_pi[:k] + log_rate[:k, k])
    return log_pi - np.logaddexp.reduce(log_pi)


# --- stationary states ------------------------------------------------------------------------------------


@settings(deadline=None)
@given(chains())
def test_stationary_state_is_exact_within_the_stated_bound(chain):
    n, source, target, _ = chain
    log_pi = stationary_log(*chain)
    bound = analyse(n, source, target).error_bound
    assert bound < 1e-13
    assert np.all(distance(log_pi, exact_log(*chain)) <= bound + rounding(log_pi))


@settings(deadline=None)
@given(chains(), st.randoms(use_true_random=False))
def test_order_of_elimination_does_not_matter(chain, random):
    n, source, target, _ = chain
    order = list(range(n))
    random.shuffle(order)
    some = analyse(n, source, target, order)
    log_pi = stationary_log(*chain)
    difference = np.abs(stationary_log(*chain, symbolic=some) - log_pi)
    bound = analyse(n, source, target).error_bound + some.error_bound
    assert np.all(difference <= bound + 2 * rounding(log_pi))


@settings(deadline=None)
@given(chains(span=5.0), st.data())
def test_perturbed_rate_moves_the_stationary_state_by_the_right_amount(chain, data):
    n, source, target, log_rate = chain
    edge = data.draw(st.integers(0, len(source) - 1))
    wrong = log_rate.copy()
    wrong[edge] += 1e-6
    shift = stationary_log(n, source, target, wrong) - stationary_log(*chain)
    before, after = exact_log(*chain), exact_log(n, source, target, wrong)
    exact = [float(b - a) for a, b in zip(before, after, strict=True)]
    np.testing.assert_allclose(shift, exact, rtol=0, atol=1e-12)


@pytest.mark.parametrize("link", [-230.0, -700.0, -2000.0])
def test_two_wells_joined_by_a_weak_link(link):
    """Ten states in a row, the middle step slower by 100, 300 or 870 decades; product formula as oracle."""
    rng = np.random.default_rng(1)
    forward, backward = rng.normal(scale=3.0, size=(2, 9))
    forward[4], backward[4] = link, link + 1.25
    left, right = np.arange(9), np.arange(1, 10)
    log_pi = stationary_log(10, np.append(left, right), np.append(right, left), np.append(forward, backward))
    with mpmath.workdps(50):
        steps = [mpmath.mpf(f) - mpmath.mpf(b) for f, b in zip(forward, backward, strict=True)]
        weight = [mpmath.exp(mpmath.fsum(steps[:k])) for k in range(10)]
        exact = [mpmath.log(w / mpmath.fsum(weight)) for w in weight]
    assert np.max(distance(log_pi, exact)) < 1e-14


def test_two_wells_defeat_elimination_with_subtractions():
    """Negative control: ordinary Gaussian elimination loses the balance between the wells."""
    rate = np.array([[0, 1, 0, 0], [2, 0, 1e-20, 0], [0, 3e-20, 0, 1], [0, 0, 5, 0]])
    source, target = np.nonzero(rate)
    log_pi = stationary_log(4, source, target, np.log(rate[source, target]))
    exact = np.array([2, 1, 1 / 3, 1 / 15]) / (3 + 1 / 3 + 1 / 15)
    np.testing.assert_allclose(np.exp(log_pi), exact, rtol=1e-14)
    generator = rate - np.diag(rate.sum(1))
    conditions = np.vstack([generator.T[:-1], np.ones(4)])
    assert np.max(np.abs(np.linalg.solve(conditions, [0, 0, 0, 1]) / exact - 1)) > 0.1


@pytest.mark.parametrize("span", [1.0, 150.0, 5000.0])
def test_driven_torus_of_known_stationary_state(span):
    n, source, target, log_rate, exact = driven_torus(40, span)
    log_pi = stationary_log(n, source, target, log_rate)
    assert np.all(np.abs(log_pi - exact) <= 1e-13 + rounding(exact))


def test_known_stationary_state_is_missed_if_one_rate_is_wrong():
    n, source, target, log_rate, exact = driven_torus(40, 1.0)
    log_rate[123] += 1e-6
    assert 1e-11 < np.max(np.abs(stationary_log(n, source, target, log_rate) - exact)) < 1e-6


@pytest.mark.parametrize("span", [1.0, 800.0])
def test_interpreted_and_compiled_agree_to_the_last_bit(span, monkeypatch):
    n, source, target, log_rate, _ = driven_torus(7, span)
    rng = np.random.default_rng(2)
    a, b = source[: 2 * n], target[: 2 * n]
    weight = np.exp(span / 2 * rng.uniform(-1, 1, 2 * n))
    monkeypatch.setattr("detbal.numerics.kernel.WORTH_COMPILING", np.inf)
    interpreted = stationary_log(n, source, target, log_rate), grounded_inverse_diagonal(n, a, b, weight, 3)
    monkeypatch.setattr("detbal.numerics.kernel.WORTH_COMPILING", -1)
    compiled = stationary_log(n, source, target, log_rate), grounded_inverse_diagonal(n, a, b, weight, 3)
    np.testing.assert_array_equal(interpreted[0], compiled[0])
    np.testing.assert_array_equal(interpreted[1], compiled[1])


def test_agrees_with_dense_elimination_in_plain_floats_and_in_logs():
    n, source, target, log_rate, _ = driven_torus(5, 30.0)
    table = np.full((n, n), -np.inf)
    np.logaddexp.at(table, (source, target), log_rate)
    log_pi = stationary_log(n, source, target, log_rate)
    np.testing.assert_allclose(np.exp(log_pi), dense_gth(np.exp(table)), rtol=1e-13)
    np.testing.assert_allclose(log_pi, dense_gth_in_logs(table), rtol=0, atol=1e-12)
    from_table = stationary_log(n, *np.indices((n, n)).reshape(2, -1), table.ravel())
    np.testing.assert_allclose(log_pi, from_table, rtol=0, atol=1e-13)


def test_agrees_with_dense_elimination_in_logs_beyond_the_range_of_floats():
    rng = np.random.default_rng(3)
    table = rng.normal(scale=3000.0, size=(12, 12))
    np.fill_diagonal(table, -np.inf)
    source, target = np.nonzero(table > -np.inf)
    log_pi = stationary_log(12, source, target, table[source, target])
    assert np.ptp(log_pi) > 5000
    np.testing.assert_allclose(log_pi, dense_gth_in_logs(table), rtol=1e-13)


def test_one_state():
    assert stationary_log(1, [], [], []).tolist() == [0.0]
    assert stationary_log(1, [0], [0], [5.0]).tolist() == [0.0]


@pytest.mark.parametrize("ratio", [0.0, 1e-12, 40.0, 1e6, 1e12])
def test_two_states(ratio):
    log_pi = stationary_log(2, [0, 1], [1, 0], [ratio, 0.0])
    exact = [-np.logaddexp(0, ratio), -np.logaddexp(0, -ratio)]
    np.testing.assert_allclose(log_pi, exact, rtol=4e-16, atol=2e-16)


def test_repeated_edges_add_up_and_loops_and_absent_edges_do_not_count():
    log_pi = stationary_log(2, [0, 0, 1, 1, 0], [1, 1, 0, 1, 1], [0.0, np.log(2.0), 0.0, 9.0, -np.inf])
    np.testing.assert_allclose(np.exp(log_pi), [0.25, 0.75], rtol=1e-15)


# --- rejected input ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edges", "message"),
    [
        ((3, [0, 1, 1], [1, 0, 2], [0, 0, 0]), "state 0 cannot be reached from state 2.*strongly connected"),
        ((3, [0, 1, 2], [1, 0, 1], [0, 0, 0]), "state 2 cannot be reached from state 0.*strongly connected"),
        ((2, [0, 1], [1, 0], [0, -np.inf]), "state 0 cannot be reached from state 1"),
        ((2, [0, 1], [1, 0], [0, np.nan]), r"log_rate\[1\] = nan; give a number"),
        ((2, [0, 1], [1, 0], [np.inf, 0]), r"log_rate\[0\] = inf; give a number"),
        ((2, [0, 1], [1, 0], [0, 2e12]), r"log_rate\[1\] = 2.*; give a number"),
        ((2, [0, 2], [1, 0], [0, 0]), "edge 1 joins states 2 and 0: there are n = 2 states"),
        ((2, [0, -1], [1, 0], [0, 0]), "edge 1 joins states -1 and 0"),
        ((2, [0.0, 1.0], [1, 0], [0, 0]), "edges of type float64 and int64"),
        ((2, [0, 1], [1, 0], [0]), r"shapes \(2,\), \(2,\) and \(1,\)"),
        ((0, [], [], []), "n = 0"),
    ],
)
def test_senseless_chains_are_rejected(edges, message):
    with pytest.raises(InputError, match=message):
        stationary_log(*edges)


def test_symbolic_elimination_of_another_graph_is_rejected():
    ring = [0, 1, 2, 3], [1, 2, 3, 0]
    with pytest.raises(InputError, match="another graph, which has 3 nodes"):
        stationary_log(4, *ring, np.zeros(4), symbolic=analyse(3, [0, 1], [1, 2]))
    with pytest.raises(InputError, match="another graph, which has 4 nodes"):
        stationary_log(4, *ring, np.zeros(4), symbolic=analyse(4, [0, 1, 2], [1, 2, 3]))
    more = analyse(4, *zip(*combinations(range(4), 2), strict=True))
    np.testing.assert_allclose(stationary_log(4, *ring, np.zeros(4), symbolic=more), -np.log(4.0), rtol=1e-15)


@pytest.mark.parametrize(
    ("edges", "message"),
    [
        ((3, [0], [1], [1.0], 0), "node 2 is not connected to the ground, node 0"),
        ((2, [0], [1], [0.0], 1), "node 0 is not connected to the ground, node 1"),
        ((2, [0], [1], [1.0], 2), "ground = 2; choose a node"),
        ((2, [0], [1], [-1.0], 0), r"weight\[0\] = -1.0; give a number"),
        ((2, [0], [1], [1e-300], 0), r"weight\[0\] = 1e-300; give a number"),
    ],
)
def test_senseless_networks_are_rejected(edges, message):
    with pytest.raises(InputError, match=message):
        grounded_inverse_diagonal(*edges)


# --- inverse of a grounded Laplacian ----------------------------------------------------------------------


@settings(deadline=None)
@given(graphs(most=5), st.data())
def test_grounded_inverse_is_exact_whatever_the_range_of_weights(graph, data):
    n, a, b = graph
    weight = [10.0 ** data.draw(st.floats(-289, 289)) for _ in a]
    ground = data.draw(st.integers(0, n - 1))
    diagonal = grounded_inverse_diagonal(n, np.array(a, int), np.array(b, int), weight, ground)
    assert diagonal[ground] == 0
    kept = [i for i in range(n) if i != ground]
    with mpmath.workdps(3000):
        laplacian = mpmath.zeros(n)
        for i, j, w in zip(a, b, map(mpmath.mpf, weight), strict=True):
            laplacian[i, i] += w
            laplacian[j, j] += w
            laplacian[i, j] -= w
            laplacian[j, i] -= w
        if kept:
            exact = mpmath.matrix([[laplacian[i, j] for j in kept] for i in kept]) ** -1
            for place, i in enumerate(kept):
                assert abs(diagonal[i] / exact[place, place] - 1) < 1e-14


@settings(deadline=None)
@given(graphs(most=6), st.data())
def test_foster_resistances_times_conductances_add_up_to_n_minus_1(graph, data):
    """Foster 1949: the sum over the edges of conductance times effective resistance is n - 1."""
    n, a, b = graph
    weight = np.array([data.draw(st.floats(1e-3, 1e3)) for _ in a])
    a, b = np.array(a, int), np.array(b, int)
    resistance = np.array([grounded_inverse_diagonal(n, a, b, weight, ground) for ground in range(n)])
    np.testing.assert_allclose(resistance, resistance.T, rtol=1e-13)
    assert np.sum(weight * resistance[a, b]) == pytest.approx(n - 1, rel=1e-13)


def test_grounded_inverse_agrees_with_dense_inverse():
    n, a, b = torus(20)
    weight = np.random.default_rng(4).exponential(size=len(a))
    laplacian = np.zeros((n, n))
    np.add.at(laplacian, (np.append(a, b), np.append(b, a)), -np.append(weight, weight))
    laplacian -= np.diag(laplacian.sum(1))
    kept = np.arange(n) != 7
    diagonal = grounded_inverse_diagonal(n, a, b, weight, 7)
    dense = np.linalg.inv(laplacian[np.ix_(kept, kept)])
    np.testing.assert_allclose(diagonal[kept], np.diag(dense), rtol=1e-11)
    weight[0] *= 1 + 1e-6  # negative control: better conductance nowhere increases resistance (Rayleigh)
    change = grounded_inverse_diagonal(n, a, b, weight, 7)[kept] / diagonal[kept] - 1
    assert -1e-6 < np.min(change) < -1e-9
    assert np.max(change) < 1e-13


def test_ring_of_resistors():
    n = 3000
    diagonal = grounded_inverse_diagonal(n, np.arange(n), (np.arange(n) + 1) % n, np.full(n, 4.0), ground=0)
    np.testing.assert_allclose(diagonal, np.arange(n) * (n - np.arange(n)) / n / 4, rtol=1e-12)


@pytest.mark.parametrize("weight", [1e-290, 1e290])
def test_resistors_at_the_ends_of_the_allowed_range(weight):
    diagonal = grounded_inverse_diagonal(3, [0, 1, 1], [1, 2, 2], [weight] * 3, ground=0)
    np.testing.assert_allclose(diagonal * weight, [0, 1, 1.5], rtol=1e-15)


@settings(max_examples=30, deadline=None)
@given(chains(), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_many_chains_of_one_pattern_are_as_many_single_ones(chain, count, seed):
    n, source, target, log_rate = chain
    kept = source != target
    source, target = source[kept], target[kept]
    rng = np.random.default_rng(seed)
    rows = np.stack([rng.permutation(log_rate[kept]) * rng.normal() for _ in range(count)])
    found = stationary_logs(n, source, target, rows)
    for log_pi, row in zip(found, rows, strict=True):
        np.testing.assert_array_equal(log_pi, stationary_log(n, source, target, row))


def test_chains_whose_rates_span_hundreds_of_decades_do_not_mix():
    """Each chain starts from a weight of one, however heavy those before it."""
    one, two = np.array([0, 1]), np.array([1, 0])
    drop = np.array([0.0, -2000.0, 3000.0])
    found = stationary_logs(2, one, two, np.stack([drop, np.zeros(3)], axis=1))
    np.testing.assert_allclose(found[:, 1] - found[:, 0], drop, rtol=1e-15)


def test_absent_rates_of_some_chains_are_rejected():
    edges = np.array([0, 1]), np.array([1, 0])
    with pytest.raises(InputError, match=r"log_rates\[1, 0\] = -inf; give a number from -1e\+12 to 1e\+12"):
        stationary_logs(2, *edges, np.array([[0.0, 0.0], [-np.inf, 0.0]]))
    with pytest.raises(InputError, match="state 1 cannot be reached from state 0"):
        stationary_logs(2, np.array([1]), np.array([0]), np.zeros((3, 1)))
    with pytest.raises(InputError, match="the symbolic elimination is of another graph"):
        stationary_logs(2, *edges, np.zeros((1, 2)), analyse(3, [0, 1], [1, 2]))
