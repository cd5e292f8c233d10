"""Stationary probabilities of the states of a dot, at one point or at many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.components import closed_parts
from detbal.numerics.elimination import Elimination, normalised_logs, scaled_exp
from detbal.numerics.ordering import analyse
from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices


class NotConnected(InputError):
    """Parts of the states are not connected: the stationary state is not unique."""


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
    elimination : Elimination
        Of these edges.
    """

    states: int
    kept: Indices
    inside: NDArray[np.bool_]
    elimination: Elimination

    def weights(self, rates: Floats) -> Floats:
        """Return weights (p, N, 2) of the states from the rates of all edges (p, k, 2), none of them zero.

        Both as numbers (m, e) of `detbal.numerics.elimination`; weights are not normalised.

        Examples
        --------
        >>> chain = chain_of(["a", "b"], np.array([0, 1]), np.array([1, 0]))
        >>> normalised_logs(chain.weights(scaled_exp(np.zeros((1, 2))))).round(6)
        array([[-0.693147, -0.693147]])
        """
        own = rates if self.inside.all() else rates[:, self.inside]
        found = self.elimination.weights(own)
        if len(self.kept) == self.states:
            return found
        whole = np.tile([0.0, -np.inf], (len(rates), self.states, 1))
        whole[:, self.kept] = found
        return whole


def chain_of(labels: Sequence[str], source: Indices, target: Indices) -> Chain:
    """Find the states that stay occupied, and plan their elimination.

    Parameters
    ----------
    labels : sequence of N strings
    source, target : (k,)
        Directed edges.

    Raises
    ------
    NotConnected

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
        raise NotConnected(explain(what, why="the stationary state is not unique", fix="couple the orbitals to a lead"))
    kept = np.flatnonzero(part == closed[0])
    place: Indices = np.full(n, -1)
    place[kept] = np.arange(len(kept))
    inside: NDArray[np.bool_] = (place[source] >= 0) & (place[target] >= 0)
    source, target = place[source[inside]], place[target[inside]]
    plan = analyse(len(kept), source, target)
    return Chain(n, kept, inside, Elimination.of(len(kept), source, target, plan))


def log_populations(
    labels: Sequence[str], source: Indices, target: Indices, log_forward: Floats, log_reverse: Floats
) -> Floats:
    """Return ln of the stationary probabilities.

    Parameters
    ----------
    labels : sequence of N strings
    source, target : (m,)
        States of each transition.
    log_forward, log_reverse : (m,)
        Logs of the rates from source to target, and back; -inf where there is none.

    Returns
    -------
    (N,) array
        -inf for states that are left for good.

    Raises
    ------
    NotConnected

    Notes
    -----
    Cost: elimination of the states, dense O(N³/3) at worst. Every probability has its digits, however small.

    Examples
    --------
    >>> one, two = np.array([0]), np.array([1])
    >>> log_populations(["empty", "full"], one, two, np.log([3.0]), np.zeros(1)).round(6)
    array([-1.386294, -0.287682])
    """
    log_rates = np.concatenate((log_forward, log_reverse))
    runs = np.isfinite(log_rates)
    start, end = np.concatenate((source, target)), np.concatenate((target, source))
    chain = chain_of(labels, start[runs], end[runs])
    found: Floats = normalised_logs(chain.weights(scaled_exp(log_rates[None, runs])))[0]
    return found
