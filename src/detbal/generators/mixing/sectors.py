"""Sectors: what reflections that commute with one another tell apart, in the space of states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.operators import Operator, operator

#: By how much of its norm a symmetry may miss what is asked of it.
SLACK = 1e-10


def sectors_of(symmetries: Sequence[Any], dimension: int) -> tuple[Operator, ...]:
    """Return an isometry from each sector into the whole space.

    Parameters
    ----------
    symmetries : sequence of k (N, N) operators
        Hermitian and unitary, so that U² = 1, and commuting: parities, reflections.
    dimension : int
        N.

    Returns
    -------
    tuple of 2^k sparse arrays (N, d_s)
        Orthonormal columns. In sector s the j-th symmetry is +1 where bit j of s is 0, and -1 where it is 1; a sector
        may be empty.

    Raises
    ------
    InputError
        Not Hermitian, U² ≠ 1, or two that do not commute.

    Notes
    -----
    Basis states are joined as the non-zero elements of the symmetries join them, and each group is diagonalised by
    itself: O(N) where symmetries permute the basis, O(N³) for dense ones.

    Examples
    --------
    >>> swap = np.eye(4)[[0, 2, 1, 3]]
    >>> [each.shape for each in sectors_of([swap], 4)]
    [(4, 3), (4, 1)]
    """
    from scipy.sparse import coo_array, eye_array

    listed = [_reflection(each, k, dimension) for k, each in enumerate(symmetries)]
    if not listed:
        return (eye_array(dimension, format="csr"),)
    for k, one in enumerate(listed):
        for other in range(k):
            if abs(one @ listed[other] - listed[other] @ one).max() > SLACK:
                what = f"symmetries[{other}] and symmetries[{k}] do not commute"
                raise InputError(explain(what, fix="give symmetries that share their eigenvectors"))
    # Σ (1 - U_j)/2 2^j has the number of the sector as its eigenvalue
    number = sum((eye_array(dimension) - each) * 2.0 ** (k - 1) for k, each in enumerate(listed)).tocoo()
    rows, columns, values, sector = _diagonalised(number, dimension)
    found = []
    for s in range(2 ** len(listed)):
        own = np.flatnonzero(sector == s)
        place = np.full(dimension, -1)
        place[own] = np.arange(len(own))
        kept = place[columns] >= 0
        entries = (values[kept], (rows[kept], place[columns[kept]]))
        found.append(coo_array(entries, shape=(dimension, len(own))).tocsr())
    return tuple(found)


def require_symmetric(H: Operator, jumps: Sequence[Operator], symmetries: Sequence[Operator]) -> None:
    """Refuse symmetries that the generator does not have.

    U must commute with H, and may only permute the jumps (up to signs, or unitary mixtures).

    Raises
    ------
    InputError

    Notes
    -----
    Σ V X V† is tried on two random X of rank one: O(m N) for sparse operators. A difference is a proof; without one
    the symmetry holds with probability one.

    Examples
    --------
    >>> require_symmetric(np.eye(2), [np.diag([1.0, -1.0])], [np.eye(2)[::-1]])
    >>> require_symmetric(np.eye(2), [np.diag([1.0, 0.0])], [np.eye(2)[::-1]])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: symmetries[0] does not permute the jumps (difference ...); ...
    """
    rng = np.random.default_rng(0)
    n = H.shape[0]
    for k, U in enumerate(symmetries):
        leak = float(abs(U @ H - H @ U).max())
        if leak > SLACK * float(abs(H).max()):
            fix = "give symmetries of the Hamiltonian"
            raise InputError(explain(f"symmetries[{k}] does not commute with H (by {leak:.2g})", fix=fix))
        for _ in range(2):
            a, b = (x / np.linalg.norm(x) for x in rng.normal(size=(2, n)))
            ahead = [np.stack([U @ (V @ (U @ x)) for V in jumps]) for x in (a, b)]
            plain = [np.stack([V @ x for V in jumps]) for x in (a, b)]
            turned, straight = (each[0].T @ each[1].conj() for each in (ahead, plain))
            difference, size = float(np.abs(turned - straight).max()), float(np.abs(straight).max())
            if difference > 1e-8 * size:
                fix = "give unitaries that exchange jumps of the same rate, up to signs"
                what = f"symmetries[{k}] does not permute the jumps (difference {difference / size:.2g})"
                raise InputError(explain(what, fix=fix))


def _reflection(thing: Any, k: int, dimension: int) -> Operator:
    """Check one symmetry; real if it is."""
    from scipy.sparse import csr_array, eye_array

    U = csr_array(operator(thing, f"symmetries[{k}]", dimension))
    defect = max(float(abs(U - U.conj().T).max()), float(abs(U @ U - eye_array(dimension)).max()))
    if defect > SLACK:
        raise InputError(
            explain(
                f"symmetries[{k}] is no reflection (U† - U or U² - 1 is up to {defect:.2g})",
                why="sectors are told apart by the signs ±1",
                fix="give Hermitian unitaries, such as a parity; of a rotation of order 2k, its k-th power",
            )
        )
    return U if U.data.imag.any() else U.real


def _diagonalised(matrix: Any, n: int) -> tuple[Any, Any, Any, Any]:
    """Diagonalise a sparse Hermitian matrix by its connected parts; return eigenvectors as triplets, and eigenvalues.

    Eigenvalues are integers, and returned as such.
    """
    from scipy.sparse.csgraph import connected_components

    part = connected_components(abs(matrix), directed=False)[1]
    order = np.argsort(part, kind="stable")
    sizes = np.bincount(part)
    first = np.concatenate([[0], np.cumsum(sizes)])
    within = np.empty(n, dtype=np.intp)
    within[order] = np.arange(n) - np.repeat(first[:-1], sizes)
    rows, columns, values, numbers = [], [], [], np.empty(n, dtype=np.intp)
    for size in np.unique(sizes):
        parts = np.flatnonzero(sizes == size)
        rank = np.full(len(sizes), -1)
        rank[parts] = np.arange(len(parts))
        inside = rank[part[matrix.row]] >= 0
        r, c = matrix.row[inside], matrix.col[inside]
        blocks = np.zeros((len(parts), size, size), dtype=matrix.dtype)
        blocks[rank[part[r]], within[r], within[c]] = matrix.data[inside]
        eigenvalues, vectors = np.linalg.eigh(blocks)
        members = order[first[parts][:, None] + np.arange(size)]
        numbers[members] = np.rint(eigenvalues).astype(np.intp)
        rows.append(np.broadcast_to(members[:, :, None], vectors.shape)[vectors != 0])
        columns.append(np.broadcast_to(members[:, None, :], vectors.shape)[vectors != 0])
        values.append(vectors[vectors != 0])
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(values), numbers
