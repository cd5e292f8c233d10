"""In which order the columns of a sparse matrix become known, row after row, and which rows determine them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.kernel import kernel

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Rows = NDArray[np.intp]


def peel(matrix: csr_array[Any]) -> tuple[Rows, Rows, int]:
    """Choose rows that determine a column each, in one sweep, and columns that are free.

    Rows with a column that no other row has are independent of the others, and in no cycle: they are taken off, until
    none is left. In the core, a row in which all columns but one are known determines that one; where there is no such
    row, the column that most rows have is free.

    Parameters
    ----------
    matrix : (m, n) CSR array
        Without zeros.

    Returns
    -------
    pivot : (n,) integer array
        Row that determines each column; -1 for free ones.
    order : (n,) integer array
        Columns: each comes after the others in its pivot row, the free ones where they are first needed.
    core : int
        So many columns at the beginning of `order` are in rows of the core.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> ring_and_leaf = csr_array([[-1, 1, 0, 0], [0, -1, 1, 0], [1, 0, -1, 0], [0, 0, -1.0, 1]])
    >>> pivot, order, core = peel(ring_and_leaf)
    >>> pivot.tolist(), order.tolist(), core
    ([-1, 0, 2, 3], [0, 1, 2, 3], 3)
    """
    columns = matrix.tocsc()
    by_row, by_column = (
        (np.asarray(side.indptr, dtype=np.int64), np.asarray(side.indices, dtype=np.int64))
        for side in (matrix, columns)
    )
    work = 8.0 * matrix.nnz
    own, stripped, degree = _strip.for_work(work)(*by_row, *by_column)
    busiest = np.argsort(-degree, kind="stable")
    pivot, order, core = _grow.for_work(work)(*by_row, *by_column, own, stripped, degree, busiest)
    return pivot, order, int(core)


@kernel
def _strip(indptr: Any, indices: Any, column_ptr: Any, column_rows: Any) -> Any:
    """Take off rows with a column of their own; return that column or -1, these rows in order, what columns keep."""
    m, n = len(indptr) - 1, len(column_ptr) - 1
    degree = np.empty(n, np.int64)
    leaves = np.empty(n, np.int64)
    tail = 0
    for c in range(n):
        degree[c] = column_ptr[c + 1] - column_ptr[c]
        if degree[c] == 1:
            leaves[tail] = c
            tail += 1
    own = np.full(m, -1, np.int64)
    stripped = np.empty(m, np.int64)
    head, count = 0, 0
    while head < tail:
        leaf = leaves[head]
        head += 1
        if degree[leaf] == 0:
            continue
        for k in range(column_ptr[leaf], column_ptr[leaf + 1]):
            r = column_rows[k]
            if own[r] >= 0:
                continue
            own[r] = leaf
            stripped[count] = r
            count += 1
            for e in range(indptr[r], indptr[r + 1]):
                c = indices[e]
                degree[c] -= 1
                if degree[c] == 1:
                    leaves[tail] = c
                    tail += 1
    return own, stripped[:count], degree


@kernel
def _grow(
    indptr: Any,
    indices: Any,
    column_ptr: Any,
    column_rows: Any,
    own: Any,
    stripped: Any,
    degree: Any,
    busiest: Any,
) -> Any:
    """Grow the order over the core, then over the rows taken off, the last one first, then over what is left."""
    m, n = len(indptr) - 1, len(column_ptr) - 1
    core = 0
    for c in range(n):
        if degree[c] > 0:
            core += 1
    unknown = np.empty(m, np.int64)
    known = np.zeros(n, np.bool_)
    pivot = np.full(n, -1, np.int64)
    order = np.empty(n, np.int64)
    queue = np.empty(m + 1, np.int64)
    head, tail, count, seed = 0, 0, 0, 0
    for r in range(m):
        unknown[r] = indptr[r + 1] - indptr[r]
        if unknown[r] == 1 and own[r] < 0:
            queue[tail] = r
            tail += 1
    while count < core:
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
            if unknown[q] == 1 and own[q] < 0:
                queue[tail] = q
                tail += 1
    for j in range(len(stripped) - 1, -1, -1):
        r = stripped[j]
        for k in range(indptr[r], indptr[r + 1]):
            c = indices[k]
            if c != own[r] and not known[c]:
                known[c] = True
                order[count] = c
                count += 1
        known[own[r]] = True
        pivot[own[r]] = r
        order[count] = own[r]
        count += 1
    for c in range(n):
        if not known[c]:
            order[count] = c
            count += 1
    return pivot, order, core
