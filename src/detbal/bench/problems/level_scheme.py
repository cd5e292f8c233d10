"""Levels of known energy: for rates, transition probabilities, counts and trajectories between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal import verbs
from detbal.bench.problem import TOLERANCE
from detbal.convert import to_native
from detbal.errors import DetbalError, InputError, explain
from detbal.networks.count_network import CountNetwork
from detbal.networks.rate_network import RateNetwork
from detbal.networks.stationary import stationary_state
from detbal.pairs import FloatArray
from detbal.result import Thermometer, Verdict

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

    def check(self, answer: Any, kT: float) -> Verdict:
        """Ask whether the dynamics is at detailed balance at kT."""
        network = self.network(answer)
        counted = isinstance(network, CountNetwork)  # counts have their own noise
        return verbs.check(network, kT=kT, **({} if counted else {"tol": TOLERANCE}))

    def thermometer(self, answer: Any) -> Thermometer | None:
        """Return the temperature that balances the dynamics best."""
        try:
            return verbs.thermometer(self.network(answer))
        except DetbalError:
            return None

    def distance(self, answer: Any, kT: float) -> float | None:
        """Return the distance of the stationary populations from Boltzmann's."""
        network = self.network(answer)
        if not isinstance(network, RateNetwork):
            return None
        weights = np.exp(-(self.energies - self.energies.min()) / kT)
        try:
            found = np.exp(stationary_state(network).log_pi)
        except DetbalError:
            return None
        return float(np.abs(found - weights / weights.sum()).sum() / 2)

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
