"""Weights of a counter that count the same in the long run, but little where most happens."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.forest import spanning_forest
from detbal.numerics.potential import best_potential

FloatArray = NDArray[np.float64]
IntArray = NDArray[Any]

_EPS = float(np.finfo(np.float64).eps)
#: The weights as they are, or nothing on a tree, are taken if they are noisier than the quietest by no more than this.
_NEARLY = 4.0
#: Traffic, as part of the largest, below which processes are taken for as busy, lest least squares lose their digits.
_SLOWEST = 1e-10


def quiet_weights(
    n: int, source: IntArray, target: IntArray, log_traffic: FloatArray, weight: FloatArray
) -> FloatArray:
    """Return weights that differ by what the states store, and count little at once.

    Parameters
    ----------
    n : int
        States.
    source, target : (k,) integer arrays
        Processes, of which those that run both ways have opposite weights.
    log_traffic : (k,)
        How busy each is.
    weight : (k,)
        What it adds to the counter.

    Returns
    -------
    (k,) float array
        ``weight - (φ[target] - φ[source])`` for some φ. Around every cycle both add up to the same, so that all
        cumulants per unit time are the same. What is left of round-off in φ is taken as 0.

    Notes
    -----
    What a lead gives in a hundred exchanges, and takes back in as many, cancels in sums: so do digits, if it exchanges
    much more than flows through. Current conservation is used before anything is added: electrons are counted where
    they are few. Held against each other, by Σ traffic × weight², are the weights as they are; none on a spanning tree
    of the busiest processes (Kruskal's), which leaves all to a few where a cycle is long; and the least there is, a
    solve with the graph Laplacian. Whichever φ is found, no cumulant changes.

    Examples
    --------
    A dot that exchanges an electron with its left (first and third) 1e15 times as fast as with its right:

    >>> ends = np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])
    >>> quiet_weights(2, *ends, np.log([1.0, 1e-15, 1.0, 1e-15]), np.array([1.0, 0.0, -1.0, 0.0])).tolist()
    [0.0, -1.0, 0.0, 1.0]

    A ring of five states, around which each step counts the same:

    >>> at = np.arange(5)
    >>> quiet_weights(5, at, (at + 1) % 5, np.zeros(5), np.array([5.0, 0, 0, 0, 0])).round(12).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0]
    """
    with np.errstate(under="ignore"):
        traffic = np.exp(log_traffic - log_traffic.max(initial=-np.inf))
    on_tree = chord_weights(n, source, target, log_traffic, weight)
    stored = best_potential(n, source, target, np.maximum(traffic, _SLOWEST), weight)
    least = _without(stored, source, target, weight, n)
    noise = [float(traffic @ one**2) for one in (weight, on_tree, least)]
    for one, size in zip((weight, on_tree), noise, strict=False):
        if size <= _NEARLY * min(noise):
            return one
    return least


def chord_weights(
    n: int, source: IntArray, target: IntArray, log_traffic: FloatArray, weight: FloatArray
) -> FloatArray:
    """Return weights that count the same in the long run, and nothing on a spanning tree of the busiest processes.

    What is left, on the chords, is what whole cycles add up.

    Parameters
    ----------
    n, source, target, log_traffic, weight
        As for `quiet_weights`.

    Examples
    --------
    >>> ends = np.array([0, 1, 2, 1, 2, 0]), np.array([1, 2, 0, 0, 1, 2])
    >>> chord_weights(3, *ends, np.log([3.0, 3, 1, 3, 3, 1]), np.array([1.0, 1, 1, -1, -1, -1])).tolist()
    [0.0, 0.0, 3.0, 0.0, 0.0, -3.0]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    moves = np.flatnonzero(source != target)
    busiest = moves[np.argsort(-log_traffic[moves], kind="stable")]
    low, high = np.minimum(source, target)[busiest], np.maximum(source, target)[busiest]
    _, rank = np.unique(low.astype(np.int64) * n + high, return_index=True)
    graph = coo_array((rank + 1.0, (low[rank], high[rank])), shape=(n, n)).tocsr()
    tree = busiest[minimum_spanning_tree(graph).data.astype(np.int64) - 1]
    none = np.zeros(len(tree))
    stored = spanning_forest(n, source[tree], target[tree], weight[tree], none).potential
    return _without(stored, source, target, weight, n)


def _without(stored: FloatArray, source: IntArray, target: IntArray, weight: FloatArray, n: int) -> FloatArray:
    before, after = stored[source], stored[target]
    left = weight - (after - before)
    rounding = 2 * _EPS * n * (np.abs(before) + np.abs(after) + np.abs(weight))
    return np.where(np.abs(left) <= rounding, 0.0, left)
