"""Local interpolation of a table, with what noise and curvature leave uncertain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray

#: Nodes that take part: a cubic through four.
STENCIL = 4
#: Standard deviations up to which a change between stencils is put down to the errors of the nodes.
SURE = 2.0
#: Interpolation errors are taken to be up to so many times what shows of them.
CAUTION = 2.0
#: Departure of a node from its neighbours, in nats, from which on a table does not resolve what it shows.
GUESS = 0.5
#: Error of a cubic, relative to the square of that of a straight line, halfway: 0.56 (h/w)⁴ against 0.25 (h/w)² at the
#: top of a resonance of half-width w and nodes at distances h.
CUBIC = 9.0


@dataclass(frozen=True, slots=True, eq=False)
class Interpolated:
    """Values at new places, all arrays (n,) but for `weights`.

    Attributes
    ----------
    value
    sigma
        Standard deviation that the errors of the nodes leave.
    error
        Bound on the interpolation error, from what noise does not explain: how much other stencils change the value,
        and how much the table bends.
    slope, slope_sigma
        Of the chord between the nodes on both sides, and its standard deviation.
    gap
        Distance of these nodes; 0 on a node.
    first
        The first node that takes part.
    weights : (n, m)
        Of this node and those after it.
    """

    value: FloatArray
    sigma: FloatArray
    error: FloatArray
    slope: FloatArray
    slope_sigma: FloatArray
    gap: FloatArray
    first: NDArray[np.intp]
    weights: FloatArray


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
    >>> found.value, found.error >= 2 * 0.375
    (array([15.625]), array([ True]))
    """
    nearest = np.clip(np.searchsorted(x, at), 1, max(len(x) - 1, 1))
    if len(x) > 1:
        nearest = nearest - (np.abs(at - x[nearest - 1]) < np.abs(at - x[nearest]))
    else:
        nearest = np.zeros(len(at), dtype=int)
    on_node = np.abs(at - x[nearest]) <= same
    if len(x) == 1:
        zero = np.zeros(len(at))
        error = np.where(on_node, 0.0, np.inf)
        return Interpolated(y[nearest], sigma[nearest], error, zero, zero, zero, nearest, np.ones((len(at), 1)))
    left = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    step, size = x[left + 1] - x[left], min(STENCIL, len(x))
    high = _Stencil(x, np.clip(left - 1, 0, len(x) - size), size)
    weights = high.weights(at)
    changes = [np.zeros(len(at))]
    for rival in _rivals(high, left):
        changes.append(beyond_noise(*_difference(high, weights, rival, rival.weights(at), y, sigma)))
    off, product = departures(x, y, sigma)
    bent = np.maximum(*(bends(off[k], product[k], step) for k in (left, left + 1)))
    error = np.maximum(CAUTION * np.max(changes, axis=0), of_cubic(bent))
    weights = np.where(on_node[:, None], high.nodes == nearest[:, None], weights)
    return Interpolated(
        value=(weights * y[high.nodes]).sum(axis=1),
        sigma=np.sqrt(((weights * sigma[high.nodes]) ** 2).sum(axis=1)),
        error=np.where(on_node, 0.0, error),
        slope=(y[left + 1] - y[left]) / step,
        slope_sigma=np.hypot(sigma[left + 1], sigma[left]) / step,
        gap=np.where(on_node, 0.0, step),
        first=high.first,
        weights=weights,
    )


def beyond_noise(change: FloatArray, noise: FloatArray) -> FloatArray:
    """Return what is left of changes when that which noise explains is taken out.

    Examples
    --------
    >>> beyond_noise(np.array([5.0, -1.0]), np.array([2.0, 2.0]))
    array([3., 0.])
    """
    return np.asarray(np.sqrt(np.maximum(change**2 - (SURE * noise) ** 2, 0.0)))


def of_cubic(bend: FloatArray) -> FloatArray:
    """Bound the error of a cubic where a straight line has the error `bend`.

    As long as the nodes see the structure it is of higher order; else it is no better.

    Examples
    --------
    >>> of_cubic(np.array([0.01, 0.5])).round(6)
    array([0.0018, 1.    ])
    """
    return np.asarray(CAUTION * bend * np.minimum(1.0, CUBIC * bend))


def departures(x: FloatArray, y: FloatArray, sigma: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return how far each node lies off the chord of its neighbours beyond noise, and the product of their distances.

    Both (N,); ends as the nodes next to them. The second derivative is twice their ratio.

    Examples
    --------
    >>> x = np.arange(4.0)
    >>> departures(x, x**2, np.zeros(4))
    (array([1., 1., 1., 1.]), array([1., 1., 1., 1.]))
    """
    if len(x) < 3:
        return np.zeros(len(x)), np.ones(len(x))
    before, after = x[1:-1] - x[:-2], x[2:] - x[1:-1]
    left, right = after / (before + after), before / (before + after)
    change = y[1:-1] - left * y[:-2] - right * y[2:]
    noise = np.sqrt(sigma[1:-1] ** 2 + (left * sigma[:-2]) ** 2 + (right * sigma[2:]) ** 2)
    off, product = beyond_noise(change, noise), before * after
    return np.concatenate([off[:1], off, off[-1:]]), np.concatenate([product[:1], product, product[-1:]])


def bends(off: FloatArray, product: FloatArray, gap: FloatArray) -> FloatArray:
    """Return the error of a straight line over a gap, gap²|y″|/8; of structure that is not resolved, all there may be.

    Examples
    --------
    >>> bends(np.array([0.1, 1.0]), np.ones(2), np.ones(2))
    array([0.025, 1.   ])
    """
    part = gap**2 / product
    return np.asarray(off * np.where(off > GUESS, np.minimum(part, 1.0), part / 4.0))


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


def _rivals(high: _Stencil, left: NDArray[np.intp]) -> list[_Stencil]:
    """Stencils that hold the nodes on both sides as well: with a node less, and shifted by one."""
    found = []
    for size, move in ((high.size - 1, 0), (high.size - 1, 1), (high.size, -1), (high.size, 1)):
        last = np.minimum(left, len(high.x) - size)
        found.append(_Stencil(high.x, np.clip(high.first + move, np.maximum(left + 2 - size, 0), last), size))
    return found


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
