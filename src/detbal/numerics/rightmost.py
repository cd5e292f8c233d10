"""The eigenvalue of largest real part of a real matrix, and the eigenvectors that belong to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.factorised import Solver, factorised

FloatArray = NDArray[np.float64]

#: Rows up to which all eigenvalues are calculated.
DENSE = 120
_EPS = float(np.finfo(np.float64).eps)
_ITERATIONS = 3
#: Restarts of Arnoldi's method.
_RESTARTS = 300
#: An eigenvalue lies further to the right if the transform that tells exceeds 1 by more than some times this.
_CLEARLY = 1e-6


def rightmost(matrix: Any) -> complex:
    """Return the eigenvalue of largest real part.

    Parameters
    ----------
    matrix : (n, n) sparse array
        Real.

    Raises
    ------
    InputError
        Arnoldi's method does not converge.

    Notes
    -----
    From all eigenvalues up to `DENSE` rows. Beyond, the one nearest to a bound to the right of all, by Arnoldi's method
    on the inverse: that of largest real part, if it is real. Then it is asked, with the same factorisation, whether one
    that is not real lies clearly further to the right.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> round(rightmost(csr_array(np.array([[-3.0, 2.0], [1.0, -2.0]]))).real, 12)
    -1.0
    """
    n = matrix.shape[0]
    if n <= DENSE:
        values = np.linalg.eigvals(matrix.toarray())
        return complex(values[int(np.argmax(values.real))])
    from scipy.sparse import eye_array

    shift = _bound(matrix)
    solve = factorised((matrix - shift * eye_array(n)).tocsr())
    size = float(np.abs(matrix.data).max(initial=0.0)) or 1.0  # numbers that are no part of 1 end the iteration early
    nearest = shift + size / _largest(lambda b: size * solve(b, False), n, 1e-10)
    if np.isnan(nearest):
        what, why = f"eigenvalues of {n} rows", "Arnoldi's method does not converge"
        raise InputError(explain(what, why=why, fix="take smaller counting variables, or a smaller system"))
    return _further_right(solve, shift, nearest, n)


def _further_right(solve: Solver, shift: float, found: complex, n: int) -> complex:
    """Return an eigenvalue that is not real to the right of the one found, if there is any; none that is real is there.

    (z - s')/(z - s), with s and s' as far to the right and to the left of what was found, is larger than 1 for just
    these z.
    """
    width = 2.0 * (shift - found.real)
    largest = _largest(lambda b: b + width * solve(b, False), n, _CLEARLY)
    if not abs(largest) > 1.0 + 10 * _CLEARLY:
        return found
    other = shift + width / (largest - 1.0)
    return other if other.imag and other.real > found.real else found


def _largest(apply: Callable[[FloatArray], FloatArray], n: int, tolerance: float) -> complex:
    """Return the eigenvalue of largest modulus of what is applied, by Arnoldi's method; nan if it does not converge."""
    from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigs

    operator = LinearOperator((n, n), matvec=lambda b: apply(b.ravel()), dtype=np.float64)
    start = np.random.default_rng(n).normal(size=n)
    try:
        values = eigs(
            operator, k=1, which="LM", v0=start, ncv=40, tol=tolerance, maxiter=_RESTARTS, return_eigenvectors=False
        )
    except ArpackNoConvergence:
        return complex(np.nan)
    return complex(values[int(np.argmax(np.abs(values)))])


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
