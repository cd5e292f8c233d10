"""The block of numbers in a text file of an instrument: below a preamble, in columns with headings or without."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from detbal.errors import InputError, explain
from detbal.photovoltaics.files.headings import is_unit
from detbal.readers.columns import split_names
from detbal.readers.numbers import FloatArray, parse_numbers
from detbal.readers.text import read_text

_MARKS = ("#", "%", "//")
_TOLD = re.compile(r"\s*(?:#|%|//)\s*(digits|injection)\s*[=:]\s*(.+?)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eEdD][+-]?\d+)?|[+-]?(nan|inf)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Columns of texts that are to be numbers, each parsed only if it is asked for.

    Attributes
    ----------
    path : Path
    headings : tuple of str
        One for each column; empty texts if the file has none.
    rows : tuple of tuples of str
        With decimal points.
    lines : tuple of int
        Where the rows stand in the file, counted from 1.
    told : mapping
        What comments such as ``# digits = exact`` and ``# injection = 20 mA/cm2`` say, by their first word.
    """

    path: Path
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    told: Mapping[str, str] = field(default_factory=dict)

    def place(self, row: int) -> str:
        """Name the place of a row, as "file:line"."""
        return f"{self.path}:{self.lines[row]}"

    @property
    def exact(self) -> bool:
        """Whether a comment says that no number was rounded."""
        return self.told.get("digits", "").lower() == "exact"

    def texts(self, column: int) -> list[str]:
        """Return a column (counted from 0) as it is written, with decimal points."""
        return [row[column] for row in self.rows]

    def numbers(self, column: int) -> FloatArray:
        """Return a column (counted from 0) as floats.

        Raises
        ------
        InputError
            For the first cell that is no finite number, with file, line and column.
        """
        return parse_numbers(self.texts(column), lambda row: f"{self.place(row)}, column {column + 1}")


def read_block(path: Path) -> Block:
    r"""Read the block of numbers of a file: all that follows from the first line that begins with two numbers.

    Columns are separated by semicolons, tabs, commas or blanks, as that line is. Commas within numbers are decimal
    commas where something else separates. The line above with as many cells holds the headings, with or without a mark
    of comments; below it may stand a line of units.

    Raises
    ------
    InputError
        No text, no numbers, lines of different length, decimal commas beside decimal points: with file and line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("Lamp: xenon\nWavelength;EQE\nnm;%\n800,5;81,5\n300;10\n")
    >>> block = read_block(path)
    >>> block.headings, block.numbers(1).tolist(), block.lines
    (('Wavelength (nm)', 'EQE (%)'), [81.5, 10.0], (4, 5))
    """
    found = find_block(path, read_text(path))
    if found is None:
        raise InputError(explain(f"{path}: no line that begins with two numbers", fix="write them below the headings"))
    width = len(found.rows[0])
    for k, row in enumerate(found.rows):
        if len(row) != width:
            what = f"{found.place(k)}: {len(row)} column{'s' * (len(row) != 1)}, the first line of numbers has {width}"
            raise InputError(explain(what, fix="give every line the same columns"))
    return found


def find_block(path: Path, text: str) -> Block | None:
    r"""Return the block of numbers of a text, unchecked; None if there is none.

    Examples
    --------
    >>> find_block(Path("a.csv"), "Wavelength (nm),EQE\n800,0.8\n").headings
    ('Wavelength (nm)', 'EQE')
    """
    every = text.split("\n")
    first = next((k for k, line in enumerate(every) if _begins_numbers(line)), None)
    if first is None:
        return None
    separator = _separator(every[first])
    kept = [k for k in range(first, len(every)) if every[k].strip() and not every[k].lstrip().startswith(_MARKS)]
    rows = [_cells(every[k], separator) for k in kept]
    if separator != ",":
        _refuse_both_marks(path, rows, kept)
        rows = [tuple(cell.replace(",", ".") if _is_number(cell) else cell for cell in row) for row in rows]
    if all(len(row) > 2 and not row[-1] for row in rows):  # a separator at the end of each line
        rows = [row[:-1] for row in rows]
    above = [line for line in every[:first] if not _TOLD.fullmatch(line)]
    headings = _headings(above, separator, len(rows[0]))
    told = {found[1].lower(): found[2] for found in map(_TOLD.fullmatch, every) if found}
    return Block(path, headings, tuple(rows), tuple(k + 1 for k in kept), told)


def lone_headings(text: str) -> tuple[str, ...]:
    r"""Return the last line of a text without numbers as headings.

    Examples
    --------
    >>> lone_headings("Lamp: xenon\nWavelength (nm);EQE\n")
    ('Wavelength (nm)', 'EQE')
    """
    lines = [line for line in text.split("\n") if line.strip()]
    return tuple(filter(None, split_names(_unmarked(lines[-1]), None))) if lines else ()


def _headings(above: list[str], separator: str | None, width: int) -> tuple[str, ...]:
    lines = [_unmarked(line) for line in above if line.strip()][-2:]
    split = [_names(line, separator, width) for line in lines]
    if not split or len(split[-1]) != width:
        return ("",) * width
    if len(split) == 2 and len(split[0]) == width and all(map(is_unit, split[1])) and not all(map(is_unit, split[0])):
        units = (unit.strip("()[] ") for unit in split[1])
        return tuple(f"{name} ({unit})" if unit else name for name, unit in zip(split[0], units, strict=True))
    return tuple(split[-1])


def _names(line: str, separator: str | None, width: int) -> list[str]:
    names = split_names(line, separator)
    return names[:-1] if len(names) == width + 1 and not names[-1] else names


def _unmarked(line: str) -> str:
    text = line.strip()
    mark = next((mark for mark in _MARKS if text.startswith(mark)), "")
    return text[len(mark) :].strip(" #" if mark else " ")


def _begins_numbers(line: str) -> bool:
    cells = _cells(line, _separator(line))
    return len(cells) > 1 and all(map(_is_number, cells[:2]))


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _separator(line: str) -> str | None:
    """Return what separates the cells of a line of numbers; None for blanks."""
    mark = next((mark for mark in (";", "\t") if mark in line), None)
    if mark is not None:
        return mark
    blanks = line.split()
    numbers = len(blanks) > 1 and all(_is_number(cell) and not cell.endswith(",") for cell in blanks)
    return "," if "," in line and not numbers else None


def _cells(line: str, separator: str | None) -> tuple[str, ...]:
    return tuple(map(_unquoted, line.split(separator)))


def _unquoted(cell: str) -> str:
    """Without the quotes around a number; a quote on one side only is left, and is then no number."""
    text = cell.strip()
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] == '"' else text


def _refuse_both_marks(path: Path, rows: list[tuple[str, ...]], lines: list[int]) -> None:
    seen: dict[str, tuple[int, str]] = {}
    for line, row in zip(lines, rows, strict=True):
        for cell in filter(_is_number, row):
            for mark in ",.":
                if mark in cell:
                    seen.setdefault(mark, (line + 1, cell))
    if len(seen) == 2:
        at, cell = max(seen.values())
        why = f"line {min(seen.values())[0]} has {min(seen.values())[1]!r}, so a comma may be decimal or of thousands"
        raise InputError(explain(f"{path}:{at}: {cell!r}", why=why, fix="write all numbers with one decimal mark"))
