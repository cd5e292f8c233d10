"""Errors from data in blocks: the delete-one-block jackknife."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.additive import less, total

Record = TypeVar("Record")
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Jackknife:
    """A function of all the data, and what it would be without each block.

    Attributes
    ----------
    value : (...)
        Of all the data.
    deviations : (blocks, ...)
        Of the pseudo-values from their mean, so scaled that their squares add up to the variance; (0, ...) if errors
        were not asked for.

    Examples
    --------
    >>> found = Jackknife(np.array([1.0, 2.0]), np.array([[0.3, 0.0], [-0.4, 0.1]]))
    >>> found.errors
    array([0.5, 0.1])
    >>> found.covariance().round(3)
    array([[ 0.25, -0.04],
           [-0.04,  0.01]])
    >>> found.through(lambda values: values.sum(axis=-1, keepdims=True)).errors.round(3)
    array([0.424])
    """

    value: NDArray[Any]
    deviations: NDArray[Any]

    @property
    def errors(self) -> FloatArray | None:
        """Standard error of every value; of a complex one, that of its modulus as a vector in the plane.

        None without deviations.
        """
        if not len(self.deviations):
            return None
        size = np.abs(self.deviations)
        largest = np.where((top := size.max(axis=0)) > 0, top, 1.0)  # squares of tiny numbers are no numbers
        return np.asarray(largest * np.sqrt(((size / largest) ** 2).sum(axis=0)))

    def through(self, linear: Callable[[NDArray[Any]], NDArray[Any]]) -> Jackknife:
        """Return a linear function of the values, with its errors.

        Parameters
        ----------
        linear : callable
            Acts on the axes of the values, whether or not a leading axis (the blocks) comes before them.
        """
        return Jackknife(linear(self.value), linear(self.deviations))

    def covariance(self) -> FloatArray:
        """Covariance (n, n) of a vector of n values. Its rank is at most the number of blocks less one."""
        return np.asarray(self.deviations.T @ self.deviations.conj())


def jackknife(
    function: Callable[[Record], NDArray[Any]], records: Sequence[Record], weights: Sequence[float]
) -> Jackknife:
    """Evaluate a smooth function of merged sums, and its error.

    Parameters
    ----------
    function : callable
        From a record of sums to an array. It is called for the sums of all blocks, and for the sums without each block.
    records : sequence of records
        Sums of every block (`detbal.numerics.additive`).
    weights : (blocks,)
        Amounts of data in the blocks, such as numbers of samples.

    Raises
    ------
    InputError
        Fewer than two blocks with data.

    Notes
    -----
    For blocks of unequal size m_j out of n the pseudo-values are h_j θ - (h_j - 1) θ_(j), h_j = n/m_j, and the
    variance is the mean of their squared deviations over h_j - 1 (F. M. T. A. Busing, E. Meijer, R. van der Leeden,
    Stat. Comput. 9, 3 (1999)). For equal blocks that is the usual jackknife. Blocks must be long compared with
    correlation times.

    Examples
    --------
    The error of a mean:

    >>> from detbal.numerics.lag_sums import lag_sums
    >>> blocks = [lag_sums(np.full((1, 1), x), own=1, lags=1) for x in (1.0, 2.0, 3.0)]
    >>> found = jackknife(lambda sums: sums.total / sums.frames[..., None], blocks, [1, 1, 1])
    >>> found.value, found.errors.round(6)
    (array([2.]), array([0.57735]))
    """
    used = [(record, weight) for record, weight in zip(records, weights, strict=True) if weight > 0]
    if len(used) < 2:
        fix = "take fewer lags, give a longer series, or do without errors (blocks=1)"
        raise InputError(explain(f"{len(used)} block(s) with data", why="an error needs at least two", fix=fix))
    kept = [record for record, _ in used]
    whole = total(kept)
    value = np.asarray(function(whole))
    without = np.stack([function(less(whole, record)) for record in kept])
    size = np.array([weight for _, weight in used])
    h = (size.sum() / size).reshape(-1, *(1,) * value.ndim)
    pseudo = h * value - (h - 1) * without
    mean = (value - (1 - 1 / h) * without).sum(axis=0)
    return Jackknife(value, (pseudo - mean) / np.sqrt((h - 1) * len(size)))


def without_errors(function: Callable[[Record], NDArray[Any]], records: Sequence[Record]) -> Jackknife:
    """Evaluate a function of merged sums, without errors.

    Examples
    --------
    >>> from detbal.numerics.lag_sums import lag_sums
    >>> blocks = [lag_sums(np.full((1, 1), x), own=1, lags=1) for x in (1.0, 2.0, 3.0)]
    >>> without_errors(lambda sums: sums.total / sums.frames, blocks).errors is None
    True
    """
    value = np.asarray(function(total(records)))
    return Jackknife(value, np.empty((0, *value.shape)))
