"""Tables of nuclides with partition functions, as nuclear astrophysics hands them on: winvn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.files.nuclide_entries import Entry, Place, finite, name_at, table_of
from detbal.reactions.nuclide_names import ISOMERS
from detbal.reactions.nuclides import NuclideTable
from detbal.reactions.temperatures import GK
from detbal.reactions.thermochemistry.gridded import Block, GriddedPartitions
from detbal.readers.text import read_text

#: A line's number, from 1, and its words.
Row = tuple[int, Sequence[str]]


def read_winvn(path: Place) -> NuclideTable:
    r"""Read masses, spins and partition functions from a file such as ``winvne_v2.0.dat``.

    Such files may end at G = 1e5, whatever the tables they were made of say; spins are all taken as firm.

    Raises
    ------
    InputError
        An entry that cannot be read, with its line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "winvn.dat"
    >>> _ = path.write_text("\n100150\n    n\n    n\n    n  1.000   0   1   0.5   8.071\n 1.0 1.0\n")
    >>> read_winvn(path)
    <NuclideTable: 1 nuclides, 1 with spins, 1 with partition functions>
    """
    lines = read_text(Path(path)).split("\n")
    grid = _grid(path, lines[1] if len(lines) > 1 else "")
    rows = [(number, line.split()) for number, line in enumerate(lines[2:], 3) if line.strip()]
    at = next((k for k, (_, words) in enumerate(rows) if len(words) > 1), len(rows))
    listed = rows[at - 1] if at else None
    entries: list[Entry] = []
    values: list[list[float]] = []
    last = ""
    while at < len(rows):
        last = rows[at][1][0]
        entry, own, at = _entry_at(path, rows, at, len(grid))
        entries.append(entry)
        values.append(own)
    if listed is not None and entries and last != listed[1][0]:
        number, words = listed
        what = f"{path}:{number}: the last of the names listed is {words[0]}, that of the entries {last}"
        raise InputError(explain(what, fix="give the whole file, or correct the list"))
    table = table_of(path, entries, "mass excesses", "spins")
    block = Block(np.arange(len(entries)), grid, np.log(np.array(values)))
    sources = (*table.sources[:2], f"partition functions of {Path(path).name}")
    return replace(table, partitions=GriddedPartitions(table.names, (block,)), sources=sources)


def _entry_at(path: Place, rows: Sequence[Row], at: int, n: int) -> tuple[Entry, list[float], int]:
    """Return the entry that begins at a row, its n values of G, and where the next one begins."""
    number, words = rows[at]
    try:
        Z, N, spin, excess = int(words[2]), int(words[3]), finite(words[4]), finite(words[5])
        values: list[float] = []
        while len(values) < n:
            at += 1
            values += map(float, rows[at][1])
    except (ValueError, IndexError):
        what = f"{path}:{number}: the entry of {words[0]!r} cannot be read"
        fix = f"give name, A, Z, N, spin, mass excess and {n} values of G"
        raise InputError(explain(what, fix=fix)) from None
    if len(values) > n or not all(0 < value < np.inf for value in values):
        what = f"{path}:{number}: the entry of {words[0]!r} has G = {', '.join(f'{value:g}' for value in values)}"
        raise InputError(explain(what, fix=f"give {n} values, one for each temperature, positive and finite"))
    if spin < 0 or not (2 * spin).is_integer():
        raise InputError(explain(f"{path}:{number}: spin {spin:g} of {words[0]!r}", fix="give 0, 1/2, 1, 3/2, …"))
    name = words[0] if words[0] in ISOMERS else name_at(path, number, Z, Z + N)
    return Entry(number, name, Z, Z + N, excess, weight=2 * spin + 1, firm=True), values, at + 1


def _grid(path: Place, line: str) -> FloatArray:
    """Return the temperatures of a winvn file, in kelvin."""
    text = line.rstrip()
    try:
        grid = np.array([int(text[k : k + 3]) for k in range(0, len(text), 3)]) * 0.01 * GK
    except ValueError:
        grid = np.zeros(0)
    if text.endswith("900100"):  # for the four digits of 10 GK
        grid[-1] *= 10.0
    if len(grid) < 2 or not (np.diff(grid, prepend=0.0) > 0).all():
        fix = "give a winvn file: its second line holds temperatures in units of 0.01 GK, three digits each, ascending"
        raise InputError(explain(f"{path}:2: {text[:40]!r} holds no temperatures", fix=fix))
    return grid
