"""Stationary probabilities of the states of a dot, at one point or at many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.components import closed_parts
from detbal.numerics.elimination import stationary_logs
from detbal.numerics.ordering import Symbolic, analyse
from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """The states that are not left for good, and how they are eliminated.

    Attributes
    ----------
    states : int
        All of them.
    kept : (n,) integer array
        Those that stay occupied.
    inside : (k,) bool array
        Which of the edges join those.
    source, target : integer arrays
        Ends of these edges, as places in `kept`.
    plan : Symbolic
    """

    states: int
    kept: Indices
    inside: NDArray[np.bool_]
    source: Indices
    target: Indices
    plan: Symbolic

    def log_populations(self, log_rates: Floats) -> Floats:
        """Return ln of the probabilities (p, N) from the finite logs of the rates of all edges, (p, k)."""
        log_pi: Floats = np.full((len(log_rates), self.states), -np.inf)
        own = _columns(log_rates, self.inside)
        log_pi[:, self.kept] = stationary_logs(len(self.kept), self.source, self.target, own, self.plan)
        return log_pi


def chain_of(labels: Sequence[str], source: Indices, target: Indices) -> Chain:
    """Find the states that stay occupied, and plan their elimination.

    Parameters
    ----------
    labels : sequence of N strings
    source, target : (k,)
        Directed edges.

    Raises
    ------
    InputError
        Parts of the states that are not connected: the stationary state is not unique.

    Examples
    --------
    >>> chain_of(["a", "b", "c"], np.array([0, 1, 2]), np.array([1, 2, 1])).kept
    array([1, 2])
    """
    n = len(labels)
    part, closed = closed_parts(n, source, target)
    if len(closed) > 1:
        first = [labels[int(np.argmax(part == k))] for k in closed[:2]]
        what = f"{len(closed)} parts of the states are not connected, such as those of {first[0]} and of {first[1]}"
        raise InputError(explain(what, why="the stationary state is not unique", fix="couple the orbitals to a lead"))
    kept = np.flatnonzero(part == closed[0])
    place: Indices = np.full(n, -1)
    place[kept] = np.arange(len(kept))
    inside: NDArray[np.bool_] = (place[source] >= 0) & (place[target] >= 0)
    source, target = place[source[inside]], place[target[inside]]
    return Chain(n, kept, inside, source, target, analyse(len(kept), source, target))


def log_populations(
    labels: Sequence[str],
    source: Indices,
    target: Indices,
    log_forward: Floats,
    log_reverse: Floats,
    whole: Chain | None = None,
) -> Floats:
    """Return ln of the stationary probabilities.

    Parameters
    ----------
    labels : sequence of N strings
    source, target : (m,)
        States of each transition.
    log_forward, log_reverse : (p, m)
        Logs of the rates from source to target, and back, at each of p points; -inf where there is none.
    whole : Chain, optional
        That of all transitions running both ways, all forward ones first, if the caller has it already.

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
    log_rates = np.concatenate((log_forward, log_reverse), axis=1)
    runs = np.isfinite(log_rates)
    if whole is not None and runs.all():
        return whole.log_populations(log_rates)
    start, end = np.concatenate((source, target)), np.concatenate((target, source))
    found = np.empty((len(log_rates), len(labels)))
    alike: dict[bytes, list[int]] = {}  # several patterns, if a band ends between some points
    for k, pattern in enumerate(runs):
        alike.setdefault(pattern.tobytes(), []).append(k)
    for own in alike.values():
        pattern = runs[own[0]]
        chain = chain_of(labels, start[pattern], end[pattern])
        found[own] = chain.log_populations(_columns(log_rates[own], pattern))
    return found


def _columns(values: Floats, chosen: NDArray[np.bool_]) -> Floats:
    return values if chosen.all() else values[:, chosen]
