"""Cumulants and covariances of counters of a Markov process, each with the size up to which it may be round-off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.eigenvalue_derivatives import derivatives_with_floors
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
    With weights that vanish where most happens (`quiet_weights`), and with solutions by elimination without
    subtractions (`Residence`). Errors of every step are bounded by their sizes, and carried on. Cost: three
    eliminations of the states for each order.

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

    n, rate = len(log_pi), np.exp(log_rate)
    quiet = quiet_weights(n, source, target, log_pi[source] + log_rate, weight)
    chain = _Relaxing.of(log_pi, source, target, log_rate)
    relative = _EPS * (8.0 + np.abs(log_rate))

    def matrix(values: FloatArray) -> Any:
        return coo_array((values, (target, source)), shape=(n, n)).tocsr()

    amounts = [rate * quiet**m for m in range(1, order + 1)]
    jumps = [(matrix(one), matrix(np.abs(one)), matrix(np.abs(one) * relative)) for one in amounts]
    return derivatives_with_floors(chain.pi, chain.error, jumps, chain.solve, np.ones(n))


def covariance_with_floors(
    log_pi: FloatArray, source: IntArray, target: IntArray, log_rate: FloatArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the covariance per unit time of several counters, and the round-off of each element.

    Parameters
    ----------
    log_pi, source, target, log_rate
        As for `cumulants_with_floors`.
    weights : (q, k)
        What each process adds to each of q counters.

    Returns
    -------
    values, floors : (q, q) float arrays
        Both symmetric.

    Notes
    -----
    As `cumulants_with_floors`; three eliminations of the states for each counter.

    Examples
    --------
    The same electron, counted at both ends, which in the long run is the same:

    >>> ends = np.array([0, 1, 1]), np.array([1, 0, 0])
    >>> log_rate, log_pi = np.log([1.0, 1.0, 1e-18]), np.log([0.5, 0.5])
    >>> at_both = np.array([[1.0, -1.0, 0.0], [0.0, 0.0, -1.0]])
    >>> values, floors = covariance_with_floors(log_pi, *ends, log_rate, at_both)
    >>> bool(np.abs(values / 5e-19 - [[1, -1], [-1, 1]]).max() < 1e-14), bool(floors.max() < 1e-32)
    (True, True)
    """
    n, rate = len(log_pi), np.exp(log_rate)
    traffic = log_pi[source] + log_rate
    quiet = np.array([quiet_weights(n, source, target, traffic, one) for one in weights])
    size, relative = np.abs(quiet), _EPS * (8.0 + np.abs(log_rate))
    chain = _Relaxing.of(log_pi, source, target, log_rate)
    flux, doubt = chain.pi[source] * rate, (chain.error + _EPS * n * chain.pi)[source] * rate
    doubt += relative * flux

    def arriving(amount: FloatArray) -> FloatArray:
        return np.array([np.bincount(target, one, n) for one in amount])

    mean, lost = quiet @ flux, size @ doubt
    right = np.outer(mean, chain.pi) - arriving(quiet * flux)
    unsure = np.outer(lost, chain.pi) + np.outer(np.abs(mean), chain.error) + arriving(size * doubt)
    moved, error = chain.solve(right, unsure)
    # half of what is counted at once, and what one counts of how the other moves the chain
    half = (quiet * flux) @ quiet.T / 2 + (quiet * rate) @ moved[:, source].T
    missed = (size * rate) @ (error[:, source] + (relative + _EPS * n) * np.abs(moved)[:, source]).T
    floor = (size * doubt) @ size.T / 2 + missed
    return half + half.T, floor + floor.T


@dataclass(frozen=True, slots=True, eq=False)
class _Relaxing:
    """A chain with its stationary state, the error of that, and how it relaxes to it."""

    pi: FloatArray
    error: FloatArray
    residence: Residence

    @classmethod
    def of(cls, log_pi: FloatArray, source: IntArray, target: IntArray, log_rate: FloatArray) -> _Relaxing:
        n, pi = len(log_pi), np.exp(log_pi)
        error = _EPS * (n + 8.0 + np.abs(log_pi)) * pi
        return cls(pi, error, Residence.of(n, source, target, log_rate, int(np.argmax(pi))))

    def solve(self, b: FloatArray, doubt: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return x of ``generator @ x = b`` that sums to 0, and its error, for right sides that do; (..., N) all."""
        n = len(self.pi)
        inflow = np.array([np.maximum(-b, 0.0), np.maximum(b, 0.0), doubt])
        up, down, wide = self.residence.times(inflow.reshape(-1, n)).reshape(inflow.shape)
        found, error = up - down, wide + _EPS * (n + 8.0) * (up + down)
        spread = (self.error + _EPS * n * self.pi) * np.abs(found).sum(axis=-1, keepdims=True)
        whole, missed = (each.sum(axis=-1, keepdims=True) for each in (found, error))
        return found - self.pi * whole, error + self.pi * missed + spread
