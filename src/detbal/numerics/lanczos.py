"""The lowest eigenpair of a Hermitian operator that is known only by what it does to vectors (Lanczos 1950)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Krylov vectors that are kept before the search starts again from the best of them.
KEPT = 120
#: A step shorter than this part of the operator's size leads nowhere: the space is invariant.
CLOSED = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class RitzPair:
    """The best that a Krylov space knows of the lowest eigenpair.

    Attributes
    ----------
    value : float
        Rayleigh quotient: not below the lowest eigenvalue.
    residual : float
        ‖A x - value x‖ for the unit vector x: an eigenvalue lies within this distance, not always the lowest. A start
        with the part c of the lowest eigenvector has it above value - 1.2 residual/c.
    weights : (j,) float array
        x in terms of the Krylov vectors.
    basis : (j, n) array
        Those vectors, in rows.
    closed : bool
        Whether the space is invariant, so that no further step can add anything.
    """

    value: float
    residual: float
    weights: NDArray[np.float64]
    basis: NDArray[Any]
    closed: bool

    def vector(self) -> NDArray[Any]:
        """Return x, shape (n,), of norm 1.

        Examples
        --------
        >>> RitzPair(0.0, 0.0, np.array([0.6, 0.8]), np.eye(2), True).vector()
        array([0.6, 0.8])
        """
        x = self.weights @ self.basis
        return np.asarray(x / np.linalg.norm(x))


def lanczos(
    apply: Callable[[NDArray[Any]], NDArray[Any]],
    start: NDArray[Any],
    known: Sequence[NDArray[Any]] = (),
    kept: int = KEPT,
) -> Iterator[RitzPair]:
    """Yield the lowest Ritz pair after every product with the operator; who asks decides when it is good enough.

    Parameters
    ----------
    apply
        x → A x, for a Hermitian A.
    start : (n,)
        Of the type, real or complex, that the vectors are to have.
    known : sequence of (n,)
        Orthonormal eigenvectors that are to be left out.
    kept : int
        Vectors held in memory. After so many the search starts again from the best vector.

    Notes
    -----
    C. Lanczos, J. Res. Natl. Bur. Stand. 45, 255 (1950); every vector is made orthogonal to all before, twice, so
    that no eigenvalue turns up again as a ghost. One product and O(j n) per step.

    Examples
    --------
    >>> A = np.diag(np.arange(1.0, 9.0))
    >>> for pair in lanczos(lambda x: A @ x, np.ones(8)):
    ...     if pair.residual < 1e-10:
    ...         break
    >>> round(pair.value, 9)
    1.0
    """
    n, first = len(start), len(known)
    kept = min(kept, n - first)
    rows = np.empty((first + kept, n), dtype=start.dtype)
    for k, each in enumerate(known):
        rows[k] = each
    while kept > 0:
        x = _orthogonal(start, rows[:first])
        rows[first] = x / np.linalg.norm(x)
        diagonal, beside = np.zeros(0), np.zeros(0)
        for j in range(first, first + kept):
            y = apply(rows[j])
            diagonal = np.append(diagonal, np.vdot(rows[j], y).real)
            y = _orthogonal(y, rows[: j + 1])
            step = float(np.linalg.norm(y))
            pair = _lowest(diagonal, beside, step, rows[first : j + 1], whole=j + 1 == n)
            yield pair
            if pair.closed:
                return
            beside = np.append(beside, step)
            if j + 1 < len(rows):
                rows[j + 1] = y / step
        start = pair.vector()


def _lowest(
    diagonal: NDArray[np.float64], beside: NDArray[np.float64], step: float, basis: NDArray[Any], whole: bool
) -> RitzPair:
    from scipy.linalg import eigh_tridiagonal

    values, vectors = eigh_tridiagonal(diagonal, beside, select="i", select_range=(0, 0))
    size = float(np.abs(diagonal).max() + np.abs(beside).max(initial=0.0))
    closed = whole or step <= CLOSED * size
    residual = step * abs(float(vectors[-1, 0]))
    return RitzPair(float(values[0]), residual, np.asarray(vectors[:, 0], dtype=np.float64), basis, closed)


def _orthogonal(x: NDArray[Any], rows: NDArray[Any]) -> NDArray[Any]:
    for _ in range(2):  # once leaves what cancellation has cost
        x = x - (rows @ x.conj()).conj() @ rows
    return x
