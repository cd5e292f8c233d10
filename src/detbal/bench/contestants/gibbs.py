"""Gibbs sampling, one spin after the other: in random order, which is balanced, and in a fixed one, which is not."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from detbal.bench.problems import LevelScheme
from detbal.bench.protocol import Problem
from detbal.pairs import FloatArray


def random_scan(problem: Problem, kT: float) -> Any:
    """Draw a spin at random, and its new value from the distribution that its neighbours leave it.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> random_scan(problem("ising-ring"), 1.0).sum(axis=1).round(12)
    array([1., 1., 1., 1., 1., 1., 1., 1.])
    """
    if not isinstance(problem, LevelScheme) or not problem.spins:
        return NotImplemented
    return np.mean([_update(problem, kT, spin) for spin in range(problem.spins)], axis=0)


def systematic_scan(problem: Problem, kT: float) -> Any:
    """Go through the spins in a fixed order, a sweep being one step: the right state, but not in detailed balance.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> systematic_scan(problem("ising-ring"), 1.0).shape
    (8, 8)
    """
    if not isinstance(problem, LevelScheme) or not problem.spins:
        return NotImplemented
    return reduce(np.matmul, [_update(problem, kT, spin) for spin in range(problem.spins)])


def palindromic_scan(problem: Problem, kT: float) -> Any:
    """Go through the spins to and fro: a sweep is in detailed balance again.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> palindromic_scan(problem("ising-ring"), 1.0).shape
    (8, 8)
    """
    if not isinstance(problem, LevelScheme) or not problem.spins:
        return NotImplemented
    there = [_update(problem, kT, spin) for spin in range(problem.spins)]
    return reduce(np.matmul, there + there[::-1])


def _update(problem: LevelScheme, kT: float, spin: int) -> FloatArray:
    """Return the probabilities of drawing one spin anew."""
    here = np.arange(len(problem.energies))
    flipped = here ^ (1 << spin)
    flips = 1.0 / (1.0 + np.exp((problem.energies[flipped] - problem.energies) / kT))
    chain = np.zeros((len(here),) * 2)
    chain[here, flipped], chain[here, here] = flips, 1.0 - flips
    return chain
