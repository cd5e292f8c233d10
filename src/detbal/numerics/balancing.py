"""Diagonal similarity of a matrix whose entries range widely: eigenvalues stay, and keep their digits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.laplacian import solve_laplacian

#: Least weight of a pair of entries, in units of the largest.
_FAINT = 1e-8
#: Powers of two by which a_ij and a_ji may differ without harm.
_ALIKE = 10.0


def balancing_exponents(matrix: Any) -> NDArray[np.intp]:
    """Return whole k for which a_ij 2^(k_j - k_i) ranges no further than it must, (n,).

    Parameters
    ----------
    matrix : (n, n) sparse array
        Real.

    Notes
    -----
    First a_ij and a_ji are made alike, as well as one k for all pairs allows: at once, by least squares, where sweeps
    would pass it on from neighbour to neighbour. Then rows and columns, by LAPACK on the dense matrix, O(n²) for each of
    some sweeps (what has no counterpart counts there, too). Powers of two are exact.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> k = balancing_exponents(csr_array(np.array([[0.0, 2.0**40], [2.0**-40, 0.0]])))
    >>> (k - k[0]).tolist()
    [0, -40]
    """
    from scipy.linalg.lapack import dgebal
    from scipy.sparse import coo_array

    first = _symmetrising(matrix)
    listed = matrix.tocoo()
    values = np.ldexp(listed.data, first[listed.col] - first[listed.row])
    dense = coo_array((values, (listed.row, listed.col)), shape=matrix.shape).toarray()
    scaling = dgebal(dense, scale=1, permute=0, overwrite_a=1)[3]
    return np.asarray(first + np.rint(np.log2(scaling)).astype(np.intp))


def _symmetrising(matrix: Any) -> NDArray[np.intp]:
    """Return whole k for which entries a_ij and a_ji are alike, as nearly as may be."""
    from scipy.sparse import triu

    n, size = matrix.shape[0], abs(matrix)
    pattern = triu(size.astype(bool).multiply(size.T.astype(bool)), 1).tocoo()
    i, j = pattern.row, pattern.col
    if not len(i):
        return np.zeros(n, dtype=np.intp)
    ahead, back = (np.log2(np.asarray(size[one, other]).ravel()) for one, other in ((i, j), (j, i)))
    with np.errstate(under="ignore"):
        weight = np.maximum(np.exp2((ahead + back - (ahead + back).max()) / 2.0), _FAINT)
    if np.abs(ahead - back)[weight > _FAINT].max() <= _ALIKE:
        return np.zeros(n, dtype=np.intp)
    apart = weight * (ahead - back) / 2.0
    pushed = np.bincount(i, apart, n) - np.bincount(j, apart, n)
    return np.asarray(np.rint(solve_laplacian(n, i, j, weight, pushed)), dtype=np.intp)
