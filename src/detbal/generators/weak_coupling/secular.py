"""Jump operators of one Bohr frequency each, as pieces of one matrix; sums over them without forming them all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.generators.levels import Levels
from detbal.generators.operators import ComplexArray


def by_frequency(
    amplitudes: ComplexArray, bohr: NDArray[Any]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], ComplexArray]]:
    """Split a matrix of jump amplitudes into the jumps of single Bohr frequencies.

    Parameters
    ----------
    amplitudes : (N, N)
        ``amplitudes[i, k]`` takes state k to i.
    bohr : (N, N) integers
        Equal where the frequency is.

    Yields
    ------
    rows, columns, values
        Non-zero elements of one jump operator.

    Examples
    --------
    >>> jumps = by_frequency(np.array([[1, 2], [3, 4]]), np.array([[0, -1], [1, 0]]))
    >>> [values.tolist() for _, _, values in jumps]
    [[2], [1, 4], [3]]
    """
    rows, columns = np.nonzero(amplitudes)
    number = bohr[rows, columns]
    order = np.argsort(number, kind="stable")
    cuts = np.flatnonzero(np.diff(number[order])) + 1
    for part in np.split(order, cuts) if len(order) else []:
        yield rows[part], columns[part], amplitudes[rows[part], columns[part]]


def fed(amplitudes: ComplexArray, bohr: NDArray[Any], rho: ComplexArray) -> ComplexArray:
    """Return Σ_ω V_ω ρ V_ω† over the jumps of the Bohr frequencies.

    Frequencies that occur once only move populations, O(1) each; for the others, sparse products: O(N³) in all.

    Examples
    --------
    >>> fed(np.array([[0, 2.0], [0, 0]]), np.zeros((2, 2), dtype=int), np.diag([0.0, 1.0])).real
    array([[4., 0.],
           [0., 0.]])
    """
    from scipy.sparse import csr_array

    rows, columns = np.nonzero(amplitudes)
    number, occurs = np.unique(bohr[rows, columns], return_inverse=True, return_counts=True)[1:]
    once = occurs[number] == 1
    i, k = rows[once], columns[once]
    gained = np.bincount(i, np.abs(amplitudes[i, k]) ** 2 * rho[k, k].real, len(rho)).astype(np.complex128)
    if np.iscomplexobj(rho):
        gained += 1j * np.bincount(i, np.abs(amplitudes[i, k]) ** 2 * rho[k, k].imag, len(rho))
    total = np.diag(gained)
    shared = np.zeros_like(amplitudes)
    shared[rows[~once], columns[~once]] = amplitudes[rows[~once], columns[~once]]
    for r, c, values in by_frequency(shared, bohr):
        jump = csr_array((values, (r, c)), shape=rho.shape)
        total += np.asarray((jump @ (jump @ rho).conj().T).conj().T)
    return total


def one_to_one(amplitudes: ComplexArray, bohr: NDArray[Any]) -> bool:
    """Return whether every jump of one Bohr frequency takes each state to at most one, and from at most one.

    Populations and coherences then do not act on one another.

    Examples
    --------
    >>> one_to_one(np.array([[0, 1, 1], [0, 0, 0], [0, 0, 0]]), np.zeros((3, 3), dtype=int))
    False
    """
    rows, columns = np.nonzero(amplitudes)
    number = bohr[rows, columns].astype(np.int64)
    return all(
        len(np.unique(number * len(amplitudes) + ends)) == len(number) for ends in (rows.astype(np.int64), columns)
    )


def within_levels(left: ComplexArray, right: ComplexArray, levels: Levels) -> ComplexArray:
    """Return Σ_ω L_ω† R_ω for operators split by Bohr frequency: left† right between states of one level.

    Examples
    --------
    >>> from detbal.generators.levels import levels_of
    >>> within_levels(np.ones((2, 2)), np.ones((2, 2)), levels_of([0.0, 1.0]))
    array([[2., 0.],
           [0., 2.]])
    """
    if not levels.degenerate:
        return np.diag(np.einsum("ik,ik->k", left.conj(), right))
    same = levels.level[:, None] == levels.level
    return np.where(same, left.conj().T @ right, 0.0)


def require_distinct(levels: Levels) -> None:
    """Refuse levels whose Bohr frequencies run into one another.

    Two levels may not be reached from a third with the same frequency: they would be populated as one level, though
    they are two.

    Raises
    ------
    InputError
        Naming the frequencies, and the tolerances that would do.

    Examples
    --------
    >>> from detbal.generators.levels import levels_of
    >>> require_distinct(levels_of([0.0, 1.0, 2.0]))
    """
    if levels.frequency_span <= levels.tolerance:
        return
    ordered = np.sort(levels.bohr, axis=1)
    twice = np.diff(ordered, axis=1) == 0
    if not twice.any():
        return
    a, place = np.unravel_index(int(np.argmax(twice)), twice.shape)
    b, c = np.flatnonzero(levels.bohr[a] == ordered[a, place])[:2]
    energy = levels.level_energies
    first, second = energy[b] - energy[a], energy[c] - energy[a]
    raise InputError(
        explain(
            f"the Bohr frequencies {first:.9g} and {second:.9g} are joined by a chain of others, with gaps up to the "
            f"tolerance of {levels.tolerance:.3g}",
            why="they lead from one level to two different ones, and cannot act as one frequency",
            fix=f"give a smaller tolerance, or above {levels.span + abs(first - second):.2g} to merge the levels",
        )
    )
