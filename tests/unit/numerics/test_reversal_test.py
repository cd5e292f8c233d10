"""Exact reversal test: uniform over equivalent trajectories, by enumeration; level and power."""

from collections import Counter

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.numerics.deviance_bootstrap import recurrent_deviance, simulate_counts
from detbal.numerics.reversal_test import _trajectory, reversal_p_value, reverse_segments


def p_value(counts, rng, **options):
    i, j = np.nonzero(np.triu(counts + counts.T, k=1))
    return reversal_p_value(len(counts), i, j, counts[i, j], counts[j, i], rng, **options)


def simulate(chain, steps, rng):
    cumulative = np.cumsum(chain, axis=1)
    cumulative /= cumulative[:, -1:]
    return simulate_counts.for_work(10.0 * steps)(cumulative, rng.random(steps), 0)


def complete_chain(n, rng):
    flow = rng.uniform(0.2, 1.0, (n, n))
    flow += flow.T
    return flow / flow.sum(axis=1, keepdims=True)


def directed_trajectories(counts, state):
    """All ways to use up the transitions, starting from a state."""
    if not counts.any():
        return [(state,)]
    found = []
    for after in np.flatnonzero(counts[state]):
        rest = counts.copy()
        rest[state, after] -= 1
        found += [(state, *path) for path in directed_trajectories(rest, after)]
    return found


def undirected_trajectories(sums, state):
    """All ways to use up the pairs, in either direction, starting from a state."""
    if not sums.any():
        return [(state,)]
    found = []
    for after in np.flatnonzero(sums[state]):
        rest = sums.copy()
        rest[state, after] -= 1
        rest[after, state] -= 1
        found += [(state, *path) for path in undirected_trajectories(rest, after)]
    return found


def assert_uniform(seen, possible):
    """Chi-squared at 5 standard deviations."""
    assert set(seen) <= set(possible)
    expected = sum(seen.values()) / len(possible)
    chi2 = sum((seen[path] - expected) ** 2 / expected for path in possible)
    freedom = len(possible) - 1
    assert abs(chi2 - freedom) < 5.0 * np.sqrt(2.0 * freedom)


@pytest.mark.parametrize("closed", [False, True])
def test_trajectories_of_given_counts_are_drawn_uniformly(closed):
    counts = np.array([[0, 2, 1, 0], [1, 0, 1, 1], [1, 1, 0, 1], [1, 0, 0, 0]], dtype=float)
    if closed:
        counts[3, 2] += 1
    rng = np.random.default_rng(0)
    starts = {int(_trajectory(counts, rng)[0]) for _ in range(5)}
    assert len(starts) == 1
    possible = directed_trajectories(counts.astype(int), starts.pop())
    seen = Counter(tuple(_trajectory(counts, rng).tolist()) for _ in range(15 * len(possible)))
    assert len(possible) > 10
    assert_uniform(seen, possible)


def test_reversals_reach_all_equivalent_trajectories_alike():
    path = np.array([0, 1, 2, 0, 3, 2, 1, 3, 0])
    sums = np.zeros((4, 4), dtype=int)
    np.add.at(sums, (path[:-1], path[1:]), 1)
    possible = undirected_trajectories(sums + sums.T, 0)
    visits = np.argsort(path, kind="stable")
    first = np.searchsorted(path[visits], np.arange(5))
    rng = np.random.default_rng(1)
    seen = Counter()
    for _ in range(20 * len(possible)):
        other, moved = reverse_segments.python(path, visits, first, rng.random((40, 2)))
        for state in range(4):
            assert sorted(moved[first[state] : first[state + 1]]) == np.flatnonzero(other == state).tolist()
        seen[tuple(other.tolist())] += 1
    assert len(possible) > 40
    assert_uniform(seen, possible)


def test_compiled_and_interpreted_agree():
    rng = np.random.default_rng(2)
    path = rng.integers(4, size=200)
    visits = np.argsort(path, kind="stable")
    first = np.searchsorted(path[visits], np.arange(5))
    uniform = rng.random((30, 2))
    for one, other in zip(
        reverse_segments.python(path, visits, first, uniform),
        reverse_segments.compiled()(path, visits, first, uniform),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


def test_level_holds_where_the_bootstrap_fails():
    """One transition or so per directed pair: the bootstrap rejects all such reversible chains."""
    rng = np.random.default_rng(3)
    values = [p_value(simulate(complete_chain(30, rng), 1000, rng), rng, samples=19) for _ in range(30)]
    # Kolmogorov-Smirnov at 1 %, for p-values that are multiples of 1/20
    steps = np.arange(1, 21) / 20
    distribution = np.mean(np.asarray(values) <= steps[:, None] + 1e-9, axis=1)
    assert np.max(np.abs(distribution - steps)) < 0.29


def test_driven_chain_is_found_out():
    rng = np.random.default_rng(4)
    chain = complete_chain(4, rng)
    chain[np.arange(4), (np.arange(4) + 1) % 4] += 1.0
    counts = simulate(chain / chain.sum(axis=1, keepdims=True), 400, rng)
    assert p_value(counts, rng, samples=99) == 0.01


def test_value_is_the_enumerated_fraction():
    path = np.array([0, 1, 2, 0, 1, 2, 0])
    counts = np.zeros((3, 3))
    np.add.at(counts, (path[:-1], path[1:]), 1.0)
    threshold = recurrent_deviance(counts) - 1e-9
    deviances = []
    for other in undirected_trajectories((counts + counts.T).astype(int), 0):
        table = np.zeros((3, 3))
        np.add.at(table, (other[:-1], other[1:]), 1.0)
        deviances.append(recurrent_deviance(table))
    fraction = np.mean(np.array(deviances) >= threshold)
    assert 0.05 < fraction < 0.95
    got = p_value(counts, np.random.default_rng(5), samples=499)
    assert got == pytest.approx(fraction, abs=5.0 * np.sqrt(0.25 / 500))


def test_tree_is_never_rejected():
    counts = np.array([[0.0, 5.0, 0.0], [4.0, 0.0, 2.0], [0.0, 2.0, 0.0]])
    assert p_value(counts, np.random.default_rng(6), samples=19) == 1.0


@pytest.mark.parametrize(
    ("c_ij", "c_ji", "samples", "message"),
    [
        ([1.0, 1.0, 0.0], [0.0, 0.0, 1.0], 0, "samples = 0"),
        ([1.0, 1.5, 0.0], [0.0, 0.0, 1.0], 9, "1.5 transitions from state 1 to state 2; give whole numbers"),
        ([1.0, 1.0, 0.0], [0.0, 0.0, -1.0], 9, "-1.0 transitions from state 2 to state 0"),
        ([3.0, 1.0, 0.0], [0.0, 0.0, 1.0], 9, "3 transitions from state 0, 1 to it: along one trajectory"),
    ],
)
def test_counts_are_checked(c_ij, c_ji, samples, message):
    with pytest.raises(InputError, match=message):
        reversal_p_value(3, [0, 1, 0], [1, 2, 2], c_ij, c_ji, np.random.default_rng(7), samples=samples)


def test_two_trajectories_are_told_from_one():
    with pytest.raises(InputError, match="no trajectory joins the transitions from state 2 to those to state 0"):
        reversal_p_value(4, [0, 2], [1, 3], [5, 2], [5, 2], np.random.default_rng(8))
