"""Krylov spaces of generators that are too large to be decomposed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from detbal.generators.operators import ComplexArray, Operator, dense
from detbal.generators.regression.correlations import KrylovCorrelation
from detbal.progress import Callback, reported

#: What is left of a vector, relative to its norm, that counts as nothing: the space is invariant then.
NOTHING = 1e-13


def krylov_regression(
    generator: Any,
    rho: ComplexArray,
    X: Operator,
    Y: Operator,
    size: int,
    progress: Callback | bool | None = None,
) -> KrylovCorrelation:
    """Return C(t) = Tr X e^{Kt}(Y ρ) - Tr Xρ Tr Yρ in a Krylov space.

    Parameters
    ----------
    generator : Lindbladian
    rho : (N, N)
        Its stationary state.
    X, Y : (N, N)
    size, progress
        As for `krylov_correlation`.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> atom, excited = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]]), np.diag([0.0, 1.0])
    >>> krylov_regression(atom, np.diag([1.0, 0]), excited, np.eye(2), 4).at(np.array([0.0])).real
    array([0.])
    """
    ket = np.asarray(Y @ rho)
    ket = ket - np.trace(ket) * rho
    # what has no trace is none the wiser; round-off that has decays, instead of being resonant at ω = 0
    pace = float(np.trace(generator.loss()).real) / generator.dimension

    def apply(matrix: ComplexArray) -> ComplexArray:
        return np.asarray(generator.apply(matrix) - pace * np.trace(matrix) * rho)

    return krylov_correlation(apply, dense(X).conj().T, ket, size, progress)


def krylov_correlation(
    apply: Callable[[ComplexArray], ComplexArray],
    bra: ComplexArray,
    ket: ComplexArray,
    size: int,
    progress: Callback | bool | None = None,
) -> KrylovCorrelation:
    """Return Tr bra† e^{Kt} ket in the space of ket, K ket, K² ket, ….

    By the method of Arnoldi, each vector orthogonalised twice. One space serves all times and all frequencies, since a
    shift of K does not change it.

    Parameters
    ----------
    apply
        K, on (N, N) arrays.
    bra, ket : (N, N) complex arrays
    size : int
        Largest number of vectors: size · N² numbers in memory.
    progress
        As in `detbal.progress.reported`.

    Examples
    --------
    >>> found = krylov_correlation(lambda rho: -rho, np.eye(2), np.eye(2), 5)
    >>> found.h, found.beyond
    (array([[-1.+0.j]]), 0.0)
    """
    norm = float(np.linalg.norm(ket))
    if norm == 0.0:
        return KrylovCorrelation(-np.eye(1, dtype=np.complex128), np.zeros(1, dtype=np.complex128), 0.0)
    m = min(size, ket.size)
    vectors, h = np.empty((m, ket.size), dtype=np.complex128), np.zeros((m, m), dtype=np.complex128)
    vectors[0] = ket.ravel() / norm
    beyond = 0.0
    for k in reported(range(m), lambda _: 1, m, progress, "Krylov vectors"):
        image = apply(vectors[k].reshape(ket.shape)).ravel()
        length = float(np.linalg.norm(image))
        for _ in range(2):
            shares = vectors[: k + 1].conj() @ image
            image = image - shares @ vectors[: k + 1]
            h[: k + 1, k] += shares
        beyond = float(np.linalg.norm(image))
        if beyond <= NOTHING * length:
            beyond, m = 0.0, k + 1
            break
        if k + 1 < m:
            h[k + 1, k] = beyond
            vectors[k + 1] = image / beyond
    return KrylovCorrelation(h[:m, :m], norm * (vectors[:m].conj() @ bra.ravel()), beyond)
