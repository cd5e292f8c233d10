"""The block of numbers in a text file of an instrument: below a preamble, in columns with headings or without."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from detbal.errors import InputError, explain
from detbal.photovoltaics.files.heading_line import headings_above
from detbal.photovoltaics.files.remarks import MARKS, Remark, remarks_in, sole_remark
from detbal.readers.numbers import FloatArray, parse_numbers
from detbal.readers.text import read_text

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
    remarks : tuple of Remark
        What comments such as ``# digits = exact`` and ``# injection = 20 mA/cm2`` tell.
    """

    path: Path
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    remarks: tuple[Remark, ...] = ()

    def place(self, row: int) -> str:
        """Name the place of a row, as ``file:line``."""
        return f"{self.path}:{self.lines[row]}"

    def remark(self, key: str) -> Remark | None:
        """Return what a comment tells of a key; None if none does.

        Raises
        ------
        InputError
            If two do, with file and line.
        """
        return sole_remark(self.path, self.remarks, key)

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
        for row, cell in enumerate(self.texts(column)):
            if cell.endswith("%") and _is_number(cell.rstrip("% ")):
                what = f"{self.place(row)}, column {column + 1}: {cell!r} is no number"
                raise InputError(explain(what, fix="write the number alone, and (%) in the heading"))
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
    width = len(_cells(every[first], separator))
    while first and _is_faulty(_cells(every[first - 1], separator), width):
        first -= 1
    kept = [k for k in range(first, len(every)) if every[k].strip() and not every[k].lstrip().startswith(MARKS)]
    rows = [_cells(every[k], separator) for k in kept]
    if separator != ",":
        _refuse_both_marks(path, rows, kept)
        rows = [tuple(cell.replace(",", ".") if _is_number(cell) else cell for cell in row) for row in rows]
    if all(len(row) > 2 and not row[-1] for row in rows):  # a separator at the end of each line
        rows = [row[:-1] for row in rows]
    remarks = remarks_in(every)
    told = {one.line for one in remarks}
    above = [line for k, line in enumerate(every[:first], start=1) if k not in told]
    headings = headings_above(above, separator, len(rows[0]))
    return Block(path, headings, tuple(rows), tuple(k + 1 for k in kept), remarks)


def _begins_numbers(line: str) -> bool:
    cells = _cells(line, _separator(line))
    return len(cells) > 1 and all(_is_number(cell.rstrip("% ")) for cell in cells[:2])  # of '80%' the column tells


def _is_faulty(cells: tuple[str, ...], width: int) -> bool:
    """Whether a line above the first numbers is one of them, with a value that is none ('800;n/a')."""
    return len(cells) == width and _is_number(cells[0])


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
