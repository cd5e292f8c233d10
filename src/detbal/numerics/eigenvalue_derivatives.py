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


def derivatives_with_floors(
    start: NDArray[Any],
    error: FloatArray,
    jumps: Sequence[tuple[Any, Any, Any]],
    solve: Callable[[NDArray[Any], FloatArray], tuple[NDArray[Any], FloatArray]],
    total: NDArray[Any],
) -> tuple[FloatArray, FloatArray]:
    """Return the first derivatives at s = 0 of the eigenvalue that starts at 0, and the round-off of each.

    Parameters
    ----------
    start, error : (M,)
        Eigenvector at s = 0 with ``total @ start == 1``, and size up to which its elements may be wrong.
    jumps : sequence of triples of (M, M)
        Derivatives of the tilted generator at s = 0, from the first; their sizes, and size of their round-off.
    solve
        Returns x of ``generator @ x = b`` with ``total @ x = 0``, and its error, from b and the error of b.
    total : (M,)
        Left eigenvector at s = 0: what a generator conserves.

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


def derivatives_by_residuals(
    start: FloatArray,
    terms: Sequence[tuple[Any, Any]],
    solve: Callable[[FloatArray], FloatArray],
    adjoint: Callable[[FloatArray], FloatArray],
    total: FloatArray,
    relative: float,
) -> tuple[FloatArray, FloatArray]:
    """Return what `derivatives_with_floors` does, where errors cannot be followed through each solution.

    Parameters
    ----------
    start : (M,)
        Eigenvector at s = 0 with ``total @ start == 1``.
    terms : sequence of pairs of (M, M)
        The generator, and its derivatives from the first; and the sizes of what they are sums of.
    solve, adjoint
        Return x of ``generator @ x = b`` with ``total @ x = 0``, for right sides with ``total @ b = 0``; and a
        y of ``y @ generator = b``, for those with ``b @ start = 0``.
    total : (M,)
        Left eigenvector at s = 0: what a generator conserves.
    relative : float
        Round-off of what is summed.

    Raises
    ------
    InputError
        A derivative beyond the range of floats.

    Notes
    -----
    The same recursion. What it found, v(s) and λ(s), leaves a residual ρ = (L - λ) v. With the left eigenvector w(s),
    where w v = 1, the eigenvalue misses by w ρ: a solution with the transposed generator for each order gives the
    derivatives of w, and a bound by sizes all along.

    Examples
    --------
    >>> generator, two = np.array([[-2.0, 2.0], [2.0, -2.0]]), np.array([[0.0, 2.0], [2.0, 0.0]])
    >>> terms = [(generator, abs(generator)), (two, two), (two, two)]
    >>> solve = lambda b: -b / 4
    >>> values, floors = derivatives_by_residuals(np.full(2, 0.5), terms, solve, solve, np.ones(2), 1e-16)
    >>> values, bool((floors < 1e-14).all())
    (array([2., 2.]), True)
    """
    order, (plain, size) = len(terms) - 1, terms[0]
    right_vectors, left_vectors = [start], [total]
    residuals = [np.abs(plain @ start) + relative * (size @ np.abs(start))]
    values, floors = np.zeros(order + 1), np.zeros(order + 1)
    for k in range(1, order + 1):
        ahead, back, doubt = np.zeros_like(start), np.zeros_like(start), np.zeros_like(start)
        with np.errstate(over="ignore", invalid="ignore"):
            for m in range(1, k + 1):
                jump, amount = terms[m]
                ahead -= comb(k, m) * (jump @ right_vectors[k - m])
                back -= comb(k, m) * (jump.T @ left_vectors[k - m])
                doubt += comb(k, m) * (amount @ np.abs(right_vectors[k - m]))
            values[k] = -float(total @ ahead)
            for m in range(1, k + 1):
                share = comb(k, m) * values[m]
                ahead += share * right_vectors[k - m]
                back += share * left_vectors[k - m]
                doubt += np.abs(share * right_vectors[k - m])
        if not (np.isfinite(ahead) & np.isfinite(back)).all():
            raise InputError(explain(f"cumulant {k}", why="it leaves the range of floats", fix="ask for fewer"))
        left = adjoint(back)
        known = sum(comb(k, m) * float(left_vectors[k - m] @ right_vectors[m]) for m in range(1, k))
        left_vectors.append(left - total * (float(left @ start) + known))
        missed = sum(comb(k, j) * float(np.abs(left_vectors[k - j]) @ residuals[j]) for j in range(k))
        floors[k] = missed + abs(float(total @ ahead)) + relative * float(np.abs(total) @ doubt)
        if k < order:
            right_vectors.append(solve(ahead))
            found = np.abs(right_vectors[k])
            residuals.append(np.abs(plain @ right_vectors[k] - ahead) + relative * (size @ found + doubt))
    return values[1:], floors[1:]
