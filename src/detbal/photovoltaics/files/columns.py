"""The columns of a file that are asked for: the axis, the values and, if there are any, errors and floors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.photovoltaics.curve import refuse_another_axis
from detbal.photovoltaics.files.beside import column_beside, errors_beside
from detbal.photovoltaics.files.block import Block, read_block
from detbal.photovoltaics.files.chosen import given_columns, listed, sole_column
from detbal.photovoltaics.files.headings import Axis, Quantity, axis_of, names_wavelength, split_unit, unit_in
from detbal.photovoltaics.files.rounding import axis_digits, by_slope, half_digits
from detbal.photovoltaics.files.units import Unit
from detbal.photovoltaics.radiation import Floats


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
        """Where the numbers begin, as "file:line"."""
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
        No such column, or several; an axis without unit, or with another than `axis`; energies that are not above 0,
        or occur twice; errors in another unit than the values: with file and line.

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
    at, kind = _axis(block, told, None if axis is None else named(Axis, axis, "axis"))
    value = told[1] if told else sole_column(block, quantities, besides=at)
    unit = unit_in(block.headings[value])
    error = errors_beside(block, told, value, unit)
    floor, rounding = (
        None if told else column_beside(block, quantity, value, unit)
        for quantity in (Quantity.FLOOR, Quantity.ROUNDING)
    )
    energy, values = _energies(block, at, kind), block.numbers(value)
    if rounding is None:
        rounding = _rounding(block, at, value, energy, errors=error is not None)
    return Measured(block, energy, values, error, floor, rounding, block.headings[value], unit)


def _rounding(block: Block, at: int, value: int, energy: Floats, *, errors: bool) -> Floats:
    """Return up to which values may be off because they, or their energies, have few digits."""
    values, written = block.numbers(value), block.numbers(at)
    if block.exact:
        return np.zeros(len(values))
    counts = errors and not (values % 1).any()  # whole numbers with errors of their own are not rounded
    own = np.zeros(len(values)) if counts else half_digits(block.texts(value), values)
    off = axis_digits(block.texts(at), written)
    return own + by_slope(energy, values, energy * off / written)


def _axis(block: Block, told: list[int], option: Axis | None) -> tuple[int, Axis]:
    known = [axis_of(name) for name in block.headings]
    places = [k for k, kind in enumerate(known) if kind is not None]
    fitting = [k for k in places if option is None or known[k] is option]
    named_so = [k for k, name in enumerate(block.headings) if names_wavelength(name)]
    at = told[0] if told else (fitting or places or named_so or [0])[0]
    said, unit = known[at], split_unit(block.headings[at])[1]
    if said is None and unit:
        what = f"{block.place(0)}: the axis {block.headings[at]!r} is not known in {unit!r}"
        raise InputError(explain(what, fix="give a wavelength in nm or um, or a photon energy in eV"))
    if said is None and option is None:
        what = f"{block.place(0)}: no unit of the axis ({listed(block)})"
        raise InputError(explain(what, fix="give axis=nm, axis=um or axis=ev, or name it like 'Wavelength (nm)'"))
    if said is not None and option not in (None, said):
        what = f"{block.place(0)}: axis {block.headings[at]!r}, but axis = {option}"
        raise InputError(explain(what, fix="leave the option out, or mend the heading"))
    return at, said or option or Axis.NM


def _energies(block: Block, column: int, axis: Axis) -> Floats:
    written = block.numbers(column)
    seen: dict[float, int] = {}
    for row, each in enumerate(written.tolist()):
        if not each > 0:
            what = f"{block.place(row)}: {axis.value} of {each:g}"
            raise InputError(explain(what, fix="give numbers above 0"))
        if each in seen:
            what = f"{block.place(row)}: {axis.value} of {each:.9g} again (first at line {block.lines[seen[each]]})"
            raise InputError(explain(what, fix="give each once: average the values, or split the two scans"))
        seen[each] = row
    energy = np.asarray(axis.energies(written))
    fix = "say what the axis is: nm, um or eV, one for all lines"
    refuse_another_axis(energy, written, lambda row: f"{block.place(row)}: {axis.value}", fix)
    return energy
