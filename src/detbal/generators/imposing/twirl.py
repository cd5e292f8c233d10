"""The modular twirl: what of a generator commutes with ρ → σ^it ρ σ^-it, that is, the average over all times t.

It keeps the entries K_(ij,kl) for which ln p_i - ln p_k = ln p_j - ln p_l: jumps of one Bohr frequency act together,
those of different ones apart (for a Gibbs state: the secular approximation). It keeps traces, σ and complete
positivity.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detbal.generators.levels import levels_of
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State

#: Differences of ln p count as one if they are no further apart than the error of σ, within these bounds.
LEAST, MOST = 1e-12, 1e-8


def frequencies(state: State) -> NDArray[np.int32]:
    """Return signed numbers of the differences ln p_i - ln p_k, equal ones (to the error of σ) alike; shape (n, n).

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> frequencies(given_state(np.diag([4.0, 2.0, 1.0]) / 7, 3))
    array([[ 0,  1,  2],
           [-1,  0,  1],
           [-2, -1,  0]], dtype=int32)
    """
    tolerance = min(max(LEAST, 4.0 * float(state.error.max())), MOST)
    return levels_of(state.log_p, tolerance).transitions().T


def twirled_jumps(jumps: ComplexArray, frequency: NDArray[np.int32]) -> ComplexArray:
    """Return jumps of one frequency each that make the twirl of Σ V · V†.

    Parameters
    ----------
    jumps : (m, n, n)
        In the eigenbasis of σ.
    frequency : (n, n)
        As `frequencies` gives them.

    Returns
    -------
    (r, n, n)
        For every frequency no more jumps than it has entries, and no more than m; without zeros.

    Examples
    --------
    >>> one = np.ones((1, 2, 2), dtype=complex)
    >>> np.abs(twirled_jumps(one, np.array([[0, -1], [1, 0]]))).round(12)
    array([[[0., 1.],
            [0., 0.]],
           [[1., 0.],
            [0., 1.]],
           [[0., 0.],
            [1., 0.]]])
    """
    m, n, _ = jumps.shape
    flat = jumps.reshape(m, n * n)
    numbers = frequency.ravel()
    order = np.argsort(numbers, kind="stable")
    found: list[ComplexArray] = []
    for members in np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1):
        # R†R = A†A with as few rows as there can be
        few = np.linalg.qr(flat[:, members], mode="r") if m > 1 else flat[:, members]
        few = few[np.abs(few).max(axis=1) > 0]
        placed = np.zeros((len(few), n * n), dtype=np.complex128)
        placed[:, members] = few
        found.append(placed)
    return np.concatenate(found).reshape(-1, n, n)


def twirled_matrix(matrix: ComplexArray, frequency: NDArray[np.int32]) -> ComplexArray:
    """Return the twirl of a superoperator in the eigenbasis of σ, shape (n², n²), rows stacked.

    Examples
    --------
    >>> twirled_matrix(np.ones((4, 4)), np.array([[0, -1], [1, 0]]))
    array([[1., 0., 0., 1.],
           [0., 1., 0., 0.],
           [0., 0., 1., 0.],
           [1., 0., 0., 1.]])
    """
    # K_(ij,kl) is kept if the frequencies of (i, k) and (j, l) agree
    n = len(frequency)
    kept = frequency[:, None, :, None] == frequency[None, :, None, :]
    return np.where(kept.reshape(n * n, n * n), matrix, 0.0)
