"""Cumulants of a counter of a Markov process, each with the size up to which it may be round-off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.quiet_weights import quiet_weights
from detbal.numerics.residence import Residence

FloatArray = NDArray[np.float64]
IntArray = NDArray[Any]

_EPS = float(np.finfo(np.float64).eps)


def cumulants_with_floors(
    log_pi: FloatArray, source: IntArray, target: IntArray, log_rate: FloatArray, weight: FloatArray, order: int
) -> tuple[FloatArray, FloatArray]:
    """Return the first cumulants per unit time, and the round-off of each.

    Parameters
    ----------
    log_pi : (N,)
        ln of the stationary state, all finite: irreducible process.
    source, target, log_rate, weight : (k,)
        Every process with its rate and what it adds to the counter.
    order : int
        How many.

    Returns
    -------
    values, floors : (order,) float arrays

    Notes
    -----
    The recursion of `detbal.numerics.counting_statistics.derivatives`, with weights that vanish where most happens
    (`quiet_weights`), and with solutions by elimination without subtractions (`Residence`). Errors of every step are
    bounded by their sizes, and carried on. Cost: three eliminations of the states for each order.

    Examples
    --------
    An electron that is exchanged with the left 1e18 times as fast as with the right, which takes all:

    >>> ends = np.array([0, 1, 1]), np.array([1, 0, 0])
    >>> log_rate, log_pi = np.log([1.0, 1.0, 1e-18]), np.log([0.5, 0.5])
    >>> values, floors = cumulants_with_floors(log_pi, *ends, log_rate, np.array([1.0, -1.0, 0.0]), 2)
    >>> bool(np.abs(values - 5e-19).max() < 1e-33), bool(floors.max() < 1e-32)
    (True, True)
    """
    from scipy.sparse import coo_array

    n, pi, rate = len(log_pi), np.exp(log_pi), np.exp(log_rate)
    quiet = quiet_weights(n, source, target, log_pi[source] + log_rate, weight)
    chain = Residence.of(n, source, target, log_rate, int(np.argmax(pi)))
    relative = _EPS * (8.0 + np.abs(log_rate))
    still = _EPS * (n + 8.0 + np.abs(log_pi)) * pi

    def matrix(values: FloatArray) -> Any:
        return coo_array((values, (target, source)), shape=(n, n)).tocsr()

    def solve(b: FloatArray, doubt: FloatArray) -> tuple[FloatArray, FloatArray]:
        up, down, wide = chain.times(np.array([np.maximum(-b, 0.0), np.maximum(b, 0.0), doubt]))
        found, error = up - down, wide + _EPS * (n + 8.0) * (up + down)
        spread = (still + _EPS * n * pi) * np.abs(found).sum()
        return found - pi * found.sum(), error + pi * error.sum() + spread

    amounts = [rate * quiet**m for m in range(1, order + 1)]
    jumps = [(matrix(one), matrix(np.abs(one)), matrix(np.abs(one) * relative)) for one in amounts]
    return derivatives_with_floors(pi, still, jumps, solve, np.ones(n))


def derivatives_with_floors(
    start: NDArray[Any],
    error: FloatArray,
    jumps: Sequence[tuple[Any, Any, Any]],
    solve: Callable[[NDArray[Any], FloatArray], tuple[NDArray[Any], FloatArray]],
    total: NDArray[Any],
) -> tuple[FloatArray, FloatArray]:
    """Return what `detbal.numerics.counting_statistics.derivatives` does, and the round-off of each.

    Parameters
    ----------
    start, error : (M,)
        Eigenvector at s = 0, and size up to which its elements may be wrong.
    jumps : sequence of triples of (M, M)
        Derivatives of the tilted generator at s = 0, from the first; their sizes, and size of their round-off.
    solve
        Returns x of ``generator @ x = b`` with ``total @ x = 0``, and its error, from b and the error of b.
    total : (M,)
        Left eigenvector at s = 0.

    Examples
    --------
    >>> two, half = np.array([[0.0, 2.0], [2.0, 0.0]]), np.array([0.5, 0.5])
    >>> values, floors = derivatives_with_floors(
    ...     half, 1e-16 * half, [(two, two, 1e-16 * two)] * 2, lambda b, doubt: (-b / 4, doubt), np.ones(2)
    ... )
    >>> values, bool((floors < 1e-13).all())
    (array([2., 2.]), True)
    """
    order, M = len(jumps), len(start)
    vectors, errors = [start], [error]
    values, floors = np.zeros(order), np.zeros(order)
    for k in range(1, order + 1):
        gained, doubt = np.zeros_like(start), np.zeros(M)
        for m in range(1, k + 1):
            jump, size, noise = jumps[m - 1]
            gained += comb(k, m) * (jump @ vectors[k - m])
            doubt += comb(k, m) * (size @ errors[k - m] + noise @ np.abs(vectors[k - m]))
        values[k - 1] = float((total @ gained).real)
        floors[k - 1] = float(np.abs(total) @ (doubt + _EPS * M * np.abs(gained)))
        if k == order:
            break
        for m in range(1, k + 1):
            share, size = comb(k, m) * values[m - 1], np.abs(vectors[k - m])
            gained -= share * vectors[k - m]
            doubt += comb(k, m) * floors[m - 1] * size + np.abs(share) * (errors[k - m] + 8 * _EPS * size)
        vector, spread = solve(-gained, doubt)
        vectors.append(vector)
        errors.append(spread)
    return values, floors
