"""Answers that speak of levels, as networks: rates, probabilities, counts and trajectories."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detbal.convert import to_native
from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.networks.count_network import CountNetwork
from detbal.networks.rate_network import RateNetwork
from detbal.networks.stationary import stationary_state
from detbal.pairs import FloatArray
from detbal.reals import finite_array


def level_network(answer: Any, energies: FloatArray, name: str) -> RateNetwork | CountNetwork:
    """Return an answer as a network of levels with these energies, whatever energies it came with.

    Parameters
    ----------
    answer
        (N, N) rates, whose rows sum to 0 or whose diagonal is 0, or transition probabilities, whose rows sum to 1, from
        row to column, dense or of scipy.sparse; trajectories of level numbers; a `RateNetwork`, a `CountNetwork`, or
        what is converted to one.
    energies : (N,) float array
    name : str
        Of the problem, for messages.

    Raises
    ------
    InputError
        None of these, another number of levels, or levels between which nothing moves.

    Examples
    --------
    >>> level_network([[0.5, 0.5], [0.25, 0.75]], np.array([0.0, 1.0]), "toy")
    <RateNetwork: 2 states, 1 pair>
    >>> level_network(np.array([0, 1, 1, 0, 1]), np.array([0.0, 1.0]), "toy").n_transitions
    4.0
    """
    N = len(energies)
    plain = answer.toarray() if hasattr(answer, "toarray") else answer
    network = _of_array(plain, N, name) if isinstance(plain, list | tuple | np.ndarray) else to_native(plain)[0]
    needs(network, f"{name}: the answer", RateNetwork, CountNetwork)
    if network.n_states != N:
        raise InputError(explain(f"{name}: a network of {network.n_states} levels", fix=f"return one of {N} levels"))
    own = replace(network, energies=energies, energy_unit=None, log_degeneracies=np.zeros(N))
    if isinstance(own, RateNetwork):
        stationary_state(own)  # raises if there are several: such a model does not thermalise
    return own


def _of_array(answer: Any, N: int, name: str) -> RateNetwork | CountNetwork:
    if not len(answer):
        raise InputError(explain(f"{name}: an empty answer", fix=_wanted(N)))
    square = not any(np.ndim(row) != 1 or len(row) != N for row in answer) and len(answer) == N
    if not square:
        if isinstance(answer, np.ndarray) and answer.dtype.kind not in "iu":
            raise InputError(explain(f"{name}: an array of shape {answer.shape}", fix=_wanted(N)))
        return CountNetwork.from_trajectory(answer, n_states=N)
    matrix = finite_array(answer, f"{name}: answer")
    sums, size = matrix.sum(axis=1), np.abs(matrix).max()
    if np.allclose(sums, 1.0, rtol=0.0, atol=1e-6):
        return RateNetwork.from_transition_matrix(matrix)
    if np.allclose(sums, 0.0, rtol=0.0, atol=1e-6 * size) or not matrix.diagonal().any():
        return RateNetwork.from_rates(matrix)
    row = int(np.argmax(np.minimum(abs(sums), abs(sums - 1.0))))
    columns = matrix.sum(axis=0)
    turned = np.allclose(columns, 0.0, rtol=0.0, atol=1e-6 * size) or np.allclose(columns, 1.0, rtol=0.0, atol=1e-6)
    why = "columns do: is it to be transposed?" if turned else "rows sum to 0 for rates and to 1 for probabilities"
    raise InputError(explain(f"{name}: row {row} sums to {sums[row]:.6g}", why=why, fix=_wanted(N)))


def _wanted(N: int) -> str:
    return f"return ({N}, {N}) rates or probabilities from row to column, or trajectories of the levels 0 to {N - 1}"


def distance_from(right: FloatArray, network: RateNetwork | CountNetwork) -> float:
    """Return half the sum of the differences of a network's stationary state from the right one.

    Of counts it is the share of the time that was spent in each level, which carries their noise.

    Examples
    --------
    >>> distance_from(np.array([0.5, 0.5]), RateNetwork.from_rates([[0, 1.0], [3.0, 0]]))
    0.25
    >>> distance_from(np.array([0.5, 0.5]), CountNetwork.from_counts([[10, 5], [5, 0]]))
    0.25
    """
    if isinstance(network, CountNetwork):
        found = network.row_totals / network.n_transitions
    else:
        found = np.exp(stationary_state(network).log_pi)
    return float(np.abs(found - right).sum() / 2)
