"""In which order to eliminate the states of a sparse chain, and what the elimination will cost.

Eliminating a node of a graph joins its remaining neighbours to each other. The order decides how many such
edges (fill) arise; everything about them is known from the pattern alone, before any rate is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.numerics.kernel import kernel

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Indices = NDArray[np.integer]

#: Unit roundoff of a double.
ROUNDOFF = 0.5 * float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True, eq=False)
class Symbolic:
    """What the elimination of a graph in a given order involves: O(n + edges) memory, no numbers yet.

    States are counted below by their place in the order. The upper row of state k lists the later states
    which are its neighbours when its turn comes; the lower row of i lists the k whose upper row contains i.

    Attributes
    ----------
    order
        ``order[k]`` is the state eliminated k-th, shape (n,).
    parent
        Elimination tree: the first entry of the upper row of k, or -1 if that row is empty, shape (n,).
    start, column
        The graph itself, reordered: neighbours of k are ``column[start[k]:start[k + 1]]``.
    upper, lower
        Where the upper and the lower rows start in the arrays made by `pattern`, shape (n + 1,).

    Examples
    --------
    >>> path = analyse(1000, range(999), range(1, 1000))
    >>> path.fill, path.flops  # no new edges
    (999, 999.0)
    >>> path.error_bound < 2e-12
    True
    """

    order: Indices
    parent: Indices
    start: Indices
    column: Indices
    upper: Indices
    lower: Indices

    @property
    def fill(self) -> int:
        """Entries of the upper rows, original edges included; the lower rows have as many."""
        return int(self.upper[-1])

    @property
    def flops(self) -> float:
        """Multiply-add pairs of the numeric elimination: sum of d_k^2, where d_k is the length of row k."""
        return float(np.sum(np.diff(self.upper).astype(float) ** 2))

    @property
    def error_bound(self) -> float:
        """Bound of the relative error of every ratio of stationary weights, to first order in the roundoff u.

        Equals u (8 n + sum_k 2 d_k (d_k + 3)), however metastable the chain. Eliminating k perturbs by at
        most (d_k + 2) u the rates out of d_k states; by the matrix-tree theorem a stationary weight is a
        sum of products of one rate out of each other state, so a ratio of two weights moves by at most
        2 d_k (d_k + 2) u. Substituting back adds 2 d_k u, and taking the exponentials of the rates 8 n u.
        That such bounds exist is O'Cinneide's theorem (Numer. Math. 65, 1993); this one counts the rows at
        hand. It is a worst case: on a 100 x 100 torus it says 8e-9, and 7e-15 is observed.
        """
        row = np.diff(self.upper).astype(float)
        return ROUNDOFF * float(8 * len(row) + np.sum(2 * row * (row + 3)))

    def covers(self, n: int, rows: Indices, cols: Indices) -> bool:
        """Tell whether the graph has n nodes and all these edges (loops aside).

        Examples
        --------
        >>> path = analyse(3, [0, 1], [1, 2])
        >>> path.covers(3, np.array([2]), np.array([1])), path.covers(3, np.array([0]), np.array([2]))
        (True, False)
        """
        if n != len(self.order):
            return False
        place = np.argsort(self.order)
        own = n * np.repeat(np.arange(n), np.diff(self.start)) + self.column
        return bool(np.all(np.isin(n * place[rows] + place[cols], own)))

    def pattern(self) -> tuple[Indices, Indices]:
        """Return the columns of the upper and of the lower rows, each row ascending; O(fill).

        Examples
        --------
        >>> upper, lower = analyse(4, [0, 1, 2, 3], [1, 2, 3, 0], order=[0, 1, 2, 3]).pattern()
        >>> upper  # rows [1, 3], [2, 3], [3], []: the edge 1-3 is new
        array([1, 3, 2, 3, 3], dtype=int32)
        >>> lower  # rows [], [0], [1], [0, 1, 2]
        array([0, 1, 0, 1, 2], dtype=int32)
        """
        fill = _fill.for_work(5 * self.fill)
        return fill(self.start, self.column, self.parent, self.upper, self.lower)


def analyse(n: int, rows: ArrayLike, cols: ArrayLike, order: ArrayLike | None = None) -> Symbolic:
    """Analyse the elimination of an undirected graph, so that one may decline it before it starts.

    Parameters
    ----------
    n
        Number of states.
    rows, cols
        Ends of the edges; direction, repetition and self-loops do not matter.
    order
        Permutation of the states; the fill-reducing one by default.

    Returns
    -------
    Symbolic
        The time is that of the ordering, plus a walk over the fill (0.03 s for 4 million entries).

    Examples
    --------
    >>> ring = analyse(5, range(5), [1, 2, 3, 4, 0])
    >>> ring.fill, ring.flops
    (7, 13.0)
    """
    graph = _adjacency(n, rows, cols)
    chosen = _minimum_degree(graph) if order is None else np.asarray(order, dtype=np.intp)
    permuted = graph[chosen][:, chosen]
    permuted.sort_indices()
    start, column = permuted.indptr.astype(np.int64), permuted.indices.astype(np.int32)
    parent, above, left = _row_lengths.for_work(20 * (n + len(column)))(start, column)
    upper, lower = (np.concatenate([[0], np.cumsum(length)]) for length in (above, left))
    return Symbolic(chosen, parent, start, column, upper, lower)


def fill_reducing_order(n: int, rows: ArrayLike, cols: ArrayLike) -> Indices:
    """Order the nodes of an undirected graph so that eliminating them one by one makes few new edges.

    Multiple minimum degree (Liu, ACM Trans. Math. Softw. 11, 1985), as implemented in SuperLU. Nodes with
    more than 10 sqrt(n) neighbours go last, since one hub would make minimum degree quadratic.

    Parameters
    ----------
    n
        Number of nodes.
    rows, cols
        Ends of the edges; direction, repetition and self-loops do not matter.

    Returns
    -------
    (n,) int array
        ``order[k]`` is the node to eliminate k-th. Takes 0.01 s for a 100 x 100 torus and 0.3 s for a
        316 x 316 one; slow on expanders, see `separator_width`.

    Examples
    --------
    >>> star = fill_reducing_order(5, [2, 2, 2, 2], [0, 1, 3, 4])
    >>> 2 in star[-2:]  # the hub waits until at most one leaf is left
    True
    """
    return _minimum_degree(_adjacency(n, rows, cols))


def separator_width(n: int, rows: ArrayLike, cols: ArrayLike) -> int:
    """Return quickly an upper bound of how many nodes must go to cut the graph into balanced parts.

    A graph that needs w of them has an elimination row of about w entries in any order, hence at least
    about w^2 / 2 entries of fill and w^3 / 3 multiply-adds. With the bound for w, minimum degree was seen to
    need 24 times that work on a 100 x 100 torus, and 60 to 180 times on exclusion processes on rings.

    The bound is the narrowest, near the middle, of the level sets of a breadth-first search from the
    periphery; or one plus the number of independent cycles, if that is less (so that trees count as easy).

    Parameters
    ----------
    n
        Number of nodes.
    rows, cols
        Ends of the edges; direction, repetition and self-loops do not matter.

    Returns
    -------
    int
        Hubs (see `fill_reducing_order`) plus the bound for the largest component without them. Takes
        O(n + edges): 0.4 s for 184 756 states with 1 million edges.

    Examples
    --------
    >>> separator_width(6, range(6), [1, 2, 3, 4, 5, 0])  # a ring falls apart without 2 of its nodes
    2
    >>> separator_width(4, [0, 0, 0, 1, 1, 2], [1, 2, 3, 2, 3, 3])  # complete graph
    3
    """
    from scipy.sparse.csgraph import connected_components

    graph = _adjacency(n, rows, cols)
    hub = _is_hub(graph)
    rest = graph[~hub][:, ~hub]
    label = connected_components(rest, directed=False)[1]
    member = label == np.argmax(np.bincount(label, minlength=1))
    core = rest[member][:, member]
    cycles = int(core.nnz) // 2 - int(core.shape[0]) + 1
    return int(np.sum(hub)) + min(cycles + 1, _narrowest_middle_level(core))


def _adjacency(n: int, rows: ArrayLike, cols: ArrayLike) -> csr_array:
    """Pattern of the undirected graph, without loops."""
    from scipy.sparse import coo_array

    i, j = np.asarray(rows, dtype=np.int32), np.asarray(cols, dtype=np.int32)
    i, j = i[i != j], j[i != j]
    ends = np.concatenate([i, j]), np.concatenate([j, i])
    return coo_array((np.ones(len(ends[0]), dtype=bool), ends), shape=(n, n)).tocsr()


def _is_hub(graph: csr_array) -> NDArray[np.bool_]:
    """Mark nodes too well connected to be worth ordering, as approximate minimum degree codes do."""
    is_hub: NDArray[np.bool_] = np.diff(graph.indptr) > max(16.0, 10.0 * float(graph.shape[0]) ** 0.5)
    return is_hub


def _minimum_degree(graph: csr_array) -> Indices:
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import spilu

    hub = _is_hub(graph)
    rest = np.flatnonzero(~hub)
    if len(rest) > 2:
        inner = graph[rest][:, rest]
        diagonal = csc_array((np.diff(inner.indptr) + 1.0, (range(len(rest)),) * 2))
        # SciPy offers SuperLU's ordering only by way of a factorisation: drop all of it but the ordering.
        # A diagonally dominant matrix needs no pivoting, so that perm_c is the ordering and nothing else;
        # it says when each node goes, hence argsort.
        dropped = spilu(
            (diagonal - inner.astype(float)).tocsc(),
            permc_spec="MMD_AT_PLUS_A",
            drop_tol=1.0,
            fill_factor=1.0,
            options={"SymmetricMode": True},
        )
        rest = rest[np.argsort(dropped.perm_c)]
    return np.concatenate([rest, np.flatnonzero(hub)])


def _narrowest_middle_level(graph: csr_array) -> int:
    """Size of the smallest breadth-first level of a connected graph leaving no part above two thirds."""
    from scipy.sparse.csgraph import breadth_first_order

    size = int(graph.shape[0])
    if size < 2:
        return size
    far = breadth_first_order(graph, 0, directed=False)[0][-1]
    visited, parent = breadth_first_order(graph, far, directed=False)
    place = np.empty(size, dtype=np.intp)
    place[visited] = np.arange(size)
    parent_place = place[parent[visited[1:]]]  # ascending, so that each level is an interval of `visited`
    begin, end = 0, 1
    best = size
    while begin < end:
        if max(begin, size - end) <= 2 * size / 3:
            best = min(best, end - begin)
        begin, end = end, 1 + int(np.searchsorted(parent_place, end))
    return best


@kernel
def _row_lengths(start: Indices, column: Indices) -> tuple[Indices, Indices, Indices]:
    """Elimination tree (Liu 1986) and lengths of the upper and lower rows, without storing the rows.

    The lower row of i holds the nodes on the tree paths from the earlier neighbours of i up to i.
    """
    n = len(start) - 1
    parent = np.full(n, -1, dtype=np.int64)
    seen_by = np.full(n, -1, dtype=np.int64)
    upper = np.zeros(n, dtype=np.int64)
    lower = np.zeros(n, dtype=np.int64)
    for i in range(n):
        seen_by[i] = i
        for p in range(start[i], start[i + 1]):
            k = column[p]
            while k < i and seen_by[k] != i:
                if parent[k] < 0:
                    parent[k] = i
                seen_by[k] = i
                upper[k] += 1
                lower[i] += 1
                k = parent[k]
    return parent, upper, lower


@kernel
def _fill(start: Indices, column: Indices, parent: Indices, upper: Indices, lower: Indices) -> tuple[Indices, Indices]:
    """Columns of the upper rows by the walk of `_row_lengths`, then of the lower rows by transposition."""
    n = len(start) - 1
    upper_column = np.empty(upper[n], dtype=np.int32)
    lower_column = np.empty(lower[n], dtype=np.int32)
    seen_by = np.full(n, -1, dtype=np.int64)
    end = upper.copy()
    for i in range(n):
        seen_by[i] = i
        for p in range(start[i], start[i + 1]):
            k = column[p]
            while k < i and seen_by[k] != i:
                seen_by[k] = i
                upper_column[end[k]] = i
                end[k] += 1
                k = parent[k]
    end = lower.copy()
    for k in range(n):
        for p in range(upper[k], upper[k + 1]):
            i = upper_column[p]
            lower_column[end[i]] = k
            end[i] += 1
    return upper_column, lower_column
