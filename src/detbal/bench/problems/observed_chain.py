"""A chain that is only seen: for estimators of transition probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from detbal import verbs
from detbal.bench.problems.level_network import distance_from, level_network
from detbal.bench.protocol import TOLERANCE, Judgement, implied, lock
from detbal.bench.trajectories import trajectory
from detbal.networks.count_network import CountNetwork
from detbal.networks.rate_network import RateNetwork
from detbal.networks.stationary import stationary_state
from detbal.pairs import FloatArray
from detbal.verdict import Status


@dataclass(frozen=True, slots=True, eq=False)
class ObservedChain:
    """Levels on a ring between neighbours of which a chain hops, with a force along the ring or without.

    Attributes
    ----------
    name, summary : str
    energies : (N,) float array
    affinity : float
        Of the ring, nats: the largest residual of the true chain, 0 if it is balanced.
    steps : int
        Length of the trajectory that a model may see.
    temperatures : tuple of float

    Notes
    -----
    Judged are transition probabilities, or counts: around the ring, whatever the temperature (Kolmogorov's rule). The
    distance is that of their stationary state from the one of the true chain, which is not Boltzmann's if it is driven.
    """

    name: str
    summary: str
    energies: FloatArray
    affinity: float
    steps: int
    temperatures: tuple[float, ...]

    def __post_init__(self) -> None:
        lock(self, "energies")

    @property
    def axis(self) -> str:
        """In the unit of the energies."""
        return "kT"

    def chain(self, kT: float) -> FloatArray:
        """Return the true transition probabilities, from row to column."""
        N = len(self.energies)
        chain, here = np.zeros((N, N)), np.arange(N)
        for shift, sign in ((1, 0.5), (-1, -0.5)):
            there = (here + shift) % N
            falls = (self.energies - self.energies[there]) / (2.0 * kT)
            chain[here, there] = np.exp(falls + sign * self.affinity / N)
        chain /= 1.25 * chain.sum(axis=1).max()
        return np.asarray(chain + np.diag(1.0 - chain.sum(axis=1)))

    def trajectory(self, kT: float) -> Any:
        """Return what is seen of it: levels, numbered from 0, the same at every call."""
        return _seen(self, kT)

    def judge(self, answer: Any, kT: float) -> Judgement:
        """Ask for Kolmogorov's rule, and for the distance from the true stationary state."""
        network = level_network(answer, self.energies, self.name)
        counted = isinstance(network, CountNetwork)
        verdict = verbs.check(network, **({} if counted else {"tol": TOLERANCE}))
        right = np.exp(stationary_state(RateNetwork.from_transition_matrix(self.chain(kT))).log_pi)
        truth = Status.BROKEN if self.affinity else Status.BALANCED
        return Judgement(verdict, implied(network, kT), distance_from(right, network), truth)


@cache
def _seen(problem: ObservedChain, kT: float) -> Any:
    seen = trajectory(problem.chain(kT), problem.steps)
    seen.setflags(write=False)
    return seen
