"""EXFOR, the exchange format of measured nuclear reactions: one entry -> its subentries, texts and tables.

Lines have 66 columns of content: a keyword in columns 1 to 10 with a pointer in column 11, then text; tables have six
fields of eleven columns a line. What the first subentry says, and COMMON sections, hold for the others too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.readers.numbers import ROUNDED_FROM, written_digits
from detbal.readers.text import GLANCE, read_bytes

_FIELDS, _WIDTH, _KEY = 6, 11, 10
#: Exponents may stand without a letter, and after blanks: 1.5-3, 2.70   -01, 14.   E+06.
_EXPONENT = re.compile(r"(?<=[\d.]) *[eEdD]? *([+-]) *(\d+) *$", re.MULTILINE)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_ENTRY = re.compile(r"ENTRY\s+([A-Z\d]\d{4})\b")


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a table, or a number of COMMON (then of one row).

    Attributes
    ----------
    heading, pointer, unit : str
        Such as "DATA-ERR", "" or "1", "MB".
    values : (n,) float array
        Where it is blank: nan.
    last_places : (n,) float array
        Of energies (EN...): a unit in the last place of each number as it is written with 5 digits or more; 0 for
        shorter ones, and for other columns.
    """

    heading: str
    pointer: str
    unit: str
    values: FloatArray
    last_places: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Subentry:
    """One subentry, with what it inherits.

    Attributes
    ----------
    path : Path
    number : str
        Such as "F0631002".
    texts : mapping
        From (keyword, pointer) to what stands behind it.
    common, table : tuples of Column
    lines : (n,) integer array
        Where the rows of the table begin in the file, counted from 1.
    """

    path: Path
    number: str
    texts: Mapping[tuple[str, str], str]
    common: tuple[Column, ...]
    table: tuple[Column, ...]
    lines: NDArray[np.intp]


def looks_like_exfor(path: Path) -> bool:
    r"""Whether the file begins with an entry of EXFOR and its first subentry.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.x4"
    >>> _ = path.write_text("ENTRY            F0631   20120406\nSUBENT        F0631001   20120406\n")
    >>> looks_like_exfor(path)
    True
    """
    try:
        with path.open("rb") as file:
            top = file.read(GLANCE).decode("latin-1").splitlines()[:20]
    except OSError:
        return False
    begins = [line for line in top if line.strip()]
    found = next((k for k, line in enumerate(begins) if _ENTRY.match(line)), None)
    return found is not None and found < 3 and any(line.startswith("SUBENT") for line in begins[found:])


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    r"""An entry, of which a table is read only when it is asked for.

    Attributes
    ----------
    path : Path
    lines : sequence of str
        Their 66 columns of content.
    bounds : mapping
        From the number of a subentry to where it begins and ends in `lines`; that of the first, which the others
        inherit from, ends in 001.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.x4"
    >>> _ = path.write_text("ENTRY            X0001\nSUBENT        X0001002\nDATA                 2          1\n"
    ...                     "EN         DATA\nMEV        MB\n1.8803559+0 6.36029-4\nENDDATA\n")
    >>> Entry.open(path).subentry("X0001002").table[1].values
    array([0.00063603])
    """

    path: Path
    lines: Sequence[str]
    bounds: Mapping[str, tuple[int, int]]

    @classmethod
    def open(cls, path: Path) -> Entry:
        """Find the subentries of a file.

        Raises
        ------
        InputError
            No entry in the file, or a subentry without its number.
        """
        lines = [line[:66] for line in read_bytes(path).decode("latin-1").splitlines()]
        if not any(_ENTRY.match(line) for line in lines):
            raise InputError(explain(f"{path}: no line ENTRY", fix="give an entry of EXFOR (.x4)"))
        starts = [k for k, line in enumerate(lines) if line.startswith("SUBENT")]
        bounds = {}
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            number = lines[start][_WIDTH:].split()
            if not number:
                raise InputError(explain(f"{path}:{start + 1}: SUBENT without a number", fix="restore the entry"))
            bounds[number[0]] = (start, end)
        return cls(path, lines, bounds)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The subentries but the first."""
        return tuple(number for number in self.bounds if not number.endswith("001"))

    @property
    def complete(self) -> bool:
        """Whether the end of the entry is there."""
        return any(line.startswith("ENDENTRY") for line in self.lines)

    def has_data(self, number: str) -> bool:
        """Whether a table begins in a subentry."""
        start, end = self.bounds[number]
        return any(line[:_KEY].strip() == "DATA" for line in self.lines[start:end])

    def texts(self, number: str) -> dict[tuple[str, str], str]:
        """Return what stands behind each (keyword, pointer), inherited texts too."""
        found: dict[tuple[str, str], str] = {}
        for one in (self._first, number):
            start, end = self.bounds.get(one, (0, 0))
            begin = next((k for k in range(start, end) if self.lines[k][:_KEY].strip() == "BIB"), end)
            own: dict[tuple[str, str], str] = {}
            _read_texts(self.lines, begin + 1, end, own)
            found |= own
        return found

    def subentry(self, number: str) -> Subentry:
        """Read a subentry with its tables.

        Raises
        ------
        InputError
            A table that is cut short, or something that is no number: with file and line.
        """
        common: tuple[Column, ...] = ()
        table: tuple[Column, ...] = ()
        rows = np.zeros(0, dtype=np.intp)
        for one in (self._first, number):
            k, end = self.bounds.get(one, (0, 0))
            while k < end:
                key = self.lines[k][:_KEY].strip()
                if key == "COMMON":
                    columns, _, k = self._table(k, end, "ENDCOMMON")
                    common += columns
                elif key == "DATA" and one == number:
                    table, rows, k = self._table(k, end, "ENDDATA")
                k += 1
        return Subentry(self.path, number, self.texts(number), common, table, rows)

    @property
    def _first(self) -> str:
        return next((number for number in self.bounds if number.endswith("001")), "")

    def _table(self, k: int, end: int, closing: str) -> tuple[tuple[Column, ...], NDArray[np.intp], int]:
        """Read the table whose first line is k: its columns, where its rows begin, and its last line."""
        stop = next((j for j in range(k, end) if self.lines[j].startswith(closing)), None)
        width_text = self.lines[k][_WIDTH:].split()
        if stop is None or not width_text or not width_text[0].isdigit() or int(width_text[0]) < 1:
            what = f"{self.path}:{k + 1}: a table without its number of columns, or without {closing}"
            raise InputError(explain(what, fix="restore the entry"))
        width = int(width_text[0])
        each = -(-width // _FIELDS)  # lines for one row
        count = stop - k - 1
        if count % each or count < 2 * each:
            what = f"{self.path}:{k + 1}: {count} lines up to {closing}, where each row of {width} fields takes {each}"
            raise InputError(explain(what, fix="restore the entry"))
        size = _FIELDS * _WIDTH
        rows = ["".join(f"{line:{size}s}" for line in self.lines[j : j + each]) for j in range(k + 1, stop, each)]
        places = np.arange(k + 2 + 2 * each, stop + 1, each)
        cells = ([row[c * _WIDTH : (c + 1) * _WIDTH] for row in rows] for c in range(width))
        return tuple(_column(self.path, texts, places) for texts in cells), places, stop


def _read_texts(lines: Sequence[str], k: int, end: int, texts: dict[tuple[str, str], str]) -> None:
    keyword, pointer = "", ""
    while k < end and not lines[k].startswith("ENDBIB"):
        line = lines[k].ljust(_WIDTH)
        keyword = line[:_KEY].strip() or keyword
        if line[:_WIDTH].strip():
            pointer = line[_KEY].strip()
        before = texts.get((keyword, pointer), "")
        texts[keyword, pointer] = f"{before} {line[_WIDTH:].strip()}".strip()
        k += 1


def _column(path: Path, cells: Sequence[str], places: NDArray[np.intp]) -> Column:
    """Turn the cells of one column, heading and unit first, into numbers."""
    heading = cells[0]
    texts = _EXPONENT.sub(r"e\1\2", "\n".join(cells[2:])).split("\n") if len(cells) > 2 else []
    texts = [text.strip() for text in texts]
    wrong = next((k for k, text in enumerate(texts) if text and not _NUMBER.fullmatch(text)), None)
    if wrong is not None:
        what = f"{path}:{places[wrong]}, {heading.strip()}: {cells[wrong + 2].strip()!r} is no number"
        raise InputError(explain(what, fix="write it like 1.5-3 or 1.5E-3"))
    values = np.array([float(text) if text else np.nan for text in texts])
    name = heading[:_KEY].strip()
    last_places = _last_places(texts) if name.startswith("EN") else np.zeros(len(values))
    return Column(name, heading[_KEY:].strip(), cells[1].strip(), values, last_places)


def _last_places(texts: Sequence[str]) -> FloatArray:
    if not texts:
        return np.zeros(0)
    parts = [text.lower().partition("e") for text in texts]
    digits, decimals = written_digits([mantissa or "0" for mantissa, _, _ in parts])
    powers = np.array([int(power or 0) for _, _, power in parts])
    return np.asarray(np.where(digits >= ROUNDED_FROM, 10.0 ** (powers - decimals), 0.0))
