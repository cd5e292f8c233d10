"""Files of current–voltage curves, dark or illuminated."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detbal.errors import InputError, explain
from detbal.photovoltaics.files.block import Block, read_block
from detbal.photovoltaics.files.chosen import given_columns, sole_column
from detbal.photovoltaics.files.headings import Quantity, says, unit_in
from detbal.photovoltaics.files.units import Unit, unit_of
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
        Voltage and current: places counted from 1 (``"1,3"``), or headings.
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
    block = read_block(Path(path))
    told = given_columns(block, columns, most=2)
    at = told[0] if told else _voltage_column(block)
    value = told[1] if told else sole_column(block, (Quantity.CURRENT,), besides=at)
    of_voltage, of_current = _units(block, at, value, units)
    if not of_voltage.is_(V=1):
        raise InputError(explain(f"{block.place(0)}: voltage in {of_voltage.powers}", fix="give V or mV"))
    size = -of_current.scale if reverse else of_current.scale
    if of_current.is_(A=1, m=-2) and area is None:
        return block.numbers(at) * of_voltage.scale, block.numbers(value) * size
    if of_current.is_(A=1, m=-2):
        raise InputError(explain(f"{block.place(0)}: a current density, and an area", fix="leave the area out"))
    if not of_current.is_(A=1):
        raise InputError(
            explain(f"{block.place(0)}: current in {of_current.powers}", fix="give mA/cm2, or mA and area=")
        )
    if area is None:
        what = f"{block.place(0)}: a current, not a current density"
        raise InputError(explain(what, fix='give the area of the cell, such as area="0.16 cm2"'))
    return block.numbers(at) * of_voltage.scale, block.numbers(value) * size / square_metres(area)


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

    voltage, current = read_current_voltage(path, area=area, columns=columns, units=units, reverse=reverse)
    try:
        return DiodeCurve.of(voltage, current, T=T)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def square_metres(area: Any) -> float:
    """Return an area in m² of a number (m²) or a text with its unit.

    Raises
    ------
    InputError
        Anything that is not one finite area above 0.

    Examples
    --------
    >>> round(square_metres("0.16 cm2"), 12)
    1.6e-05
    """
    number, _, symbol = area.strip().partition(" ") if isinstance(area, str) else (area, "", "")
    unit = unit_of(symbol or "m2")
    try:
        size = float(number)
    except (TypeError, ValueError):
        size = 0.0
    if unit is None or not unit.is_(m=2) or not 0 < size < float("inf"):
        raise InputError(explain(f"area = {area!r}", fix='give m², above 0, or a text such as "0.16 cm2"'))
    return size * unit.scale


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
