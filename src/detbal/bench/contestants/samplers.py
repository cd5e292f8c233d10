"""Monte Carlo kernels on the levels of a scheme: Metropolis, heat bath, and one with a wrong acceptance."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.bench.problem import Problem
from detbal.bench.problems import LevelScheme
from detbal.pairs import FloatArray

#: Steps of a trajectory.
STEPS = 200_000


def metropolis(problem: Problem, kT: float) -> Any:
    """Transition probabilities of Metropolis' rule with a uniform proposal.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> metropolis(problem("three-level-cycle"), 0.5).sum(axis=1).round(12)
    array([1., 1., 1.])
    """
    return _kernel(problem, kT, lambda x: np.minimum(1.0, np.exp(-np.maximum(x, 0.0))))


def heat_bath(problem: Problem, kT: float) -> Any:
    """Glauber's heat-bath acceptance 1/(1 + e^x).

    Examples
    --------
    >>> from detbal.bench import problem
    >>> heat_bath(problem("three-level-cycle"), 0.5).shape
    (3, 3)
    """
    return _kernel(problem, kT, lambda x: 1.0 / (1.0 + np.exp(x)))


def wrong_acceptance(problem: Problem, kT: float) -> Any:
    """A mistake that is made: e^(-|ΔE|/kT) accepted in both directions, so that all levels become alike.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> heavy = wrong_acceptance(problem("three-level-cycle"), 0.5)
    >>> bool(np.allclose(heavy, heavy.T))
    True
    """
    return _kernel(problem, kT, lambda x: np.exp(-np.abs(x)))


def wrong_proposal(problem: Problem, kT: float) -> Any:
    """Another: Metropolis' acceptance for a proposal that prefers the next level, without Hastings' factor.

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


def metropolis_trajectory(problem: Problem, kT: float) -> Any:
    """A trajectory of Metropolis' rule: what is seen of a sampler whose code is not.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> len(metropolis_trajectory(problem("three-level-cycle"), 0.5))
    200000
    """
    return _trajectory(metropolis(problem, kT))


def wrong_trajectory(problem: Problem, kT: float) -> Any:
    """A trajectory of the rule with the wrong proposal.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> len(wrong_trajectory(problem("three-level-cycle"), 0.5))
    200000
    """
    return _trajectory(wrong_proposal(problem, kT))


def _kernel(problem: Problem, kT: float, accepted: Any, proposal: FloatArray | None = None) -> Any:
    if not isinstance(problem, LevelScheme):
        return NotImplemented
    N, energies = len(problem.energies), problem.energies
    uniform = (np.ones((N, N)) - np.eye(N)) / (N - 1)
    moved = (uniform if proposal is None else proposal) * accepted((energies - energies[:, None]) / kT)
    np.fill_diagonal(moved, 0.0)
    return moved + np.diag(1.0 - moved.sum(axis=1))


def _trajectory(kernel: Any) -> Any:
    if kernel is NotImplemented:
        return NotImplemented
    rng, rows = np.random.default_rng(1), np.cumsum(kernel, axis=1)
    states, draws = np.empty(STEPS, dtype=np.int64), rng.random(STEPS)
    here = 0
    for k in range(STEPS):
        here = min(int(np.searchsorted(rows[here], draws[k], side="right")), len(rows) - 1)
        states[k] = here
    return states
