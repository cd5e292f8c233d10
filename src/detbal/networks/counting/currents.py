"""Cumulants, covariances and the generating function of counted currents, as arrays with floors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from detbal.counting import cumulants_asked
from detbal.fluctuation import finite_variables
from detbal.networks.counting.counter import counter_of
from detbal.networks.counting.process_list import processes
from detbal.networks.rate_network import RateNetwork
from detbal.numerics.counted_cumulants import Covariance, covariance_with_floors
from detbal.pairs import FloatArray
from detbal.reals import real_array


def current_cumulants(network: RateNetwork, weights: ArrayLike, order: int = 2) -> tuple[FloatArray, FloatArray]:
    """Return the cumulants of a counted current, and the size up to which each may be round-off.

    Parameters
    ----------
    network, weights, order
        As for `counting_statistics`, which tells more.

    Returns
    -------
    values, floors : (order,) float arrays
        Per unit time; per step in discrete time.

    Raises
    ------
    InputError
        As `counting_statistics`.

    Examples
    --------
    >>> ring = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], [2, 2, 2], [1, 1, 1])
    >>> values, floors = current_cumulants(ring, np.ones(3), order=4)
    >>> values.round(9), bool(floors.max() < 1e-12)
    (array([1., 3., 1., 3.]), True)
    """
    return counter_of(network, weights).cumulants(cumulants_asked(order))


def current_covariance(network: RateNetwork, weights: ArrayLike) -> Covariance:
    """Return means and covariance, per unit time or step, of several counted currents.

    Parameters
    ----------
    network
    weights : (m, q)
        One column for each current, as for `counting_statistics`.

    Returns
    -------
    Covariance
        `mean`, `matrix`, and the size up to which each element may be round-off, `mean_floor` and `floor`.

    Raises
    ------
    InputError
        As `counting_statistics`.

    Examples
    --------
    >>> ring = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], [2, 2, 2], [1, 1, 1])
    >>> current_covariance(ring, np.ones((3, 1))).matrix.round(9)
    array([[3.]])
    """
    all_of_them = processes(network, real_array(weights, "weights"))
    found = covariance_with_floors(
        all_of_them.log_pi,
        all_of_them.source,
        all_of_them.target,
        all_of_them.log_rate,
        all_of_them.weights.T,
        all_of_them.errors,
    )
    if not network.discrete_time:
        return found
    # moments of the eigenvalue, which is a factor for each step, into those of its logarithm
    size, doubt = np.abs(found.mean), found.mean_floor
    missed = np.outer(size, doubt) + np.outer(doubt, size + doubt)
    return replace(found, matrix=found.matrix - np.outer(found.mean, found.mean), floor=found.floor + missed)


def scaled_cumulant_generating_function(network: RateNetwork, weights: ArrayLike, s: ArrayLike) -> FloatArray:
    """Return λ(s) = lim ln⟨exp(s × counter)⟩ / time.

    Parameters
    ----------
    network, weights
        As for `counting_statistics`, of whose answer this is the `scgf`.
    s : array
        Counting variables.

    Returns
    -------
    float array of the shape of `s`

    Raises
    ------
    InputError
        As `counting_statistics`; values of `s` that are not finite, or at which λ leaves the range of floats.

    Examples
    --------
    >>> ring = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], [2, 2, 2], [1, 1, 1])
    >>> value = scaled_cumulant_generating_function(ring, np.ones(3), 0.5)
    >>> bool(abs(value - (2 * np.expm1(0.5) + np.expm1(-0.5))) < 1e-12)
    True
    """
    points = finite_variables(s, "s")
    return np.reshape(counter_of(network, weights).scgf(points.ravel()), points.shape)
