"""Eigenvalues of a Davies generator, block by block: only coherences of one frequency act on one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.generators.levels import Levels, coinciding
from detbal.generators.operators import ComplexArray
from detbal.pairs import FloatArray


def bohr_blocks(levels: Levels) -> NDArray[np.int32]:
    """Return the number of the block that each coherence |i⟩⟨j| belongs to, shape (N, N).

    Only coherences of one block act on one another. The number of (j, i) is minus that of (i, j); 0 stands for the
    populations, and coherences within a level. The blocks are the Bohr frequencies; where a chain of gaps makes those
    span more than their tolerance, unions of some.

    Examples
    --------
    >>> from detbal.generators.levels import levels_of
    >>> bohr_blocks(levels_of([0.0, 1.0, 2.0]))
    array([[ 0,  1,  2],
           [-1,  0,  1],
           [-2, -1,  0]], dtype=int32)
    """
    if levels.frequency_span <= levels.tolerance:
        return levels.transitions()
    energy = levels.level_energies
    differences = (energy[None, :] - energy[:, None]).ravel()
    # if (k, l) acts on (i, j), their frequencies differ by no more than those of the jumps k -> i and l -> j
    width, span = levels.tolerance, levels.frequency_span
    while span > width:
        width = span
        number, _, span = coinciding(differences, width)
    square = (number - number[0]).reshape(len(energy), -1).astype(np.int32)
    return np.asarray(square[np.ix_(levels.level, levels.level)])


def members_of_blocks(blocks: NDArray[np.int32]) -> Iterator[tuple[int, NDArray[np.intp], NDArray[np.intp]]]:
    """List the blocks from number 0 upwards that have several members: their number, rows and columns.

    Examples
    --------
    >>> [(number, rows.tolist()) for number, rows, _ in members_of_blocks(np.array([[0, 1], [-1, 0]]))]
    [(0, [0, 1])]
    """
    order = np.argsort(blocks, axis=None, kind="stable")
    number = blocks.ravel()[order]
    start = np.flatnonzero(np.diff(number, prepend=number[0] - 1))
    end = np.append(start[1:], len(number))
    chosen = (end - start > 1) & (number[start] >= 0)
    for first, last in zip(start[chosen], end[chosen], strict=True):
        rows, columns = np.divmod(order[first:last], len(blocks))
        yield int(number[first]), rows, columns


def block_matrix(
    amplitudes: Sequence[ComplexArray],
    drain: ComplexArray,
    bohr: NDArray[Any],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
) -> ComplexArray:
    """Return the generator on the elements ρ_ij with i in `rows` and j in `columns`, taken pairwise.

    Parameters
    ----------
    amplitudes : sequence of (N, N)
        Jump amplitudes of each set of transitions.
    drain : (N, N)
        G = iH + Σ V†V/2: the generator is Σ V ρ V† - Gρ - ρG†.
    bohr : (N, N) integers
        Equal where transitions have the same frequency.
    rows, columns : (n,) integer arrays

    Returns
    -------
    (n, n) complex array

    Examples
    --------
    >>> decay, drain = np.array([[0, 1.0], [0, 0]]), np.diag([0, 0.5])
    >>> block_matrix([decay], drain, np.zeros((2, 2)), np.array([0, 1]), np.array([0, 1])).real
    array([[ 0.,  1.],
           [ 0., -1.]])
    """
    left, right = np.ix_(rows, rows), np.ix_(columns, columns)
    matrix = np.zeros((len(rows), len(rows)), dtype=np.complex128)
    for jump in amplitudes:
        matrix += jump[left] * jump[right].conj()
    matrix *= bohr[left] == bohr[right]
    matrix -= drain[left] * (columns[:, None] == columns)
    matrix -= drain[right].conj() * (rows[:, None] == rows)
    return matrix


def lonely_coherences(amplitudes: Sequence[ComplexArray], energies: FloatArray) -> ComplexArray:
    """Return the eigenvalue of every coherence |i⟩⟨j| that no other one acts on, shape (N, N).

    -(Γ_i + Γ_j)/2 - |v_i - v_j|²/2 - i(E_i - E_j), with the rates Γ at which the levels are left, and the elements
    v of the dephasing jumps (their mean phase included). Nothing cancels if v is nearly the same for both.

    Parameters
    ----------
    amplitudes : sequence of (N, N)
    energies : (N,)
        Lamb shift included.

    Examples
    --------
    >>> lonely_coherences([np.array([[0, 2.0], [0, 0]])], np.array([0.0, 3.0]))[0, 1]
    np.complex128(-2+3j)
    """
    n = len(energies)
    left, total = np.zeros(n), np.zeros((n, n), dtype=np.complex128)
    for jump in amplitudes:
        v = np.diag(jump)
        size = np.abs(jump) ** 2
        np.fill_diagonal(size, 0.0)
        left += size.sum(axis=0)
        total += -0.5 * np.abs(v[:, None] - v) ** 2
        if v.imag.any():
            total += 1j * (v[:, None] * v.conj()).imag
    return np.asarray(total - 0.5 * (left[:, None] + left) - 1j * (energies[:, None] - energies))


def population_eigenvalues(log_rates: FloatArray, balanced: bool) -> ComplexArray:
    """Return the eigenvalues of a rate matrix given in logs (from row to column), shape (N,).

    With `balanced`, those of the symmetric matrix √(k_ij k_ji), which has the same ones: real, and accurate to an ulp
    of the largest rate.

    Examples
    --------
    >>> with np.errstate(divide="ignore"):
    ...     population_eigenvalues(np.log([[0, 1.0], [3.0, 0]]), balanced=True).real
    array([-4.,  0.])
    """
    rates = np.exp(log_rates)
    np.fill_diagonal(rates, 0.0)
    left = rates.sum(axis=1)
    if balanced:
        middle = np.exp(0.5 * (log_rates + log_rates.T))
        np.fill_diagonal(middle, -left)
        return np.linalg.eigvalsh(middle).astype(np.complex128)
    np.fill_diagonal(rates, -left)
    return np.linalg.eigvals(rates.T).astype(np.complex128)
