"""Dissipators by a positive kernel over Bohr frequencies, and the jump operators that they come down to.

Σ α(ν₁, ν₂) (A_ν₁ ρ A_ν₂† - {A_ν₂†A_ν₁, ρ}/2) with A_ν the part of A that gains ν. An eigenvector u of the kernel to
the eigenvalue λ is one jump, V_ij = √λ u(ν_ij) A_ij.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.generators.levels import Levels
from detbal.generators.operators import EPSILON, ComplexArray
from detbal.pairs import FloatArray

#: Most Bohr frequencies (counted with their signs) whose kernel is diagonalised: 2000³ operations are a few seconds.
LARGEST = 2500


def bohr_grid(levels: Levels) -> tuple[FloatArray, NDArray[np.intp]]:
    """Return the distinct Bohr frequencies, ascending and symmetric about 0, and which of them ν_ij is.

    Returns
    -------
    frequencies : (F,) float array
    place : (N, N) integer array
        ``frequencies[place[i, j]]`` is E_i - E_j.

    Raises
    ------
    InputError
        More than `LARGEST` of them.

    Examples
    --------
    >>> from detbal.generators.levels import levels_of
    >>> bohr_grid(levels_of([0.0, 3.0]))
    (array([-3.,  0.,  3.]), array([[1, 0],
           [2, 1]]))
    """
    positive = levels.frequencies[1:]
    frequencies = np.concatenate([-positive[::-1], [0.0], positive])
    if len(frequencies) > LARGEST:
        raise InputError(
            explain(
                f"{len(frequencies):,} Bohr frequencies of {len(levels.given)} states",
                why=f"the kernel over their pairs has {len(frequencies) ** 2:.2g} entries and its jumps up to "
                f"{len(frequencies) * len(levels.given) ** 2:.2g}, and it has to be diagonalised",
                fix="take a construction with one jump for each coupling (ding_li_lin, universal_lindblad), or davies",
            )
        )
    return frequencies, len(positive) + levels.transitions().T.astype(np.intp)


def factors(kernel: FloatArray) -> FloatArray:
    """Return vectors f with Σ_r f_r(ν₁) f_r(ν₂) = α(ν₁, ν₂), largest first, shape (rank, F).

    Parameters
    ----------
    kernel : (F, F)
        Real, symmetric and positive; eigenvalues up to F ulp of the largest are left out.

    Examples
    --------
    >>> factors(np.array([[4.0, 2.0], [2.0, 1.0]])).round(12) ** 2
    array([[4., 1.]])
    """
    values, vectors = np.linalg.eigh((kernel + kernel.T) / 2.0)
    kept = np.flatnonzero(values > len(values) * EPSILON * max(float(values[-1]), 0.0))[::-1]
    return np.asarray(np.sqrt(values[kept])[:, None] * vectors[:, kept].T)


def even_and_odd_factors(kernel: FloatArray) -> FloatArray:
    """As `factors`, for a kernel with α(ν₁, ν₂) = α(-ν₁, -ν₂): every vector is exactly even or odd.

    Examples
    --------
    >>> found = even_and_odd_factors(np.array([[2.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 2.0]]))
    >>> np.abs(found - found[:, ::-1] * np.array([[1], [1], [-1]])).max()
    np.float64(0.0)
    """
    found = []
    for sign in (1.0, -1.0):
        vectors = factors((kernel + sign * kernel[::-1]) / 2.0)
        found.append((vectors + sign * vectors[:, ::-1]) / 2.0)
    return np.concatenate(found)


def jumps_of(operator: ComplexArray, vectors: FloatArray, place: NDArray[np.intp]) -> list[ComplexArray]:
    """Return V_ij = f(ν_ij) A_ij for each of the vectors f.

    Examples
    --------
    >>> jumps_of(np.ones((2, 2)), np.array([[3.0, 2.0, 1.0]]), np.array([[1, 0], [2, 1]]))
    [array([[2., 3.],
           [1., 2.]])]
    """
    return [np.asarray(operator * vector[place]) for vector in vectors]
