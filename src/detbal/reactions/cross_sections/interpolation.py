"""Local interpolation of a table, with what noise and curvature leave uncertain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.pairs import FloatArray

#: Nodes that take part: a cubic through four; a quadratic through three of them shows its error.
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
        Estimate of the interpolation error beyond what noise explains: how much the last order changes the value.
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
    nodes = first[:, None] + np.arange(size)
    high = _weights(x[nodes], at)
    # the lower order leaves out the node that is the farthest
    far = np.where(np.abs(at - x[nodes[:, 0]]) > np.abs(at - x[nodes[:, -1]]), 0, size - 1)
    keep = np.arange(size) != far[:, None]
    low = np.zeros_like(high)
    low[keep] = _weights(x[nodes][keep].reshape(len(at), size - 1), at).ravel()
    high[on_node] = low[on_node] = (nodes == nearest[:, None])[on_node]
    change, noise = ((high - low) * y[nodes]).sum(axis=1), np.sqrt((((high - low) * sigma[nodes]) ** 2).sum(axis=1))
    return Interpolated(
        value=(high * y[nodes]).sum(axis=1),
        sigma=np.sqrt(((high * sigma[nodes]) ** 2).sum(axis=1)),
        error=np.sqrt(np.maximum(change**2 - (SURE * noise) ** 2, 0.0)),
        slope=(y[left + 1] - y[left]) / step,
        slope_sigma=np.hypot(sigma[left + 1], sigma[left]) / step,
    )


def _weights(nodes: FloatArray, at: FloatArray) -> FloatArray:
    """Lagrange's weights of nodes (n, m) at places (n,)."""
    weights = np.ones_like(nodes)
    for i in range(nodes.shape[1]):
        for j in range(nodes.shape[1]):
            if i != j:
                weights[:, i] *= (at - nodes[:, j]) / (nodes[:, i] - nodes[:, j])
    return weights
