"""What words in files mean: names of axes and their units, kinds of spectra."""

from __future__ import annotations

import re
from enum import Enum

from detbal.errors import InputError, explain
from detbal.spectra.kind import Kind
from detbal.units import ENERGY_UNITS, EnergyUnit, energy_unit

#: Names of frequency axes; those of angular frequency must not carry a unit of ordinary frequency, and vice versa.
ANGULAR = ("omega", "w", "ω", "angular frequency")
AXES = (
    *ANGULAR,
    *("frequency", "freq", "nu", "ν", "f"),
    *("energy", "energy transfer", "e", "de"),
    *("wavenumber", "wavenumbers", "wave number", "raman shift", "shift"),
)
ERRORS = ("error", "errors", "err", "sigma", "σ", "std", "uncertainty", "stderr", "dvalue", "relative_error")
FLOORS = ("floor", "relative_floor")
#: For a spectrum whose axis is in the unit of kT.
NO_UNIT = "none"
_NAME = re.compile(r"(?P<name>.*?)\s*(?:[(\[](?P<in_brackets>.*)[)\]]|[_/](?P<behind>[^_]+))?")


class Stands(Enum):
    """Whether an axis was told with a unit."""

    NOWHERE = "nowhere"


NOWHERE = Stands.NOWHERE


def kind_of(word: str | Kind) -> Kind:
    """Look up a kind by its name, in any case.

    Examples
    --------
    >>> kind_of("kubo").name
    'KUBO'
    >>> kind_of("power")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: kind = 'power'; say one of wightman, symmetrised, kubo, schofield, susceptibility, ...
    """
    if isinstance(word, Kind):
        return word
    name = str(word).strip().lower().replace("symmetrized", "symmetrised")
    found = [kind for kind in Kind if kind.name.lower() == name]
    if not found:
        raise InputError(explain(f"kind = {word!r}", fix=f"say one of {', '.join(kind.name.lower() for kind in Kind)}"))
    return found[0]


def unit_of(word: str | EnergyUnit) -> EnergyUnit | None:
    """Look up the unit of an axis; "none" stands for a plain number in the unit of kT.

    Examples
    --------
    >>> unit_of("1/cm").symbol, unit_of("none")
    ('cm^-1', None)
    """
    if isinstance(word, str) and word.strip().lower() == NO_UNIT:
        return None
    return energy_unit(word)


def known_units() -> str:
    """List the units of axes.

    Examples
    --------
    >>> known_units().split(", ")[:2]
    ['J', 'erg']
    """
    return ", ".join([*ENERGY_UNITS, NO_UNIT])


def axis_name(title: str) -> tuple[str, str | None]:
    """Separate the name of a column, in lower case, from the unit in it.

    Examples
    --------
    >>> axis_name("Energy (meV)"), axis_name("omega_cm^-1"), axis_name("frequency/THz"), axis_name("omega")
    (('energy', 'meV'), ('omega', 'cm^-1'), ('frequency', 'THz'), ('omega', None))
    """
    match = _NAME.fullmatch(title.strip())
    assert match is not None  # the pattern takes anything
    return match["name"].strip().lower(), match["in_brackets"] or match["behind"]


def is_axis(title: str) -> bool:
    """Whether a column is a frequency axis by its name.

    Examples
    --------
    >>> is_axis("energy [meV]"), is_axis("source")
    (True, False)
    """
    name, unit = axis_name(title)
    return name in AXES or (unit is not None and title.strip().lower() in AXES)


def unit_in_name(title: str) -> EnergyUnit | Stands | None:
    """Return the unit that the name of an axis carries; `NOWHERE` if none.

    Raises
    ------
    InputError
        An angular frequency in Hz (or its multiples): 2π is missing somewhere.

    Examples
    --------
    >>> unit_in_name("energy (meV)").symbol
    'meV'
    >>> unit_in_name("omega (THz)")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: column 'omega (THz)': THz is a unit of ordinary frequency, hν ...
    """
    name, word = axis_name(title)
    if word is None or title.strip().lower() in AXES:
        return NOWHERE
    unit = unit_of(word)
    if name in ANGULAR and unit is not None and unit.symbol.endswith("Hz"):
        why = f"{unit.symbol} is a unit of ordinary frequency, hν, and not of ħω"
        fix = "name it frequency, or give the angular frequency in rad/s, rad/ps or rad/fs"
        raise InputError(explain(f"column {title!r}", why=why, fix=fix))
    return unit
