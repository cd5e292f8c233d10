"""A table with named columns that knows the place of every cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.readers.numbers import FloatArray, parse_numbers


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Columns of equal length, of texts or of numbers; empty cells are "" or None.

    Attributes
    ----------
    name : str
        What the whole is called in messages, such as the path.
    columns : mapping from names to sequences
    cell : callable
        Names a cell for messages: ``cell(row, column)``.
    settings : mapping
        What the source says about the whole table.
    """

    name: str
    columns: Mapping[str, Sequence[Any] | NDArray[Any]]
    cell: Callable[[int, str], str]
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def blank(self, column: str) -> NDArray[np.bool_]:
        """Return where a column is empty, shape (n,).

        Examples
        --------
        >>> Table("t", {"a": ["1", ""]}, "{}.{}".format).blank("a")
        array([False,  True])
        """
        values = self.columns[column]
        if isinstance(values, np.ndarray) or ("" not in values and None not in values):
            return np.zeros(len(values), dtype=bool)
        return np.fromiter((value is None or value == "" for value in values), bool, len(values))

    def numbers(self, column: str, rows: NDArray[np.intp] | None = None, *, minus_infinity: bool = False) -> FloatArray:
        """Return a column (or some rows of it) as floats.

        Raises
        ------
        InputError
            For the first cell that is no finite number, with its place.

        Examples
        --------
        >>> Table("t", {"a": ["1", "x"]}, "row {} of {}".format).numbers("a")
        Traceback (most recent call last):
        ...
        detbal.errors.InputError: row 1 of a: 'x' is no number; write it like 1.5e-3
        """
        place = np.arange(len(self)) if rows is None else rows
        chosen = self.select(column, place)
        return parse_numbers(chosen, lambda k: self.cell(int(place[k]), column), minus_infinity=minus_infinity)

    def select(self, column: str, rows: NDArray[np.intp]) -> Sequence[Any] | NDArray[Any]:
        """Return some rows of a column.

        Examples
        --------
        >>> Table("t", {"a": ["1", "x"]}, str).select("a", np.array([1]))
        ['x']
        """
        values = self.columns[column]
        if isinstance(values, np.ndarray):
            return np.asarray(values[rows])
        return values if np.array_equal(rows, np.arange(len(values))) else [values[k] for k in rows]
