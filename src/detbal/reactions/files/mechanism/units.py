"""Units of a mechanism: those that its blocks declare, and those that single values bring along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from detbal.errors import InputError, explain
from detbal.reactions.rates.conditions import GAS_CONSTANT
from detbal.units import N_A, e, h, k_B
from detbal.units import c as light_speed

#: Exponents of mass, length, time, temperature, charge, quantity.
Dimensions = tuple[float, float, float, float, float, float]

NUMBER: Dimensions = (0, 0, 0, 0, 0, 0)
TEMPERATURE: Dimensions = (0, 0, 0, 1, 0, 0)
PRESSURE: Dimensions = (1, -1, -2, 0, 0, 0)
ENERGY: Dimensions = (1, 2, -2, 0, 0, 0)
MOLAR_ENERGY: Dimensions = (1, 2, -2, 0, 0, -1)
MOLAR_ENTROPY: Dimensions = (1, 2, -2, -1, 0, -1)
SITE_DENSITY: Dimensions = (0, -2, 0, 0, 0, 1)
#: eV: no barrier of chemistry is higher, and 1 kJ is 6e21 eV.
MOST_PER_PARTICLE = 1e3
_LENGTH: Dimensions = (0, 1, 0, 0, 0, 0)
_INVERSE_LENGTH: Dimensions = (0, -1, 0, 0, 0, 0)

_CALORIE, _ATM = 4.184, 101325.0
# size in kg, m, s, K, C, kmol
_NAMED: dict[str, tuple[float, Dimensions]] = {
    "1": (1.0, NUMBER),
    "m": (1.0, _LENGTH),
    "micron": (1e-6, _LENGTH),
    "angstrom": (1e-10, _LENGTH),
    "Å": (1e-10, _LENGTH),
    "L": (1e-3, (0, 3, 0, 0, 0, 0)),
    "l": (1e-3, (0, 3, 0, 0, 0, 0)),
    "cc": (1e-6, (0, 3, 0, 0, 0, 0)),
    "g": (1e-3, (1, 0, 0, 0, 0, 0)),
    "s": (1.0, (0, 0, 1, 0, 0, 0)),
    "min": (60.0, (0, 0, 1, 0, 0, 0)),
    "hr": (3600.0, (0, 0, 1, 0, 0, 0)),
    "K": (1.0, TEMPERATURE),
    "C": (1.0, (0, 0, 0, 0, 1, 0)),
    "A": (1.0, (0, 0, -1, 0, 1, 0)),
    "V": (1.0, (1, 2, -2, 0, -1, 0)),
    "mol": (1e-3, (0, 0, 0, 0, 0, 1)),
    "gmol": (1e-3, (0, 0, 0, 0, 0, 1)),
    "mole": (1e-3, (0, 0, 0, 0, 0, 1)),
    "molec": (1e-3 / N_A, (0, 0, 0, 0, 0, 1)),
    "molecule": (1e-3 / N_A, (0, 0, 0, 0, 0, 1)),
    "J": (1.0, ENERGY),
    "cal": (_CALORIE, ENERGY),
    "erg": (1e-7, ENERGY),
    "eV": (e, ENERGY),
    "N": (1.0, (1, 1, -2, 0, 0, 0)),
    "W": (1.0, (1, 2, -3, 0, 0, 0)),
    "Hz": (1.0, (0, 0, -1, 0, 0, 0)),
    "Pa": (1.0, PRESSURE),
    "bar": (1e5, PRESSURE),
    "atm": (_ATM, PRESSURE),
    "torr": (_ATM / 760, PRESSURE),
    "mmHg": (_ATM / 760, PRESSURE),
    "dyn": (1e-5, (1, 1, -2, 0, 0, 0)),
}
_PREFIXES = {"Y": 1e24, "Z": 1e21, "E": 1e18, "P": 1e15, "T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "h": 1e2}
_PREFIXES |= {"d": 1e-1, "c": 1e-2, "m": 1e-3, "u": 1e-6, "µ": 1e-6, "μ": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15}
_FACTOR = re.compile(r"\s*([*/]?)\s*([A-Za-zÅµμ]+|1)(?:\s*(?:\^|\*\*)\s*([-+]?\d+(?:\.\d*)?)|([-+]?\d+))?")
_VALUE = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?)\s*(.*?)\s*")
_BASE = ("mass", "length", "time", "temperature", "current", "quantity")
_KINDS = (*_BASE, "energy", "pressure", "activation-energy")


@dataclass(frozen=True, slots=True)
class UnitSystem:
    """What plain numbers are in; `UnitSystem()` is Cantera's own: kg, m, s, K, kmol, J, Pa.

    Attributes
    ----------
    sizes : mapping
        Size of each declared unit, in kg, m, s, K, kmol, J and Pa; of "activation-energy" in kelvin.

    Examples
    --------
    >>> of_file = UnitSystem().declared({"length": "cm", "quantity": "mol"}, "here")
    >>> round(of_file.rate(1.0, (0, 3, -1, 0, 0, -1), "here"), 12)  # 1 cm³/mol/s in m³/kmol/s
    0.001
    """

    sizes: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def declared(self, units: Mapping[str, Any] | None, place: str) -> UnitSystem:
        """Return the system with the units of a block ``units:``; None changes nothing.

        Raises
        ------
        InputError
            A unit or a kind of quantity that is unknown, or no mapping.
        """
        if units is None:
            return self
        if not isinstance(units, Mapping):
            raise InputError(explain(f"{place}: units: {units!r}", fix="give them like {length: cm, quantity: mol}"))
        sizes = dict(self.sizes)
        for kind, unit in units.items():
            if kind not in _KINDS:
                what = f"{place}: units of {kind!r}"
                raise InputError(explain(what, fix=f"known are {', '.join(_KINDS)}"))
            sizes[kind] = kelvins_per(str(unit), place) if kind == "activation-energy" else unit_of(str(unit), place)[0]
        return UnitSystem(MappingProxyType(sizes))

    def rate(self, value: Any, dimensions: Dimensions, place: str) -> float:
        """Read a number of mass, length, time, quantity …, such as a factor A or a site density, into SI and kmol."""
        return self._read(value, dimensions, self._size(dimensions), place)

    def pressure(self, value: Any, place: str) -> float:
        """Read a pressure into Pa."""
        return self._read(value, PRESSURE, self.sizes.get("pressure", 1.0), place)

    def molar_energy(self, value: Any, place: str) -> float:
        """Read an energy per quantity into kelvin (E/R)."""
        return self._read(value, MOLAR_ENERGY, self._molar, place) / GAS_CONSTANT

    def molar_entropy(self, value: Any, place: str) -> float:
        """Read an entropy or heat capacity per quantity into units of R."""
        return self._read(value, MOLAR_ENTROPY, self._molar, place) / GAS_CONSTANT

    def temperature(self, value: Any, place: str) -> float:
        """Read a temperature into kelvin."""
        return self._read(value, TEMPERATURE, 1.0, place)

    def activation(self, value: Any, place: str) -> float:
        """Read an activation energy (per quantity, per particle, or a temperature) into kelvin.

        Raises
        ------
        InputError
            An energy per particle beyond `MOST_PER_PARTICLE`, as "5 kJ" is where "5 kJ/mol" is meant.
        """
        number, unit = split(value, place)
        if unit:
            found = number * kelvins_per(unit, place)
            if unit_of(unit, place)[1] == ENERGY and abs(found) * k_B > MOST_PER_PARTICLE * e:
                what = f"{place}: {value!r} would be {found * k_B / e:.3g} eV for each particle"
                why = f"energies without '/mol' are per particle, of at most {MOST_PER_PARTICLE:g} eV"
                raise InputError(explain(what, why=why, fix=f"write '{value}/mol' if it is per mol"))
            return found
        return number * self.sizes.get("activation-energy", self._molar / GAS_CONSTANT)

    @property
    def _molar(self) -> float:
        return self.sizes.get("energy", 1.0) / self.sizes.get("quantity", 1.0)

    def _size(self, dimensions: Dimensions) -> float:
        size = 1.0
        for kind, power in zip(_BASE, dimensions, strict=True):
            size *= self.sizes.get(kind, 1.0) ** power
        return size

    def _read(self, value: Any, dimensions: Dimensions, size: float, place: str) -> float:
        number, unit = split(value, place)
        if not unit:
            return number * size
        size, found = unit_of(unit, place)
        if any(abs(a - b) > 1e-9 for a, b in zip(found, dimensions, strict=True)):
            what = f"{place}: {value!r}"
            raise InputError(explain(what, why="is of another dimension", fix=f"give {_spelled(dimensions)}"))
        return number * size


def split(value: Any, place: str) -> tuple[float, str]:
    """Separate a number from its unit; "" if there is none.

    Raises
    ------
    InputError
        Something that does not begin with a number.

    Examples
    --------
    >>> split("5.0e13 cm^3/mol/s", "here"), split(2, "here")
    ((50000000000000.0, 'cm^3/mol/s'), (2.0, ''))
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value), ""
    match = _VALUE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise InputError(explain(f"{place}: {value!r} is no number", fix="give a number, with or without a unit"))
    return float(match[1].replace("d", "e").replace("D", "e")), match[2]


def unit_of(text: str, place: str) -> tuple[float, Dimensions]:
    """Return the size of a unit in kg, m, s, K, C, kmol, and its dimensions.

    Raises
    ------
    InputError
        A unit that is unknown.

    Examples
    --------
    >>> unit_of("kJ/mol", "here")
    (1000000.0, (1.0, 2.0, -2.0, 0.0, 0.0, -1.0))
    """
    size, powers, end = 1.0, [0.0] * 6, 0
    while end < len(text.strip()):
        match = _FACTOR.match(text.strip(), end)
        if match is None:
            raise InputError(explain(f"{place}: unit {text!r}", fix="write units such as 'cm^3/mol/s'"))
        sign = -1.0 if match[1] == "/" else 1.0
        power = sign * float(match[3] or match[4] or 1.0)
        own, dimensions = _single(match[2], text, place)
        size *= own**power
        powers = [a + power * b for a, b in zip(powers, dimensions, strict=True)]
        end = match.end()
    return size, (powers[0], powers[1], powers[2], powers[3], powers[4], powers[5])


def kelvins_per(unit: str, place: str) -> float:
    """Return how many kelvin (E/k_B) a unit of activation energy is.

    Raises
    ------
    InputError
        A unit of something else.

    Examples
    --------
    >>> kelvins_per("K", "here"), round(kelvins_per("kJ/mol", "here"), 6), round(kelvins_per("eV", "here"), 3)
    (1.0, 120.272355, 11604.518)
    """
    size, dimensions = unit_of(unit, place)
    scales = {TEMPERATURE: 1.0, MOLAR_ENERGY: GAS_CONSTANT, ENERGY: k_B, _INVERSE_LENGTH: k_B / (h * light_speed)}
    if dimensions not in scales:
        what = f"{place}: unit {unit!r} of an activation energy"
        raise InputError(explain(what, fix="give an energy per quantity ('cal/mol'), an energy ('eV'), or 'K'"))
    return size / scales[dimensions]


def _single(name: str, text: str, place: str) -> tuple[float, Dimensions]:
    if name in _NAMED:
        return _NAMED[name]
    if name[0] in _PREFIXES and name[1:] in _NAMED:
        size, dimensions = _NAMED[name[1:]]
        return _PREFIXES[name[0]] * size, dimensions
    raise InputError(explain(f"{place}: unit {name!r} in {text!r}", fix=f"known are {', '.join(_NAMED)}"))


def _spelled(dimensions: Dimensions) -> str:
    names = ("kg", "m", "s", "K", "C", "kmol")
    parts = [f"{name}^{power:g}" for name, power in zip(names, dimensions, strict=True) if power]
    return f"units such as {' '.join(parts)}, or none" if parts else "a plain number"
