"""Weights of a counter that count the same in the long run, and nothing where most happens."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.forest import spanning_forest

FloatArray = NDArray[np.float64]
IntArray = NDArray[Any]

_EPS = float(np.finfo(np.float64).eps)


def quiet_weights(
    n: int, source: IntArray, target: IntArray, log_traffic: FloatArray, weight: FloatArray
) -> FloatArray:
    """Return weights that differ by what the states store, and vanish on a spanning tree of the busiest processes.

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
    they are few. The tree is Kruskal's.

    Examples
    --------
    A dot that exchanges an electron with its left (first and third) 1e15 times as fast as with its right:

    >>> ends = np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])
    >>> quiet_weights(2, *ends, np.log([1.0, 1e-15, 1.0, 1e-15]), np.array([1.0, 0.0, -1.0, 0.0])).tolist()
    [0.0, -1.0, 0.0, 1.0]
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
    before, after = stored[source], stored[target]
    left = weight - (after - before)
    rounding = 2 * _EPS * n * (np.abs(before) + np.abs(after) + np.abs(weight))
    return np.where(np.abs(left) <= rounding, 0.0, left)
