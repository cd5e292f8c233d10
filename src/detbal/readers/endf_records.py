"""The records of an ENDF-6 section, one after the other: HEAD, LIST, TAB1, TAB2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.readers.endf import FIELDS, Section
from detbal.readers.numbers import FloatArray

#: Counts and flags have at most eleven digits, and fit into an integer.
_MOST = 10**11


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One record.

    Attributes
    ----------
    place : str
        Of its first line, as ``file:line``.
    reals : (float, float)
        C1 and C2.
    integers : (int, int, int, int)
        L1, L2, N1 and N2.
    interpolation : (r, 2) integer array
        NBT and INT of each range: up to which point, and by which law.
    body, half_units : (n,) float arrays
        Its numbers (those of a TAB1 as x, y, x, y, …), and half a unit in the last place of each.
    rounding : (2,) float array
        Half units of C1 and C2.
    """

    place: str
    reals: tuple[float, float]
    integers: tuple[int, int, int, int]
    interpolation: NDArray[np.intp]
    body: FloatArray
    half_units: FloatArray
    rounding: FloatArray


class Records:
    r"""Reads the records of a section in turn.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from detbal.readers.endf import read_section
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.endf"
    >>> texts = [" 2.936000+2 5.000000-1          0          0          2          0", " 1.5       -2.5"]
    >>> _ = path.write_text("".join(f"{text:66s}  26 7  4{k:5d}\n" for k, text in enumerate(texts, 1)))
    >>> record = Records(read_section(path, 7, 4)).read_list()
    >>> record.reals, record.body.tolist()
    ((293.6, 0.5), [1.5, -2.5])
    """

    def __init__(self, section: Section) -> None:
        self.section = section
        self._row = 0

    @property
    def at_end(self) -> bool:
        """Whether all lines have been read."""
        return self._row == len(self.section.values)

    def read_head(self) -> Record:
        """Read six numbers: HEAD or CONT."""
        return self._record("HEAD", ranges=0, numbers=lambda n1, n2: 0)

    def read_list(self) -> Record:
        """Read a LIST: N1 numbers."""
        return self._record("LIST", ranges=0, numbers=lambda n1, n2: n1)

    def read_table(self) -> Record:
        """Read a TAB1: N1 ranges of interpolation, N2 points."""
        return self._record("TAB1", ranges=1, numbers=lambda n1, n2: 2 * n2)

    def read_table_of_tables(self) -> Record:
        """Read a TAB2: N1 ranges of interpolation for the N2 records that follow."""
        return self._record("TAB2", ranges=1, numbers=lambda n1, n2: 0)

    def refuse_more(self) -> None:
        """Raise if lines are left."""
        if not self.at_end:
            what = f"{self.section.place(self._row)}: more lines in the section than its records announce"
            raise InputError(explain(what, fix="mend the counts, or take the lines out"))

    def _record(self, name: str, *, ranges: int, numbers: Callable[[int, int], int]) -> Record:
        start = self._row
        place = self.section.place(start)
        head, half = self._take(FIELDS, name, place)
        l1, l2, n1, n2 = (_whole(value, place, k) for k, value in enumerate(head[2:].tolist(), start=3))
        for count in (n1, n2):
            if count < 0:
                raise InputError(explain(f"{place}: {name} announces {count} numbers", fix="give a count"))
        pairs = self._take(2 * n1 * ranges, name, place)[0]
        table = np.array([_whole(value, place, 0) for value in pairs.tolist()], dtype=np.intp).reshape(-1, 2)
        if ranges and (n1 == 0 or table[-1, 0] != n2 or (np.diff(table[:, 0]) <= 0).any()):
            what = f"{place}: ranges of interpolation up to point {table[:, 0].tolist()} for {n2} points"
            raise InputError(explain(what, fix="let NBT ascend to the number of points"))
        body, halves = self._take(numbers(n1, n2), name, place)
        return Record(place, (float(head[0]), float(head[1])), (l1, l2, n1, n2), table, body, halves, half[:2])

    def _take(self, count: int, name: str, place: str) -> tuple[FloatArray, FloatArray]:
        lines = -(-count // FIELDS)
        left = len(self.section.values) - self._row
        if lines > left:
            last = self.section.place(len(self.section.values) - 1)
            what = f"{last}: the section ends {lines - left} line{'s' * (lines - left != 1)} too early"
            why = f"the {name} that begins at {place} announces {count} numbers here"
            raise InputError(explain(what, why=why, fix="get the whole file"))
        part = slice(self._row, self._row + lines)
        self._row += lines
        return self.section.values[part].ravel()[:count], self.section.half_units[part].ravel()[:count]


def _whole(value: float, place: str, field: int) -> int:
    if abs(value) >= _MOST or value != int(value):
        where = f", field {field}" if field else ""
        raise InputError(explain(f"{place}{where}: {value:.8g} where a count or flag belongs", fix="mend this record"))
    return int(value)
