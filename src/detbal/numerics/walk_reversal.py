"""An exact test of reversibility for transition counts of one trajectory, however few.

Under a reversible Markov chain every walk with the same ends, and the same number of passages of every pair of
states in either direction together, is equally probable: its probability is a product of symmetric flows over
powers of stationary weights. Such walks turn into one another when the stretch between two visits of the same
state is run through backwards. Comparing the walk seen with walks made so tests reversibility without any
parameter to estimate.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.intp]
FloatArray = NDArray[np.float64]

#: Stretches turned between the walk seen and each walk that it is compared with, for each state; fewer, but not
#: fewer than the second number, if the walks are so long that all of it would take more than some `STEPS` steps.
TURNS, FEWEST_TURNS, STEPS = 20, 40, 5e8


def random_walk_through(counts: NDArray[np.integer], rng: np.random.Generator) -> IntArray | None:
    """Return one of all walks that make exactly the transitions counted, each with the same probability.

    Parameters
    ----------
    counts : (n, n) integer array
        Transitions i → j, of one or several walks.
    rng

    Returns
    -------
    (t,) integer array, or None
        States in the order of their visits. Where more states were left than entered, the counts belong to
        several walks: they stand one after the other, each between two entries n. None if no walk is possible
        (counts that are not connected).

    Notes
    -----
    The order of exits from every state is random, except that the last exits form a random tree that leads to
    the end of the walk, drawn by loop-erased random walks (the BEST theorem; Wilson's algorithm).

    Examples
    --------
    >>> random_walk_through(np.array([[0, 2], [1, 0]]), np.random.default_rng(0))
    array([0, 1, 0, 1])
    """
    excess = counts.sum(axis=1) - counts.sum(axis=0)
    if np.abs(excess).sum() > 2:  # several walks: one that starts and ends, again and again, in a place outside
        n = len(counts)
        outside = np.zeros((n + 1, n + 1), dtype=np.int64)
        outside[:n, :n], outside[n, :n], outside[:n, n] = counts, np.maximum(excess, 0), np.maximum(-excess, 0)
        return _walk(outside, n, n, rng)
    if excess.any():
        return _walk(counts, int(np.argmax(excess)), int(np.argmin(excess)), rng)
    leaving = counts.sum(axis=1)
    start = int(rng.choice(len(counts), p=leaving / leaving.sum()))
    return _walk(counts, start, start, rng)


def _walk(counts: NDArray[np.integer], start: int, end: int, rng: np.random.Generator) -> IntArray | None:
    from scipy.sparse.csgraph import connected_components

    pieces = connected_components(counts, directed=False)[1]
    if len(set(pieces[counts.sum(axis=1) + counts.sum(axis=0) > 0])) > 1:
        return None
    last = _random_tree(counts, end, rng)
    exits: list[list[int]] = []
    for i, row in enumerate(counts):
        rest = row.copy()
        if i != end:
            rest[last[i]] -= 1
        order = rng.permutation(np.repeat(np.arange(len(row)), rest))
        # taken from the back, so that the last exit stands first
        exits.append([int(last[i]), *map(int, order)] if i != end else list(map(int, order)))
    walk = [start]
    while exits[walk[-1]]:
        walk.append(exits[walk[-1]].pop())
    return np.array(walk) if len(walk) == counts.sum() + 1 else None


def reversal_test(walk: IntArray, expected: FloatArray, rng: np.random.Generator, *, samples: int = 199) -> float:
    """Return the exact p-value of "the walk comes from a reversible chain".

    Parameters
    ----------
    walk : (t,) integer array
        States 0 … n - 1 in the order of their visits; several walks are parted by entries n.
    expected : (n, n) float array
        Counts expected of a reversible chain with the same number of passages of every pair (the same for all
        walks that are compared); the statistic is 2 Σ c ln(c / expected).
    rng
    samples : int
        Walks to compare with.

    Returns
    -------
    float
        (1 + number of walks with a statistic at least as large) / (samples + 1). Exact in the sense that a
        reversible chain gives a value up to α with probability at most α, for any length of walk.

    Notes
    -----
    The walk seen is led away by some turns, and every walk of the comparison is led back from there by as
    many: seen and compared walks are then exchangeable (J. Besag, P. Clifford, Biometrika 76, 633 (1989)).
    Cost: samples × turns × length of the walk.

    Examples
    --------
    A walk that runs round three states one way thirty times is no walk of a reversible chain.

    >>> walk = np.arange(91) % 3
    >>> reversal_test(walk, np.full((3, 3), 15.0), np.random.default_rng(0))
    0.005
    """
    n = len(expected)
    turns = int(np.clip(STEPS / (samples * len(walk)), FEWEST_TURNS, TURNS * n))
    observed = _statistic(walk, expected)
    origin = _turned(walk, n, turns, rng)
    as_large = sum(_statistic(_turned(origin, n, turns, rng), expected) >= observed - 1e-9 for _ in range(samples))
    return (1 + as_large) / (samples + 1)


def _statistic(walk: IntArray, expected: FloatArray) -> float:
    from scipy.special import xlogy

    n = len(expected)
    inside = (walk[:-1] < n) & (walk[1:] < n)
    counts = np.bincount((walk[:-1] * n + walk[1:])[inside], minlength=n * n).reshape(n, n).astype(float)
    np.fill_diagonal(counts, 0.0)
    seen = counts > 0
    return 2.0 * float(xlogy(counts[seen], counts[seen] / expected[seen]).sum())


def _turned(walk: IntArray, outside: int, turns: int, rng: np.random.Generator) -> IntArray:
    """Turn stretches between two random visits of the state at a random place, within one walk."""
    after = walk.copy()
    for place, choice in zip(rng.integers(len(walk), size=turns), rng.random(turns), strict=True):
        visits = np.flatnonzero(after == after[place])
        other = visits[int(choice * len(visits))]
        stretch = after[min(place, other) : max(place, other) + 1]
        if not (stretch == outside).any():
            stretch[:] = stretch[::-1].copy()
    return after


def _random_tree(counts: NDArray[np.integer], root: int, rng: np.random.Generator) -> IntArray:
    """Return the next state on the way to the root, for a tree drawn with weight Π counts (Wilson's algorithm)."""
    n = len(counts)
    heights = np.cumsum(counts - np.diag(np.diagonal(counts)), axis=1)
    following = np.full(n, -1)
    done = np.zeros(n, dtype=bool)
    done[root] = True
    for start in range(n):
        i = start
        if not heights[start, -1]:
            done[start] = True  # never visited
        while not done[i]:
            following[i] = int(np.searchsorted(heights[i], rng.random() * heights[i, -1], side="right"))
            i = int(following[i])
        i = start
        while not done[i]:
            done[i] = True
            i = int(following[i])
    return following
