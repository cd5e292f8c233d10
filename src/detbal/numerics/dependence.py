"""Which rows of a dense matrix are independent, decided modulo a prime, and what the others are made of."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.kernel import kernel

Rows = NDArray[np.intp]
FloatArray = NDArray[np.float64]
Modular = NDArray[np.int64]


class Dependence(NamedTuple):
    """Independent rows of a matrix, as many columns, and the shares that the rows have in all others."""

    rows: Rows
    columns: Rows
    others: Rows
    shares: FloatArray  # (others, rows)
    shares_modular: Modular


def dependence(matrix: FloatArray, modular: Modular, prime: int) -> Dependence:
    """Choose independent rows by elimination with full pivoting: ``matrix[others] = shares @ matrix[rows]``.

    Parameters
    ----------
    matrix : (m, n) float array
    modular : (m, n) integer array
        The same modulo the prime: what is zero here is zero, whatever round-off made of it in floats.
    prime : int

    Notes
    -----
    O(m n rank). Rows and columns are scaled for the choice of pivots, and the shares refined once.

    Examples
    --------
    >>> found = dependence(np.array([[1e-30, 0.0], [0.0, 2.0], [1e-30, 4.0]]), np.array([[3, 0], [0, 2], [3, 4]]), 7)
    >>> found.rows, found.others, found.shares
    (array([0, 1]), array([2]), array([[1., 2.]]))
    """
    scaled, size = _scaled(matrix)
    work = 10.0 * matrix.size * min(matrix.shape)
    rows, columns, others, shares, shares_modular = _eliminate.for_work(work)(scaled.copy(), modular.copy(), prime)
    if len(others) and len(rows):
        block, wanted = scaled[np.ix_(rows, columns)], scaled[np.ix_(others, columns)]
        shares[shares_modular == 0] = 0.0
        shares += (wanted - shares @ block) @ np.linalg.pinv(block)
        shares[shares_modular == 0] = 0.0
    shares *= size[others, None] / size[rows]
    return Dependence(rows, columns, others, shares, shares_modular)


def _scaled(matrix: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Divide rows, then columns, by powers of two that make their largest entries about one; return those of rows."""
    with np.errstate(divide="ignore"):
        row = np.exp2(np.round(np.nan_to_num(np.log2(np.abs(matrix).max(axis=1, initial=0.0)), neginf=0.0)))
        scaled = matrix / row[:, None]
        column = np.exp2(np.round(np.nan_to_num(np.log2(np.abs(scaled).max(axis=0, initial=0.0)), neginf=0.0)))
    return scaled / column, row


@kernel
def _eliminate(left: Any, modular: Any, prime: Any) -> Any:
    """Eliminate in place; the multipliers of each pivot are left in its column."""
    m, n = left.shape
    rows = np.empty(min(m, n), np.int64)
    columns = np.empty(min(m, n), np.int64)
    row_free = np.ones(m, np.bool_)
    column_free = np.ones(n, np.bool_)
    rank = 0
    row, column, best = -1, -1, -1.0
    for i in range(m):
        for j in range(n):
            if modular[i, j] != 0 and abs(left[i, j]) > best:
                row, column, best = i, j, abs(left[i, j])
    partners = np.empty(n, np.int64)
    while row >= 0:
        rows[rank], columns[rank] = row, column
        rank += 1
        row_free[row], column_free[column] = False, False
        pivot = left[row, column]
        if pivot == 0.0:  # lost in round-off, but not zero
            pivot = 1e-16
        inverse, power, base = 1, prime - 2, modular[row, column]
        while power > 0:  # Fermat: the reciprocal of x is x^(prime - 2)
            if power % 2 == 1:
                inverse = inverse * base % prime
            base = base * base % prime
            power //= 2
        count = 0
        for j in range(n):
            if column_free[j] and modular[row, j] != 0:
                partners[count] = j
                count += 1
        chosen, best_column, best = -1, -1, -1.0
        for i in range(m):
            if not row_free[i]:
                continue
            if modular[i, column] != 0:
                share = left[i, column] / pivot
                share_modular = modular[i, column] * inverse % prime
                minus = prime - share_modular
                for k in range(count):
                    j = partners[k]
                    exact = (modular[i, j] + minus * modular[row, j]) % prime
                    modular[i, j] = exact
                    left[i, j] = left[i, j] - share * left[row, j] if exact != 0 else 0.0
                left[i, column], modular[i, column] = share, share_modular
            for j in range(n):
                if column_free[j] and modular[i, j] != 0 and abs(left[i, j]) > best:
                    chosen, best_column, best = i, j, abs(left[i, j])
        row, column = chosen, best_column
    others = np.flatnonzero(row_free)
    shares = np.zeros((len(others), rank))
    shares_modular = np.zeros((len(others), rank), np.int64)
    for k in range(len(others)):
        i = others[k]
        for t in range(rank - 1, -1, -1):
            share, share_modular = left[i, columns[t]], modular[i, columns[t]]
            shares[k, t], shares_modular[k, t] = share, share_modular
            if share_modular == 0:
                continue
            minus = prime - share_modular
            r = rows[t]
            for s in range(t):
                c = columns[s]
                left[i, c] -= share * left[r, c]
                modular[i, c] = (modular[i, c] + minus * modular[r, c]) % prime
    return rows[:rank], columns[:rank], others, shares, shares_modular
