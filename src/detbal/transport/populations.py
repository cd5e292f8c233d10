"""Stationary probabilities of the states of a dot, at one point or at many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.components import closed_parts
from detbal.numerics.elimination import stationary_logs
from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices


def log_populations(
    labels: Sequence[str], source: Indices, target: Indices, log_forward: Floats, log_reverse: Floats
) -> Floats:
    """Return ln of the stationary probabilities.

    Parameters
    ----------
    labels : sequence of N strings
    source, target : (m,)
        States of each transition.
    log_forward, log_reverse : (p, m)
        Logs of the rates from source to target, and back, at each of p points; -inf where there is none.

    Returns
    -------
    (p, N) array
        -inf for states that are left for good.

    Raises
    ------
    InputError
        Parts of the states that are not connected: the stationary state is not unique.

    Notes
    -----
    Cost: elimination of the states at each point, dense O(N³/3) at worst. Every probability has its digits, however
    small.

    Examples
    --------
    >>> one, two = np.array([0]), np.array([1])
    >>> log_populations(["empty", "full"], one, two, np.log([[1.0], [3.0]]), np.zeros((2, 1))).round(6)
    array([[-0.693147, -0.693147],
           [-1.386294, -0.287682]])
    """
    ways = np.concatenate((source, target)), np.concatenate((target, source))
    log_rates = np.concatenate((log_forward, log_reverse), axis=1)
    runs = np.isfinite(log_rates)
    if (runs == runs[:1]).all():
        return _of_one_pattern(labels, *ways, log_rates, runs[0])
    found = np.empty((len(log_rates), len(labels)))
    patterns, which = np.unique(runs, axis=0, return_inverse=True)  # a band ends between some points
    for k, pattern in enumerate(patterns):
        own = which.ravel() == k
        found[own] = _of_one_pattern(labels, *ways, log_rates[own], pattern)
    return found


def _of_one_pattern(
    labels: Sequence[str], source: Indices, target: Indices, log_rates: Floats, runs: NDArray[np.bool_]
) -> Floats:
    n = len(labels)
    source, target, log_rates = source[runs], target[runs], _columns(log_rates, runs)
    part, closed = closed_parts(n, source, target)
    if len(closed) > 1:
        first = [labels[int(np.argmax(part == k))] for k in closed[:2]]
        what = f"{len(closed)} parts of the states are not connected, such as those of {first[0]} and of {first[1]}"
        raise InputError(explain(what, why="the stationary state is not unique", fix="couple the orbitals to a lead"))
    kept = np.flatnonzero(part == closed[0])
    place: Indices = np.full(n, -1)
    place[kept] = np.arange(len(kept))
    inside: NDArray[np.bool_] = (place[source] >= 0) & (place[target] >= 0)
    log_pi: Floats = np.full((len(log_rates), n), -np.inf)
    edges = place[source[inside]], place[target[inside]]
    log_pi[:, kept] = stationary_logs(len(kept), *edges, _columns(log_rates, inside))
    return log_pi


def _columns(values: Floats, chosen: NDArray[np.bool_]) -> Floats:
    return values if chosen.all() else values[:, chosen]
