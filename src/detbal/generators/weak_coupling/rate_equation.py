"""Stationary states of Davies generators: by elimination in logs, or block-diagonal where levels are degenerate."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.operators import ComplexArray
from detbal.generators.state import EPS, ROTATION, State, occupied
from detbal.numerics.components import closed_parts
from detbal.numerics.elimination import stationary_log
from detbal.numerics.ordering import analyse
from detbal.pairs import FloatArray

#: A second singular value below this part of the largest one is a second stationary state.
SECOND = 1e-12


def stationary_populations(log_rates: FloatArray, basis: ComplexArray, rotated: bool) -> State:
    """Return the stationary state of a rate equation between non-degenerate levels.

    Parameters
    ----------
    log_rates : (N, N)
        From row to column; ``-inf`` for none.
    basis : (N, N)
        Levels in columns.
    rotated : bool
        Whether the basis was computed.

    Raises
    ------
    InputError
        If it is not unique: levels in several groups that no transition leaves.

    Notes
    -----
    By state elimination (see `detbal.numerics.elimination`): every population is accurate, however small. O(N³).

    Examples
    --------
    >>> with np.errstate(divide="ignore"):
    ...     logs = np.log([[0, 1.0], [3.0, 0]])
    >>> np.exp(stationary_populations(logs, np.eye(2), False).log_p)
    array([0.75, 0.25])
    """
    n = len(log_rates)
    runs = np.isfinite(log_rates) & ~np.eye(n, dtype=bool)
    source, target = np.nonzero(runs)
    parts, closed = closed_parts(n, source, target)
    if len(closed) > 1:
        _refuse_several([int(np.argmax(parts == part)) for part in closed[:4]], len(closed))
    members = np.flatnonzero(parts == closed[0])
    inside = np.ix_(members, members)
    i, j = np.nonzero(runs[inside])
    logs = log_rates[inside][i, j]
    plan = analyse(len(members), i, j)
    log_p = stationary_log(len(members), i, j, logs, plan)
    # each rate is the sum of logs that were rounded
    error = np.full(len(members), plan.error_bound + 2 * len(members) * EPS * float(np.abs(logs).max(initial=1.0)))
    return State(
        log_p=log_p,
        error=error,
        basis=basis[:, members],
        tilt=ROTATION if rotated else 0.0,
        provenance="stationary populations of the rate equation, by elimination",
        lost=n - len(members),
    )


def stationary_blocks(matrix: ComplexArray, rows: np.ndarray, columns: np.ndarray, basis: ComplexArray) -> State:
    """Return the stationary state of the populations and the coherences within levels.

    Parameters
    ----------
    matrix : (n, n)
        The generator on the elements (rows, columns) of the density operator.
    rows, columns : (n,) integer arrays
    basis : (N, N)
        Levels in columns.

    Raises
    ------
    InputError
        If it is not unique.

    Notes
    -----
    From the smallest singular vector, O(n³) with n = Σ d² for levels of degeneracy d.

    Examples
    --------
    >>> rates = np.array([[-1.0, 3.0], [1.0, -3.0]])
    >>> np.exp(stationary_blocks(rates, np.array([0, 1]), np.array([0, 1]), np.eye(2)).log_p).round(12)
    array([0.25, 0.75])
    """
    sizes, right = np.linalg.svd(matrix)[1:]
    if len(sizes) > 1 and sizes[-2] <= SECOND * sizes[0]:
        _refuse_several([], int((sizes <= SECOND * sizes[0]).sum()))
    n = len(basis)
    rho = np.zeros((n, n), dtype=np.complex128)
    rho[rows, columns] = right[-1].conj()
    rho /= np.trace(rho)
    rho = (rho + rho.conj().T) / 2.0
    values, vectors = np.linalg.eigh(rho)
    noise = len(sizes) * EPS * float(sizes[0] / sizes[-2]) if len(sizes) > 1 else EPS
    return occupied(values, noise, basis @ vectors, ROTATION, "stationary state, solved for within the levels")


def _refuse_several(levels: list[int], count: int) -> None:
    named = f" (with levels {', '.join(map(str, levels))}…)" if levels else ""
    raise InputError(
        explain(
            f"{count} stationary states{named}",
            why="parts that no transition connects keep their weights for ever",
            fix="couple the parts, or ask about each by itself",
        )
    )
