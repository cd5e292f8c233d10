"""Square roots of positive matrices whose rows and columns differ in size by any number of orders of magnitude."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Complex = NDArray[np.complex128]
Floats = NDArray[np.float64]

#: Cosine of the angle at which two columns count as orthogonal.
ORTHOGONAL = 4e-16
#: Norm, in units of the largest, of a column that is mere round-off.
NOTHING = 1e-18
_SWEEPS = 40


def graded_root(factor: Complex, log_scale: Floats) -> Complex:
    """Return (D X†X D)^½ D⁻¹ with D = diag(exp(log_scale)), shape (n, n).

    Parameters
    ----------
    factor : (n, n)
        X.
    log_scale : (n,)
        Any numbers: D itself may be beyond the range of floats.

    Notes
    -----
    The columns of X D are turned onto one another until they are orthogonal, X D V = U S (one-sided Jacobi), which
    gives V S V† D⁻¹. Columns are kept without their scales, and elements of V without the factor
    exp(-|l_i - l_k|) that they have, so that each is found to a few ulp: J. Demmel, K. Veselić, SIAM J. Matrix Anal.
    Appl. 13, 1204 (1992). O(n³) for each of a few sweeps, a second at n = 64.

    Examples
    --------
    >>> root = graded_root(np.array([[1.0, 1.0], [0.0, 1.0]]), np.zeros(2))
    >>> (root @ root).round(12)
    array([[1., 1.],
           [1., 2.]])
    >>> graded_root(np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([0.0, -1e4])).round(6)
    array([[1., 1.],
           [0., 1.]])
    """
    order = np.argsort(-log_scale, kind="stable")
    scale = log_scale[order]
    columns = np.array(factor[:, order].T)  # one in each row
    turned = np.eye(len(scale), dtype=columns.dtype)
    distance = np.abs(scale[:, None] - scale[None, :])
    for _sweep in range(_SWEEPS):
        largest = float(np.linalg.norm(columns, axis=1).max(initial=0.0))
        rotations = sum(_rotate(columns, turned, distance, i, j, largest) for j in range(len(scale)) for i in range(j))
        if not rotations:
            break
    norms = np.linalg.norm(columns, axis=1)
    found = np.zeros_like(turned)
    for k in range(len(scale)):
        left = turned[:, k] * np.exp(-distance[:, k])
        right = turned[:, k].conj() * np.exp(scale[k] - scale - distance[:, k])
        found += norms[k] * np.outer(left, right)
    back = np.argsort(order, kind="stable")
    return np.asarray(found[np.ix_(back, back)])


def _rotate(columns: Complex, turned: Complex, distance: Floats, i: int, j: int, largest: float) -> bool:
    """Make columns i and j orthogonal, j not the larger by its scale; False if they are."""
    a, b = (float(np.vdot(columns[k], columns[k]).real) for k in (i, j))
    g = np.vdot(columns[i], columns[j])
    size = float(np.abs(g))
    if size <= ORTHOGONAL * np.sqrt(a * b) or np.sqrt(min(a, b)) <= NOTHING * largest:
        return False
    ratio = float(np.exp(-distance[i, j]))
    apart = a - ratio**2 * b
    root = np.copysign(np.hypot(apart, 2.0 * ratio * size), apart)
    slope = 2.0 * size / (apart + root)  # the tangent of the angle is this times the ratio
    cosine = 1.0 / np.hypot(1.0, ratio * slope)
    first, second = columns[i].copy(), columns[j] * (g.conjugate() / size)
    columns[i], columns[j] = cosine * (first + ratio**2 * slope * second), cosine * (second - slope * first)
    first, second = turned[:, i].copy(), turned[:, j] * (g.conjugate() / size)
    detour = distance[:, i] - distance[:, j]
    closer, farther = (np.minimum(each - distance[i, j], 0.0) for each in (detour, -detour))  # but for round-off
    turned[:, i] = cosine * (first + slope * second * np.exp(closer))
    turned[:, j] = cosine * (second - slope * first * np.exp(farther))
    return True
