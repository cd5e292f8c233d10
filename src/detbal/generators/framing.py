"""Each kind of generator, brought into the eigenbasis of a state."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.frame import Frame, KroneckerFrame, MatrixFrame
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray, Operator, dense
from detbal.generators.state import State
from detbal.generators.superoperator import Stacking, Superoperator

#: Largest dimension for which N⁴ numbers are held in memory (at 64 they take 0.27 GB).
LARGEST_MATRIX = 80


@singledispatch
def framed(generator: Any, state: State, commuting: bool = False) -> Frame:
    """Return a generator in the eigenbasis of a state; one implementation per kind.

    With `commuting`, the state is a function of a Lindbladian's bare Hamiltonian, whose commutator is left out: it
    is known exactly, and would only bring in its round-off.
    """
    raise InputError(explain(f"no generator: {type(generator).__name__}", fix="give an object of detbal.generators"))


@framed.register
def _of_lindbladian(generator: Lindbladian, state: State, commuting: bool = False) -> Frame:
    lost = generator.loss()
    G = state.inside(lost / 2.0)
    scale = float(np.linalg.norm(lost))
    coherent = generator.beyond_bare if commuting else generator.H
    if coherent is not None:
        G = G + 1j * state.inside(coherent)
        scale += float(np.linalg.norm(dense(generator.H)))  # a difference has the round-off of what it is between
    noise = (state.tilt + generator.rounding) * scale
    jumps = generator.jumps
    many = len(jumps) > max(8, state.levels**2 // 4)
    if many and not state.rotated and not generator.rounding and all(hasattr(v, "tocsr") for v in jumps):
        return _sparse(jumps, G, state)
    left, noises = _inside(jumps, state, generator.rounding)
    one = np.eye(state.levels, dtype=np.complex128)
    frame = KroneckerFrame(
        left=np.stack([*left, -G, -one]),
        right=np.stack([*left, one, G]),
        left_noise=np.array([*noises, noise, 0.0]),
        right_noise=np.array([*noises, 0.0, noise]),
    )
    if many and state.levels <= LARGEST_MATRIX:
        total = float((np.linalg.norm(frame.left[:-2].reshape(len(left), -1), axis=1) * noises).sum()) if left else 0.0
        return MatrixFrame(frame.matrix(), 2.0 * total + noise, state.levels)
    return frame


@framed.register
def _of_channel(generator: Channel, state: State, commuting: bool = False) -> Frame:
    left, noises = _inside(generator.kraus, state)
    stacked = np.stack(left)
    return KroneckerFrame(stacked, stacked, np.array(noises), np.array(noises))


@framed.register
def _of_superoperator(generator: Superoperator, state: State, commuting: bool = False) -> Frame:
    n = generator.dimension
    if n > LARGEST_MATRIX:
        raise InputError(
            explain(
                f"a superoperator on {n} levels, {n * n} x {n * n}",
                why=f"in another basis it would have {n**4:.2g} entries",
                fix="give the Hamiltonian and the jump operators instead: Lindbladian(H, jumps)",
            )
        )
    require_hermitian_images(generator)
    whole = state.levels == n
    if not state.rotated and whole and not generator.rounding and hasattr(generator.matrix, "tocoo"):
        return MatrixFrame(_rows_stacked(generator), 0.0, n)
    four = generator.tensor()
    if state.rotated or not whole:
        u = state.basis
        four = np.einsum("ia,ijkl->ajkl", u.conj(), four, optimize=True)
        four = np.einsum("jb,ajkl->abkl", u, four, optimize=True)
        four = np.einsum("abkl,kc->abcl", four, u, optimize=True)
        four = np.einsum("abcl,ld->abcd", four, u.conj(), optimize=True)
    noise = (state.tilt + generator.rounding) * float(np.linalg.norm(four))
    m = state.levels
    return MatrixFrame(four.reshape(m * m, m * m), noise, m)


def require_hermitian_images(generator: Superoperator) -> None:
    """Refuse a superoperator that turns Hermitian operators into others.

    Raises
    ------
    InputError

    Examples
    --------
    >>> require_hermitian_images(Superoperator(1j * np.eye(4)))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: the generator turns Hermitian operators into others (by 2); ...
    """
    n = generator.dimension
    swap = np.arange(n * n).reshape(n, n).T.ravel()  # (ij) -> (ji), in either stacking
    matrix = generator.matrix
    defect = float(abs(matrix - matrix[swap][:, swap].conj()).max())
    if defect > max(1e-9, 8.0 * generator.rounding) * float(abs(matrix).max()):
        raise InputError(
            explain(
                f"the generator turns Hermitian operators into others (by {defect:.2g})",
                fix="check the order in which the superoperator is stacked, and its entries",
            )
        )


def _inside(jumps: tuple[Operator, ...], state: State, rounding: float = 0.0) -> tuple[list[ComplexArray], list[float]]:
    left = [state.inside(v) for v in jumps]
    return left, [(state.tilt + rounding) * float(np.linalg.norm(v)) for v in left]


def _sparse(jumps: tuple[Operator, ...], G: ComplexArray, state: State) -> MatrixFrame:
    """Sum Kronecker products of sparse jumps entry by entry; G is nearly diagonal then."""
    from scipy.sparse import coo_array, csr_array, eye_array, kron

    n = state.levels
    kept = np.argmax(np.abs(state.basis), axis=0)
    rows, columns, data = [], [], []
    for jump in jumps:
        v = jump.tocsr()[kept][:, kept].tocoo()
        rows.append((v.row[:, None] * n + v.row[None, :]).ravel())
        columns.append((v.col[:, None] * n + v.col[None, :]).ravel())
        data.append((v.data[:, None] * v.data.conj()[None, :]).ravel())
    gained = coo_array((np.concatenate(data), (np.concatenate(rows), np.concatenate(columns))), shape=(n * n, n * n))
    one, sparse_g = eye_array(n), csr_array(G)
    lost = kron(sparse_g, one) + kron(one, sparse_g.conj())
    entries = (gained.tocsr() - lost).tocsr()
    return MatrixFrame(entries, 0.0, n)


def _rows_stacked(generator: Superoperator) -> Any:
    """Return a sparse superoperator with rows stacked."""
    from scipy.sparse import coo_array

    n = generator.dimension
    listed = generator.matrix.tocoo()
    row, column = listed.row, listed.col
    if generator.order is Stacking.COLUMN:
        row, column = row % n * n + row // n, column % n * n + column // n
    return coo_array((listed.data, (row, column)), shape=listed.shape).tocsr()
