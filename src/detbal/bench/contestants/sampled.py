"""How samplers of a well are started, equilibrated and looked at."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detbal.pairs import FloatArray


def started(copies: int, seed: int) -> FloatArray:
    """Return each copy at the bottom of one of the two wells, by chance: not in equilibrium.

    Examples
    --------
    >>> sorted(set(started(100, 3).tolist()))
    [-1.0, 1.0]
    """
    return np.random.default_rng(seed).choice([-1.0, 1.0], copies)


def collected(advance: Callable[[int], FloatArray], states: int, *, thin: int, burn_in: int) -> FloatArray:
    """Equilibrate, and keep some states.

    Parameters
    ----------
    advance
        Goes on by a number of steps, and returns where all copies are then.
    states
        To keep.
    thin
        Steps from each to the next: copies have to forget where in a cell they came from.
    burn_in
        Steps before the first of them.

    Returns
    -------
    (states, copies) array

    Examples
    --------
    >>> taken = []
    >>> def advance(steps):
    ...     taken.append(steps)
    ...     return np.array([sum(taken)])
    >>> collected(advance, 3, thin=2, burn_in=10).tolist()
    [[12], [14], [16]]
    """
    advance(burn_in)
    return np.array([advance(thin) for _ in range(states)])
