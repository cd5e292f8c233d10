"""Tables as text: aligned in columns, or in Markdown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

Line = Sequence[str]


def as_text(header: Line, rows: Sequence[Line], *, right: Collection[int] = ()) -> str:
    """Return a table aligned in columns.

    Parameters
    ----------
    header : sequence of str
    rows : sequence of sequences of str
    right : collection of int
        Columns that end, rather than begin, at one place: numbers.

    Examples
    --------
    >>> print(as_text(("level", "energy"), [("ground", "0"), ("first", "12.5")], right={1}))
    level   energy
    ground       0
    first     12.5
    """
    return "\n".join("  ".join(line).rstrip() for line in _aligned(header, rows, right))


def as_markdown(header: Line, rows: Sequence[Line], *, right: Collection[int] = ()) -> str:
    """Return a table in Markdown; bars in the text are escaped.

    Examples
    --------
    >>> print(as_markdown(("level", "energy"), [("ground", "0")], right={1}))
    | level  | energy |
    | ------ | -----: |
    | ground |      0 |
    """
    grid = [[cell.replace("|", "\\|") for cell in line] for line in rows]
    head, *lines = _aligned(header, grid, right)
    rule = ["-" * (len(cell) - 1) + (":" if k in right else "-") for k, cell in enumerate(head)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *lines))


def _aligned(header: Line, rows: Sequence[Line], right: Collection[int]) -> list[list[str]]:
    grid = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    return [
        [
            cell.rjust(width) if k in right else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        for line in grid
    ]
