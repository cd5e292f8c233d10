"""Columns of numbers in long text files, read in blocks of lines in constant memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from detbal.errors import InputError, explain
from detbal.readers.csv import separator_of
from detbal.readers.numbers import FloatArray, parse_numbers
from detbal.readers.streaming import BATCH, text_stream

#: What a line of comment begins with: # (most programs), @ (Grace), ! (Fortran), % (TeX, MATLAB).
COMMENTS = ("#", "@", "!", "%")


@dataclass(frozen=True, slots=True, eq=False)
class ColumnStream:
    """A text file with the same columns of numbers in every line; build with `ColumnStream.of`.

    Attributes
    ----------
    path : Path
    names : tuple of strings
        Of all columns: those of the header line if there is one, otherwise "column 0", "column 1", ….
    header : bool
        Whether the first line that is no comment names the columns.
    separator : str or None
        None: blanks.
    """

    path: Path
    names: tuple[str, ...]
    header: bool
    separator: str | None

    @classmethod
    def of(cls, path: Path) -> ColumnStream:
        r"""Look at the first line of data.

        Raises
        ------
        InputError
            If there is none, or the file is no text.

        Examples
        --------
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "a.csv"
        >>> _ = path.write_text("# a comment\ntime,x\n0.0,1.5\n0.5,2.5\n")
        >>> file = ColumnStream.of(path)
        >>> file.names, next(file.blocks([1])).tolist()
        (('time', 'x'), [[1.5], [2.5]])
        """
        with text_stream(path) as lines:
            first = next((line for line in lines if _holds_data(line)), None)
        if first is None:
            raise InputError(explain(f"{path}: no data in the file", fix="give a file with columns of numbers"))
        separator = separator_of(first.strip())
        cells = [cell.strip() for cell in first.strip().split(separator)]
        header = not any(map(_is_number, cells))
        names = tuple(cells) if header else tuple(f"column {k}" for k in range(len(cells)))
        return cls(path, names, header, separator)

    def number_of(self, column: int | str) -> int:
        """Return the number of a column given by number (from 0) or by name.

        Raises
        ------
        InputError
            If there is no such column.
        """
        if isinstance(column, str) and column in self.names:
            return self.names.index(column)
        if not isinstance(column, str) and -len(self.names) <= column < len(self.names):
            return column % len(self.names)
        known = f"0 to {len(self.names) - 1}" + (f", or {', '.join(self.names)}" if self.header else "")
        raise InputError(explain(f"{self.path}: no column {column!r}", fix=f"there are {known}"))

    def count(self) -> int:
        """Count the lines of numbers."""
        with text_stream(self.path) as file:
            return sum(map(_holds_data, file)) - self.header

    def blocks(self, columns: Sequence[int]) -> Iterator[FloatArray]:
        """Read some of the columns, block by block: arrays of shape (lines of the block, columns).

        Raises
        ------
        InputError
            A line with more or fewer cells than the first, or something that is no number: with file and line.
        """
        with text_stream(self.path) as file:
            lines = ((k, line) for k, line in enumerate(file, 1) if _holds_data(line))
            if self.header:
                next(lines)
            while batch := list(islice(lines, BATCH)):
                yield self._parse(batch, columns)

    def _parse(self, batch: list[tuple[int, str]], columns: Sequence[int]) -> FloatArray:
        width = len(self.names)
        rows = [line.strip().split(self.separator) for _, line in batch]
        for (number, _), row in zip(batch, rows, strict=True):
            if len(row) != width:
                what = f"{self.path}:{number}: {len(row)} column{'s' * (len(row) != 1)}, the first line has {width}"
                raise InputError(explain(what, fix="give every line the same columns; is the file cut off?"))
        cells = [row[c].strip() for row in rows for c in columns]

        def place(k: int) -> str:
            row, column = divmod(k, len(columns))
            return f"{self.path}:{batch[row][0]}, {self.names[columns[column]]}"

        return parse_numbers(cells, place).reshape(len(rows), len(columns))


def _holds_data(line: str) -> bool:
    text = line.lstrip()
    return bool(text) and not text.startswith(COMMENTS)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
