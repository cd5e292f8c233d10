"""The states that an edge list names, and what it says of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.readers.table import Table

ENDS = ("source", "target")


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """The states of an edge list of k rows.

    Attributes
    ----------
    names : tuple of N strings
    source, target : (k,) integer arrays
        Number of the state at either end; a row with target -1 is no edge but only names its source.
    """

    names: tuple[str, ...]
    source: NDArray[np.intp]
    target: NDArray[np.intp]

    @classmethod
    def of(cls, table: Table) -> States:
        """Give numbers to the states of the columns ``source`` and ``target``; O(k).

        If all names are whole numbers and no row only names a state, in the order of these numbers; otherwise
        in order of appearance.

        Examples
        --------
        >>> States.of(Table("t", {"source": ["2", "0"], "target": ["0", "1"]}, str)).names
        ('0', '1', '2')
        >>> States.of(Table("t", {"source": ["c", "b"], "target": ["", "c"]}, str)).target
        array([-1,  0])
        """
        columns = [_names(table, end) for end in ENDS]
        met: defaultdict[str, int] = defaultdict(count().__next__)  # a name gets the next number when first met
        in_turn = chain.from_iterable(zip(*columns, strict=True))
        number = np.fromiter(map(met.__getitem__, in_turn), np.intp, 2 * len(table))
        names = [name for name in met if name]
        if len(names) == len(met) and all(map(_is_whole_number, names)):
            names.sort(key=int)
        final = {name: i for i, name in enumerate(names)} | {"": -1}
        number = np.fromiter(map(final.__getitem__, met), np.intp, len(met))[number]
        if (number[::2] < 0).any():
            k = int(np.argmax(number[::2] < 0))
            raise InputError(explain(f"{table.cell(k, 'source')} is empty", fix="name the state"))
        return cls(tuple(names), number[::2], number[1::2])

    @property
    def edges(self) -> NDArray[np.intp]:
        """Rows that are edges."""
        return np.flatnonzero(self.target >= 0)

    @property
    def labels(self) -> tuple[str, ...] | None:
        """Names of the states, or None if they are just their numbers."""
        return None if all(name == str(i) for i, name in enumerate(self.names)) else self.names

    def quantity(self, table: Table, what: str) -> FloatArray | None:
        """Collect a quantity of the states, shape (N,), from the cells that give it; None if there are none.

        Parameters
        ----------
        table
        what
            Its name: the columns are ``source_<what>`` and ``target_<what>``, whose cells may be empty.

        Raises
        ------
        InputError
            Two cells that disagree (naming both), or a state without.

        Examples
        --------
        >>> table = Table("t", {"source": ["a", "b"], "target": ["b", "a"], "source_energy": ["1", "2"]}, str)
        >>> States.of(table).quantity(table, "energy")
        array([1., 2.])
        """
        columns = [f"{end}_{what}" for end in ENDS]
        given = [np.flatnonzero(~table.blank(c)) if c in table.columns else np.zeros(0, np.intp) for c in columns]
        if not any(column in table.columns for column in columns):
            return None
        rows = np.concatenate(given)
        column_of = np.repeat([0, 1], [len(part) for part in given])
        state = np.where(column_of == 0, self.source[rows], self.target[rows])
        value = np.concatenate([table.numbers(c, part) for c, part in zip(columns, given, strict=True) if len(part)])

        def cell(k: int) -> str:
            return table.cell(int(rows[k]), columns[column_of[k]])

        if (state < 0).any():
            k = int(np.argmax(state < 0))
            raise InputError(explain(f"{cell(k)}: there is no target", fix="name it, or leave this empty"))
        met, first = np.unique(state, return_index=True)
        values = np.full(len(self.names), np.nan)
        values[met] = value[first]
        if (value != values[state]).any():
            k = int(np.argmax(value != values[state]))
            other = int(first[np.searchsorted(met, state[k])])
            said = f"{what} {value[k]:.15g}, but {value[other]:.15g} at {cell(other)}"
            problem = f"{cell(k)}: state {self.names[state[k]]!r} has {said}"
            raise InputError(explain(problem, fix=f"give every state one {what}"))
        if len(met) < len(self.names):
            name = self.names[int(np.argmax(np.isnan(values)))]
            raise InputError(
                explain(f"{table.name}: no {what} for state {name!r}", fix="give one for every state, or for none")
            )
        return values


def _names(table: Table, column: str) -> Sequence[str]:
    values = table.columns[column]
    cells: Sequence[object] = values.tolist() if isinstance(values, np.ndarray) else values
    kinds = set(map(type, cells))
    if kinds <= {str}:
        return cells  # type: ignore[return-value]
    if not kinds <= {str, int, type(None)}:
        k = next(k for k, cell in enumerate(cells) if type(cell) not in (str, int, type(None)))
        what = f"{table.cell(k, column)}: {cells[k]!r:.40} names no state"
        raise InputError(explain(what, fix="name states by text or whole numbers"))
    return ["" if cell is None else str(cell) for cell in cells]


def _is_whole_number(name: str) -> bool:
    # more than 18 digits: a name, not a number
    return name.isascii() and name.isdecimal() and len(name) <= 18 and (name == "0" or name[0] != "0")
