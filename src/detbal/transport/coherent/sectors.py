"""Which states are superposed at all: what is conserved, such as charge and spin, keeps the others apart."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.many_body import ManyBody
from detbal.transport.transitions import Indices


def sectors_of(many: ManyBody) -> tuple[Indices, ...]:
    """Return the states of each sector, ascending: only states of one sector are superposed in the stationary state.

    Two states share a sector if one channel (or bath) leads to both, or from both, from states that share one.

    Examples
    --------
    Spin is conserved, though nothing names it: up and down are not superposed.

    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> gamma = [[1.0, 1.0], [1.0, 1.0]]
    >>> dot = QuantumDot.spinful([0.0, 2.0], {"L": Lead(kT=1.0, gamma=gamma)}, coulomb=1.0)
    >>> [len(states) for states in sectors_of(dot.many_body())]
    [1, 2, 2, 4, 1, 1, 2, 2, 1]
    """
    moves: list[tuple[NDArray[Any], NDArray[Any]]] = [
        one.nonzero() for channels in (*many.leads, many.baths) for one in channels
    ]
    moves += [(before, after) for after, before in moves]
    label = np.arange(len(many))
    while (merged := _merged(label, moves)).max() < label.max():
        label = merged
    found = (np.flatnonzero(label == k) for k in range(int(label.max()) + 1))
    return tuple(sorted(found, key=lambda states: int(states[0])))


def _merged(label: NDArray[Any], moves: list[tuple[NDArray[Any], NDArray[Any]]]) -> Indices:
    """Merge the sectors that one move (after, before) reaches from one sector, and number them from 0."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(label)
    # nodes are the states, then the sectors, then the sectors as seen through each move
    state = [np.arange(n), *(after for after, _ in moves)]
    node = [n + label, *((k + 2) * n + label[before] for k, (_, before) in enumerate(moves))]
    edges = np.concatenate(state), np.concatenate(node)
    size = (len(moves) + 2) * n
    _, part = connected_components(coo_array((np.ones(len(edges[0])), edges), shape=(size, size)), directed=False)
    found: Indices = np.unique(part[:n], return_inverse=True)[1].astype(np.int64)
    return found
