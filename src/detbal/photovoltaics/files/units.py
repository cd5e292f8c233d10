"""Units as headings of instruments spell them: ``mA/cm²``, ``photons/(s m2 nm)``, ``W m^-2 nm^-1``, ``%``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detbal.errors import InputError, explain
from detbal.photovoltaics.luminescence import Counted, Interval

_PHOTONS = ("photons", "photon", "ph", "counts", "count", "cts")
_PREFIXES = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "": 1.0}
#: Symbol -> (size, what it is a multiple of)
_SYMBOLS: Mapping[str, tuple[float, str]] = {
    **dict.fromkeys(_PHOTONS, (1.0, "photon")),
    **{prefix + base: (size, base) for base in ("W", "A", "V") for prefix, size in _PREFIXES.items()},
    "m": (1.0, "m"),
    "cm": (1e-2, "m"),
    "mm": (1e-3, "m"),
    "nm": (1.0, "nm"),
    "um": (1e3, "nm"),
    "eV": (1.0, "eV"),
    "meV": (1e-3, "eV"),
    "s": (1.0, "s"),
    "sec": (1.0, "s"),
    "ms": (1e-3, "s"),
    "min": (60.0, "s"),
    "sr": (1.0, "sr"),
    "%": (0.01, ""),
}
_SPELLINGS = str.maketrans({"µ": "u", "μ": "u", "²": "2", "⁻": "-", "¹": "1", "·": " ", "*": " ", "^": "", "−": "-"})
_ARBITRARY = re.compile(r"(a\.? ?u\.?|(arb|rel)\w*\.?( ?u(nits?)?\.?)?|norm\w*\.?|-)", re.IGNORECASE)
_TOKEN = re.compile(r"[()/]|[A-Za-z%]+|[+-]?\d+")


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A product of powers.

    Attributes
    ----------
    scale : float
        Size in the product of photons, W, A, V, m, nm (of wavelength), eV, s, sr.
    powers : mapping from these to integers
        Without those that are 0.
    """

    scale: float
    powers: Mapping[str, int]

    def is_(self, **powers: int) -> bool:
        """Whether these are the powers, in all."""
        return dict(self.powers) == powers


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """What a unit says of a spectral density; None where it does not.

    Attributes
    ----------
    per : Interval or None
    counted : Counted or None
    absolute : bool
        Whether area and (for photons) time are told, so that the values times `scale` are in m², s, and eV or nm.
    scale : float
    """

    per: Interval | None
    counted: Counted | None
    absolute: bool
    scale: float


def unit_of(text: str) -> Unit | None:
    """Parse a unit; None if it is none that is known here.

    Examples
    --------
    >>> unit = unit_of("mA/cm²")
    >>> round(unit.scale, 9), unit.is_(A=1, m=-2)
    (10.0, True)
    >>> unit_of("a.u.") is None
    True
    """
    plain = re.sub(r"(?i)\b(photon|count|ct)", lambda match: match[0].lower(), text.strip().translate(_SPELLINGS))
    plain = re.sub(r"\bcps\b", "counts/s", plain)
    tokens = _TOKEN.findall(plain)
    if not tokens or "".join(tokens) != plain.replace(" ", ""):
        return None
    scale, powers = 1.0, dict[str, int]()
    outer, sign = [1], 1  # signs of the open brackets; sign of the next factor within them
    for k, token in enumerate(tokens):
        if token == "(":
            outer.append(outer[-1] * sign)
            sign = 1
        elif token == ")":
            if len(outer) == 1:
                return None
            outer.pop()
        elif token == "/":
            sign = -1
        elif token in _SYMBOLS:
            power = outer[-1] * sign * _exponent(tokens, k)
            size, base = _SYMBOLS[token]
            scale, sign = scale * size**power, 1
            powers[base] = powers.get(base, 0) + power
        elif not _is_exponent(tokens, k) and token != "1":
            return None
    return Unit(scale, {base: power for base, power in powers.items() if base and power}) if len(outer) == 1 else None


def is_arbitrary(text: str) -> bool:
    """Whether a unit says that there is none: a.u., arb. units, normalised.

    Examples
    --------
    >>> is_arbitrary("a.u."), is_arbitrary("arb. units"), is_arbitrary("norm."), is_arbitrary("A")
    (True, True, True, False)
    """
    return _ARBITRARY.fullmatch(text.strip()) is not None


def density_of(unit: Unit | None) -> Density | None:
    """Tell what a unit says of a spectral density; None for another unit (per steradian, say), or none.

    Examples
    --------
    >>> found = density_of(unit_of("Photons/(s m2 nm)"))
    >>> found.per.name, found.counted.name, found.absolute
    ('WAVELENGTH', 'PHOTONS', True)
    """
    if unit is None:
        return None
    powers = dict(unit.powers)
    photons, watts = powers.pop("photon", 0), powers.pop("W", 0)
    intervals = (powers.pop("nm", 0), powers.pop("eV", 0))
    area, time = powers.pop("m", 0), powers.pop("s", 0)
    if powers or (photons, watts) not in ((1, 0), (0, 1), (0, 0)) or intervals not in ((-1, 0), (0, -1), (0, 0)):
        return None
    if area not in (0, -2) or time not in (0, -1) or (watts and time):
        return None
    counted = Counted.POWER if watts else Counted.PHOTONS if photons or time else None
    per = {(-1, 0): Interval.WAVELENGTH, (0, -1): Interval.ENERGY}.get(intervals)
    if counted is None:
        return None  # an interval alone is an axis, a bare number nothing
    return Density(per, counted, bool(area and (watts or time)), unit.scale)


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


def _exponent(tokens: list[str], k: int) -> int:
    following = tokens[k + 1] if k + 1 < len(tokens) else ""
    return int(following) if _is_number(following) else 1


def _is_exponent(tokens: list[str], k: int) -> bool:
    return _is_number(tokens[k]) and k > 0 and tokens[k - 1] in _SYMBOLS


def _is_number(token: str) -> bool:
    return token.lstrip("+-").isdigit()
