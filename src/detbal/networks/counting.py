"""Statistics of counted transitions: cumulants, uncertainty bounds on entropy production, fluctuation symmetry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.networks.drive import drive_rates
from detbal.networks.rate_network import IntArray, RateNetwork
from detbal.networks.stationary import stationary_state
from detbal.numerics import counting_statistics as counting
from detbal.pairs import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Processes:
    """All single processes of a network with what each adds to the counters.

    Attributes
    ----------
    pi : (N,) float array
    source, target, rate : (k,) arrays
    weights : (k, q) float array
    """

    pi: FloatArray
    source: IntArray
    target: IntArray
    rate: FloatArray
    weights: FloatArray


def current_cumulants(network: RateNetwork, weights: ArrayLike, order: int = 2) -> FloatArray:
    """Return the cumulants, per unit time, of a counted current.

    Parameters
    ----------
    network
        With a unique stationary state that occupies all states.
    weights : (m,)
        What a transition from source to target of each pair adds to the counter; the reverse subtracts it.
    order : int
        How many cumulants: mean, variance, third, …

    Returns
    -------
    (order,) float array
        Per unit time; per step in discrete time.

    Examples
    --------
    A ring with rates 2 and 1: a biased walk with mean 2 - 1 and variance 2 + 1 on each of its three pairs.

    >>> ring = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], [2, 2, 2], [1, 1, 1])
    >>> current_cumulants(ring, np.ones(3), order=4).round(9)
    array([1., 3., 1., 3.])
    """
    if order < 1 or order != int(order):
        raise InputError(explain(f"order = {order}", fix="ask for a whole number of cumulants, at least one"))
    all_of_them = processes(network, np.asarray(weights, dtype=float)[:, None])
    values = counting.cumulants(
        all_of_them.pi,
        all_of_them.source,
        all_of_them.target,
        all_of_them.rate,
        all_of_them.weights[:, 0],
        order,
    )
    return _log_derivatives(values) if network.discrete_time else values


def current_covariance(network: RateNetwork, weights: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return means and covariance, per unit time or step, of several counted currents.

    Parameters
    ----------
    network
    weights : (m, q)
        One column for each current, as for `current_cumulants`.

    Returns
    -------
    mean : (q,), covariance : (q, q)

    Examples
    --------
    >>> ring = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], [2, 2, 2], [1, 1, 1])
    >>> current_covariance(ring, np.ones((3, 1)))[1].round(9)
    array([[3.]])
    """
    everything = processes(network, np.asarray(weights, dtype=float))
    mean, spread = counting.covariance(
        everything.pi, everything.source, everything.target, everything.rate, everything.weights
    )
    return mean, spread - np.outer(mean, mean) if network.discrete_time else spread


def scaled_cumulant_generating_function(network: RateNetwork, weights: ArrayLike, s: ArrayLike) -> FloatArray:
    """Return λ(s) = lim ln⟨exp(s × counter)⟩ / time.

    Parameters
    ----------
    network
    weights : (m,)
        As for `current_cumulants`.
    s : array
        Counting variables.

    Returns
    -------
    float array of the shape of `s`

    Examples
    --------
    >>> ring = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], [2, 2, 2], [1, 1, 1])
    >>> value = scaled_cumulant_generating_function(ring, np.ones(3), 0.5)
    >>> bool(abs(value - (2 * np.expm1(0.5) + np.expm1(-0.5))) < 1e-12)
    True
    """
    source, target, log_rate = network.arrows()
    weight = _both_ways(network, np.asarray(weights, dtype=float)[:, None])[:, 0]
    points = np.asarray(s, dtype=float)
    rate = np.exp(log_rate)
    values = np.array(
        [counting.growth_rate(network.n_states, source, target, rate, weight, float(x)) for x in points.ravel()]
    )
    if network.discrete_time:
        values = np.log1p(values)
    return values.reshape(points.shape)


def entropy_weights(network: RateNetwork) -> FloatArray:
    """Return ln(k_ij/k_ji) of every pair: counting with it counts the entropy given to the surroundings, nats.

    Raises
    ------
    InputError
        If a pair is one-way: the entropy it gives is infinite.

    Examples
    --------
    >>> entropy_weights(RateNetwork.from_rates([[0, 1.0], [2.0, 0]])).round(6)
    array([-0.693147])
    """
    if network.one_way.any():
        name = network.pair_names[int(np.argmax(network.one_way))]
        raise InputError(explain(f"pair {name} is one-way", why="its entropy is infinite", fix="leave it out"))
    return network.log_forward - network.log_reverse


def fluctuation_symmetry(network: RateNetwork, s: ArrayLike) -> FloatArray:
    """Return λ(s) - λ(-1 - s) of the entropy given to the surroundings: zero by the fluctuation theorem.

    Parameters
    ----------
    network
        Without one-way pairs.
    s : array
        Counting variables.

    Notes
    -----
    The symmetry of Gallavotti and Cohen for Markov processes: Lebowitz and Spohn, J. Stat. Phys. 95, 333 (1999).

    Examples
    --------
    >>> ring = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], [2, 3, 2], [1, 1, 5])
    >>> bool(np.abs(fluctuation_symmetry(ring, [-2.0, -0.3, 0.4])).max() < 1e-12)
    True
    """
    weights, points = entropy_weights(network), np.asarray(s, dtype=float)
    ahead = scaled_cumulant_generating_function(network, weights, points)
    return ahead - scaled_cumulant_generating_function(network, weights, -1.0 - points)


def entropy_bound(mean: ArrayLike, covariance: ArrayLike, *, discrete_time: bool = False) -> float:
    """Return the least entropy production that measured current statistics allow, nats per unit time.

    The thermodynamic uncertainty relation: whatever runs with these means and this noise produces at least
    this much. It needs no rates and no states: only currents.

    Parameters
    ----------
    mean : (q,)
        Mean currents per unit time.
    covariance : (q, q) or (q,) for one current's variance
        Growth of their covariance per unit time.
    discrete_time
        Whether "unit time" is a step of a Markov chain.

    Raises
    ------
    InputError
        Shapes that do not fit, or a covariance that is not positive definite.

    Notes
    -----
    2 vᵀ C⁻¹ v in continuous time (Barato and Seifert, Phys. Rev. Lett. 114, 158101 (2015), several currents at
    once); ln(1 + 2 vᵀ C⁻¹ v) per step, which is weaker, in discrete time (K. Proesmans, C. Van den Broeck,
    EPL 119, 20001 (2017)).

    Examples
    --------
    >>> entropy_bound([1.0], [[3.0]])
    0.6666666666666666
    """
    v = np.atleast_1d(np.asarray(mean, dtype=float))
    c = np.asarray(covariance, dtype=float).reshape(-1, 1) if np.ndim(covariance) < 2 else np.asarray(covariance)
    if c.shape != (len(v), len(v)):
        raise InputError(explain(f"covariance of shape {c.shape} for {len(v)} currents", fix="give a square matrix"))
    if not (np.isfinite(v).all() and np.isfinite(c).all()):
        raise InputError(explain("means or covariance that are not finite", fix="give finite numbers"))
    if not np.allclose(c, c.T, rtol=1e-9, atol=0.0):
        raise InputError(explain("a covariance that is not symmetric", fix="give Cov(i, j) = Cov(j, i)"))
    least = float(np.linalg.eigvalsh(c).min())
    if not least > 0:
        raise InputError(
            explain(
                f"the covariance has an eigenvalue {least:.3g}",
                why="it must be positive definite",
                fix="leave out currents that depend on others",
            )
        )
    ratio = 2.0 * float(v @ np.linalg.solve(c, v))
    return float(np.log1p(ratio)) if discrete_time else ratio


def uncertainty_ratio(network: RateNetwork, weights: ArrayLike) -> float:
    """Return Q = σ Var / (2 mean²) of a current: at least 1, and 1 if the current saturates the bound.

    Parameters
    ----------
    network
        In continuous time.
    weights : (m,)
        As for `current_cumulants`.

    Examples
    --------
    >>> ring = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], [2, 2, 2], [1, 1, 1])
    >>> round(uncertainty_ratio(ring, np.ones(3)), 7)  # (x/2) coth(x/2), x = ln 2
    1.0397208
    """
    if network.discrete_time:
        raise InputError(explain("a chain in discrete time", fix="compare entropy_bound(..., discrete_time=True)"))
    mean, variance = current_cumulants(network, weights, order=2)
    if abs(mean) <= 1e-12 * np.sqrt(abs(variance)):
        raise InputError(explain("the current has no mean", why="the ratio is infinite", fix="count another current"))
    return float(drive_rates(network).entropy_production * variance / (2.0 * mean**2))


def processes(network: RateNetwork, weights: FloatArray) -> Processes:
    """List every single process with its rate and weights, for a network that occupies all its states.

    Examples
    --------
    >>> processes(RateNetwork.from_rates([[0, 1.0], [2.0, 0]]), np.ones((1, 1))).weights.ravel()
    array([ 1., -1.])
    """
    state = stationary_state(network)
    if np.isneginf(state.log_pi).any():
        name = network.state_names[int(np.argmax(np.isneginf(state.log_pi)))]
        raise InputError(
            explain(f"state {name} is never occupied", fix="leave the transient states out: network.part(states)")
        )
    source, target, log_rate = network.arrows()
    return Processes(np.exp(state.log_pi), source, target, np.exp(log_rate), _both_ways(network, weights))


def _both_ways(network: RateNetwork, weights: FloatArray) -> FloatArray:
    if weights.ndim != 2 or len(weights) != len(network.source):
        raise InputError(
            explain(
                f"weights of shape {weights.shape}",
                fix=f"give one row for each of the {len(network.source)} pairs",
            )
        )
    if not np.isfinite(weights).all():
        k = int(np.argwhere(~np.isfinite(weights))[0, 0])
        raise InputError(explain(f"weights[{k}] = {weights[k].squeeze()}", fix="give finite numbers"))
    ahead, back = ~np.isneginf(network.log_forward), ~np.isneginf(network.log_reverse)
    return np.concatenate([weights[ahead], -weights[back]])


def _log_derivatives(derivatives: FloatArray) -> FloatArray:
    """Turn derivatives of Λ(s), with Λ(0) = 1, into those of ln Λ: moments into cumulants."""
    from math import comb

    logs: list[float] = []
    for n in range(1, len(derivatives) + 1):
        inner = sum(comb(n - 1, m - 1) * logs[m - 1] * derivatives[n - m - 1] for m in range(1, n))
        logs.append(float(derivatives[n - 1] - inner))
    return np.array(logs)
