"""Monte Carlo kernels on the levels of a scheme: Metropolis, heat bath, and one with a wrong acceptance."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.bench.problems import LevelScheme
from detbal.bench.protocol import Problem
from detbal.bench.trajectories import trajectories
from detbal.pairs import FloatArray

#: Trajectories, steps of each, and how many of them before the first that is kept.
COPIES, STEPS, BURN_IN = 200, 8000, 100


def metropolis(problem: Problem, kT: float) -> Any:
    """Accept by Metropolis' rule from a uniform proposal.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> metropolis(problem("three-level-cycle"), 0.5).sum(axis=1).round(12)
    array([1., 1., 1.])
    """
    return _kernel(problem, kT, lambda x: np.minimum(1.0, np.exp(-np.maximum(x, 0.0))))


def heat_bath(problem: Problem, kT: float) -> Any:
    """Accept with the heat-bath probability 1/(1 + e^x), Glauber's.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> heat_bath(problem("three-level-cycle"), 0.5).shape
    (3, 3)
    """
    return _kernel(problem, kT, lambda x: 1.0 / (1.0 + np.exp(x)))


def wrong_acceptance(problem: Problem, kT: float) -> Any:
    """Accept by e^(-|ΔE|/kT) in both directions: a mistake that is made; all levels become alike.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> heavy = wrong_acceptance(problem("three-level-cycle"), 0.5)
    >>> bool(np.allclose(heavy, heavy.T))
    True
    """
    return _kernel(problem, kT, lambda x: np.exp(-np.abs(x)))


def wrong_proposal(problem: Problem, kT: float) -> Any:
    """Accept by Metropolis' rule what a proposal prefers that is not symmetric: Hastings' factor is forgotten.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> wrong_proposal(problem("three-level-cycle"), 0.5).shape
    (3, 3)
    """
    if not isinstance(problem, LevelScheme):
        return NotImplemented
    N = len(problem.energies)
    proposal = np.full((N, N), 0.2 / (N - 1))
    proposal[np.arange(N), (np.arange(N) + 1) % N] = 0.8
    return _kernel(problem, kT, lambda x: np.minimum(1.0, np.exp(-np.maximum(x, 0.0))), proposal)


def metropolis_trajectory(problem: Problem, kT: float, *, seed: int = 1) -> Any:
    """Return trajectories of Metropolis' rule: what is seen of a sampler whose code is not.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> len(metropolis_trajectory(problem("three-level-cycle"), 0.5))
    200
    """
    return _seen(metropolis(problem, kT), seed)


def wrong_trajectory(problem: Problem, kT: float, *, seed: int = 1) -> Any:
    """Return trajectories of the rule with the wrong proposal.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> len(wrong_trajectory(problem("three-level-cycle"), 0.5))
    200
    """
    return _seen(wrong_proposal(problem, kT), seed)


def _kernel(problem: Problem, kT: float, accepted: Any, proposal: FloatArray | None = None) -> Any:
    if not isinstance(problem, LevelScheme):
        return NotImplemented
    N, energies = len(problem.energies), problem.energies
    uniform = (np.ones((N, N)) - np.eye(N)) / (N - 1)
    moved = (uniform if proposal is None else proposal) * accepted((energies - energies[:, None]) / kT)
    np.fill_diagonal(moved, 0.0)
    return moved + np.diag(1.0 - moved.sum(axis=1))


def _seen(kernel: Any, seed: int) -> Any:
    if kernel is NotImplemented:
        return NotImplemented
    return list(trajectories(kernel, BURN_IN + STEPS, COPIES, seed=seed)[:, BURN_IN:])
