"""Derivatives of the eigenvalue of a tilted generator by perturbation theory, with the round-off that they carry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain

FloatArray = NDArray[np.float64]

_EPS = float(np.finfo(np.float64).eps)


def derivatives(
    start: NDArray[Any], jumps: Sequence[Any], solve: Callable[[NDArray[Any]], NDArray[Any]], total: NDArray[Any]
) -> FloatArray:
    """Return the first derivatives at s = 0 of the eigenvalue that starts at 0, one for each of `jumps`.

    Parameters
    ----------
    start : (M,)
        Eigenvector at s = 0 with ``total @ start == 1``.
    jumps : sequence of (M, M)
        Derivatives of the tilted generator at s = 0, from the first.
    solve
        Returns x of ``generator @ x = b`` with ``total @ x = 0``, for right sides with ``total @ b = 0``.
    total : (M,)
        Left eigenvector at s = 0: what a generator conserves.

    Raises
    ------
    InputError
        A derivative beyond the range of floats.

    Examples
    --------
    >>> two, half = np.array([[0.0, 2.0], [2.0, 0.0]]), np.array([0.5, 0.5])
    >>> derivatives(half, [two, two], lambda b: -b / 4, np.ones(2))
    array([2., 2.])
    """
    from scipy.sparse import csr_array

    M = len(start)
    none, nowhere = np.zeros(M), csr_array((M, M))
    return derivatives_with_floors(
        start, none, [(jump, nowhere, nowhere) for jump in jumps], lambda b, _: (solve(b), none), total
    )[0]


def derivatives_with_floors(
    start: NDArray[Any],
    error: FloatArray,
    jumps: Sequence[tuple[Any, Any, Any]],
    solve: Callable[[NDArray[Any], FloatArray], tuple[NDArray[Any], FloatArray]],
    total: NDArray[Any],
) -> tuple[FloatArray, FloatArray]:
    """Return what `derivatives` does, and the round-off of each.

    Parameters
    ----------
    start, error : (M,)
        Eigenvector at s = 0, and size up to which its elements may be wrong.
    jumps : sequence of triples of (M, M)
        Derivatives of the tilted generator at s = 0, from the first; their sizes, and size of their round-off.
    solve
        Returns x of ``generator @ x = b`` with ``total @ x = 0``, and its error, from b and the error of b.
    total : (M,)
        Left eigenvector at s = 0.

    Raises
    ------
    InputError
        A derivative beyond the range of floats.

    Notes
    -----
    The recursion of C. Flindt, T. Novotný, A. Braggio, A.-P. Jauho, Phys. Rev. B 82, 155407 (2010): one solve for each
    order after the first. Errors of every step are bounded by their sizes, and carried on.

    Examples
    --------
    >>> two, half = np.array([[0.0, 2.0], [2.0, 0.0]]), np.array([0.5, 0.5])
    >>> values, floors = derivatives_with_floors(
    ...     half, 1e-16 * half, [(two, two, 1e-16 * two)] * 2, lambda b, doubt: (-b / 4, doubt), np.ones(2)
    ... )
    >>> values, bool((floors < 1e-13).all())
    (array([2., 2.]), True)
    """
    order, M = len(jumps), len(start)
    vectors, errors = [start], [error]
    values, floors = np.zeros(order), np.zeros(order)
    for k in range(1, order + 1):
        gained, doubt = np.zeros_like(start), np.zeros(M)
        with np.errstate(over="ignore", invalid="ignore"):
            for m in range(1, k + 1):
                jump, size, noise = jumps[m - 1]
                gained += comb(k, m) * (jump @ vectors[k - m])
                doubt += comb(k, m) * (size @ errors[k - m] + noise @ np.abs(vectors[k - m]))
            values[k - 1] = float((total @ gained).real)
            floors[k - 1] = float(np.abs(total) @ (doubt + _EPS * M * np.abs(gained)))
            right = -gained
            for m in range(1, k + 1):
                share, size = comb(k, m) * values[m - 1], np.abs(vectors[k - m])
                right += share * vectors[k - m]
                doubt += comb(k, m) * floors[m - 1] * size + np.abs(share) * (errors[k - m] + 8 * _EPS * size)
        if not np.isfinite(right).all():
            raise InputError(explain(f"cumulant {k}", why="it leaves the range of floats", fix="ask for fewer"))
        if k < order:
            vector, spread = solve(right, doubt)
            vectors.append(vector)
            errors.append(spread)
    return values, floors
