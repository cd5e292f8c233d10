"""The columns of a file that are asked for: the axis, the values and, if there are any, errors and floors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.photovoltaics.files.axes import Axis
from detbal.photovoltaics.files.axis_column import axis_column, energies_in
from detbal.photovoltaics.files.beside import column_beside, errors_beside
from detbal.photovoltaics.files.block import Block, read_block
from detbal.photovoltaics.files.chosen import given_columns, sole_column
from detbal.photovoltaics.files.headings import Quantity, split_unit, unit_in
from detbal.photovoltaics.files.rounding import axis_digits, by_slope, half_digits, told_digits
from detbal.photovoltaics.files.units import Unit
from detbal.photovoltaics.radiation import Floats
from detbal.readers.numbers import ROUNDED_TO

_DARK = re.compile(r"\b(dark|background|baseline|bg|dunkel\w*|untergrund)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Columns of a file over photon energy, in the order of its lines.

    Attributes
    ----------
    block : Block
        To name places.
    energy : (n,) float array
        eV.
    value : (n,) float array
        As written.
    error, floor : (n,) float arrays or None
        In the unit of the values.
    rounding : (n,) float array
        In that unit, too: up to which the values may be off because they, or their energies, have few digits.
    heading : str
        Of the values; may be empty.
    unit : Unit or None
        In that heading.
    """

    block: Block
    energy: Floats
    value: Floats
    error: Floats | None
    floor: Floats | None
    rounding: Floats
    heading: str
    unit: Unit | None

    @property
    def place(self) -> str:
        """Where the numbers begin, as ``file:line``."""
        return self.block.place(0)

    def scaled(self, factor: float | Floats) -> dict[str, Any]:
        """Return values, errors, floors and rounding times a factor, as keywords."""
        parts = {"values": self.value, "error": self.error, "floor": self.floor, "rounding": self.rounding}
        return {name: None if part is None else part * factor for name, part in parts.items()}


def read_measured(path: str | PathLike[str], quantities: Sequence[Quantity], *, axis: Any, columns: Any) -> Measured:
    r"""Read the columns that hold a quantity over an axis, as headings or options say.

    Parameters
    ----------
    path
    quantities
        What the column of values may be.
    axis : Axis, its name, or None
        Needed where no heading says it with its unit.
    columns : None, text or sequence
        Axis, values and, optionally, errors: places counted from 1, or headings. Text: ``"1,3"``.

    Raises
    ------
    InputError
        No such column, or several; an axis without unit, or with another than `axis`; a second one that contradicts
        it; energies that are not above 0, or occur twice; errors in another unit than the values; a dark signal that
        may be in them or not: with file and line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("Wavelength (um)\tdark\tEQE (%)\n0.8\t0.1\t90\n0.9\t0.1\t20\n")
    >>> found = read_measured(path, [Quantity.EFFICIENCY], axis=None, columns=None)
    >>> found.energy.round(4), found.value, found.heading
    (array([1.5498, 1.3776]), array([90., 20.]), 'EQE (%)')
    """
    block = read_block(Path(path))
    told = given_columns(block, columns, most=3)
    at, kind = axis_column(block, told, None if axis is None else named(Axis, axis, "axis"))
    value = told[1] if told else sole_column(block, quantities, besides=at)
    unit = unit_in(block.headings[value])
    if not told:
        _refuse_dark(block, value)
    error = errors_beside(block, told, value, unit)
    floor, rounding = (
        None if told else column_beside(block, quantity, value, unit)
        for quantity in (Quantity.FLOOR, Quantity.ROUNDING)
    )
    energy, values = energies_in(block, at, kind), block.numbers(value)
    if rounding is None:
        rounding = _rounding(block, at, value, energy, errors=error is not None)
    return Measured(block, energy, values, error, floor, rounding, block.headings[value], unit)


def _rounding(block: Block, at: int, value: int, energy: Floats, *, errors: bool) -> Floats:
    """Return up to which values may be off because they, or their energies, have few digits."""
    values, written = block.numbers(value), block.numbers(at)
    digits = told_digits(block)
    if digits is not None and digits > ROUNDED_TO:
        return np.zeros(len(values))
    # whole numbers with errors of their own are not rounded
    counts = errors and digits is None and not (values % 1).any()
    own = np.zeros(len(values)) if counts else half_digits(block.texts(value), values, digits)
    off = axis_digits(block.texts(at), written)
    return own + by_slope(energy, values, energy * off / written)


def _refuse_dark(block: Block, value: int) -> None:
    """Refuse a column of what is measured in the dark, in the unit of the values: they may hold it, or not."""
    mine = unit_in(block.headings[value])
    for k, heading in enumerate(block.headings):
        theirs = unit_in(heading)
        same = theirs is mine is None or (theirs and mine and dict(theirs.powers) == dict(mine.powers))
        if k != value and same and _DARK.search(split_unit(heading)[0].replace("_", " ")):
            what = f"{block.place(0)}: column {heading!r} beside {block.headings[value]!r}"
            why = "the values may hold it, or not"
            fix = "subtract it and drop the column, or, if the values are without it, say columns= (axis, values)"
            raise InputError(explain(what, why=why, fix=fix))
