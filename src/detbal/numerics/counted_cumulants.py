"""Cumulants and covariances of counters of a Markov process, each with the size up to which it may be round-off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.eigenvalue_derivatives import derivatives_by_residuals, derivatives_with_floors
from detbal.numerics.quiet_weights import quiet_weights
from detbal.numerics.relaxing import Relaxing

FloatArray = NDArray[np.float64]
IntArray = NDArray[Any]

_EPS = float(np.finfo(np.float64).eps)
#: -ln of probabilities by which is not divided.
_FAR = 600.0
#: What is smaller is lost.
_TINY = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, slots=True, eq=False)
class Covariance:
    """Means and covariance of q counters per unit time, with the size up to which each may be round-off.

    Attributes
    ----------
    mean, mean_floor : (q,) float arrays
    matrix, floor : (q, q) float arrays
        Both symmetric.
    """

    mean: FloatArray
    mean_floor: FloatArray
    matrix: FloatArray
    floor: FloatArray


def cumulants_with_floors(
    log_pi: FloatArray,
    source: IntArray,
    target: IntArray,
    log_rate: FloatArray,
    weight: FloatArray,
    order: int,
    errors: tuple[float, Any] = (0.0, 0.0),
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
    errors : pair
        Relative errors of the stationary probabilities, and of the rates (all, or each), beyond those of doubles.

    Returns
    -------
    values, floors : (order,) float arrays

    Notes
    -----
    With weights that vanish where most happens (`quiet_weights`), and with solutions by elimination without
    subtractions (`Relaxing`). Errors of every step are bounded by their sizes, and carried on; or by the residuals
    that are left in the end, whichever says less. Cost: some eight eliminations of the states for each order.

    Examples
    --------
    An electron that is exchanged with the left 1e18 times as fast as with the right, which takes all:

    >>> ends = np.array([0, 1, 1]), np.array([1, 0, 0])
    >>> log_rate, log_pi = np.log([1.0, 1.0, 1e-18]), np.log([0.5, 0.5])
    >>> values, floors = cumulants_with_floors(log_pi, *ends, log_rate, np.array([1.0, -1.0, 0.0]), 2)
    >>> bool(np.abs(values - 5e-19).max() < 1e-33), bool(floors.max() < 1e-32)
    (True, True)
    """
    from scipy.sparse import coo_array, diags_array

    n, rate = len(log_pi), np.exp(log_rate)
    quiet = quiet_weights(n, source, target, log_pi[source] + log_rate, weight)
    chain = Relaxing.of(log_pi, source, target, log_rate, errors[0])
    relative = _EPS * (8.0 + np.abs(log_rate)) + errors[1]

    def matrix(values: FloatArray) -> Any:
        return coo_array((values, (target, source)), shape=(n, n)).tocsr()

    amounts = [rate * quiet**m for m in range(1, order + 1)]
    lost = np.where(quiet != 0, _TINY, 0.0)
    jumps = [(matrix(one), matrix(np.abs(one)), matrix(np.abs(one) * relative + lost)) for one in amounts]
    values, floors = derivatives_with_floors(chain.pi, chain.error, jumps, chain.solve, np.ones(n))
    if log_pi.min() < -_FAR:
        return values, floors
    exits = np.bincount(source, rate, n)
    plain, size = (matrix(rate) + diags_array(sign * exits) for sign in (-1.0, 1.0))
    terms = [(plain, size), *((jump, amount) for jump, amount, _ in jumps)]
    again, limits = derivatives_by_residuals(
        chain.pi,
        terms,
        lambda b: chain.solve(b, np.zeros(n))[0],
        chain.adjoint(),
        np.ones(n),
        2.0 * float(relative.max()),
    )
    # two bounds: where exchange is fast the first is the lower one, where relaxation is slow the second
    return np.where(limits < floors, again, values), np.minimum(limits, floors)


def covariance_with_floors(
    log_pi: FloatArray,
    source: IntArray,
    target: IntArray,
    log_rate: FloatArray,
    weights: FloatArray,
    errors: tuple[float, Any] = (0.0, 0.0),
) -> Covariance:
    """Return means and covariance per unit time of several counters, and the round-off of each.

    Parameters
    ----------
    log_pi, source, target, log_rate, errors
        As for `cumulants_with_floors`.
    weights : (q, k)
        What each process adds to each of q counters.

    Notes
    -----
    As `cumulants_with_floors`; three eliminations of the states for each counter.

    Examples
    --------
    The same electron, counted at both ends, which in the long run is the same:

    >>> ends = np.array([0, 1, 1]), np.array([1, 0, 0])
    >>> log_rate, log_pi = np.log([1.0, 1.0, 1e-18]), np.log([0.5, 0.5])
    >>> at_both = np.array([[1.0, -1.0, 0.0], [0.0, 0.0, -1.0]])
    >>> found = covariance_with_floors(log_pi, *ends, log_rate, at_both)
    >>> bool(np.abs(found.matrix / 5e-19 - [[1, -1], [-1, 1]]).max() < 1e-14), bool(found.floor.max() < 1e-32)
    (True, True)
    """
    n, rate = len(log_pi), np.exp(log_rate)
    traffic = log_pi[source] + log_rate
    quiet = np.array([quiet_weights(n, source, target, traffic, one) for one in weights])
    size, relative = np.abs(quiet), _EPS * (8.0 + np.abs(log_rate)) + errors[1]
    chain = Relaxing.of(log_pi, source, target, log_rate, errors[0])
    flux, doubt = chain.pi[source] * rate, (chain.error + _EPS * n * chain.pi)[source] * rate
    doubt += relative * flux + _TINY

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
    return Covariance(mean, lost, half + half.T, floor + floor.T)
