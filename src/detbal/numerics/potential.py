"""The potential on a graph that explains a field of differences best."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.laplacian import solve_laplacian

FloatArray = NDArray[np.float64]
IntArray = NDArray[Any]


def best_potential(n: int, i: IntArray, j: IntArray, weight: FloatArray, difference: FloatArray) -> FloatArray:
    """Minimise Σ weight (difference - (φ_j - φ_i))² over φ; zero mean on every connected part.

    Parameters
    ----------
    n : int
    i, j : (m,) integer arrays
        Edges.
    weight : (m,)
        Positive.
    difference : (m,)
        Wanted φ_j - φ_i.

    Notes
    -----
    The gradient part of the Hodge decomposition (Jiang, Lim, Yao, Ye, Math. Program. 127, 203 (2011)): one
    solve with the graph Laplacian.

    Examples
    --------
    >>> best_potential(3, np.array([0, 1, 2]), np.array([1, 2, 0]), np.ones(3), np.array([1.0, 1.0, -1.0])).round(6)
    array([-0.666667,  0.      ,  0.666667])
    """
    flow = weight * difference
    return solve_laplacian(n, i, j, weight, np.bincount(j, flow, n) - np.bincount(i, flow, n))
