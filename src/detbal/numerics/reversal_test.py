"""Exact test of reversibility for the counts of one trajectory, however few.

Under detailed balance the probability of a trajectory is the product of T_ij over its steps i -> j; with
pi_i T_ij = pi_j T_ji it depends only on the two ends, on the steps from states to themselves, and on the sums
s_ij = c_ij + c_ji. Running backward through the part between two visits of the same state changes none of
these: given them, all trajectories that such reversals make of each other are equally probable for every T.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.numerics.deviance_bootstrap import SAME, recurrent_deviance
from detbal.numerics.kernel import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def reversal_p_value(
    n: int,
    i: ArrayLike,
    j: ArrayLike,
    c_ij: ArrayLike,
    c_ji: ArrayLike,
    rng: np.random.Generator,
    *,
    samples: int = 199,
) -> float:
    """Return the p-value of the deviance among trajectories as probable as the one seen, if reversible.

    Parameters
    ----------
    n
        Number of states.
    i, j
        The two different states of each pair, shape (E,).
    c_ij, c_ji
        Whole numbers of transitions i -> j and j -> i along one trajectory, shape (E,).
    rng
        Source of random numbers; the same one in the same state gives the same p-value.
    samples
        Number B of trajectories to compare with.

    Returns
    -------
    float
        (1 + number of other trajectories with at least the deviance of the one seen) / (B + 1). If the chain
        is reversible, p <= a with a probability of at most a, for every a and every number of counts.

    Raises
    ------
    InputError
        If the counts are not whole numbers or cannot belong to a single trajectory, or `samples` is below 1.

    Notes
    -----
    The counts leave open in which order the transitions came; one order is drawn at random out of all. From
    there 5 n + 20 random reversals lead to a centre, and as many from the centre to each of the others:
    together they are exchangeable, whether or not so many reversals suffice to forget the beginning (parallel
    method of Besag and Clifford, Biometrika 76, 1989). Takes B n times the length of the trajectory, at about
    5e8 per second, and B fits.

    Examples
    --------
    A walk around a triangle, with a single step back:

    >>> counts = 3, [0, 1, 0], [1, 2, 2], [11, 10, 0], [1, 0, 10]
    >>> reversal_p_value(*counts, np.random.default_rng(1))
    0.005
    """
    if samples < 1:
        raise InputError(explain(f"samples = {samples}", fix="compare with at least one trajectory"))
    counts = _checked_counts(n, i, j, c_ij, c_ji)
    seen = _trajectory(counts, rng)
    visits = np.argsort(seen, kind="stable")
    first = np.searchsorted(seen[visits], np.arange(n + 1))
    moves = 5 * n + 20
    shuffle = reverse_segments.for_work(3.0 * samples * moves * len(seen))
    centre = shuffle(seen, visits, first, rng.random((moves, 2)))
    threshold = recurrent_deviance(counts) - SAME
    exceeding = 0
    for _ in range(samples):
        path, _ = shuffle(*centre, first, rng.random((moves, 2)))
        other = np.bincount(path[:-1] * n + path[1:], minlength=n * n).reshape(n, n).astype(float)
        exceeding += recurrent_deviance(other) >= threshold
    return (1 + exceeding) / (samples + 1)


@kernel
def reverse_segments(path: Ints, visits: Ints, first: Ints, uniform: Floats) -> tuple[Ints, Ints]:
    """Reverse parts of a trajectory between two visits of the same state, both drawn at random.

    ``visits[first[s]:first[s + 1]]`` are the times at which the trajectory is in state s. Returns the new
    trajectory and its visits; every row of `uniform` stands for a reversal.
    """
    path, visits = path.copy(), visits.copy()
    slot = np.empty(len(path), dtype=np.int64)
    for place in range(len(visits)):
        slot[visits[place]] = place
    for move in range(len(uniform)):
        a = int(uniform[move, 0] * len(path))
        state = path[a]
        b = visits[first[state] + int(uniform[move, 1] * (first[state + 1] - first[state]))]
        low, high = min(a, b), max(a, b)
        while low < high:
            path[low], path[high] = path[high], path[low]
            slot[low], slot[high] = slot[high], slot[low]
            visits[slot[low]], visits[slot[high]] = low, high
            low, high = low + 1, high - 1
    return path, visits


def _trajectory(counts: Floats, rng: np.random.Generator) -> Ints:
    """Draw one of the trajectories that have these counts, all with the same probability.

    A trajectory is a choice of the order of exits from each state; it gets stuck before its end unless the
    last exits from all states but the final one form a tree (de Bruijn, van Aardenne-Ehrenfest, Smith and
    Tutte, 1951), which is to be drawn with a weight equal to the product of the counts along its edges.
    """
    start, end = _ends(counts)
    exits = counts.astype(np.int64)
    last = _last_exits(counts, end, rng)
    states = np.flatnonzero(last >= 0)
    exits[states, last[states]] -= 1
    order = []
    for state in range(len(counts)):
        early = rng.permutation(np.repeat(np.arange(len(counts)), exits[state]))
        order.append(np.append(early, last[state]) if last[state] >= 0 else early)
    first = np.cumsum([0] + [len(targets) for targets in order])
    return _walk.for_work(10.0 * float(first[-1]))(np.concatenate(order), first, start)


def _ends(counts: Floats) -> tuple[int, int]:
    """Return the first and the last state; if they agree, any state will do, since only its count matters."""
    from scipy.sparse.csgraph import connected_components

    leaving, entering = counts.sum(axis=1), counts.sum(axis=0)
    balance = leaving - entering
    if np.abs(balance).sum() > 2:
        state = int(np.argmax(np.abs(balance)))
        what = f"{int(leaving[state])} transitions from state {state}, {int(entering[state])} to it"
        why = "along one trajectory they differ by one at its two ends, and nowhere else"
        fix = "give the counts of a single trajectory, or use the deviance with chi-squared or the bootstrap"
        raise InputError(explain(what, why=why, fix=fix))
    end = int(np.argmin(balance if balance.any() else -leaving))
    part = connected_components(counts, directed=False)[1]
    stray = (leaving > 0) & (part != part[end])
    if stray.any():
        what = f"no trajectory joins the transitions from state {int(np.argmax(stray))} to those to state {end}"
        raise InputError(explain(what, fix="give the counts of a single trajectory"))
    return int(np.argmax(balance)) if balance.any() else end, end


def _last_exits(counts: Floats, end: int, rng: np.random.Generator) -> Ints:
    """Draw a tree towards `end` by loop-erased random walks (Wilson 1996); -1 where there is no last exit."""
    cumulative = counts.cumsum(axis=1)
    last = np.full(len(counts), -1, dtype=np.int64)
    joined = counts.sum(axis=1) == 0
    joined[end] = True
    for leaf in range(len(counts)):
        state = leaf
        while not joined[state]:
            draw = rng.random() * cumulative[state, -1]
            last[state] = np.searchsorted(cumulative[state], draw, side="right")
            state = int(last[state])
        state = leaf
        while not joined[state]:
            joined[state] = True
            state = int(last[state])
    return last


@kernel
def _walk(exits: Ints, first: Ints, state: int) -> Ints:
    """Leave each state through its exits in turn, ``exits[first[s]:first[s + 1]]`` from s."""
    used = first.copy()
    path = np.empty(len(exits) + 1, dtype=np.int64)
    for step in range(len(path)):
        path[step] = state
        if step < len(exits):
            used[state] += 1
            state = exits[used[state] - 1]
    return path


def _checked_counts(n: int, i: ArrayLike, j: ArrayLike, c_ij: ArrayLike, c_ji: ArrayLike) -> Floats:
    first, second = np.asarray(i), np.asarray(j)
    counts = np.zeros((n, n))
    for source, target, given in ((first, second, c_ij), (second, first, c_ji)):
        number = np.asarray(given, dtype=np.float64)
        wrong = ~((number >= 0) & (number == np.rint(number)) & np.isfinite(number))
        if wrong.any():
            e = int(np.argmax(wrong))
            what = f"{number[e]} transitions from state {source[e]} to state {target[e]}"
            raise InputError(explain(what, fix="give whole numbers, not effective counts"))
        counts[source, target] = number
    return counts
