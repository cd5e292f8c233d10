"""deeptime's estimators of Markov chains: with reversibility imposed, and without."""

from __future__ import annotations

from typing import Any

from detbal.bench.problems import ObservedChain
from detbal.bench.protocol import Problem


def counts(problem: Problem, kT: float) -> Any:
    """Count transitions: the statistics behind an estimate, so that noise is known as noise.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> counts(problem("observed-driven-chain"), 1.0)
    <CountNetwork: 4 states, 4 pairs, 99999 transitions>
    """
    if not isinstance(problem, ObservedChain):
        return NotImplemented
    from detbal.networks.count_network import CountNetwork

    return CountNetwork.from_counts(_counted(problem, kT).count_matrix, energies=problem.energies)


def reversible(problem: Problem, kT: float) -> Any:
    """Maximise the likelihood among reversible chains, which hides whatever drives the true one.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> reversible(problem("observed-driven-chain"), 1.0).shape
    (4, 4)
    """
    return _estimated(problem, kT, reversible=True)


def unconstrained(problem: Problem, kT: float) -> Any:
    """Maximise the likelihood among all chains: noise becomes a small vortex, which no probability tells from a drive.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> unconstrained(problem("observed-driven-chain"), 1.0).shape
    (4, 4)
    """
    return _estimated(problem, kT, reversible=False)


def _estimated(problem: Problem, kT: float, **options: Any) -> Any:
    if not isinstance(problem, ObservedChain):
        return NotImplemented
    from deeptime.markov.msm import MaximumLikelihoodMSM

    return MaximumLikelihoodMSM(maxerr=1e-12, **options).fit(_counted(problem, kT)).fetch_model().transition_matrix


def _counted(problem: ObservedChain, kT: float) -> Any:
    from deeptime.markov import TransitionCountEstimator

    return TransitionCountEstimator(lagtime=1, count_mode="sample").fit(problem.trajectory(kT)).fetch_model()
