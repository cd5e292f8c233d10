"""Columns of numbers in text: with or without a header, with decimal points or commas."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.readers.numbers import FloatArray, parse_numbers
from detbal.readers.text import GLANCE, TextLines, data_lines

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eEdD][+-]?\d+)?|[+-]?(nan|inf|infinity)", re.IGNORECASE)
_COMMAS = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Columns of numbers.

    Attributes
    ----------
    names : tuple of str
        From the header line; empty if there is none.
    comment : tuple of str
        Without a header: what the comment above the first line says, if it could be a name for each column; else empty.
    values : (n, c) float array
    texts : sequence of n*c strings
        The cells as they were written (with a decimal point), row by row.
    lines : TextLines
        The lines of numbers, with their places, and the directives.
    """

    names: tuple[str, ...]
    comment: tuple[str, ...]
    values: FloatArray
    texts: Sequence[str]
    lines: TextLines

    def place(self, row: int) -> str:
        """Name the place of a row, as ``file:line``."""
        return self.lines.place(row)

    @property
    def settings(self) -> Mapping[str, str]:
        """What directives say."""
        return self.lines.directives


def read_columns(path: Path, directives: Sequence[str] = (), logarithms: Sequence[str] = ()) -> Columns:
    r"""Read columns of numbers, separated by semicolons, tabs, commas or blanks.

    A comma inside a number is a decimal comma where something else separates the columns.

    Parameters
    ----------
    path
    directives
        See `detbal.readers.text.data_lines`.
    logarithms
        Names of columns in which ``-inf`` stands for the logarithm of zero.

    Raises
    ------
    InputError
        No text, no numbers, lines of different length, or something that is no finite number: with file, line, column.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("energy (meV);intensity\n1,5;2e3\n2,5;1e3\n")
    >>> found = read_columns(path)
    >>> found.names, found.values.tolist()
    (('energy (meV)', 'intensity'), [[1.5, 2000.0], [2.5, 1000.0]])
    """
    text = data_lines(path, directives)
    headed = not _is_numbers(text.lines[0])
    body = text.lines[1:] if headed else text.lines
    if not body:
        raise InputError(
            explain(f"{text.place(0)}: {_shown(text.lines[0])} and no numbers below", fix="add the numbers")
        )
    separator, commas = _separator(body[0])
    rows = [_cells(line, separator) for line in body]
    width = len(rows[0])
    lines = TextLines(text.path, body, text.numbers[1:] if headed else text.numbers, text.directives)
    for k, row in enumerate(rows):
        if len(row) != width:
            what = f"{lines.place(k)}: {len(row)} column{'s' * (len(row) != 1)}, the first line of numbers has {width}"
            raise InputError(explain(what, fix="give every line the same columns"))
    texts = [cell.replace(",", ".") if commas else cell for row in rows for cell in row]
    names = tuple(split_names(text.lines[0], separator)) if headed else ()
    if headed and len(names) != width:
        what = f"{text.place(0)}: {len(names)} names for {width} columns"
        raise InputError(explain(what, fix="name each column, units in brackets"))
    values = _values(texts, lines, [name in logarithms for name in names] or [False] * width)
    above = () if headed else tuple(split_names(_comment_above(path, int(text.numbers[0])), None))
    return Columns(names, above if len(above) == width else (), values, texts, lines)


def split_names(line: str, separator: str | None) -> list[str]:
    """Split a header; a unit in brackets stays with its name.

    Examples
    --------
    >>> split_names("energy (meV)  S(w) [1/meV]", None)
    ['energy (meV)', 'S(w) [1/meV]']
    """
    if separator is not None and separator in line:
        return [cell.strip().strip('"') for cell in line.split(separator)]
    mark = next((mark for mark in (";", "\t", ",") if mark in line), None)
    if mark is not None:
        return split_names(line, mark)
    return re.findall(r"[^\s(\[]\S*(?:\s*[(\[][^)\]]*[)\]])*", line)


def _values(texts: list[str], lines: TextLines, logarithm: Sequence[bool]) -> FloatArray:
    width = len(logarithm)
    values = np.empty((len(texts) // width, width))
    for j, minus_infinity in enumerate(logarithm):

        def cell(k: int, column: int = j + 1) -> str:
            return f"{lines.place(k)}, column {column}"

        values[:, j] = parse_numbers(texts[j::width], cell, minus_infinity=minus_infinity)
    return values


def _is_numbers(line: str) -> bool:
    separator, _ = _separator(line)
    return all(_NUMBER.fullmatch(cell) for cell in _cells(line, separator))


def _separator(line: str) -> tuple[str | None, bool]:
    """Return what separates the columns (None: blanks), and whether commas are decimal."""
    for mark in (";", "\t"):
        if mark in line:
            return mark, "," in line
    blanks = line.split()
    if len(blanks) > 1 and any(map(_COMMAS.fullmatch, blanks)) and all(map(_NUMBER.fullmatch, blanks)):
        return None, True
    return ("," if "," in line else None), False


def _cells(line: str, separator: str | None) -> list[str]:
    return line.split() if separator is None else [cell.strip() for cell in line.split(separator)]


def _comment_above(path: Path, number: int) -> str:
    """Return the comment in the line above a line, or ""."""
    if number < 2:
        return ""
    with path.open("rb") as file:
        top = file.read(GLANCE).decode("utf-8-sig", errors="replace").splitlines()
    above = top[number - 2].strip() if number - 2 < len(top) else ""
    return above.lstrip("#").strip() if above.startswith("#") else ""


def _shown(line: str) -> str:
    return repr(line if len(line) <= 40 else line[:36] + "…")
