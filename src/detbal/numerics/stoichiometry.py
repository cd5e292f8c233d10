"""Which rows of a stoichiometric matrix depend on which: a forest of pivots, cycles, conserved quantities.

The rows are reactions, the columns species. Row after row in which all species but one are known determines that one,
as an edge of a spanning forest leads to a new node. Where no such row is left, a species is chosen freely (a seed).
What is then left over ties seeds to one another, or closes a cycle: a combination of rows that changes no species.
For a graph (rows with one -1 and one +1) this is a spanning forest and its fundamental cycles.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.kernel import kernel

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Rows = NDArray[np.intp]
FloatArray = NDArray[np.float64]

#: Entries of the small dense system of the seeds below this, relative to its largest one, are zero.
ZERO = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class StoichiometricForest:
    """Pivots of a stoichiometric matrix, found by `stoichiometric_forest`.

    Attributes
    ----------
    change : (m, n) CSR array
    pivot : (n,) integer array
        Row that determines each column; -1 for seeds.
    order : (n,) integer array
        Columns in the order in which they became known.
    ties : (k,) integer array
        Rows that tie seeds to one another.
    closing : (c,) integer array
        Rows that close a cycle, one each: all rows that are neither pivots nor ties.
    moieties : (n, n - rank) float array
        A basis of what every row conserves: ``change @ moieties = 0``.
    cycles : (c, m) CSR array
        Row j: the cycle that row ``closing[j]`` closes, with coefficient 1 there; ``cycles @ change = 0``.
    """

    change: csr_array[Any]
    pivot: Rows
    order: Rows
    ties: Rows
    closing: Rows
    moieties: FloatArray
    cycles: csr_array[Any]

    @property
    def rank(self) -> int:
        """Number of independent rows."""
        return int(self.change.shape[0] - len(self.closing))


def stoichiometric_forest(change: Any) -> StoichiometricForest:
    """Find pivots, cycles and conserved quantities of a stoichiometric matrix.

    Parameters
    ----------
    change : (m, n) sparse array
        Net change of column (species) j in row (reaction) i.

    Notes
    -----
    O(entries) for the pivots; the seeds, of which there are little more than conserved quantities in the networks of
    chemistry and nuclear physics, cost O(rows left over · seeds²).

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> ring = stoichiometric_forest(csr_array([[-1.0, 1, 0], [0, -1, 1], [1, 0, -1], [-2, 1, 1]]))
    >>> ring.rank, ring.moieties.ravel(), ring.cycles.toarray()
    (2, array([1., 1., 1.]), array([[ 1.,  1.,  1.,  0.],
           [...]]))
    """
    from scipy.sparse import csr_array

    matrix = csr_array(change, dtype=float)
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    m = matrix.shape[0]
    columns = matrix.tocsc()
    busiest = np.argsort(-np.diff(columns.indptr), kind="stable")
    arrays = (matrix.indptr, matrix.indices, columns.indptr, columns.indices, busiest)
    pivot, order = _peel.for_work(4 * matrix.nnz)(*(np.asarray(a, dtype=np.int64) for a in arrays))
    seeds = order[pivot[order] < 0]
    over = np.ones(m, dtype=bool)
    over[pivot[pivot >= 0]] = False
    over_rows = np.flatnonzero(over)
    contents = _contents(matrix, pivot, order, seeds)
    reduced = np.asarray(matrix[over_rows] @ contents)
    tie_rows, tie_seeds, free = _echelon(reduced)
    ties, closing = over_rows[tie_rows], np.delete(over_rows, tie_rows)
    exchange = np.zeros((len(seeds), len(free)))  # what the free seeds are worth in all of them
    exchange[free, np.arange(len(free))] = 1.0
    shares = np.zeros((len(closing), 0))
    if len(tie_rows):
        block, others = reduced[tie_rows], np.delete(reduced, tie_rows, axis=0)
        exchange[tie_seeds] = -np.linalg.solve(block[:, tie_seeds], block[:, free])
        shares = -np.linalg.solve(block[:, tie_seeds].T, others[:, tie_seeds].T).T
        shares[np.abs(shares) < ZERO] = 0.0
    cycles = _cycles(matrix, pivot, order, closing, ties, shares)
    moieties = contents @ exchange
    moieties[np.abs(moieties) < ZERO * np.abs(moieties).max(initial=1.0)] = 0.0
    return StoichiometricForest(matrix, pivot, order, ties, closing, moieties, cycles)


@kernel
def _peel(indptr: Any, indices: Any, column_ptr: Any, column_rows: Any, busiest: Any) -> Any:
    m, n = len(indptr) - 1, len(column_ptr) - 1
    unknown = np.empty(m, np.int64)
    for r in range(m):
        unknown[r] = indptr[r + 1] - indptr[r]
    known = np.zeros(n, np.bool_)
    pivot = np.full(n, -1, np.int64)
    order = np.empty(n, np.int64)
    queue = np.empty(m + 1, np.int64)
    head, tail, count, seed = 0, 0, 0, 0
    for r in range(m):
        if unknown[r] == 1:
            queue[tail] = r
            tail += 1
    while count < n:
        new = -1
        while head < tail and new < 0:
            r = queue[head]
            head += 1
            if unknown[r] == 1:
                for k in range(indptr[r], indptr[r + 1]):
                    if not known[indices[k]]:
                        new = indices[k]
                pivot[new] = r
        if new < 0:
            while known[busiest[seed]]:
                seed += 1
            new = busiest[seed]
        known[new] = True
        order[count] = new
        count += 1
        for k in range(column_ptr[new], column_ptr[new + 1]):
            q = column_rows[k]
            unknown[q] -= 1
            if unknown[q] == 1:
                queue[tail] = q
                tail += 1
    return pivot, order


def _contents(matrix: csr_array[Any], pivot: Rows, order: Rows, seeds: Rows) -> FloatArray:
    """Return how much of each seed is in each column, (n, seeds), if all pivot rows conserve it."""
    contents = np.zeros((matrix.shape[1], len(seeds)))
    contents[seeds, np.arange(len(seeds))] = 1.0
    indptr, indices, data = matrix.indptr, matrix.indices, matrix.data
    work = matrix.nnz * max(len(seeds), 1)
    _fill.for_work(work)(indptr, indices, data, pivot, order, contents)
    return contents


@kernel
def _fill(indptr: Any, indices: Any, data: Any, pivot: Any, order: Any, contents: Any) -> None:
    for column in order:
        r = pivot[column]
        if r >= 0:
            own = 1.0
            for k in range(indptr[r], indptr[r + 1]):
                if indices[k] == column:
                    own = data[k]
            for k in range(indptr[r], indptr[r + 1]):
                other = indices[k]
                if other != column:
                    for s in range(contents.shape[1]):
                        contents[column, s] -= data[k] / own * contents[other, s]


def _echelon(reduced: FloatArray) -> tuple[Rows, Rows, Rows]:
    """Choose independent rows and as many columns by full pivoting; also return the other columns."""
    floor = ZERO * np.abs(reduced).max(initial=1.0)
    candidates = np.flatnonzero((np.abs(reduced) > floor).any(axis=1))  # most rows are zero
    left = reduced[candidates]
    rows: list[int] = []
    columns: list[int] = []
    for _ in range(min(left.shape)):
        r, c = np.unravel_index(int(np.argmax(np.abs(left))), left.shape)
        if abs(left[r, c]) <= floor:
            break
        rows.append(int(candidates[r]))
        columns.append(int(c))
        left -= np.outer(left[:, c] / left[r, c], left[r])
        left[:, c] = 0.0
        left[r] = 0.0
    free = np.setdiff1d(np.arange(reduced.shape[1]), columns)
    return np.array(rows, dtype=np.intp), np.array(columns, dtype=np.intp), free


def _cycles(
    matrix: csr_array[Any], pivot: Rows, order: Rows, closing: Rows, ties: Rows, shares: FloatArray
) -> csr_array[Any]:
    """Return a cycle for every closing row: it, with its shares of the ties, less pivot rows until nothing changes."""
    from scipy.sparse import csr_array

    place = np.empty(matrix.shape[1], dtype=np.int64)
    place[order] = np.arange(len(order))
    chosen = _selection(closing, matrix.shape[0]) + csr_array(shares) @ _selection(ties, matrix.shape[0])
    start = (chosen @ matrix).tocsr()
    arguments = (start.indptr, start.indices, start.data, matrix.indptr, matrix.indices, matrix.data, pivot, place)
    indptr, indices, data = _unwind.for_work(40.0 * start.nnz)(*arguments)
    tree = csr_array((data, indices, indptr), shape=(len(closing), matrix.shape[0]))
    found: csr_array[Any] = (tree + chosen).tocsr()
    found.data[np.abs(found.data) < ZERO] = 0.0
    found.eliminate_zeros()
    return found


def _selection(rows: Rows, m: int) -> csr_array[Any]:
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(rows)), (np.arange(len(rows)), rows)), shape=(len(rows), m))


@kernel
def _unwind(
    start_ptr: Any, start_columns: Any, start_data: Any, indptr: Any, indices: Any, data: Any, pivot: Any, place: Any
) -> Any:
    """Take away pivot rows, the last column first, until nothing is left of each starting row; CSR arrays."""
    n, rows = len(pivot), len(start_ptr) - 1
    column_at = np.empty(n, np.int64)
    for c in range(n):
        column_at[place[c]] = c
    weight = np.zeros(n)
    queued = np.zeros(n, np.bool_)
    out_ptr = np.zeros(rows + 1, np.int64)
    size = 16 + 8 * rows
    out_rows = np.empty(size, np.int64)
    out_data = np.empty(size)
    count = 0
    for j in range(rows):
        heap = [np.int64(0)]
        heap.pop()
        for k in range(start_ptr[j], start_ptr[j + 1]):
            c = start_columns[k]
            weight[c] += start_data[k]
            if not queued[c]:
                queued[c] = True
                heapq.heappush(heap, np.int64(-place[c]))
        while len(heap) > 0:
            c = column_at[-heapq.heappop(heap)]
            queued[c] = False
            amount = weight[c]
            weight[c] = 0.0
            r = pivot[c]
            if r < 0 or abs(amount) < 1e-12:
                continue
            own = 1.0
            for k in range(indptr[r], indptr[r + 1]):
                if indices[k] == c:
                    own = data[k]
            share = -amount / own
            for k in range(indptr[r], indptr[r + 1]):
                other = indices[k]
                if other != c:
                    weight[other] += share * data[k]
                    if not queued[other]:
                        queued[other] = True
                        heapq.heappush(heap, np.int64(-place[other]))
            if count == size:
                longer_rows = np.empty(2 * size, np.int64)
                longer_data = np.empty(2 * size)
                longer_rows[:size] = out_rows
                longer_data[:size] = out_data
                out_rows, out_data, size = longer_rows, longer_data, 2 * size
            out_rows[count] = r
            out_data[count] = share
            count += 1
        out_ptr[j + 1] = count
    return out_ptr, out_rows[:count], out_data[:count]
