"""Units of cross-sections: areas, and areas per steradian."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from detbal.errors import InputError, explain


class Quantity(Enum):
    """What the values are."""

    INTEGRATED = "integrated over all angles"
    DIFFERENTIAL = "per solid angle, in the centre of mass"


@dataclass(frozen=True, slots=True)
class AreaUnit:
    """A unit of cross-sections: its symbol, its size in barn, and whether it is per steradian."""

    symbol: str
    barns: float
    quantity: Quantity


# The Bohr radius squared: CODATA 2022, a0 = 5.29177210544e-11 m.
_BARNS = {"b": 1.0, "kb": 1e3, "mb": 1e-3, "ub": 1e-6, "nb": 1e-9, "pb": 1e-12, "fb": 1e-15}
_BARNS |= {"cm^2": 1e24, "m^2": 1e28, "fm^2": 1e-2, "angstrom^2": 1e8, "a0^2": 5.29177210544e-11**2 * 1e28}
_SIZES = {name: (size, Quantity.INTEGRATED) for name, size in _BARNS.items()}
_SIZES |= {f"{name}/sr": (size, Quantity.DIFFERENTIAL) for name, size in _BARNS.items()}
AREA_UNITS = MappingProxyType({name: AreaUnit(name, *how) for name, how in _SIZES.items()})
_ALIASES = {"barn": "b", "μb": "ub", "microbarn": "ub", "millibarn": "mb", "Å^2": "angstrom^2", "bohr^2": "a0^2"}


def area_unit(unit: str | AreaUnit | None) -> AreaUnit:
    """Look up the unit of a cross-section; case matters.

    Raises
    ------
    InputError
        None, or an unknown symbol; the message lists those there are.

    Examples
    --------
    >>> area_unit("mb/sr")
    AreaUnit(symbol='mb/sr', barns=0.001, quantity=<Quantity.DIFFERENTIAL: 'per solid angle, in the centre of mass'>)
    """
    if isinstance(unit, AreaUnit):
        return unit
    known = f"known are {', '.join(AREA_UNITS)}"
    if unit is None:
        raise InputError(explain("the unit of the values is missing", fix=f"give value_unit=; {known}"))
    text = re.sub(r"\s|\*\*(?=2)", "", str(unit).replace("**2", "^2").replace("²", "^2").replace("µ", "μ"))
    area, slash, angle = text.partition("/")
    found = AREA_UNITS.get(_ALIASES.get(area, area) + slash + angle)
    if found is None:
        raise InputError(explain(f"value_unit = {unit!r} is unknown", fix=known))
    return found
