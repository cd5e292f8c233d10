"""What a linear model cannot explain of many columns of data, and which single row would explain the most of that.

The model matrix is factorised once. Then every column of data costs a product and a solve.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FloatArray = NDArray[np.float64]

#: Unknowns up to which the normal matrix is factorised as a dense one: sparse factors fill in where the network is
#: random, and half a second is the most that it costs.
DENSE = 4000
#: Shift of the scaled normal matrix, which has zero eigenvalues wherever something is conserved; refinement removes
#: its effect.
SHIFT = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """Least squares ``min |(d - X θ)/scale|`` for one matrix X and many d; make it with `projection`.

    Attributes
    ----------
    design : (n, p) CSR array
        X, its rows divided by `scale` and its columns by their lengths.
    scale : (n,) float array
    length : (p,) float array
        Lengths of the columns.
    solve : callable
        Applies the inverse of the shifted normal matrix to a (p,) or (p, k) array.
    """

    design: csr_array[Any]
    scale: FloatArray
    length: FloatArray
    solve: Callable[[FloatArray], FloatArray]

    def residual(self, data: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return what is left of each column, (n, k), and θ, (p, k), of which one of many is chosen.

        Examples
        --------
        >>> from scipy.sparse import csr_array
        >>> line = projection(csr_array([[1.0], [1.0]]))
        >>> line.residual(np.array([[1.0], [3.0]]))[0].ravel().round(9)
        array([-1.,  1.])
        """
        scaled = data / self.scale[:, None]
        theta = np.zeros((self.design.shape[1], data.shape[1]))
        left = scaled
        for _ in range(6):
            step = self.solve(np.asarray(self.design.T @ left))
            theta += step
            left = scaled - self.design @ theta
            if np.abs(self.design @ step).max(initial=0.0) <= 1e-15 * np.abs(scaled).max(initial=0.0):
                break
        return left * self.scale[:, None], theta / self.length[:, None]

    def leverage(self, rows: NDArray[np.intp]) -> FloatArray:
        """Return which part of a change of one row's data the model takes up, between 0 and 1, for some rows.

        Examples
        --------
        >>> from scipy.sparse import csr_array
        >>> projection(csr_array([[1.0], [1.0]])).leverage(np.array([0])).round(6)
        array([0.5])
        """
        chosen = self.design[rows].toarray()
        taken = np.einsum("ij,ij->i", chosen, self.solve(np.ascontiguousarray(chosen.T)).T)
        return np.asarray(np.clip(taken, 0.0, 1.0))


def projection(design: Any, scale: FloatArray | None = None) -> Projection:
    """Factorise the normal matrix of a design, of any rank.

    Parameters
    ----------
    design : (n, p) sparse array
    scale : (n,), optional
        Standard deviations of the rows.

    Notes
    -----
    Dense Cholesky up to `DENSE` unknowns, sparse LU above.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> projection(csr_array([[1.0, -1.0], [2.0, -2.0]])).residual(np.array([[1.0], [2.0]]))[0].round(12).ravel() + 0.0
    array([0., 0.])
    """
    from scipy.sparse import csr_array, diags_array

    matrix = csr_array(design, dtype=float)
    spread = np.ones(matrix.shape[0]) if scale is None else scale
    matrix = (diags_array(1.0 / spread) @ matrix).tocsr()
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=0)).ravel())
    length[length == 0] = 1.0
    matrix = (matrix @ diags_array(1.0 / length)).tocsr()
    normal = (matrix.T @ matrix).tocsc()
    return Projection(matrix, spread, length, _inverse(normal))


def _inverse(normal: Any) -> Callable[[FloatArray], FloatArray]:
    p = normal.shape[0]
    if p <= DENSE:
        from scipy.linalg import cho_factor, cho_solve

        dense = normal.toarray()
        dense[np.diag_indices(p)] += SHIFT
        factor = cho_factor(dense, lower=True, overwrite_a=True, check_finite=False)
        return lambda b: np.asarray(cho_solve(factor, b, check_finite=False))
    from scipy.sparse import diags_array
    from scipy.sparse.linalg import splu

    shifted = (normal + diags_array(np.full(p, SHIFT))).tocsc()
    lu = splu(shifted, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    return lambda b: np.asarray(lu.solve(b))
