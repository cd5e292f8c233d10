"""EXFOR, the exchange format of measured nuclear reactions: one entry -> its subentries, texts and tables.

Lines have 66 columns of content: a keyword in columns 1 to 10 with a pointer in column 11, then text; tables have six
fields of eleven columns a line. What the first subentry says, and COMMON sections, hold for the others too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.readers.numbers import ROUNDED_FROM, written_digits
from detbal.readers.text import GLANCE, read_bytes

_FIELDS, _WIDTH, _KEY = 6, 11, 10
_EXPONENT = re.compile(r"(?<=[\d.])([+-]\d+)$")
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
        A unit in the last place of each number as it is written with 5 digits or more; 0 for shorter ones.
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
    """

    path: Path
    number: str
    texts: Mapping[tuple[str, str], str]
    common: tuple[Column, ...]
    table: tuple[Column, ...]


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


def read_subentries(path: Path) -> dict[str, Subentry]:
    r"""Read all subentries but the first, which the others inherit from.

    Raises
    ------
    InputError
        No entry in the file, a table that is cut short, or something that is no number: with file and line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.x4"
    >>> _ = path.write_text("ENTRY            X0001\nSUBENT        X0001002\nDATA                 2          1\n"
    ...                     "EN         DATA\nMEV        MB\n1.8803559+0 6.36029-4\nENDDATA\n")
    >>> read_subentries(path)["X0001002"].table[1].values
    array([0.00063603])
    """
    lines = [line[:66] for line in read_bytes(path).decode("latin-1").splitlines()]
    if not any(_ENTRY.match(line) for line in lines):
        raise InputError(explain(f"{path}: no line ENTRY", fix="give an entry of EXFOR (.x4)"))
    found: dict[str, Subentry] = {}
    inherited = Subentry(path, "", {}, (), ())
    starts = [k for k, line in enumerate(lines) if line.startswith("SUBENT")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        number = lines[start][_WIDTH:].split()[0]
        own = _subentry(path, number, lines, start, end)
        if number.endswith("001"):
            inherited = own
            continue
        found[number] = Subentry(
            path, number, {**inherited.texts, **own.texts}, inherited.common + own.common, own.table
        )
    return found


def _subentry(path: Path, number: str, lines: list[str], start: int, end: int) -> Subentry:
    texts: dict[tuple[str, str], str] = {}
    common: tuple[Column, ...] = ()
    table: tuple[Column, ...] = ()
    k = start
    while k < end:
        key = lines[k][:_KEY].strip()
        if key == "BIB":
            k = _read_texts(lines, k + 1, end, texts)
        elif key in ("COMMON", "DATA"):
            columns, k = _read_table(path, lines, k, end, f"END{key}")
            common, table = (columns, table) if key == "COMMON" else (common, columns)
        else:
            k += 1
    return Subentry(path, number, texts, common, table)


def _read_texts(lines: list[str], k: int, end: int, texts: dict[tuple[str, str], str]) -> int:
    keyword, pointer = "", ""
    while k < end and not lines[k].startswith("ENDBIB"):
        line = lines[k].ljust(_WIDTH)
        keyword = line[:_KEY].strip() or keyword
        if line[:_WIDTH].strip():
            pointer = line[_KEY].strip()
        before = texts.get((keyword, pointer), "")
        texts[keyword, pointer] = f"{before} {line[_WIDTH:].strip()}".strip()
        k += 1
    return k + 1


def _read_table(path: Path, lines: list[str], k: int, end: int, closing: str) -> tuple[tuple[Column, ...], int]:
    stop = next((j for j in range(k, end) if lines[j].startswith(closing)), None)
    width_text = lines[k][_WIDTH:].split()
    if stop is None or not width_text or not width_text[0].isdigit() or int(width_text[0]) < 1:
        what = f"{path}:{k + 1}: a table without its number of columns, or without {closing}"
        raise InputError(explain(what, fix="restore the entry"))
    width = int(width_text[0])
    each = -(-width // _FIELDS)  # lines for one row
    if (stop - k - 1) % each or stop - k - 1 < 2 * each:
        what = f"{path}:{k + 1}: {stop - k - 1} lines up to {closing}, where each row of {width} fields takes {each}"
        raise InputError(explain(what, fix="restore the entry"))
    rows = [[cell for line in lines[j : j + each] for cell in _cells(line)][:width] for j in range(k + 1, stop, each)]
    places = range(k + 1 + 2 * each, stop, each)
    columns = []
    for c in range(width):
        heading = rows[0][c].ljust(_WIDTH)
        values = [_number(row[c], f"{path}:{place + 1}", heading) for row, place in zip(rows[2:], places, strict=True)]
        name, pointer = heading[:_KEY].strip(), heading[_KEY].strip()
        last_places = np.array([_last_place(row[c]) for row in rows[2:]])
        columns.append(Column(name, pointer, rows[1][c].strip(), np.array(values), last_places))
    return tuple(columns), stop + 1


def _cells(line: str) -> list[str]:
    line = line.ljust(_FIELDS * _WIDTH)
    return [line[i * _WIDTH : (i + 1) * _WIDTH] for i in range(_FIELDS)]


def _last_place(text: str) -> float:
    mantissa, _, power = _EXPONENT.sub(r"e\1", text.strip()).lower().partition("e")
    digits, decimals = written_digits([mantissa or "0"])
    return 10.0 ** (int(power or 0) - int(decimals[0])) if digits[0] >= ROUNDED_FROM else 0.0


def _number(text: str, place: str, heading: str) -> float:
    text = _EXPONENT.sub(r"e\1", text.strip())
    if not text:
        return float("nan")
    if not _NUMBER.fullmatch(text):
        raise InputError(
            explain(f"{place}, {heading.strip()}: {text!r} is no number", fix="write it like 1.5-3 or 1.5E-3")
        )
    return float(text)
