"""The border where dipoles and volumes become SI: their units are named, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from detbal.durations import TIME_UNITS, TimeUnit
from detbal.errors import InputError, explain
from detbal.units import c, e, finite_floats, split_unit, unit_key

#: Bohr radius in m and electric constant in F/m, CODATA 2022: relative uncertainties 1.6e-10.
BOHR, EPSILON_0 = 5.29177210544e-11, 8.8541878188e-12
#: 1 D = 1e-18 statC cm.
DEBYE = 1e-21 / c

_DIPOLES = {"D": DEBYE, "C m": 1.0, "e Å": 1e-10 * e, "e nm": 1e-9 * e, "e a0": e * BOHR}
_VOLUMES = {"Å^3": 1e-30, "nm^3": 1e-27, "cm^3": 1e-6, "m^3": 1.0, "a0^3": BOHR**3, "L": 1e-3}


@dataclass(frozen=True, slots=True)
class DipoleUnit:
    """Unit of a dipole, or of its time derivative.

    Attributes
    ----------
    symbol : str
    size : float
        In C m; of a derivative, in C m per `per`.
    per : TimeUnit or None
        Unit of time of a derivative; None for a dipole.

    Examples
    --------
    >>> DIPOLE_UNITS["e nm"].size
    1.602176634e-28
    """

    symbol: str
    size: float
    per: TimeUnit | None = None


DIPOLE_UNITS = MappingProxyType({symbol: DipoleUnit(symbol, size) for symbol, size in _DIPOLES.items()})
_KEYS = {unit_key(symbol).replace("*", ""): unit for symbol, unit in DIPOLE_UNITS.items()}
_KEYS |= dict.fromkeys(("debye", "Debye"), DIPOLE_UNITS["D"])
_KEYS |= dict.fromkeys(("eA", "eAngstrom", "eang"), DIPOLE_UNITS["e Å"]) | {"ebohr": DIPOLE_UNITS["e a0"]}
_VOLUME_KEYS = {unit_key(symbol): size for symbol, size in _VOLUMES.items()}
_VOLUME_KEYS |= dict.fromkeys(("A3", "Ang3", "Angstrom3", "angstrom3"), 1e-30) | {"bohr3": BOHR**3, "l": 1e-3}


def dipole_unit(text: str | DipoleUnit) -> DipoleUnit:
    """Look up a unit of dipoles, or of their time derivatives.

    Parameters
    ----------
    text
        ``"D"``, ``"e A"``, ``"e nm"``, ``"e a0"``, ``"C m"``, or one of them over a unit of time: ``"D/fs"``,
        ``"e A/ps"``. A `DipoleUnit` stays.

    Raises
    ------
    InputError
        Another symbol; the message names the known ones.

    Examples
    --------
    >>> dipole_unit("D"), dipole_unit("e A/fs").per.symbol
    (DipoleUnit(symbol='D', size=3.33564095...e-30, per=None), 'fs')
    """
    if isinstance(text, DipoleUnit):
        return text
    name, slash, time = str(text).partition("/")
    if unit := _KEYS.get(unit_key(name).replace("*", "")):
        if not slash:
            return unit
        if per := TIME_UNITS.get(time.strip()):
            return DipoleUnit(f"{unit.symbol}/{per.symbol}", unit.size, per)
    known = ", ".join(DIPOLE_UNITS)
    fix = f"known are {known}; and for a time derivative, one of them over {', '.join(TIME_UNITS)}"
    raise InputError(explain(f"dipole unit {text!r}", why="unknown", fix=fix))


def cubic_metres(volume: Any) -> float:
    """Read a volume with its unit, and return it in m³.

    Parameters
    ----------
    volume
        Text such as ``"1234.5 A^3"`` or ``"15 nm^3"``, or a quantity of pint, astropy, or unyt.

    Raises
    ------
    InputError
        No unit, an unknown one, or not one positive number.

    Examples
    --------
    >>> cubic_metres("2 nm^3")
    2e-27
    >>> cubic_metres(2.0)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: volume = 2.0: it has no unit; write it as text, such as '1234.5 A^3'; known are ...
    """
    amount, symbol = split_unit(volume, "volume")
    known = f"write it as text, such as '1234.5 A^3'; known are {', '.join(_VOLUMES)}"
    if symbol is None:
        raise InputError(explain(f"volume = {volume}", why="it has no unit", fix=known))
    size = _VOLUME_KEYS.get(unit_key(symbol))
    if size is None:
        raise InputError(explain(f"volume in {symbol!r}", why="this is no known unit of volume", fix=known))
    value = finite_floats(amount, "volume")
    if value.ndim or value <= 0:
        raise InputError(explain(f"volume = {volume}", fix="give one positive number with its unit"))
    return float(value) * size
