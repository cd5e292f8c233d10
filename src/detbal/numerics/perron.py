"""Stationary vector of a chain too interconnected to be eliminated, by iteration with an error estimate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Iterated:
    """A stationary vector with an estimate of its largest relative error, entry by entry."""

    vector: FloatArray
    relative_error: float


def iterate_stationary(transition: Any, start: FloatArray) -> Iterated:
    """Solve x P = x for a stochastic matrix by power sweeps and, where they are slow, by Arnoldi's method.

    Parameters
    ----------
    transition : (N, N) scipy.sparse array
        Irreducible, rows sum to one.
    start : (N,)
        Positive first guess; a good one saves everything.

    Returns
    -------
    Iterated
        Sums to one. The error estimate is the largest relative residual over the spectral gap (1 - |λ₂|) of
        the lazy chain (P + 1)/2; it is no rigorous bound.

    Notes
    -----
    O(nnz) per sweep.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> solution = iterate_stationary(csr_array([[0.5, 0.5], [0.25, 0.75]]), np.ones(2))
    >>> solution.vector.round(6), solution.relative_error < 1e-10
    (array([0.333333, 0.666667]), True)
    """
    from scipy.sparse.linalg import LinearOperator, eigs

    n = transition.shape[0]
    backwards = transition.T.tocsr()

    def step(x: FloatArray) -> FloatArray:
        return np.asarray(0.5 * (x + backwards @ x))  # lazy: no period, no negative eigenvalue

    def sweep(x: FloatArray, most: int) -> tuple[FloatArray, float]:
        residual = np.inf
        for _ in range(most):
            after = step(x)
            residual = float(np.abs(after / x - 1.0).max())
            x = after / after.sum()
            if residual < 4e-15:
                break
        return x, residual

    x, residual = sweep(start / start.sum(), 50 if n > 3 else 20_000)
    if n > 3 and residual > 1e-13:
        leading = eigs(LinearOperator((n, n), matvec=step, dtype=float), k=1, which="LM", v0=x, tol=1e-13)[1]
        found = np.abs(np.real(leading[:, 0]))
        if (found > 0).all():
            x, residual = sweep(found / found.sum(), 200)
    return Iterated(x, residual / _gap(step, x))


def _gap(step: Callable[[FloatArray], FloatArray], x: FloatArray) -> float:
    """Estimate 1 - |λ₂|, to about a per cent, from the chain without its stationary part."""
    from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigs

    n, least = len(x), float(np.finfo(float).eps)
    if n <= 3:
        return max(1.0 - float(np.abs(np.linalg.eigvals(np.array([step(e) for e in np.eye(n)]))).min()), least)
    rest = LinearOperator((n, n), matvec=lambda v: step(v) - x * v.sum(), dtype=float)
    start = np.cos(np.arange(n)) * x
    try:
        second = eigs(rest, k=1, which="LM", v0=start, tol=1e-2, maxiter=300, return_eigenvectors=False)
    except ArpackNoConvergence:
        return least
    return max(1.0 - float(np.abs(second[0])), least)
