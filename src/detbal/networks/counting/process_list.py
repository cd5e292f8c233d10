"""The single processes of a network, with what each adds to counters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, explain
from detbal.networks.rate_network import IntArray, RateNetwork
from detbal.networks.stationary import WIDEST_SEPARATOR, stationary_state
from detbal.numerics.ordering import separator_width
from detbal.pairs import FloatArray
from detbal.reals import real_array

#: |ln| of rates, and of the largest flux, beyond which the sums of processes leave the range of floats.
_FASTEST, _STILL = 700.0, 600.0
#: Weights whose fourth powers floats hold.
_LARGEST = 1e70


@dataclass(frozen=True, slots=True, eq=False)
class Processes:
    """All single processes of a network with what each adds to the counters.

    Attributes
    ----------
    log_pi : (N,) float array
        ln of the stationary probabilities.
    source, target : (k,) integer arrays
    log_rate, force : (k,) float arrays
        ln of the rate, and of the rate over that of the reverse; the latter nan where there is no reverse.
    weights : (k, q) float array
    errors : pair
        Relative errors of all probabilities, and of each rate.
    """

    log_pi: FloatArray
    source: IntArray
    target: IntArray
    log_rate: FloatArray
    force: FloatArray
    weights: FloatArray
    errors: tuple[float, FloatArray]


def processes(network: RateNetwork, weights: FloatArray) -> Processes:
    """List every single process with its rate and weights, for a network that occupies all its states.

    Parameters
    ----------
    network
    weights : (m, q)
        What a transition from source to target of each pair adds to each counter; the reverse subtracts it.

    Raises
    ------
    InputError
        Weights that are not finite, or not one row for each pair; no process at all; a state that is never occupied, or
        several stationary states; weights, rates, or fluxes, beyond the range of floats; a network too interconnected
        to be eliminated.

    Examples
    --------
    >>> processes(RateNetwork.from_rates([[0, 1.0], [2.0, 0]]), np.ones((1, 1))).weights.ravel()
    array([ 1., -1.])
    """
    amounts = _amounts(network, weights)
    state = stationary_state(network)
    if np.isneginf(state.log_pi).any():
        name = network.state_names[int(np.argmax(np.isneginf(state.log_pi)))]
        raise InputError(
            explain(f"state {name} is never occupied", fix="leave the transient states out: network.part(states)")
        )
    source, target, log_rate = network.arrows()
    if not len(source):
        raise InputError(explain("a network without processes", fix="give one in which something happens"))
    _require_range(state.log_pi[source] + log_rate, log_rate)
    _require_sparse(network.n_states, source, target)
    with np.errstate(invalid="ignore"):
        ratio = np.where(network.one_way, np.nan, network.log_forward - network.log_reverse)
    return Processes(
        log_pi=state.log_pi,
        source=source,
        target=target,
        log_rate=log_rate,
        force=both_ways(network, ratio),
        weights=both_ways(network, amounts),
        errors=(state.relative_error, np.abs(both_ways(network, network.rounding))),
    )


def both_ways(network: RateNetwork, amount: FloatArray) -> FloatArray:
    """Return for each process what its pair has, with the opposite sign for what runs back, as `arrows` lists them.

    Examples
    --------
    >>> both_ways(RateNetwork.from_rates([[0, 1.0], [2.0, 0]]), np.array([3.0]))
    array([ 3., -3.])
    """
    ahead, back = ~np.isneginf(network.log_forward), ~np.isneginf(network.log_reverse)
    return np.concatenate([amount[ahead], -amount[back]])


def _amounts(network: RateNetwork, weights: FloatArray) -> FloatArray:
    found, m = real_array(weights, "weights"), len(network.source)
    if found.ndim != 2 or len(found) != m:
        raise InputError(explain(f"weights of shape {found.shape}", fix=f"give one row for each of the {m} pairs"))
    if not np.isfinite(found).all():
        k = int(np.argwhere(~np.isfinite(found))[0, 0])
        raise InputError(explain(f"weights[{k}] = {found[k].squeeze()}", fix="give finite numbers"))
    largest = float(np.abs(found).max(initial=0.0))
    if largest and not 1.0 / _LARGEST <= largest <= _LARGEST:
        why = "powers of them leave the range of floats"
        raise InputError(explain(f"weights up to {largest:.3g}", why=why, fix="count in another unit"))
    return found


def _require_range(log_flux: FloatArray, log_rate: FloatArray) -> None:
    fastest, busiest = float(log_rate.max()), float(log_flux.max())
    if fastest > _FASTEST or busiest < -_STILL:
        what = f"the fastest rate is e^{fastest:.0f}, the largest flux e^{busiest:.0f} per unit time"
        fix = "give rates in another unit of time, or take a higher temperature"
        raise InputError(explain(what, why="their sums leave the range of floats", fix=fix))


def _require_sparse(n: int, source: IntArray, target: IntArray) -> None:
    width = separator_width(n, source, target)
    if width > WIDEST_SEPARATOR:
        why = f"states are too interconnected to be eliminated: a set that separates them has {width:,}"
        raise InputError(explain(f"{n:,} states", why=why, fix=f"ask about a network with up to {WIDEST_SEPARATOR:,}"))
