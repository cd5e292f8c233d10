"""Weighted linear least squares with a possibly rank-deficient design, dense or sparse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: Unknowns up to which a sparse design is treated as a dense one: exact rank, full covariance.
DENSE_UNKNOWNS = 400


@dataclass(frozen=True, slots=True, eq=False)
class LeastSquares:
    """Solution of min |(y - X theta)/scale|.

    Attributes
    ----------
    values : (p,)
        A solution (the one of least norm where the design is dense and rank-deficient).
    errors : (p,)
        Standard errors for unit variance of the scaled rows; nan where a value is not determined by the data,
        or not computed (large sparse designs).
    residual : (n,)
        y - X theta, not scaled.
    rank : int
    rounding : float
        Bound on the error that the solution's own round-off puts into a residual.
    """

    values: FloatArray
    errors: FloatArray
    residual: FloatArray
    rank: int
    rounding: float


def least_squares(design: Any, y: FloatArray, scale: FloatArray) -> LeastSquares:
    """Minimise the sum of ((y - design @ theta)/scale)².

    Parameters
    ----------
    design : (n, p) array or scipy.sparse array
    y, scale : (n,)
        Observations and their standard deviations (positive).

    Notes
    -----
    Dense: singular value decomposition after scaling the columns, O(n p²). Sparse with more than
    `DENSE_UNKNOWNS` columns: normal equations, factorised with a shift far below their diagonal, and
    conjugate gradients with that factor as preconditioner, which removes the effect of the shift; the rank is
    read from the pivots.

    Examples
    --------
    >>> solution = least_squares(np.array([[1.0], [1.0]]), np.array([1.0, 3.0]), np.ones(2))
    >>> solution.values, solution.rank
    (array([2.]), 1)
    """
    n, p = design.shape
    if p == 0 or n == 0:
        return LeastSquares(np.zeros(p), np.full(p, np.nan), y.copy(), 0, 0.0)
    if hasattr(design, "tocsr"):
        if p > DENSE_UNKNOWNS:
            return _sparse(design, y, scale)
        design = design.toarray()
    return _dense(design, y, scale)


def _dense(design: FloatArray, y: FloatArray, scale: FloatArray) -> LeastSquares:
    scaled = design / scale[:, None]
    length = np.sqrt((scaled**2).sum(axis=0))
    length[length == 0] = 1.0
    u, s, vt = np.linalg.svd(scaled / length, full_matrices=False)
    eps = np.finfo(float).eps
    rank = int((s > max(design.shape) * eps * s[0]).sum()) if s.size and s[0] > 0 else 0
    v = vt[:rank].T
    values = (v @ ((u[:, :rank].T @ (y / scale)) / s[:rank])) / length
    variance = ((v / s[:rank]) ** 2).sum(axis=1) / length**2
    # an unknown is determined only if its axis lies in the row space of the design
    determined = np.abs((v**2).sum(axis=1) - 1.0) < 1e-8
    errors = np.where(determined, np.sqrt(variance), np.nan)
    residual = y - design @ values
    rounding = 8 * eps * float((np.abs(design) @ np.abs(values)).max(initial=0.0))
    return LeastSquares(values, errors, residual, rank, rounding)


def _sparse(design: Any, y: FloatArray, scale: FloatArray) -> LeastSquares:
    from scipy.sparse import diags_array
    from scipy.sparse.linalg import LinearOperator, cg, splu

    scaled = (diags_array(1.0 / scale) @ design).tocsr()
    length = np.sqrt(np.asarray((scaled**2).sum(axis=0)).ravel())
    length[length == 0] = 1.0
    scaled = (scaled @ diags_array(1.0 / length)).tocsr()
    normal = (scaled.T @ scaled).tocsc()
    p = normal.shape[0]
    shift = 1e-11
    factor = splu(
        (normal + diags_array(np.full(p, shift))).tocsc(),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    rank = int((np.abs(factor.U.diagonal()) > 1e3 * shift).sum())
    preconditioner = LinearOperator((p, p), matvec=factor.solve, dtype=float)
    values = np.zeros(p)
    for _ in range(3):  # restarts serve as iterative refinement
        gradient = scaled.T @ (y / scale - scaled @ values)
        step, _info = cg(normal, gradient, rtol=1e-12, atol=0.0, maxiter=50, M=preconditioner)
        values = values + step
    eps = np.finfo(float).eps
    gradient = scaled.T @ (y / scale - scaled @ values)
    left = np.abs(scaled @ factor.solve(gradient)) * scale
    values = values / length
    residual = y - design @ values
    rounding = 8 * eps * float((abs(design) @ np.abs(values)).max(initial=0.0)) + 2 * float(left.max(initial=0.0))
    return LeastSquares(values, np.full(p, np.nan), residual, rank, rounding)
