"""emcee: walkers that stretch towards one another, half of them after the other half."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.bench.contestants.sampled import collected, started
from detbal.bench.problems import Well
from detbal.bench.protocol import Problem
from detbal.pairs import FloatArray

#: Walkers, states of each that are kept, steps from each to the next, and before the first.
WALKERS, STATES, THIN, BURN_IN = 500, 60, 20, 200


def stretch(problem: Problem, kT: float, *, seed: int = 1) -> Any:
    """Sample by the stretch move, the default of `EnsembleSampler`.

    Notes
    -----
    A step updates half A of the walkers given half B, then B given the new A: P_A P_B, which is not P_B P_A. All
    walkers together so have a direction in time if the halves are fixed, and none if they are drawn anew, as by
    default. One walker alone has none in either case. It moves with its own half only, so that all ways from one of
    its moves to another are P_A P_B P_A … P_A, the same to and fro, and each of these factors keeps balance.

    Examples
    --------
    >>> stretch(None, 1.0)
    NotImplemented
    """
    return _run(problem, kT, seed, randomize_split=True)


def stretch_in_fixed_halves(problem: Problem, kT: float, *, seed: int = 1) -> Any:
    """Never draw the halves anew.

    Examples
    --------
    >>> stretch_in_fixed_halves(None, 1.0)
    NotImplemented
    """
    return _run(problem, kT, seed, randomize_split=False)


def _run(problem: Problem, kT: float, seed: int, **options: Any) -> Any:
    if not isinstance(problem, Well):
        return NotImplemented
    import emcee

    def log_density(x: FloatArray) -> FloatArray:
        return -problem.potential(x[:, 0]) / kT

    moves = emcee.moves.StretchMove(**options)
    sampler = emcee.EnsembleSampler(WALKERS, 1, log_density, moves=moves, vectorize=True)
    rng = np.random.default_rng(seed)
    # between walkers at one place nothing stretches
    start = started(WALKERS, seed) + rng.normal(scale=0.1, size=WALKERS)
    state = emcee.State(start[:, None], random_state=np.random.RandomState(seed).get_state())

    def advance(steps: int) -> FloatArray:
        nonlocal state
        state = sampler.run_mcmc(state, steps, store=False)
        return np.array(state.coords[:, 0])

    return collected(advance, STATES, thin=THIN, burn_in=BURN_IN)
