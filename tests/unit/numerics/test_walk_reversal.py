"""Walks with given transitions, and the exact test that turns them."""

from collections import Counter
from itertools import pairwise, product

import numpy as np
import pytest
from scipy import stats

from detbal.numerics.walk_reversal import _turned, random_walk_through, reversal_test


def counts_of(walk, n):
    counts = np.zeros((n, n), dtype=int)
    for a, b in pairwise(walk):
        if a < n and b < n:
            counts[a, b] += 1
    return counts


def all_walks(counts, start):
    """Every walk that makes exactly these transitions, by trying all sequences."""
    n, steps = len(counts), int(counts.sum())
    found = [(start, *rest) for rest in product(range(n), repeat=steps)]
    return [walk for walk in found if (counts_of(walk, n) == counts).all()]


@pytest.mark.parametrize("walk", [[0, 1, 0, 2, 0, 1, 2], [0, 1, 1, 2, 0, 1, 0, 2], [1, 0, 0, 2, 1, 2, 1, 0]])
def test_every_walk_is_drawn_with_the_same_probability(walk):
    counts = counts_of(walk, 3)
    possible = all_walks(counts, walk[0])
    assert len(possible) > 2
    rng = np.random.default_rng(0)
    drawn = Counter(tuple(int(x) for x in random_walk_through(counts, rng)) for _ in range(4000))
    assert set(drawn) == set(possible)
    assert stats.chisquare([drawn[w] for w in possible]).pvalue > 1e-3


def test_turning_keeps_ends_and_passages_and_reaches_all_walks_equally():
    walk = np.array([0, 1, 2, 0, 1, 0, 2, 1])
    rng = np.random.default_rng(1)
    both = counts_of(walk, 3) + counts_of(walk, 3).T
    possible = [
        (0, *rest)
        for rest in product(range(3), repeat=7)
        if rest[-1] == 1 and (counts_of((0, *rest), 3) + counts_of((0, *rest), 3).T == both).all()
    ]
    drawn = Counter(tuple(int(x) for x in _turned(walk, 3, 60, rng)) for _ in range(4000))
    assert set(drawn) == set(possible)
    assert stats.chisquare([drawn[w] for w in possible]).pvalue > 1e-3


def test_several_walks_keep_their_ends():
    counts = counts_of([0, 1, 2, 1], 3) + counts_of([0, 2, 1], 3) + counts_of([2, 0, 1], 3)
    rng = np.random.default_rng(2)
    walks = random_walk_through(counts, rng)
    assert (counts_of(walks, 3) == counts).all()
    turned = _turned(walks, 3, 50, rng)
    assert (np.flatnonzero(turned == 3) == np.flatnonzero(walks == 3)).all()
    assert (counts_of(turned, 3) + counts_of(turned, 3).T == counts + counts.T).all()


def test_counts_in_two_pieces_make_no_walk():
    counts = np.zeros((4, 4), dtype=int)
    counts[0, 1] = counts[1, 0] = counts[2, 3] = counts[3, 2] = 1
    assert random_walk_through(counts, np.random.default_rng(0)) is None


def test_level_of_a_sparse_walk():
    # 10 states, 300 steps on a complete graph: most pairs are seen a few times; χ² and bootstrap fail here
    rng = np.random.default_rng(3)
    p_values = []
    for _ in range(60):
        walk = rng.integers(10, size=301)
        counts = counts_of(walk, 10).astype(float)
        np.fill_diagonal(counts, 0)
        expected = (counts + counts.T) / 2
        p_values.append(reversal_test(walk, expected, rng, samples=19))
    assert np.mean(np.array(p_values) <= 0.1) < 0.1 + 3 * np.sqrt(0.09 / 60)
    biased = np.cumsum(rng.choice([1, 2], size=301)) % 10
    counts = counts_of(biased, 10).astype(float)
    assert reversal_test(biased, np.maximum((counts + counts.T) / 2, 0), rng, samples=19) == 0.05
