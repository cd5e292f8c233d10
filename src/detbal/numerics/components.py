"""Connected parts of directed graphs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def strong_parts(n: int, source: NDArray[Any], target: NDArray[Any]) -> NDArray[np.int32]:
    """Return the strongly connected part of every node of a directed graph; O(N + E).

    Parameters
    ----------
    n : int
        Number of nodes.
    source, target : (k,) integer arrays
        Arrows.

    Returns
    -------
    (n,) int32 array
        Part of each node; two nodes share one if each can be reached from the other.

    Examples
    --------
    >>> parts = strong_parts(3, np.array([0, 1, 1]), np.array([1, 0, 2]))
    >>> bool(parts[0] == parts[1]), bool(parts[1] == parts[2])
    (True, False)
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(source), dtype=np.int8), (source, target)), shape=(n, n)).tocsr()
    return np.asarray(connected_components(graph, directed=True, connection="strong")[1], dtype=np.int32)


def closed_parts(n: int, source: NDArray[Any], target: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """Return the strongly connected part of each node, and which parts no arrow leaves.

    A Markov chain ends up in its closed parts; each has one stationary state.

    Examples
    --------
    >>> parts, closed = closed_parts(3, np.array([0, 1, 1]), np.array([1, 0, 2]))
    >>> bool(closed == [parts[2]])
    True
    """
    parts = strong_parts(n, source, target)
    leaves = parts[source] != parts[target]
    is_closed = np.ones(int(parts.max(initial=-1)) + 1, dtype=bool)
    is_closed[parts[source[leaves]]] = False
    return parts, np.flatnonzero(is_closed)
