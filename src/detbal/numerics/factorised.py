"""Linear systems that are solved many times over: one factorisation, dense or sparse, whichever is cheaper."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: A solver of A x = b; with True, of the transposed system.
Solver = Callable[[NDArray[Any], bool], NDArray[Any]]

#: Rows up to which a dense factorisation is always the faster one.
_SMALL = 300
#: Share of entries from which a sparse factorisation fills in anyway.
_FULL = 0.02


def factorised(matrix: Any) -> Solver:
    """Factorise a sparse square matrix, and return a solver.

    Parameters
    ----------
    matrix : (n, n) sparse array

    Returns
    -------
    solver
        Called with b, and whether the transposed matrix is meant. A matrix that is singular to round-off gives large
        numbers, or ones that are not finite.

    Notes
    -----
    Dense (LAPACK) for up to 300 rows, or where more than 2 % of the entries are there; else SuperLU.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> solve = factorised(csr_array(np.array([[2.0, 1.0], [0.0, 4.0]])))
    >>> solve(np.array([2.0, 4.0]), False), solve(np.array([2.0, 5.0]), True)
    (array([0.5, 1. ]), array([1., 1.]))
    """
    n = matrix.shape[0]
    if n <= _SMALL or matrix.nnz > _FULL * n * n:
        from scipy.linalg import LinAlgWarning, lu_factor, lu_solve

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", LinAlgWarning)  # an exact zero on the diagonal: shown by what is solved
            factors = lu_factor(matrix.toarray(), overwrite_a=True, check_finite=False)
        lu = np.diag(factors[0])
        tiny = np.finfo(np.float64).eps ** 2 * float(np.abs(lu).max(initial=0.0)) or 1.0
        np.fill_diagonal(factors[0], np.where(lu == 0, tiny, lu))
        return lambda b, transposed: np.asarray(lu_solve(factors, b, trans=1 if transposed else 0, check_finite=False))
    from scipy.sparse.linalg import splu

    sparse: Any = splu(matrix.tocsc())
    return lambda b, transposed: np.asarray(sparse.solve(b, "T" if transposed else "N"))
