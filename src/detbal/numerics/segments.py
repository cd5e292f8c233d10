"""Integrals over a union of segments, inside of each of which the integrand is smooth."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@cache
def _rule(order: int) -> tuple[Floats, Floats]:
    points, weights = np.polynomial.legendre.leggauss(order)
    return 0.5 * (points + 1), 0.5 * weights


def gauss_points(nodes: Floats, order: int = 5) -> tuple[Floats, Floats]:
    """Return points and weights of Gauss's rule in every segment between neighbouring nodes, each (m,).

    Exact for polynomials up to degree 2·order - 1 in each segment.

    Parameters
    ----------
    nodes : (n,) ascending
        Kinks and jumps of the integrand belong here.
    order
        Points in each segment; m = (n - 1)·order.

    Examples
    --------
    >>> x, w = gauss_points(np.array([0.0, 1.0, 3.0]))
    >>> float((w * x**2).sum().round(12))
    9.0
    """
    at, weight = _rule(order)
    width = np.diff(nodes)
    points = nodes[:-1, None] + width[:, None] * at
    return points.ravel(), (width[:, None] * weight).ravel()
