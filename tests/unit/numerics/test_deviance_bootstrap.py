"""Parametric bootstrap of the deviance: simulated chains, p-values, and where it must not be trusted."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.numerics.bradley_terry import fit
from detbal.numerics.deviance_bootstrap import deviance_bootstrap, recurrent_deviance, simulate_counts


def pairs_of(counts):
    i, j = np.nonzero(np.triu(counts + counts.T, k=1))
    return len(counts), i, j, counts[i, j], counts[j, i]


def p_value(counts, rng, **options):
    pairs = pairs_of(counts)
    return deviance_bootstrap(*pairs, counts.sum(axis=1), fit(*pairs), rng, **options)


def complete_chain(n, rng):
    """Reversible chain on a complete graph."""
    flow = rng.uniform(0.2, 1.0, (n, n))
    flow += flow.T
    return flow / flow.sum(axis=1, keepdims=True)


def simulate(chain, steps, rng):
    cumulative = np.cumsum(chain, axis=1)
    cumulative /= cumulative[:, -1:]
    return simulate_counts.for_work(10.0 * steps)(cumulative, rng.random(steps), 0)


def test_simulated_counts_are_those_of_a_trajectory():
    rng = np.random.default_rng(0)
    chain = complete_chain(4, rng)
    chain[0, 3] = 0.0
    chain[0] /= chain[0].sum()
    cumulative = np.cumsum(chain, axis=1)
    cumulative /= cumulative[:, -1:]
    uniform = rng.random(20_000)
    counts = simulate_counts.python(cumulative, uniform, 2)
    np.testing.assert_array_equal(counts, simulate_counts.compiled()(cumulative, uniform, 2))
    assert counts.sum() == 20_000
    assert counts[0, 3] == 0.0
    balance = counts.sum(axis=1) - counts.sum(axis=0)
    assert sorted(balance) in ([-1.0, 0.0, 0.0, 1.0], [0.0] * 4)
    allowed = chain > 0
    expected = counts.sum(axis=1, keepdims=True) * chain
    chi2 = np.sum((counts - expected)[allowed] ** 2 / expected[allowed])
    assert abs(chi2 - 11) < 5.0 * np.sqrt(22.0)  # 15 possible transitions, 4 rows fixed


def test_p_values_of_reversible_chains_are_uniform():
    rng = np.random.default_rng(1)
    values = [p_value(simulate(complete_chain(3, rng), 60, rng), rng, samples=19) for _ in range(60)]
    # Kolmogorov-Smirnov at 1 %, for p-values that are multiples of 1/20
    steps = np.arange(1, 21) / 20
    distribution = np.mean(np.asarray(values) <= steps[:, None] + 1e-9, axis=1)
    assert np.max(np.abs(distribution - steps)) < 0.21


def test_driven_chain_is_found_out():
    rng = np.random.default_rng(2)
    chain = complete_chain(4, rng)
    chain[np.arange(4), (np.arange(4) + 1) % 4] += 1.0
    counts = simulate(chain / chain.sum(axis=1, keepdims=True), 400, rng)
    assert p_value(counts, rng, samples=99) == 0.01


def test_few_counts_on_each_of_many_pairs_mislead_it():
    """Documented weakness: unseen transitions are missing from the simulated chains."""
    rng = np.random.default_rng(3)
    values = [p_value(simulate(complete_chain(30, rng), 1000, rng), rng, samples=19) for _ in range(5)]
    assert max(values) <= 0.1


def test_tree_is_never_rejected():
    counts = np.array([[3.0, 5.0, 0.0], [4.0, 0.0, 2.0], [0.0, 2.0, 1.0]])
    assert p_value(counts, np.random.default_rng(4), samples=19) == 1.0


def test_same_seed_same_value():
    counts = np.array([[3.0, 5.0, 2.0], [4.0, 0.0, 4.0], [3.0, 3.0, 1.0]])
    first, second = (p_value(counts, np.random.default_rng(5), samples=49) for _ in range(2))
    assert first == second
    assert 0.02 <= first <= 1.0


def test_deviance_of_recurrent_states():
    counts = np.array([[2.0, 5.0, 2.0], [3.0, 0.0, 4.0], [4.0, 2.0, 1.0]])
    expected = fit(*pairs_of(counts)).deviance
    # a state before and one after, neither of them seen again
    padded = np.zeros((5, 5))
    padded[1:4, 1:4] = counts
    padded[0, 1] = padded[3, 4] = 1.0
    assert recurrent_deviance(padded) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("outgoing", "samples", "message"),
    [
        ([2.0, 2.0], 0, "samples = 0"),
        ([0.2, 0.2], 9, "0.4 transitions in total; give the counts, not frequencies"),
    ],
)
def test_arguments_are_checked(outgoing, samples, message):
    pairs = 2, [0], [1], [0.1], [0.1]
    with pytest.raises(InputError, match=message):
        deviance_bootstrap(*pairs, outgoing, fit(*pairs), np.random.default_rng(6), samples=samples)
