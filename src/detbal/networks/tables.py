"""From matrices and edge tables to pairs, with every input checked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.numerics.pairing import pair_sparse
from detbal.pairs import FloatArray
from detbal.reals import lost_digits, real_array

#: How far the rows of a matrix may miss their sum, relative to the size of what is summed.
ROW_SUM_TOLERANCE = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class MatrixPairs:
    """Pairs found in a square matrix, with the rest of it.

    Attributes
    ----------
    source, target, forward, reverse : (m,) arrays
    diagonal, off_diagonal_sum : (N,) float arrays
    lost : (m,) float array
        Round-off of each log-ratio from numbers with fewer digits than a double; zeros otherwise.
    what : str
        What the matrix is called in messages.
    """

    source: NDArray[Any]
    target: NDArray[Any]
    forward: FloatArray
    reverse: FloatArray
    diagonal: FloatArray
    off_diagonal_sum: FloatArray
    lost: FloatArray
    what: str


def square(matrix: Any, what: str) -> Any:
    """Return the matrix if it is square and not empty.

    Examples
    --------
    >>> square(np.zeros((2, 3)), "rate matrix")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: rate matrix has shape (2, 3); give a square one, states × states
    """
    if len(matrix.shape) != 2 or matrix.shape[0] != matrix.shape[1]:
        raise InputError(explain(f"{what} has shape {matrix.shape}", fix="give a square one, states × states"))
    if matrix.shape[0] == 0:
        raise InputError(explain(f"{what} is empty", fix="give at least one state"))
    return matrix


def dense_pairs(matrix: Any, what: str) -> MatrixPairs:
    """Find the pairs of a dense matrix.

    Examples
    --------
    >>> dense_pairs([[0, 2.0], [1.0, 0]], "rate matrix").reverse
    array([1.])
    """
    values = square(real_array(matrix, what), what)
    diagonal = np.diagonal(values).copy()
    off = values.copy()
    np.fill_diagonal(off, 0.0)
    bad = ~(off >= 0) | (off == np.inf)
    if bad.any():
        row, column = (int(k) for k in np.argwhere(bad)[0])
        raise _bad_entry(what, row, column, off[row, column])
    i, j = np.nonzero(np.triu((off > 0) | (off.T > 0), 1))
    lost = np.broadcast_to(lost_digits(np.asarray(matrix)), values.shape)
    return MatrixPairs(i, j, off[i, j], off[j, i], diagonal, off.sum(axis=1), np.asarray(lost[i, j] + lost[j, i]), what)


def sparse_pairs(matrix: Any, what: str) -> MatrixPairs:
    """Find the pairs of a scipy.sparse matrix; entries that stand twice are refused, not added.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> sparse_pairs(csr_array([[0, 2.0], [1.0, 0]]), "rate matrix").forward
    array([2.])
    """
    from scipy.sparse import csr_array

    square(matrix, what)
    _refuse_duplicates(matrix, what)
    rows = csr_array(matrix)
    if rows.dtype.kind not in "iufb":
        raise InputError(explain(f"{what} holds entries of type {rows.dtype}", fix="give real numbers"))
    rows = rows.astype(float)
    if not rows.has_sorted_indices:
        rows = rows.sorted_indices()
    diagonal = rows.diagonal()
    bad = ~(rows.data >= 0) | (rows.data == np.inf)
    for entry in np.flatnonzero(bad):
        i = int(np.searchsorted(rows.indptr, entry, side="right")) - 1
        j = int(rows.indices[entry])
        if i != j:
            raise _bad_entry(what, i, j, rows.data[entry])
    total = _off_diagonal_sums(rows, diagonal)
    source, target, forward, reverse = pair_sparse(rows)
    # the type it came in tells how many digits there are
    lost = np.broadcast_to(
        lost_digits(forward.astype(matrix.dtype)) + lost_digits(reverse.astype(matrix.dtype)), forward.shape
    )
    return MatrixPairs(source, target, forward, reverse, diagonal, total, lost, what)


def _off_diagonal_sums(rows: Any, diagonal: FloatArray) -> FloatArray:
    if not diagonal.any():
        return np.asarray(rows.sum(axis=1)).ravel()
    # added without the diagonal, not corrected afterwards: tiny rates must not drown in it
    bare = rows.copy()
    bare.setdiag(0.0)
    return np.asarray(bare.sum(axis=1)).ravel()


def refuse_bad_rows(pairs: MatrixPairs, *, discrete_time: bool) -> None:
    """Raise if the diagonal does not make the rows sum to zero (rates) or one (probabilities).

    A rate matrix may also leave its diagonal at zero.

    Examples
    --------
    >>> refuse_bad_rows(dense_pairs([[0.5, 0.6], [1.0, 0]], "transition matrix"), discrete_time=True)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: row 0 of the transition matrix sums to 1.1; make every row sum to 1 (to 1e-08)
    """
    diagonal, off = pairs.diagonal, pairs.off_diagonal_sum
    total = diagonal + off
    tolerance = max(ROW_SUM_TOLERANCE, 8.0 * float(pairs.lost.max(initial=0.0)))
    if discrete_time:
        bad = ~(np.abs(total - 1.0) <= tolerance) | (diagonal < 0)
        fix = f"make every row sum to 1 (to {tolerance:.1g})"
    else:
        bad = (diagonal != 0) & ~(np.abs(total) <= tolerance * off)
        fix = "leave the diagonal zero, or make it minus the sum of the other entries"
    if bad.any():
        i = int(np.argmax(bad))
        what = f"row {i} of the {pairs.what} sums to {total[i]:.12g}"
        if discrete_time and diagonal[i] < 0:
            what = f"{pairs.what}[{i}, {i}] = {diagonal[i]:.12g}"
        raise InputError(explain(what, fix=fix))


def refuse_overflow(
    n: int, source: NDArray[Any], target: NDArray[Any], log_forward: FloatArray, log_reverse: FloatArray
) -> None:
    """Raise if the probabilities to leave a state in one step add up to more than one.

    Examples
    --------
    >>> refuse_overflow(2, np.array([0]), np.array([1]), np.log([1.5]), np.log([0.5]))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: the probabilities to leave state 0 in one step sum to 1.5; make them sum to at most 1
    """
    leaving = np.bincount(source, np.exp(log_forward), n) + np.bincount(target, np.exp(log_reverse), n)
    if (leaving > 1.0 + 1e-5).any():  # rows of matrices were held against a sharper bound
        i = int(np.argmax(leaving))
        what = f"the probabilities to leave state {i} in one step sum to {leaving[i]:.12g}"
        raise InputError(explain(what, fix="make them sum to at most 1"))


def state_indices(
    labels: Sequence[Hashable] | None, *columns: Sequence[Hashable] | NDArray[Any]
) -> tuple[tuple[str, ...] | None, list[NDArray[Any]]]:
    """Turn columns of states, given by number or by name, into columns of indices.

    Numbers are taken as indices if no `labels` are given; names get indices in order of appearance.

    Examples
    --------
    >>> state_indices(None, ["b", "a"], ["a", "c"])
    (('b', 'a', 'c'), [array([0, 1]), array([1, 2])])
    """
    arrays = [_states(column) for column in columns]
    numbered = all(array.dtype.kind in "iu" for array in arrays)
    if labels is None and numbered:
        _refuse_huge(arrays)
        return None, [array.astype(np.int64) for array in arrays]
    if labels is None:
        if all(array.size == 0 for array in arrays):
            raise InputError(explain("no edges", fix="give at least one edge"))
        names = list(dict.fromkeys(str(name) for row in zip(*arrays, strict=False) for name in row))
    else:
        names = [str(name) for name in labels]
    index = {name: k for k, name in enumerate(names)}
    if len(index) < len(names):
        twice = next(name for k, name in enumerate(names) if index[name] != k)
        raise InputError(explain(f"label {twice!r} stands twice", fix="give every state its own label"))
    if numbered and not any(name.lstrip("-").isdigit() for name in names):
        index = {str(k): k for k in range(len(names))}  # numbers beside labels that are words: places in their list
    for array in arrays:
        for k, name in enumerate(array):
            if str(name) not in index:
                known = f"use one of the labels {', '.join(list(index)[:6])}"
                raise InputError(explain(f"state {str(name)!r} in edge {k}", fix=known))
    return tuple(names), [np.array([index[str(name)] for name in array], dtype=int) for array in arrays]


def _states(column: Sequence[Hashable] | NDArray[Any]) -> NDArray[Any]:
    array = np.asarray(column)
    if array.ndim != 1:
        raise InputError(explain(f"a column of states has shape {array.shape}", fix="give a flat list"))
    if array.dtype.kind in "fcb" and array.size:
        what = f"states of type {array.dtype} ({array[0]} in edge 0)"
        raise InputError(explain(what, fix="number the states with integers from 0, or give names"))
    if array.dtype.kind == "O":
        for k, name in enumerate(array):
            if name is None or isinstance(name, float | bool):
                raise InputError(explain(f"state {name!r} in edge {k}", fix="give a name or an integer"))
    return array


def _refuse_huge(arrays: Sequence[NDArray[Any]]) -> None:
    """Raise for numbers that are none of a state, or that would make a network almost without edges."""
    for array in arrays:
        if array.size == 0:
            continue
        if array.min() < 0:
            k = int(np.argmax(array < 0))
            raise InputError(explain(f"state {array[k]} in edge {k}", fix="number the states from 0"))
        k = int(np.argmax(array))
        if array[k] >= 10_000_000 and array[k] > 1000 * array.size:
            fix = "number the states from 0 without gaps, or give names"
            raise InputError(explain(f"state {array[k]} in edge {k}, with {array.size} edges in all", fix=fix))
        if array[k] >= np.iinfo(np.int32).max:
            raise InputError(explain(f"state {array[k]} in edge {k}", fix="number fewer than 2147483647 states"))


@dataclass(frozen=True, slots=True, eq=False)
class EdgeTable:
    """Directed edges, checked: columns of equal length k."""

    source: NDArray[Any]
    target: NDArray[Any]
    log_rate: FloatArray
    channel: NDArray[Any] | None
    error: FloatArray | None

    @classmethod
    def of(
        cls,
        source: NDArray[Any],
        target: NDArray[Any],
        log_rate: FloatArray,
        channel: Sequence[Hashable] | None,
        relative_error: ArrayLike | None,
    ) -> EdgeTable:
        """Check the columns and put them together."""
        k = len(source)
        if log_rate.ndim != 1:
            raise InputError(explain(f"rates have shape {log_rate.shape}", fix="give a flat list"))
        tags = None if channel is None else np.array([str(name) for name in channel], dtype=object)
        for name, column in (("target", target), ("rate", log_rate), ("channel", tags)):
            if column is not None and len(column) != k:
                raise InputError(explain(f"{name} has {len(column)} entries, source {k}", fix="give equal lengths"))
        if np.isnan(log_rate).any() or (log_rate == np.inf).any():
            at = int(np.argmax(np.isnan(log_rate) | (log_rate == np.inf)))
            raise InputError(explain(f"log_rate[{at}] = {log_rate[at]}", fix="give a finite number, or -inf for zero"))
        error = None
        if relative_error is not None:
            error = np.broadcast_to(real_array(relative_error, "relative_error"), (k,)).copy()
            if not ((error >= 0) & (error < np.inf)).all():
                at = int(np.argmax(~((error >= 0) & (error < np.inf))))
                raise InputError(explain(f"relative_error[{at}] = {error[at]}", fix="give zero or a positive number"))
        return cls(source, target, log_rate, tags, error)


@dataclass(frozen=True, slots=True, eq=False)
class PairTable:
    """Pairs of opposite edges: columns of equal length m, source < target."""

    source: NDArray[Any]
    target: NDArray[Any]
    log_forward: FloatArray
    log_reverse: FloatArray
    channels: tuple[str, ...] | None
    forward_error: FloatArray | None
    reverse_error: FloatArray | None


def join_directions(edges: EdgeTable, name: Callable[[int], str]) -> PairTable:
    """Bring every edge and its reverse in the same channel together; O(k log k).

    Parameters
    ----------
    edges
    name
        Gives the name of a state, for messages.

    Raises
    ------
    InputError
        For a self-loop, or an edge that stands twice in one channel.

    Examples
    --------
    >>> table = EdgeTable.of(np.array([0, 1]), np.array([1, 0]), np.array([0.5, -0.5]), None, None)
    >>> join_directions(table, str).log_reverse
    array([-0.5])
    """
    i, j = edges.source, edges.target
    if (i == j).any():
        k = int(np.argmax(i == j))
        raise InputError(explain(f"edge {k} joins state {name(int(i[k]))} to itself", fix="leave self-loops out"))
    low, high = np.minimum(i, j), np.maximum(i, j)
    channel = np.zeros(len(i), dtype=int)
    tags: NDArray[Any] | None = None
    if edges.channel is not None:
        tags, channel = np.unique(edges.channel.astype(str), return_inverse=True)
    backwards = (i > j).astype(np.int8)
    order = np.lexsort((backwards, channel, high, low))
    key = np.stack([low[order], high[order], channel[order]])
    new = np.ones(len(i), dtype=bool)
    new[1:] = (key[:, 1:] != key[:, :-1]).any(axis=0)
    back = backwards[order]
    repeated = np.flatnonzero(~new[1:] & (back[1:] == back[:-1]))
    if repeated.size:
        first, second = sorted(int(order[repeated[0] + shift]) for shift in (0, 1))
        raise InputError(
            explain(
                f"edges {first} and {second} both run {name(int(i[first]))} → {name(int(j[first]))}",
                fix="name their channels apart (channel=) or leave one out",
            )
        )
    slot = np.cumsum(new) - 1
    m = int(new.sum())

    def spread(values: FloatArray, missing: float) -> tuple[FloatArray, FloatArray]:
        ahead, behind = np.full(m, missing), np.full(m, missing)
        sorted_values = values[order]
        ahead[slot[back == 0]] = sorted_values[back == 0]
        behind[slot[back == 1]] = sorted_values[back == 1]
        return ahead, behind

    forward, reverse = spread(edges.log_rate, -np.inf)
    errors = (None, None) if edges.error is None else spread(edges.error, 0.0)
    names = None if tags is None else tuple(str(tags[c]) for c in channel[order][new])
    alive = ~(np.isneginf(forward) & np.isneginf(reverse))
    if not alive.all():  # edges listed with a rate of zero both ways are no process at all
        forward, reverse = forward[alive], reverse[alive]
        errors = tuple(None if e is None else e[alive] for e in errors)  # type: ignore[assignment]
        names = None if names is None else tuple(n for n, keep in zip(names, alive, strict=True) if keep)
        key = key[:, new][:, alive]
    else:
        key = key[:, new]
    return PairTable(key[0], key[1], forward, reverse, names, *errors)


def _bad_entry(what: str, i: int, j: int, value: float) -> InputError:
    return InputError(
        explain(
            f"{what}[{i}, {j}] = {value}",
            why="off-diagonal entries are finite and not negative",
            fix="mend this entry (K[i, j] is the rate from i to j)",
        )
    )


def _refuse_duplicates(matrix: Any, what: str) -> None:
    # canonical CSR and CSC matrices cannot hold duplicates, and asking is cheap for them
    if getattr(matrix, "format", "") in ("csr", "csc") and matrix.has_canonical_format:
        return
    coordinates = matrix.tocoo()
    flat = coordinates.row.astype(np.int64) * matrix.shape[1] + coordinates.col
    order = np.argsort(flat, kind="stable")
    twice = np.flatnonzero(np.diff(flat[order]) == 0)
    if twice.size:
        k = order[twice[0]]
        raise InputError(
            explain(
                f"{what}[{int(coordinates.row[k])}, {int(coordinates.col[k])}] stands twice",
                fix="leave one out, or keep parallel channels apart with RateNetwork.from_edges(channel=...)",
            )
        )
