"""The eigenvalue of largest real part of a real matrix, and the eigenvectors that belong to it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.factorised import factorised

FloatArray = NDArray[np.float64]

#: Rows up to which all eigenvalues are calculated.
DENSE = 120
_EPS = float(np.finfo(np.float64).eps)
_ITERATIONS = 3


def rightmost(matrix: Any) -> complex:
    """Return the eigenvalue of largest real part.

    Parameters
    ----------
    matrix : (n, n) sparse array
        Real.

    Notes
    -----
    From all eigenvalues up to `DENSE` rows. Beyond, the one nearest to a bound to the right of all, by Arnoldi's method
    on the inverse: that of largest real part, if it is real.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> round(rightmost(csr_array(np.array([[-3.0, 2.0], [1.0, -2.0]]))).real, 12)
    -1.0
    """
    n = matrix.shape[0]
    if n <= DENSE:
        values = np.linalg.eigvals(matrix.toarray())
    else:
        from scipy.sparse import eye_array
        from scipy.sparse.linalg import LinearOperator, eigs

        shift = _bound(matrix)
        solve = factorised((matrix - shift * eye_array(n)).tocsr())
        inverse = LinearOperator((n, n), matvec=lambda b: solve(b.ravel(), False), dtype=np.float64)
        start = np.random.default_rng(n).normal(size=n)
        nearest = eigs(inverse, k=1, which="LM", v0=start, ncv=40, tol=1e-10, return_eigenvectors=False)
        values = shift + 1.0 / nearest
    return complex(values[int(np.argmax(values.real))])


def eigenvectors_at(matrix: Any, value: float) -> tuple[FloatArray, FloatArray]:
    """Return the left and the right eigenvector of the real eigenvalue next to `value`, each of norm 1.

    By inverse iteration, from a shift so near that a few steps are enough.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> left, right = eigenvectors_at(csr_array(np.array([[-1.0, 3.0], [1.0, -3.0]])), 0.0)
    >>> (left / left[0]).round(12), (right / right[1]).round(12)
    (array([1., 1.]), array([3., 1.]))
    """
    from scipy.sparse import eye_array

    n = matrix.shape[0]
    size = float(np.abs(matrix.data).max(initial=0.0)) or 1.0
    solve = factorised((matrix - (value + 64 * _EPS * size) * eye_array(n)).tocsr())
    start = np.random.default_rng(n).uniform(0.5, 1.0, n)
    found = []
    for transposed in (True, False):
        vector = start
        for _ in range(_ITERATIONS):
            vector = solve(vector, transposed)
            vector = vector / float(np.abs(vector).max())
        found.append(vector / float(np.linalg.norm(vector)))
    return found[0], found[1]


def _bound(matrix: Any) -> float:
    """Return a number to the right of all eigenvalues: Gershgorin's for the symmetric part."""
    symmetric = (matrix + matrix.T) / 2.0
    diagonal = symmetric.diagonal()
    radius = np.asarray(abs(symmetric).sum(axis=1)).ravel() - np.abs(diagonal)
    bound = float((diagonal + radius).max())
    return bound + 1e-3 * float(np.abs(symmetric.data).max(initial=0.0)) + 1e-300
