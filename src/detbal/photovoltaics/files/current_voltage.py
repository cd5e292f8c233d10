"""Files of current–voltage curves, dark or illuminated."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detbal.errors import InputError, explain
from detbal.photovoltaics.files.beside import errors_beside
from detbal.photovoltaics.files.block import Block, read_block
from detbal.photovoltaics.files.chosen import given_columns, sole_column
from detbal.photovoltaics.files.headings import Quantity, says, unit_in, unknown_unit
from detbal.photovoltaics.files.units import Unit, square_metres, unit_of
from detbal.photovoltaics.radiation import Floats

if TYPE_CHECKING:
    from detbal.photovoltaics.device.diode_curve import DiodeCurve


def read_current_voltage(
    path: str | PathLike[str], *, area: Any = None, columns: Any = None, units: Any = None, reverse: bool = False
) -> tuple[Floats, Floats]:
    r"""Read voltages and current densities, in the order of the file; both directions of a sweep may be in it.

    Parameters
    ----------
    path
    area : optional
        Of the cell, for a file of currents: m², or text (``"0.16 cm2"``).
    columns : optional
        Voltage, current and, optionally, errors: places counted from 1 (``"1,3"``), or headings.
    units : optional
        Of the two, such as ``"V,mA/cm2"``, where no heading says them.
    reverse
        Whether to turn the sign of the current: what is in a file is positive for the photocurrent in one laboratory,
        and for the forward current of a diode in the next.

    Returns
    -------
    voltage : (n,) float array
        V.
    current : (n,) float array
        A/m².

    Raises
    ------
    InputError
        Units or area not told, or both an area and a current density; other faults of the file, with file and line.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "dark.csv"
    >>> _ = path.write_text("Voltage (V);J (mA/cm2)\n0,1;0,2\n0,2;1,5\n")
    >>> read_current_voltage(path)[1].round(9)  # A/m²
    array([ 2., 15.])
    """
    return _read(path, area, columns, units, reverse)[:2]


def _read(
    path: str | PathLike[str], area: Any, columns: Any, units: Any, reverse: bool
) -> tuple[Floats, Floats, Floats | None]:
    """Return voltages (V), current densities and, if there is a column of them, their errors (A/m²)."""
    block = read_block(Path(path))
    told = given_columns(block, columns, most=3)
    at = told[0] if told else _voltage_column(block)
    value = told[1] if told else sole_column(block, (Quantity.CURRENT,), besides=at)
    of_voltage, of_current = _units(block, at, value, units)
    if not of_voltage.is_(V=1):
        raise InputError(explain(f"{block.place(0)}: voltage in {of_voltage.powers}", fix="give V or mV"))
    size = _amperes_per_square_metre(block, of_current, area)
    error = errors_beside(block, told, value, of_current)
    voltage, current = block.numbers(at) * of_voltage.scale, block.numbers(value) * (-size if reverse else size)
    return voltage, current, None if error is None else error * size


def _amperes_per_square_metre(block: Block, unit: Unit, area: Any) -> float:
    if unit.is_(A=1, m=-2) and area is None:
        return unit.scale
    if unit.is_(A=1, m=-2):
        raise InputError(explain(f"{block.place(0)}: a current density, and an area", fix="leave the area out"))
    if not unit.is_(A=1):
        raise InputError(explain(f"{block.place(0)}: current in {unit.powers}", fix="give mA/cm2, or mA and area="))
    if area is None:
        what = f"{block.place(0)}: a current, not a current density"
        raise InputError(explain(what, fix='give the area of the cell, such as area="0.16 cm2"'))
    return unit.scale / square_metres(area)


def read_diode_curve(
    path: str | PathLike[str],
    *,
    T: Any,
    area: Any = None,
    columns: Any = None,
    units: Any = None,
    reverse: bool = False,
) -> DiodeCurve:
    r"""Read a dark current-voltage curve; current positive in forward bias, unless `reverse` turns it.

    Errors are in a column headed so (``error``, or ``rel. error (%)``), in the unit of the current.

    Parameters
    ----------
    path
    T
        Of the junction: kelvin, text or quantity.
    area, columns, units, reverse : optional
        As for `read_current_voltage`.

    Raises
    ------
    InputError
        As `read_current_voltage`; a temperature that is none.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "dark.jv"
    >>> _ = path.write_text("0.1 2e-5\n0.2 1.5e-4\n")
    >>> read_diode_curve(path, T="25 °C", units="V,A", area="0.1 cm2").current_density
    array([ 2., 15.])
    """
    from detbal.photovoltaics.device.diode_curve import DiodeCurve

    voltage, current, error = _read(path, area, columns, units, reverse)
    try:
        return DiodeCurve.of(voltage, current, T=T, error=error)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _voltage_column(block: Block) -> int:
    if not any(block.headings) and len(block.headings) == 2:
        return 0
    return sole_column(block, (Quantity.VOLTAGE,), besides=-1)


def _units(block: Block, voltage: int, current: int, told: Any) -> tuple[Unit, Unit]:
    given = (told.split(",") if isinstance(told, str) else list(told)) if told is not None else [None, None]
    if len(given) != 2:
        raise InputError(explain(f"units = {told!r}", fix='give two, such as "V,mA/cm2"'))
    return _unit(block, voltage, given[0]), _unit(block, current, given[1])


def _unit(block: Block, column: int, told: str | None) -> Unit:
    said = unit_in(block.headings[column])
    given = None if told is None else unit_of(told)
    if told is not None and given is None:
        raise InputError(explain(f"unit {told!r} is not known", fix="give one such as V, mV, A/m2, mA/cm2, mA"))
    if unknown := unknown_unit(block.headings[column]):
        what = f"{block.place(0)}: unit {unknown!r} of {block.headings[column]!r} is not known"
        raise InputError(explain(what, fix="write it like V, mV, A/m2, mA/cm2, mA"))
    if given is None and said is None:
        name = repr(block.headings[column]) if block.headings[column] else f"column {column + 1}"
        what = f"{block.place(0)}: no unit of {name}"
        raise InputError(explain(what, fix='give units="V,mA/cm2", or headings such as "Voltage (V)"'))
    if given is not None and said is not None and (given.scale, given.powers) != (said.scale, said.powers):
        what = f"{block.place(0)}: {block.headings[column]!r}, but unit {told!r}"
        raise InputError(explain(what, fix="leave the option out, or mend the heading"))
    found = said if given is None else given
    assert found is not None
    return found


def looks_like_current_voltage(headings: tuple[str, ...]) -> bool:
    """Whether headings name a voltage and a current, each with its unit.

    Examples
    --------
    >>> looks_like_current_voltage(("Voltage (V)", "J (mA/cm2)")), looks_like_current_voltage(("v", "j"))
    (True, False)
    """
    voltage = any(says(Quantity.VOLTAGE, name) and unit_in(name) is not None for name in headings)
    return voltage and any(says(Quantity.CURRENT, name) and unit_in(name) is not None for name in headings)
