"""Hybrid (Hamiltonian) Monte Carlo of a particle in a well, with its accept step and without it."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.bench.problems import Well
from detbal.bench.protocol import Problem
from detbal.pairs import FloatArray

#: Copies, states of each that are kept, steps of leapfrog in a path and their size.
COPIES, STATES, LEAPS, STEP = 500, 400, 8, 0.2
#: Paths before the first state that is kept, and from each to the next: cells forget where in them a path began.
BURN_IN, THIN = 100, 5


def accepted(problem: Problem, kT: float) -> Any:
    """Accept a path of leapfrog steps with min(1, e^(-ΔH/kT)).

    Examples
    --------
    >>> from detbal.bench import problem
    >>> accepted(problem("double-well"), 0.5).shape
    (400, 500)
    """
    return _run(problem, kT, accept=True)


def not_accepted(problem: Problem, kT: float) -> Any:
    """Take the end of every path: the step of leapfrog is left in the distribution.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> not_accepted(problem("double-well"), 0.5).shape
    (400, 500)
    """
    return _run(problem, kT, accept=False)


def _run(problem: Problem, kT: float, *, accept: bool) -> Any:
    if not isinstance(problem, Well):
        return NotImplemented
    rng = np.random.default_rng(3)
    x = rng.choice([-1.0, 1.0], COPIES)
    kept = np.empty((STATES, COPIES))
    for k in range(-BURN_IN, THIN * STATES):
        p = rng.normal(scale=np.sqrt(kT), size=COPIES)
        end, p_end = _leapfrog(problem, x, p)
        gained = problem.potential(end) + p_end**2 / 2 - problem.potential(x) - p**2 / 2
        x = np.where(rng.random(COPIES) < np.exp(-np.maximum(gained, 0.0) / kT), end, x) if accept else end
        if k >= 0 and k % THIN == 0:
            kept[k // THIN] = x
    return kept


def _leapfrog(problem: Well, x: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    p = p + 0.5 * STEP * problem.force(x)
    for leap in range(LEAPS):
        x = x + STEP * p
        p = p + (STEP if leap < LEAPS - 1 else 0.5 * STEP) * problem.force(x)
    return x, p
