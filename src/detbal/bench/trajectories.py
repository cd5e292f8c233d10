"""Trajectories of chains whose transition probabilities are known."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray


def trajectory(chain: FloatArray, steps: int, *, seed: int = 1) -> NDArray[np.int64]:
    """Run a chain from its first state.

    Parameters
    ----------
    chain : (N, N) float array
        Transition probabilities, from row to column.
    steps, seed : int

    Returns
    -------
    (steps,) integer array

    Notes
    -----
    O(N steps): where each state would go is drawn for all steps at once.

    Examples
    --------
    >>> trajectory(np.array([[0.0, 1.0], [1.0, 0.0]]), 4)
    array([0, 1, 0, 1])
    """
    draws = np.random.default_rng(seed).random(steps - 1)
    ends = np.cumsum(chain, axis=1)[:, :-1]
    following: Any = np.stack([np.searchsorted(row, draws, side="right") for row in ends], axis=1).tolist()
    states = [0]
    for choices in following:
        states.append(choices[states[-1]])
    return np.array(states, dtype=np.int64)


def trajectories(chain: FloatArray, steps: int, copies: int, *, seed: int = 1) -> NDArray[np.int64]:
    """Run copies of a chain from its first state, all at once.

    Parameters
    ----------
    chain : (N, N) float array
        Transition probabilities, from row to column.
    steps, copies, seed : int

    Returns
    -------
    (copies, steps) integer array

    Examples
    --------
    >>> trajectories(np.array([[0.0, 1.0], [1.0, 0.0]]), 4, 2)
    array([[0, 1, 0, 1],
           [0, 1, 0, 1]])
    """
    rng = np.random.default_rng(seed)
    ends = np.cumsum(chain, axis=1)[:, :-1]
    seen = np.zeros((steps, copies), dtype=np.int64)
    for k in range(1, steps):
        seen[k] = (ends[seen[k - 1]] <= rng.random((copies, 1))).sum(axis=1)
    return np.ascontiguousarray(seen.T)
