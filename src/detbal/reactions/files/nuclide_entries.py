"""What lines of files say of nuclides, put together into a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.reactions.nuclide_names import nuclide_name
from detbal.reactions.nuclides import NuclideTable
from detbal.reactions.thermochemistry.gridded import GriddedPartitions

Place = str | PathLike[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line says of a nuclide.

    Attributes
    ----------
    line : int
        From 1.
    name : str
    Z, A : int
    excess, error : float
        Mass excess and its standard deviation, MeV; nan where unknown.
    weight : float
        2J+1; nan where unknown.
    firm : bool
    """

    line: int
    name: str
    Z: int
    A: int
    excess: float
    error: float = np.nan
    weight: float = np.nan
    firm: bool = False


def name_at(path: Place, number: int, Z: int, A: int) -> str:
    """Return the name of a nuclide; where there is none of these numbers, say in which line they stand.

    Examples
    --------
    >>> name_at("masses.txt", 7, 12, 6)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: masses.txt:7: Z = 12, A = 6 is no nuclide; Z is 0 to 118 and no more than A, ...
    """
    try:
        return nuclide_name(Z, A)
    except InputError as error:
        raise InputError(f"{path}:{number}: {error}") from None


def table_of(path: Place, entries: Sequence[Entry], *held: str) -> NuclideTable:
    """Make a table without partition functions of all entries of a file.

    Parameters
    ----------
    path
    entries
    *held
        What it holds of masses and spins, for `NuclideTable.sources`.

    Raises
    ------
    InputError
        No entries, or a nuclide that stands twice, with its line.

    Examples
    --------
    >>> table_of("masses.txt", [Entry(1, "he4", 2, 4, 2.4249)], "mass excesses", "no spins")
    <NuclideTable: 1 nuclides, 0 with spins, 0 with partition functions>
    """
    if not entries:
        raise InputError(
            explain(f"{path} holds no nuclides", fix="give a table of masses, spins or partition functions")
        )
    first: dict[str, int] = {}
    for entry in entries:
        if entry.name in first:
            what = f"{path}:{entry.line}: {entry.name} stands in line {first[entry.name]} already"
            raise InputError(explain(what, fix="give each nuclide once"))
        first[entry.name] = entry.line
    names = tuple(first)
    return NuclideTable(
        names=names,
        Z=np.array([entry.Z for entry in entries], dtype=np.intp),
        A=np.array([entry.A for entry in entries], dtype=np.intp),
        excess=np.array([entry.excess for entry in entries]),
        excess_error=np.array([entry.error for entry in entries]),
        weight=np.array([entry.weight for entry in entries]),
        firm=np.array([entry.firm for entry in entries]),
        partitions=GriddedPartitions(names, ()),
        sources=(*(f"{what} of {Path(path).name}" for what in held), "no partition functions"),
    )


def finite(text: str) -> float:
    """Read a number; ``ValueError`` if it is none, or not finite.

    Examples
    --------
    >>> finite("1.5e3")
    1500.0
    """
    value = float(text)
    if not np.isfinite(value):
        raise ValueError
    return value
