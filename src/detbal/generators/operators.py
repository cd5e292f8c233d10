"""What counts as an operator: a square matrix of finite complex numbers, dense or sparse."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.reals import without_unit

ComplexArray: TypeAlias = NDArray[np.complex128]
#: A dense complex array or a CSR array; their stubs have no common matrix product.
Operator: TypeAlias = Any

EPSILON = float(np.finfo(np.float64).eps)
#: Part of an operator's norm by which a Hermitian one may miss being Hermitian: many roundings in double precision.
HERMITIAN = 1e-12


def operator(thing: Any, name: str, dimension: int | None = None) -> Operator:
    """Return a square matrix of finite complex numbers: CSR if `thing` is sparse, else a dense array.

    Parameters
    ----------
    thing
        Nested lists, an array, a scipy.sparse matrix, anything that numpy can make an array of, or an object that
        holds its matrix in a method ``full()`` (and, if sparse, in ``data.as_scipy()``), as a Qobj of QuTiP, or in a
        method ``tocsr()``, as a hamiltonian of QuSpin without time-dependent terms.
    name
        What messages call it.
    dimension
        N, if it must agree with other operators.

    Raises
    ------
    InputError
        No numbers, not square, another dimension than required, NaN or infinite entries (named by index), gaps (masked
        arrays), a unit, or an operator that depends on time.

    Examples
    --------
    >>> operator([[0, 1], [0, 0]], "jump").dtype
    dtype('complex128')
    >>> operator([[0, 1, 2]], "H")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: H has shape (1, 3): operators are square matrices; give shape (N, N)
    """
    if getattr(thing, "dynamic", None):  # QuSpin
        raise InputError(explain(f"{name} depends on time", fix="give the operator at one time"))
    if hasattr(thing, "full"):
        thing = thing.data.as_scipy() if hasattr(thing.data, "as_scipy") else thing.full()
    sparse = hasattr(thing, "tocsr")
    if not sparse:
        thing = without_unit(thing, name)
    if np.ma.is_masked(thing):
        raise InputError(explain(f"{name} has masked entries", fix="give numbers, without gaps"))
    try:
        raw = thing.tocsr() if sparse else np.asarray(thing)
    except ValueError as error:  # ragged
        raise InputError(explain(f"{name} is no matrix ({error})", fix="give an (N, N) array of numbers")) from None
    if raw.dtype.kind not in "iufc":
        raise InputError(explain(f"{name} holds entries of type {raw.dtype}", fix="give real or complex numbers"))
    if raw.ndim != 2 or raw.shape[0] != raw.shape[1] or raw.shape[0] == 0:
        raise InputError(
            explain(f"{name} has shape {raw.shape}", why="operators are square matrices", fix="give shape (N, N)")
        )
    if dimension is not None and raw.shape[0] != dimension:
        raise InputError(
            explain(
                f"{name} has shape {raw.shape}, the Hamiltonian or state ({dimension}, {dimension})",
                fix="give operators on one and the same space",
            )
        )
    values = raw.data if sparse else raw
    if not np.isfinite(values).all():
        place = _first_bad(raw, sparse)
        raise InputError(explain(f"{name}[{place[0]}, {place[1]}] = {raw[place]}", fix="give finite numbers"))
    if not sparse:
        return np.array(raw, dtype=np.complex128)
    from scipy.sparse import csr_array

    matrix = csr_array(raw, dtype=np.complex128, copy=True)
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    return matrix


def hermitian(thing: Any, name: str, dimension: int | None = None) -> Operator:
    """Return a Hermitian operator; what round-off leaves of the other part is taken out.

    Raises
    ------
    InputError
        As `operator`; or not Hermitian, naming the entry that differs most from its mirror image.

    Examples
    --------
    >>> hermitian([[0, 1], [0, 0]], "H")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: H is not Hermitian: H[0, 1] = 1+0j but H[1, 0] = 0+0j; ...
    """
    matrix = operator(thing, name, dimension)
    adjoint = matrix.conj().T
    size, difference = largest_entry(matrix)[0], largest_entry(matrix / 2.0 - adjoint / 2.0)
    if 2.0 * difference[0] > max(HERMITIAN, 4.0 * lost_precision(thing)) * size:
        i, j = sorted(difference[1:])
        raise InputError(
            explain(
                f"{name} is not Hermitian: {name}[{i}, {j}] = {_short(matrix[i, j])} but "
                f"{name}[{j}, {i}] = {_short(matrix[j, i])}",
                fix="give a Hermitian matrix (losses belong into the jumps)",
            )
        )
    symmetric = matrix / 2.0 + adjoint / 2.0  # halves first: entries may be near the end of floats
    return symmetric.tocsr() if hasattr(symmetric, "tocsr") else symmetric


def largest_entry(matrix: Operator) -> tuple[float, int, int]:
    """Return the absolute value of the largest entry, its row and its column; a sparse matrix stays sparse.

    Examples
    --------
    >>> largest_entry(np.array([[0, 2j], [1, 0]]))
    (2.0, 0, 1)
    """
    if not hasattr(matrix, "tocoo"):
        i, j = np.unravel_index(int(np.abs(matrix).argmax()), matrix.shape)
        return float(abs(matrix[i, j])), int(i), int(j)
    listed = matrix.tocoo()
    if not len(listed.data):
        return 0.0, 0, 0
    k = int(np.abs(listed.data).argmax())
    return float(abs(listed.data[k])), int(listed.row[k]), int(listed.col[k])


def lost_precision(*things: Any) -> float:
    """Return the relative round-off of operators that came in less than double precision; 0 if none did.

    Examples
    --------
    >>> lost_precision(np.eye(2)), round(lost_precision(np.eye(2, dtype=np.complex64)), 9)
    (0.0, 1.19e-07)
    """
    kinds = [getattr(thing, "dtype", None) for thing in things]
    found = [float(np.finfo(kind).eps) for kind in kinds if isinstance(kind, np.dtype) and kind.kind in "fc"]
    return max((eps for eps in found if eps > EPSILON), default=0.0)


def dense(matrix: Operator) -> ComplexArray:
    """Return an operator as a dense array.

    Examples
    --------
    >>> dense(operator([[1, 0], [0, 2]], "H")).shape
    (2, 2)
    """
    return np.asarray(matrix.toarray() if hasattr(matrix, "toarray") else matrix)


def _short(value: complex) -> str:
    return f"{complex(value).real:.6g}{complex(value).imag:+.6g}j"


def _first_bad(raw: Any, sparse: bool) -> tuple[int, int]:
    if sparse:
        listed = raw.tocoo()
        k = int(np.argmax(~np.isfinite(listed.data)))
        return int(listed.row[k]), int(listed.col[k])
    i, j = np.argwhere(~np.isfinite(raw))[0]
    return int(i), int(j)
