"""Stationary states to high relative accuracy in every entry, however metastable the network is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.networks.kolmogorov import Cycles, fundamental_cycles
from detbal.networks.rate_network import RateNetwork
from detbal.networks.references import GTH
from detbal.numerics.components import closed_parts
from detbal.numerics.elimination import stationary_log
from detbal.numerics.ordering import analyse, separator_width
from detbal.numerics.perron import iterate_stationary
from detbal.numerics.potential import best_potential
from detbal.pairs import FloatArray

#: Elimination costs some ten times width³ for the widest separator; beyond this width, or this many steps (a minute or
#: two), iterate instead.
WIDEST_SEPARATOR = 1500
MOST_STEPS = 5e10


@dataclass(frozen=True, slots=True, eq=False)
class Stationary:
    """The stationary state of a network.

    Attributes
    ----------
    log_pi : (N,) float array
        ln π, normalised; ``-inf`` for states that are left for good.
    relative_error : float
        Bound or estimate of the largest relative error of any π_i.
    method : str
        How it was obtained, a sentence.
    reference : str
        Source of the method; empty if there is none.
    """

    log_pi: FloatArray
    relative_error: float
    method: str
    reference: str = ""


def stationary_state(network: RateNetwork, cycles: Cycles | None = None) -> Stationary:
    """Return the stationary state of a network that has exactly one.

    Parameters
    ----------
    network
    cycles
        Its fundamental cycles, if they are known already.

    Raises
    ------
    InputError
        If the network has several closed parts: their weights are then arbitrary.

    Notes
    -----
    If Kolmogorov's rule holds to round-off, π is read from the spanning forest, O(N + E). Otherwise by state
    elimination without subtractions (Grassmann, Taksar, Heyman 1985), sparse with a fill-reducing order: every
    entry is accurate to many digits whatever the condition of the problem. Networks too interconnected to be
    eliminated are iterated from the best potential, and the error is estimated.

    Examples
    --------
    >>> stationary_state(RateNetwork.from_rates([[0, 1e-100], [1.0, 0]])).log_pi.round(6)
    array([   0.      , -230.258509])
    """
    known = cycles or fundamental_cycles(network)
    source, target, log_rate = network.arrows()
    parts, closed = closed_parts(network.n_states, source, target)
    if len(closed) > 1:
        names = ", ".join(network.state_names[int(np.argmax(parts == part))] for part in closed[:4])
        raise InputError(
            explain(
                f"{len(closed)} closed parts (with states {names}…)",
                why="their relative weights depend on the start, so that the stationary state is not unique",
                fix="ask about one part at a time: network.part_of(state)",
            )
        )
    members = np.flatnonzero(parts == closed[0])
    inside = (parts[source] == closed[0]) & (parts[target] == closed[0])
    log_pi = np.full(network.n_states, -np.inf)
    one_way_inside = (parts[network.source[known.one_way]] == closed[0]) & (
        parts[network.target[known.one_way]] == closed[0]
    )
    chords_inside = parts[network.source[known.chords]] == closed[0]
    if not one_way_inside.any() and (np.abs(known.affinities) <= known.rounding)[chords_inside].all():
        potential = known.forest.potential[members]
        log_pi[members] = potential - _log_sum(potential)
        error = 2.0 * float(known.forest.bound[members].max())
        return Stationary(log_pi, error, "read from the spanning tree, since Kolmogorov's rule holds")
    number = np.zeros(network.n_states, dtype=np.int64)
    number[members] = np.arange(len(members))
    i, j, k = number[source[inside]], number[target[inside]], log_rate[inside]
    n = len(members)
    plan = analyse(n, i, j) if separator_width(n, i, j) <= WIDEST_SEPARATOR else None
    if plan is not None and plan.flops <= MOST_STEPS:
        log_pi[members] = stationary_log(n, i, j, k, plan)
        return Stationary(log_pi, plan.error_bound, "by state elimination without subtractions (GTH)", GTH)
    part = network.part(members)
    both = ~part.one_way
    edges = part.source[both], part.target[both], (part.log_forward - part.log_reverse)[both]
    guess = best_potential(n, *edges[:2], np.ones(len(edges[2])), edges[2])
    log_pi[members], error = _iterated(n, i, j, k, guess)
    return Stationary(log_pi, error, "by iteration (too interconnected to be eliminated)")


def _iterated(
    n: int, source: NDArray[np.int64], target: NDArray[np.int64], log_rate: FloatArray, guess: FloatArray
) -> tuple[FloatArray, float]:
    from scipy.sparse import coo_array, diags_array

    largest = np.full(n, -np.inf)
    np.maximum.at(largest, source, log_rate)
    rates = coo_array((np.exp(log_rate - largest[source]), (source, target)), shape=(n, n)).tocsr()
    outflow = np.asarray(rates.sum(axis=1)).ravel()
    log_exit = largest + np.log(outflow)
    # the chain of visits: x_i = π_i × exit rate of i
    weight = guess + log_exit
    solution = iterate_stationary((diags_array(1.0 / outflow) @ rates).tocsr(), np.exp(weight - weight.max()))
    log_pi = np.log(solution.vector) - log_exit
    return log_pi - _log_sum(log_pi), solution.relative_error


def _log_sum(values: FloatArray) -> float:
    top = values.max()
    return float(top + np.log(np.exp(values - top).sum()))
