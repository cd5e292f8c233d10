"""Spanning forests of graphs, with the potential that a field of differences has along them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.kernel import kernel

IntArray = NDArray[np.int32]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """A spanning forest of shallow trees and the potential along it.

    Attributes
    ----------
    parent, parent_edge : (N,) int32 arrays
        Neighbour towards the root and the edge that leads there; -1 at the roots.
    depth, part : (N,) int32 arrays
        Edges between node and root; number of the connected part.
    order : (N,) int32 array
        Nodes in the order in which they were met: parents before children.
    potential : (N,) float array
        Sum of the differences from the root to the node.
    bound : (N,) float array
        Sum of the edges' round-off bounds along the same way.
    parts : int
        Number of connected parts.
    """

    parent: IntArray
    parent_edge: IntArray
    depth: IntArray
    part: IntArray
    order: IntArray
    potential: FloatArray
    bound: FloatArray
    parts: int

    def cycle(self, first: int, second: int) -> list[int]:
        """Return the nodes of the cycle first → second → … → (back to) first along the forest.

        Examples
        --------
        >>> ring = spanning_forest(3, np.array([0, 1, 0]), np.array([1, 2, 2]), np.zeros(3), np.zeros(3))
        >>> ring.cycle(1, 2)
        [1, 2, 0]
        """
        ahead, behind = [second], [first]
        while ahead[-1] != behind[-1]:
            if self.depth[ahead[-1]] >= self.depth[behind[-1]]:
                ahead.append(int(self.parent[ahead[-1]]))
            else:
                behind.append(int(self.parent[behind[-1]]))
        return [first, *ahead[:-1], *reversed(behind)][: len(ahead) + len(behind) - 1]

    @property
    def tree_edges(self) -> IntArray:
        """Indices of the edges in the forest."""
        return self.parent_edge[self.parent_edge >= 0]


def spanning_forest(
    n: int, source: NDArray[Any], target: NDArray[Any], difference: FloatArray, rounding: FloatArray
) -> Forest:
    """Span the graph with shallow trees and add up `difference` along them.

    Parameters
    ----------
    n : int
        Number of nodes.
    source, target : (m,) integer arrays
        Edges; parallel ones are allowed.
    difference : (m,) float array
        Wanted ``potential[target] - potential[source]``, finite.
    rounding : (m,) float array
        Bound on the error of each difference.

    Notes
    -----
    O(N + m). Shallow trees keep cycles short and round-off small. Edges that come sorted by their lower node, as
    those of a matrix do, are taken in one pass in which every node hangs on its lowest neighbour, if that spans the
    graph (it does where only one node has no lower neighbour, as on a lattice): this reads memory in order.
    Else the trees grow breadth-first.

    Examples
    --------
    >>> forest = spanning_forest(3, np.array([0, 1]), np.array([1, 2]), np.array([1.0, 2.0]), np.zeros(2))
    >>> forest.potential, forest.parts
    (array([0., 1., 3.]), 1)
    """
    m = len(source)
    # what belongs to one node lies together in memory: large graphs are bound by cache misses
    tree = np.full((n, 4), -1, dtype=np.int32)  # parent, its edge, depth, part
    sums = np.zeros((n, 2))  # potential, bound
    order = np.empty(n, dtype=np.int32)
    hang = _hang_on_lowest.for_work(5 * (n + m))
    parts = 1
    if hang(source, target, difference, rounding, tree, sums) == 1:
        order[:] = np.arange(n)
    else:
        tree[:], sums[:] = -1, 0.0
        start, slots = np.zeros(n + 1, dtype=np.int64), np.empty((2 * m, 2), dtype=np.int32)
        grow = _grow.for_work(10 * (n + 2 * m))
        parts = grow(source, target, difference, rounding, tree, sums, order, start, slots)
    return Forest(tree[:, 0], tree[:, 1], tree[:, 2], tree[:, 3], order, sums[:, 0], sums[:, 1], parts)


@kernel
def _hang_on_lowest(source: Any, target: Any, difference: Any, rounding: Any, tree: Any, sums: Any) -> int:
    """Hang every node on its lowest neighbour; return the number of nodes without one, or -1 if edges are not sorted.

    Sorted by source, with source < target: whatever leads to a node is then met before what leads on from it.
    """
    n = len(tree)
    last = 0
    for e in range(len(source)):
        i, j = source[e], target[e]
        if i < last or j <= i:
            return -1
        last = i
        if tree[j, 0] < 0:
            tree[j, 0] = i
            tree[j, 1] = e
            tree[j, 2] = max(tree[i, 2], 0) + 1
            sums[j, 0] = sums[i, 0] + difference[e]
            sums[j, 1] = sums[i, 1] + rounding[e]
    roots = 0
    for i in range(n):
        tree[i, 3] = 0
        if tree[i, 0] < 0:
            tree[i, 2] = 0
            roots += 1
    return roots


@kernel
def _grow(
    source: Any,
    target: Any,
    difference: Any,
    rounding: Any,
    tree: Any,
    sums: Any,
    order: Any,
    start: Any,
    slots: Any,
) -> int:
    n, m = len(tree), len(source)
    for e in range(m):
        start[source[e]] += 1
        start[target[e]] += 1
    total = 0
    for i in range(n + 1):
        total += start[i]
        start[i] = total
    # filled from the back, so that afterwards start[i] is where the neighbours of i begin
    for back in range(m):
        e = m - 1 - back
        i, j = source[e], target[e]
        start[i] -= 1
        slots[start[i], 0] = j
        slots[start[i], 1] = e
        start[j] -= 1
        slots[start[j], 0] = i
        slots[start[j], 1] = e
    parts = 0
    met = 0
    for root in range(n):
        if tree[root, 3] >= 0:
            continue
        tree[root, 2] = 0
        tree[root, 3] = parts
        order[met] = root
        head = met
        met += 1
        while head < met:
            i = order[head]
            head += 1
            for slot in range(start[i], start[i + 1]):
                j = slots[slot, 0]
                if tree[j, 3] >= 0:
                    continue
                e = slots[slot, 1]
                tree[j, 0] = i
                tree[j, 1] = e
                tree[j, 2] = tree[i, 2] + 1
                tree[j, 3] = parts
                step = difference[e] if source[e] == i else -difference[e]
                sums[j, 0] = sums[i, 0] + step
                sums[j, 1] = sums[i, 1] + rounding[e]
                order[met] = j
                met += 1
        parts += 1
    return parts


def sums_around(
    forest: Forest, source: IntArray, target: IntArray, chords: NDArray[Any], values: FloatArray
) -> FloatArray:
    """Return the sum of `values` over the edges of the cycle that each chord closes, the chord included.

    Parameters
    ----------
    forest
    source, target : (m,) integer arrays
        The edges, as numbered in the forest.
    chords : (k,) integer array
        Edges outside of the forest.
    values : (m,) float array

    Notes
    -----
    O(sum of the lengths of the cycles).

    Examples
    --------
    >>> i, j = np.array([0, 1, 0]), np.array([1, 2, 2])
    >>> ring = spanning_forest(3, i, j, np.zeros(3), np.zeros(3))
    >>> sums_around(ring, i, j, np.array([1]), np.array([1.0, 2.0, 4.0]))
    array([7.])
    """
    around = _sums_around.for_work(3.0 * len(chords) * float(forest.depth.max(initial=0) + 1))
    sums = np.asarray(values[chords], dtype=np.float64)
    around(source[chords], target[chords], forest.parent, forest.parent_edge, forest.depth, values, sums)
    return sums


@kernel
def _sums_around(first: Any, second: Any, parent: Any, parent_edge: Any, depth: Any, values: Any, sums: Any) -> None:
    for k in range(len(sums)):
        i, j = first[k], second[k]
        while i != j:
            if depth[i] >= depth[j]:
                sums[k] += values[parent_edge[i]]
                i = parent[i]
            else:
                sums[k] += values[parent_edge[j]]
                j = parent[j]
