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
