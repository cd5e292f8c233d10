"""Diagonal similarity of a matrix whose entries range widely: eigenvalues stay, and keep their digits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Least weight of a pair of entries, in units of the largest: power of two.
_FAINT = -27.0
#: Holds parts that no pair connects.
_LOOSE = 1e-11
#: Powers of two by which a_ij and a_ji may differ without harm, in the mean.
_ALIKE = 4.0


def balancing_exponents(matrix: Any) -> NDArray[np.intp]:
    """Return whole k for which a_ij 2^(k_j - k_i) ranges no further than it must, (n,).

    Parameters
    ----------
    matrix : (n, n) sparse array
        Real.

    Notes
    -----
    First a_ij and a_ji are made alike, as well as one k for all pairs allows: at once, by least squares, where sweeps
    would pass it on from neighbour to neighbour. Then rows and columns, by LAPACK on the dense matrix, O(n²) for each
    of some sweeps (what has no counterpart counts there, too). Powers of two are exact. O(n³) where pairs are unlike.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> k = balancing_exponents(csr_array(np.array([[0.0, 2.0**40], [2.0**-40, 0.0]])))
    >>> (k - k[0]).tolist()
    [0, -40]
    """
    from scipy.linalg.lapack import dgebal

    dense = matrix.toarray()
    k = _symmetrising(dense)
    dense = np.ldexp(dense, k - k[:, None])
    scaling = dgebal(dense, scale=1, permute=0, overwrite_a=1)[3]
    return np.asarray(k + np.rint(np.log2(scaling)).astype(np.intp))


def _symmetrising(dense: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return whole k for which entries a_ij and a_ji are alike, as nearly as may be."""
    from scipy.linalg import cho_factor, cho_solve

    n = len(dense)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.log2(np.abs(dense))
        apart, strength = size - size.T, size + size.T
        present = np.isfinite(strength) & ~np.eye(n, dtype=bool)
        apart = np.where(present, apart, 0.0)
        below = (strength - strength[present].max(initial=-np.inf)) / 2.0
        weight = np.where(present, np.exp2(np.maximum(below, _FAINT)), 0.0)
    if (weight * np.abs(apart)).sum() <= _ALIKE * weight.sum():
        return np.zeros(n, dtype=np.intp)
    pushed = (weight * apart).sum(axis=1) / 2.0
    laplacian = np.diag(weight.sum(axis=1) * (1.0 + _LOOSE) + _LOOSE) - weight
    return np.asarray(np.rint(cho_solve(cho_factor(laplacian), pushed)), dtype=np.intp)
