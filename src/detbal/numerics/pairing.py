"""Bring the two directions of every edge together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.kernel import kernel

IntArray = NDArray[np.int32]
FloatArray = NDArray[np.float64]


def pair_sparse(matrix: Any) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Pair the off-diagonal entries of a square sparse matrix with those of its transpose.

    Parameters
    ----------
    matrix : (N, N) scipy.sparse CSR array with sorted indices and no duplicates

    Returns
    -------
    source, target : (m,) int32 arrays, source < target
    forward, reverse : (m,) float arrays
        ``matrix[source, target]`` and ``matrix[target, source]``; pairs with two zeros are left out.

    Notes
    -----
    One pass without forming the transpose: while the rows i ascend, so do the columns at which any row j meets
    them, so that one cursor per row is enough. O(nnz).

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> pair_sparse(csr_array(np.array([[0, 2.0], [1.0, 0]])))[2:]
    (array([2.]), array([1.]))
    """
    n, entries = matrix.shape[0], len(matrix.data)
    source = np.empty(entries, dtype=np.int32)
    target = np.empty(entries, dtype=np.int32)
    forward = np.empty(entries)
    reverse = np.empty(entries)
    cursor = matrix.indptr[:-1].copy()
    run = _pair_rows.for_work(8 * (entries + n))
    found = run(matrix.indptr, matrix.indices, matrix.data, cursor, source, target, forward, reverse)
    return source[:found], target[:found], forward[:found], reverse[:found]


@kernel
def _pair_rows(
    indptr: Any, indices: Any, data: Any, cursor: Any, source: Any, target: Any, forward: Any, reverse: Any
) -> int:
    n = len(indptr) - 1
    found = 0
    for i in range(n):
        for entry in range(indptr[i], indptr[i + 1]):
            j = indices[entry]
            if j <= i:
                continue
            # entries of row j left of i that no row has met: their reverse is absent
            at = cursor[j]
            end = indptr[j + 1]
            while at < end and indices[at] < i:
                if data[at] != 0.0:
                    source[found] = indices[at]
                    target[found] = j
                    forward[found] = 0.0
                    reverse[found] = data[at]
                    found += 1
                at += 1
            back = 0.0
            if at < end and indices[at] == i:
                back = data[at]
                at += 1
            cursor[j] = at
            if data[entry] != 0.0 or back != 0.0:
                source[found] = i
                target[found] = j
                forward[found] = data[entry]
                reverse[found] = back
                found += 1
    for j in range(n):
        for entry in range(cursor[j], indptr[j + 1]):
            if indices[entry] >= j:
                break
            if data[entry] != 0.0:
                source[found] = indices[entry]
                target[found] = j
                forward[found] = 0.0
                reverse[found] = data[entry]
                found += 1
    return found
