"""Local interpolation of a table, with what noise and curvature leave uncertain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray

#: Nodes that take part: a cubic through four.
STENCIL = 4
#: Standard deviations up to which a change between orders is put down to the errors of the nodes.
SURE = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Interpolated:
    """Values at new places, all arrays (n,).

    Attributes
    ----------
    value
    sigma
        Standard deviation that the errors of the nodes leave.
    error
        Estimate of the interpolation error beyond what noise explains: how much a lower order, or a stencil that is
        shifted by a node, changes the value; the larger of the two.
    slope, slope_sigma
        Of the chord between the nodes on both sides, and its standard deviation.
    """

    value: FloatArray
    sigma: FloatArray
    error: FloatArray
    slope: FloatArray
    slope_sigma: FloatArray


def interpolate(x: FloatArray, y: FloatArray, sigma: FloatArray, at: FloatArray, same: FloatArray) -> Interpolated:
    """Interpolate y(x), x ascending, at places within the range of x, or within `same` of a node.

    Parameters
    ----------
    x, y, sigma : (N,)
        Nodes, values, and standard deviations of these.
    at, same : (n,)
        Places, and how close to a node each counts as lying on it.

    Examples
    --------
    A cubic is met exactly, but the table cannot know that it is one:

    >>> x = np.arange(6.0)
    >>> found = interpolate(x, x**3, np.zeros(6), np.array([2.5]), np.zeros(1))
    >>> found.value, found.error
    (array([15.625]), array([0.375]))
    """
    nearest = np.clip(np.searchsorted(x, at), 1, max(len(x) - 1, 1))
    if len(x) > 1:
        nearest = nearest - (np.abs(at - x[nearest - 1]) < np.abs(at - x[nearest]))
    else:
        nearest = np.zeros(len(at), dtype=int)
    on_node = np.abs(at - x[nearest]) <= same
    if len(x) == 1:
        zero = np.zeros(len(at))
        return Interpolated(y[nearest], sigma[nearest], np.where(on_node, 0.0, np.inf), zero, zero)
    left = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    step = x[left + 1] - x[left]
    size = min(STENCIL, len(x))
    first = np.clip(left - 1, 0, len(x) - size)
    high = _Stencil(x, first, size)
    high_weights = high.weights(at)
    # the lower order leaves out the node that is the farthest; the other stencil of the same order is shifted by one
    nearer_left = np.abs(at - x[first]) <= np.abs(at - x[first + size - 1])
    lower = _Stencil(x, first + ~nearer_left, size - 1)
    other = _Stencil(x, np.clip(first + np.where(nearer_left, -1, 1), 0, len(x) - size), size)
    error = np.zeros(len(at))
    for rival in (lower, other):
        change, noise = _difference(high, high_weights, rival, rival.weights(at), y, sigma)
        error = np.maximum(error, np.sqrt(np.maximum(change**2 - (SURE * noise) ** 2, 0.0)))
    value, spread = (high_weights * y[high.nodes]).sum(axis=1), ((high_weights * sigma[high.nodes]) ** 2).sum(axis=1)
    return Interpolated(
        value=np.where(on_node, y[nearest], value),
        sigma=np.where(on_node, sigma[nearest], np.sqrt(spread)),
        error=np.where(on_node, 0.0, error),
        slope=(y[left + 1] - y[left]) / step,
        slope_sigma=np.hypot(sigma[left + 1], sigma[left]) / step,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Stencil:
    """`size` neighbouring nodes for each place, from `first` on."""

    x: FloatArray
    first: NDArray[np.intp]
    size: int

    @property
    def nodes(self) -> NDArray[np.intp]:
        return np.asarray(self.first[:, None] + np.arange(self.size))

    def weights(self, at: FloatArray) -> FloatArray:
        return _weights(self.x[self.nodes], at)


def _difference(
    one: _Stencil, weights: FloatArray, other: _Stencil, other_weights: FloatArray, y: FloatArray, sigma: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return how two interpolations differ, and what the errors of the nodes leave of that."""
    low = np.minimum(one.first, other.first)
    joined = np.zeros((len(low), max(one.size, other.size) + 1))
    rows = np.arange(len(low))[:, None]
    joined[rows, one.nodes - low[:, None]] += weights
    joined[rows, other.nodes - low[:, None]] -= other_weights
    nodes = np.minimum(low[:, None] + np.arange(joined.shape[1]), len(y) - 1)
    return (joined * y[nodes]).sum(axis=1), np.sqrt(((joined * sigma[nodes]) ** 2).sum(axis=1))


def _weights(nodes: FloatArray, at: FloatArray) -> FloatArray:
    """Lagrange's weights of nodes (n, m) at places (n,)."""
    weights = np.ones_like(nodes)
    for i in range(nodes.shape[1]):
        for j in range(nodes.shape[1]):
            if i != j:
                weights[:, i] *= (at - nodes[:, j]) / (nodes[:, i] - nodes[:, j])
    return weights
