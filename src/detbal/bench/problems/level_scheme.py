"""Levels of known energy: for rates, transition probabilities, counts and trajectories between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal import verbs
from detbal.bench.problems.level_network import distance_from, level_network
from detbal.bench.protocol import TOLERANCE, Judgement, implied, lock
from detbal.networks.count_network import CountNetwork
from detbal.networks.rate_network import RateNetwork
from detbal.pairs import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class LevelScheme:
    """Levels with energies, of which a model gives the dynamics.

    Attributes
    ----------
    name, summary : str
    energies : (N,) float array
        In units in which kT is given.
    couplings : (N, N) float array
        Strength of the transition between each two levels, symmetric: a model may use it as it likes.
    temperatures : tuple of float
    spins : int
        Level k is the configuration of so many spins whose bits k is made of; 0 if levels have no parts.

    Notes
    -----
    Judged are a matrix of rates (rows sum to 0, or the diagonal is 0) or of transition probabilities (rows sum to 1),
    from row to column; a trajectory of levels (whole numbers from 0), one or a list of them; a `RateNetwork` or
    `CountNetwork`. It is always held against the energies of the scheme, whatever energies it came with.
    """

    name: str
    summary: str
    energies: FloatArray
    couplings: FloatArray
    temperatures: tuple[float, ...]
    spins: int = 0

    def __post_init__(self) -> None:
        lock(self, "energies", "couplings")

    @property
    def axis(self) -> str:
        """In the unit of the energies."""
        return "kT"

    def network(self, answer: Any) -> RateNetwork | CountNetwork:
        """Return an answer as a network with the energies of this scheme.

        Raises
        ------
        InputError
            Nothing that can be read as a network of these levels.
        """
        return level_network(answer, self.energies, self.name)

    def judge(self, answer: Any, kT: float) -> Judgement:
        """Ask for detailed balance at kT, and how far the stationary state is from Boltzmann's."""
        network = self.network(answer)
        counted = isinstance(network, CountNetwork)  # counts have their own noise
        verdict = verbs.check(network, kT=kT, **({} if counted else {"tol": TOLERANCE}))
        weights = np.exp(-(self.energies - self.energies.min()) / kT)
        return Judgement(verdict, implied(network, kT), distance_from(weights / weights.sum(), network))
