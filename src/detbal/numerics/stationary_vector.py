"""What a conserving matrix takes to zero, and its pseudo-inverse: one factorisation, with one row replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.factorised import Solver, factorised

FloatArray = NDArray[np.float64]

#: Beyond this condition number what is stationary cannot be told from what decays slowly.
_SINGULAR = 1e13


@dataclass(frozen=True, slots=True, eq=False)
class Stationary:
    """What is stationary, and a factorisation to solve with.

    Attributes
    ----------
    vector : (n,) float array
    pinned : int
        The row that gave way to what is conserved, which is multiplied by `scale`.
    scale : float
    solver
        Of the matrix so made.
    """

    vector: FloatArray
    pinned: int
    scale: float
    solver: Solver

    def solve(self, b: NDArray[Any]) -> NDArray[Any]:
        """Return x of ``matrix @ x = b`` with ``total @ x = 0``, for right sides with ``total @ b = 0``.

        Examples
        --------
        >>> from scipy.sparse import csr_array
        >>> still = stationary_of(csr_array(np.array([[-1.0, 3.0], [1.0, -3.0]])), np.ones(2))
        >>> still.solve(np.array([1.0, -1.0]))
        array([-0.25,  0.25])
        """
        right = b.copy()
        right[self.pinned] = 0.0
        return self.solver(right, False)


def stationary_of(matrix: Any, total: FloatArray) -> Stationary:
    """Return the vector that a matrix takes to zero, with ``total @ vector == 1``.

    Parameters
    ----------
    matrix : (n, n) sparse array
        Real.
    total : (n,)
        What it conserves: ``total @ matrix == 0``. Its row of largest diagonal element, among those that take part in
        `total`, follows from the others, and gives way to `total`.

    Raises
    ------
    InputError
        There are several such vectors, to within round-off.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> stationary_of(csr_array(np.array([[-1.0, 3.0], [1.0, -3.0]])), np.ones(2)).vector
    array([0.75, 0.25])
    """
    from scipy.sparse import csr_array, vstack

    pinned = int(np.argmax(np.where(total != 0, np.abs(matrix.diagonal()), -1.0)))
    scale = float(np.abs(matrix.data).max(initial=0.0)) or 1.0
    conserved = csr_array((scale * total)[None, :])
    bordered = vstack([matrix[:pinned], conserved, matrix[pinned + 1 :]]).tocsr()
    solver = factorised(bordered)
    unit = np.zeros(len(total))
    unit[pinned] = scale
    vector = solver(unit, False)
    if not _condition(bordered, solver) < _SINGULAR:
        why = "parts that nothing connects keep their weights for ever, and a part left too slowly is like them"
        raise InputError(explain("there is more than one stationary state", why=why, fix="ask about each part"))
    return Stationary(np.asarray(vector), pinned, scale, solver)


def _condition(matrix: Any, solver: Solver) -> float:
    """Estimate the condition number in the norm of the largest column."""
    from scipy.sparse.linalg import LinearOperator, onenormest

    n = matrix.shape[0]
    if n == 1:
        return 1.0
    inverse = LinearOperator(
        (n, n), matvec=lambda b: solver(b.ravel(), False), rmatvec=lambda b: solver(b.ravel(), True), dtype=np.float64
    )
    with np.errstate(all="ignore"):
        size = float(onenormest(inverse))
    return float(abs(matrix).sum(axis=0).max()) * size if np.isfinite(size) else np.inf
