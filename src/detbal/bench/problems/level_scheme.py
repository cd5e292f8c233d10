"""Levels of known energy: for rates, transition probabilities, counts and trajectories between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal import verbs
from detbal.bench.protocol import TOLERANCE, Judgement, implied
from detbal.convert import to_native
from detbal.errors import DetbalError, InputError, explain
from detbal.networks.count_network import CountNetwork
from detbal.networks.rate_network import RateNetwork
from detbal.networks.stationary import stationary_state
from detbal.pairs import FloatArray

#: Rows of rates sum to 0, of transition probabilities to 1, up to this part of the largest entry.
ROUND_OFF = 1e-9


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
    Judged are a matrix of rates (rows sum to 0) or of transition probabilities (rows sum to 1), from row to column; a
    trajectory of levels (whole numbers from 0), one or a list of them; and networks of any kind that `detbal.check`
    takes.
    """

    name: str
    summary: str
    energies: FloatArray
    couplings: FloatArray
    temperatures: tuple[float, ...]
    spins: int = 0

    @property
    def axis(self) -> str:
        """In the unit of the energies."""
        return "kT"

    def network(self, answer: Any) -> Any:
        """Return an answer as a network with the energies of this scheme.

        Raises
        ------
        InputError
            An array that is neither rates nor probabilities nor a trajectory of these levels.
        """
        if isinstance(answer, list | tuple | np.ndarray):
            return self._of_array(answer)
        return to_native(answer)[0]

    def judge(self, answer: Any, kT: float) -> Judgement:
        """Ask for detailed balance at kT, and how far the stationary state is from Boltzmann's."""
        network = self.network(answer)
        counted = isinstance(network, CountNetwork)  # counts have their own noise
        verdict = verbs.check(network, kT=kT, **({} if counted else {"tol": TOLERANCE}))
        weights = np.exp(-(self.energies - self.energies.min()) / kT)
        return Judgement(verdict, implied(network, kT), distance_from(weights / weights.sum(), network))

    def _of_array(self, answer: Any) -> Any:
        N, energies = len(self.energies), self.energies
        first = np.asarray(answer[0] if isinstance(answer, list | tuple) else answer)
        if first.dtype.kind in "iu" and (first.ndim == 1 or np.ndim(answer) == 1):
            return CountNetwork.from_trajectory(answer, n_states=N, energies=energies)
        matrix = np.asarray(answer, dtype=np.float64)
        if matrix.shape == (N, N):
            size = float(np.abs(matrix).max())
            for total, made in ((0.0, RateNetwork.from_rates), (1.0, RateNetwork.from_transition_matrix)):
                if np.abs(matrix.sum(axis=1) - total).max() <= ROUND_OFF * size:
                    return made(matrix, energies=energies)
        raise InputError(
            explain(
                f"{self.name}: an array of shape {matrix.shape}",
                fix=f"return ({N}, {N}) rates whose rows sum to 0, probabilities whose rows sum to 1, or a trajectory "
                f"of whole numbers from 0 to {N - 1}",
            )
        )


def distance_from(right: FloatArray, network: Any) -> float | None:
    """Return half the sum of the differences of a network's stationary state from the right one; None of counts.

    Examples
    --------
    >>> distance_from(np.array([0.5, 0.5]), RateNetwork.from_rates([[0, 1.0], [3.0, 0]]))
    0.25
    """
    if not isinstance(network, RateNetwork):
        return None
    try:
        found = np.exp(stationary_state(network).log_pi)
    except DetbalError:
        return None
    return float(np.abs(found - right).sum() / 2)
