"""Monte Carlo kernels on the levels of a scheme: Metropolis, heat bath, and one with a wrong acceptance."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.bench.problems import LevelScheme
from detbal.bench.protocol import Problem
from detbal.bench.trajectories import trajectory
from detbal.pairs import FloatArray

#: Steps of a trajectory.
STEPS = 400_000


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


def metropolis_trajectory(problem: Problem, kT: float) -> Any:
    """Return a trajectory of Metropolis' rule: what is seen of a sampler whose code is not.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> len(metropolis_trajectory(problem("three-level-cycle"), 0.5))
    400000
    """
    return _seen(metropolis(problem, kT))


def wrong_trajectory(problem: Problem, kT: float) -> Any:
    """Return a trajectory of the rule with the wrong proposal.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> len(wrong_trajectory(problem("three-level-cycle"), 0.5))
    400000
    """
    return _seen(wrong_proposal(problem, kT))


def _kernel(problem: Problem, kT: float, accepted: Any, proposal: FloatArray | None = None) -> Any:
    if not isinstance(problem, LevelScheme):
        return NotImplemented
    N, energies = len(problem.energies), problem.energies
    uniform = (np.ones((N, N)) - np.eye(N)) / (N - 1)
    moved = (uniform if proposal is None else proposal) * accepted((energies - energies[:, None]) / kT)
    np.fill_diagonal(moved, 0.0)
    return moved + np.diag(1.0 - moved.sum(axis=1))


def _seen(kernel: Any) -> Any:
    return NotImplemented if kernel is NotImplemented else trajectory(kernel, STEPS)
