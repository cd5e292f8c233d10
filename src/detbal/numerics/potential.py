"""The potential on a graph that explains a field of differences best, and how certain it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.elimination import grounded_inverse_diagonal
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


def potential_variance(n: int, i: IntArray, j: IntArray, weight: FloatArray, pi: FloatArray) -> FloatArray:
    """Return the variance of ln π at every node of a connected graph, with Σ π = 1.

    Parameters
    ----------
    n : int
    i, j : (m,) integer arrays
        Edges.
    weight : (m,)
        Inverse variance of the difference along each edge.
    pi : (n,)
        The distribution; its normalisation fixes the gauge, and with it the variance.

    Notes
    -----
    With A the inverse of the Laplacian without one node, Cov(φ) = A up to gauge, and the gauge Σ π φ = 0 gives
    A_ii - 2 (A π)_i + πᵀ A π. The diagonal of A comes from selected inversion.

    Examples
    --------
    Two states of equal weight, with variance 4 of ln(π_1/π_0): each ln π_i has half the error.

    >>> potential_variance(2, np.array([0]), np.array([1]), np.array([0.25]), np.array([0.5, 0.5]))
    array([1., 1.])
    """
    ground = int(np.argmax(pi))
    diagonal = grounded_inverse_diagonal(n, i, j, weight, ground)
    unit = np.zeros(n)
    unit[ground] = 1.0
    # grounded solution of L x = π: any solution of L x = π - e_ground, shifted to vanish at the ground
    shifted = solve_laplacian(n, i, j, weight, pi / pi.sum() - unit)
    shifted = shifted - shifted[ground]
    return np.maximum(diagonal - 2.0 * shifted + float(pi @ shifted), 0.0)
