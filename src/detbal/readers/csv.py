"""Tables in text: comma, semicolon, tab or blanks between the columns, and a header line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from detbal.errors import InputError, explain
from detbal.readers.table import Table
from detbal.readers.text import TextLines, data_lines

#: What may stand between columns, in the order in which the header is searched for it; None: blanks.
SEPARATORS = (",", ";", "\t")


def read_table(path: Path, directives: Sequence[str] = ()) -> Table:
    r"""Read a table with a header line; all cells stay text.

    The header decides what separates the columns: a comma, else a semicolon, else a tab, else blanks. Cells
    may be quoted (``"a, b"``) unless blanks separate. Lines that begin with ``#`` are comments, some of them
    directives (see `detbal.readers.text.data_lines`), which become the table's `settings`.

    Raises
    ------
    InputError
        Binary or empty file, a nameless or repeated column, a line with too few or too many cells, an open
        quote: each with file and line.

    Notes
    -----
    O(size of the file); a million lines take one or two seconds.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("# unit = eV\nname,size\na,1\nb,2\n")
    >>> table = read_table(path, directives=["unit"])
    >>> table.columns["size"], table.settings, table.cell(1, "size").endswith("a.csv:4, column 'size'")
    (['1', '2'], {'unit': 'eV'}, True)
    """
    text = data_lines(path, directives)
    separator = separator_of(text.lines[0])
    header = _header(text, separator)
    columns = _columns(text, separator, len(header))
    return Table(
        str(path),
        dict(zip(header, columns, strict=True)),
        lambda row, column: f"{text.place(row + 1)}, column {column!r}",
        text.directives,
    )


def separator_of(line: str) -> str | None:
    """Return what separates the columns of a line; None for blanks.

    Examples
    --------
    >>> separator_of("a;b"), separator_of("a b")
    (';', None)
    """
    return next((mark for mark in SEPARATORS if mark in line), None)


def _header(text: TextLines, separator: str | None) -> list[str]:
    names = next(_rows(text, text.lines[:1], separator))
    if "" in names:
        what = f"{text.place(0)}: column {names.index('') + 1} of the header has no name"
        raise InputError(explain(what, fix="name every column"))
    for name in names:
        if names.count(name) > 1:
            raise InputError(explain(f"{text.place(0)}: column {name!r} stands twice", fix="leave one out"))
    return names


def _columns(text: TextLines, separator: str | None, width: int) -> list[list[str]]:
    body = text.lines[1:]
    quoted = separator is not None and any('"' in line for line in body)
    if quoted:
        rows = list(_rows(text, text.lines, separator))[1:]
        _refuse_uneven(text, [len(row) for row in rows], width)
        cells = list(chain.from_iterable(rows))
    else:
        # one long list of cells, cut into columns by stride: a list for each of a million lines costs seconds
        marks = [len(line.split()) if separator is None else line.count(separator) + 1 for line in body]
        _refuse_uneven(text, marks, width)
        joined = (separator or " ").join(body)
        cells = joined.split(separator) if body else []
        if separator is not None:
            cells = list(map(str.strip, cells))
    return [cells[k::width] for k in range(width)]


def _rows(text: TextLines, lines: Sequence[str], separator: str | None) -> Iterator[list[str]]:
    """Split lines into cells, honouring quotes; every line is a row."""
    if separator is None:
        yield from (line.split() for line in lines)
        return
    for k, line in enumerate(lines):
        try:
            row = next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True))
        except csv.Error as error:
            fix = 'close every quote on its line, and double quotes inside ("")'
            raise InputError(explain(f"{text.place(k)}: {error}", fix=fix)) from None
        yield [cell.strip() for cell in row]


def _refuse_uneven(text: TextLines, widths: list[int], width: int) -> None:
    if set(widths) <= {width}:
        return
    k = next(k for k, found in enumerate(widths) if found != width)
    what = f"{text.place(k + 1)}: {widths[k]} cell{'s' * (widths[k] != 1)}, the header has {width}"
    raise InputError(explain(what, fix="give every line the columns of the header (empty ones included)"))
