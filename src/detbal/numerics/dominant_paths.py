"""A first guess of the eigenvector of a tilted generator: maxima in place of sums, however far rates range."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[Any]

_MOST_STEPS = 500


def log_guess(n: int, source: IntArray, target: IntArray, log_rate: FloatArray, tilt: FloatArray) -> FloatArray:
    """Guess ln l of the left eigenvector l > 0 with the largest eigenvalue, to within some nats, (n,).

    Parameters
    ----------
    n : int
        States, strongly connected.
    source, target : (k,) integer arrays
    log_rate, tilt : (k,) float arrays
        As for `detbal.numerics.tilted_generator.TiltedGenerator`.

    Examples
    --------
    A tilt that no cycle adds up: l takes it away.

    >>> log_guess(2, np.array([0, 1]), np.array([1, 0]), np.zeros(2), np.array([-2000.0, 2000.0])).tolist()
    [0.0, 2000.0]
    """
    log_tilted = log_rate + tilt
    exits = np.full(n, -np.inf)
    np.maximum.at(exits, source, log_rate)
    u, growth = _scaled(n, source, target, log_tilted - exits[source])
    if growth <= 0:  # nothing grows: the state that is left most slowly decides
        return _towards(int(np.argmin(exits)), n, source, target, log_tilted - exits[source])
    low, high = float(exits.min()), float(log_tilted.max()) + 1.0
    while high - low > 1.0:  # the logarithm of the rate of growth
        middle = (low + high) / 2
        u, growth = _scaled(n, source, target, log_tilted - np.maximum(exits, middle)[source], u)
        low, high = (middle, high) if growth > 0 else (low, middle)
    return u


def _scaled(
    n: int, source: IntArray, target: IntArray, log_weight: FloatArray, u: FloatArray | None = None
) -> tuple[FloatArray, float]:
    """Scale states so that the largest weight out of each is the same; return this logarithm, too."""
    u = np.zeros(n) if u is None else u
    for _ in range(_MOST_STEPS):
        step = np.full(n, -np.inf)
        np.maximum.at(step, source, log_weight + u[target])
        if np.ptp(step - u) < 0.5:
            break
        u = (u + step) / 2
        u = u - u.max()
    return u, float(np.mean(step - u))


def _towards(root: int, n: int, source: IntArray, target: IntArray, log_weight: FloatArray) -> FloatArray:
    """Return the largest weight of all paths from each state to one of them."""
    u = np.full(n, -np.inf)
    u[root] = 0.0
    for _ in range(n):
        step = np.full(n, -np.inf)
        np.maximum.at(step, source, log_weight + u[target])
        step[root] = 0.0
        if (step == u).all():
            break
        u = step
    return u
