"""Parametric bootstrap of the deviance from reversibility, for counts too small for chi-squared."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.numerics.bradley_terry import BradleyTerry, fit, log_stationary, transition_probabilities
from detbal.numerics.components import strong_parts
from detbal.numerics.kernel import kernel

Floats = NDArray[np.float64]

#: Deviances closer than this are equal: a tree of states has none, apart from round-off.
SAME = 1e-9


def deviance_bootstrap(
    n: int,
    i: ArrayLike,
    j: ArrayLike,
    c_ij: ArrayLike,
    c_ji: ArrayLike,
    outgoing: ArrayLike,
    fitted: BradleyTerry,
    rng: np.random.Generator,
    *,
    samples: int = 199,
) -> float:
    """Return the p-value of the deviance from reversibility, by simulation.

    Trajectories of the fitted reversible chain, each with as many transitions as were seen, are counted and
    fitted in turn, each on the largest set of states that it visited and could return to.

    Parameters
    ----------
    n, i, j, c_ij, c_ji
        Counts as for `bradley_terry.fit`.
    outgoing
        All transitions seen from each state, those to itself included, shape (n,).
    fitted
        Result of `bradley_terry.fit` for the same counts.
    rng
        Source of random numbers; the same one in the same state gives the same p-value.
    samples
        Number B of trajectories.

    Returns
    -------
    float
        (1 + number of simulated deviances at least as large as the one seen) / (B + 1) (Davison and Hinkley,
        Bootstrap Methods and their Application, 1997, ch. 4).

    Raises
    ------
    InputError
        If `samples` is less than 1, or the counts are less than one transition in total.

    Notes
    -----
    The fitted chain lacks the transitions that by chance were not seen. Where most pairs have but a few
    counts, it therefore simulates too small deviances, and p is too small: with 50 states, all joined to each
    other, and 3000 transitions, a reversible chain is always rejected; with 30 000 transitions p is sound.
    `walk_reversal.reversal_test` has no such weakness, but needs the counts of a single trajectory.

    Each trajectory starts from the stationary distribution. Takes memory for n² counts, and B times the time
    to simulate (about 1e7 transitions per second) and to fit (1 ms for 10 states).

    Examples
    --------
    Three states that were passed through in a circle more often one way:

    >>> counts = 3, [0, 1, 0], [1, 2, 2], [14, 15, 3], [4, 3, 14], [17, 19, 17]
    >>> fitted = fit(*counts[:5])
    >>> deviance_bootstrap(*counts, fitted, np.random.default_rng(1))
    0.005
    """
    if samples < 1:
        raise InputError(explain(f"samples = {samples}", fix="simulate at least one trajectory"))
    counts = np.asarray(outgoing, dtype=np.float64)
    steps = round(float(counts.sum()))
    if steps < 1:
        raise InputError(explain(f"{counts.sum()} transitions in total", fix="give the counts, not frequencies"))
    pi = np.exp(log_stationary(fitted.theta, counts))
    chain = np.zeros((n, n))
    first, second = np.asarray(i), np.asarray(j)
    chain[first, second], chain[second, first] = transition_probabilities(n, i, j, c_ij, c_ji, counts, fitted.theta)
    chain[np.diag_indices(n)] = np.maximum(1.0 - chain.sum(axis=1), 0.0)
    cumulative = np.cumsum(chain, axis=1)
    cumulative /= cumulative[:, -1:]
    simulate = simulate_counts.for_work(10.0 * samples * steps)
    exceeding = 0
    for _ in range(samples):
        start = int(rng.choice(n, p=pi))
        simulated = recurrent_deviance(simulate(cumulative, rng.random(steps), start))
        exceeding += simulated >= fitted.deviance - SAME
    return (1 + exceeding) / (samples + 1)


@kernel
def simulate_counts(cumulative: Floats, uniform: Floats, state: int) -> Floats:
    """Count the transitions of a trajectory that starts from `state` and makes a step for each random number.

    `cumulative` holds the cumulative sums of the rows of the transition matrix, (n, n), each ending in 1.

    Examples
    --------
    >>> simulate_counts.for_work(3)(np.array([[0.5, 1.0], [0.25, 1.0]]), np.array([0.7, 0.1, 0.2]), 0)
    array([[1., 1.],
           [1., 0.]])
    """
    n = len(cumulative)
    counts = np.zeros((n, n))
    for u in uniform:
        low, high = 0, n - 1
        while low < high:
            middle = (low + high) // 2
            if cumulative[state, middle] > u:
                high = middle
            else:
                low = middle + 1
        counts[state, low] += 1.0
        state = low
    return counts


def recurrent_deviance(counts: Floats) -> float:
    """Return the deviance on the largest strongly connected set of states.

    Parameters
    ----------
    counts
        Transitions i -> j, shape (n, n).

    Examples
    --------
    The last state was never left:

    >>> round(recurrent_deviance(np.array([[5.0, 3.0, 1.0], [3.0, 4.0, 0.0], [0.0, 0.0, 0.0]])), 12)
    0.0
    """
    parts = strong_parts(len(counts), *np.nonzero(counts))
    inside = parts == np.argmax(np.bincount(parts))
    kept = counts[np.ix_(inside, inside)]
    i, j = np.nonzero(np.triu(kept + kept.T, k=1))
    return fit(len(kept), i, j, kept[i, j], kept[j, i]).deviance
