"""The border where units become floats: names of energy units, temperatures, arrays of energies.

Frequencies in Hz are h nu, angular ones in rad/s hbar omega, wavenumbers h c / lambda, temperatures k_B T.
Quantities of pint, astropy and unyt are recognised by their type; none of the three is imported.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain

# Exact in the SI of 2019, as is the thermochemical calorie, 4.184 J. Importing scipy.constants takes 0.2 s.
h, k_B, e, c, N_A = 6.62607015e-34, 1.380649e-23, 1.602176634e-19, 299_792_458.0, 6.02214076e23
hbar = h / (2 * np.pi)
HARTREE, RYDBERG = 4.359744722206e-18, 2.179872361103e-18  # J, CODATA 2022: u = 4.8e-30, 2.4e-30


@dataclass(frozen=True, slots=True)
class EnergyUnit:
    """A unit of energy: its symbol and its size in joules."""

    symbol: str
    joules: float


@dataclass(frozen=True, slots=True)
class Thermal:
    """A thermal energy kT, in the unit asked for, and how it was given (a text for reports)."""

    kT: float
    provenance: str


_KELVIN = {"nK": 1e-9, "μK": 1e-6, "mK": 1e-3, "K": 1.0, "kK": 1e3, "MK": 1e6, "GK": 1e9}
_JOULES = {"J": 1.0, "erg": 1e-7, "hartree": HARTREE, "Ry": RYDBERG, "cm^-1": 100 * h * c}
_JOULES |= {"J/mol": 1 / N_A, "kJ/mol": 1e3 / N_A, "cal/mol": 4.184 / N_A, "kcal/mol": 4184 / N_A}
_JOULES |= {"μeV": 1e-6 * e, "meV": 1e-3 * e, "eV": e, "keV": 1e3 * e, "MeV": 1e6 * e, "GeV": 1e9 * e}
_JOULES |= {symbol: kelvin * k_B for symbol, kelvin in _KELVIN.items()}
_JOULES |= {"Hz": h, "kHz": 1e3 * h, "MHz": 1e6 * h, "GHz": 1e9 * h, "THz": 1e12 * h}
_JOULES |= {"rad/s": hbar, "rad/ps": 1e12 * hbar, "rad/fs": 1e15 * hbar}
ENERGY_UNITS = MappingProxyType({s: EnergyUnit(s, j) for s, j in _JOULES.items()})
_ALIASES = dict.fromkeys(("Hartree", "Ha", "Eh", "E_h"), "hartree") | {"ueV": "μeV", "uK": "μK"}
# What a quantity in any other unit is converted to, as far as it goes, and joules per that.
_ROUTES = {"rad/s": hbar, "rad/m": hbar * c, "J": 1.0, "J/mol": 1 / N_A, "K": k_B, "Hz": h, "1/m": h * c}
# Where objects state theirs.
_STATED = "unit= (energy_unit= of networks and generators)"
_Unit = str | EnergyUnit | None
Floats = NDArray[np.float64]


def energy_unit(text: _Unit) -> EnergyUnit | None:
    """Look up an energy unit by its symbol; case matters (meV, MeV).

    Parameters
    ----------
    text
        A key of `ENERGY_UNITS`, powers in any spelling (``1/cm``, ``cm⁻¹``). None and an `EnergyUnit` stay.

    Raises
    ------
    InputError
        Unknown symbol; the message names near ones and all known ones.

    Examples
    --------
    >>> energy_unit("1/cm").symbol
    'cm^-1'
    """
    if text is None or isinstance(text, EnergyUnit):
        return text
    if unit := _BY_KEY.get(key := unit_key(str(text))) or ENERGY_UNITS.get(_ALIASES.get(key, "")):
        return unit
    near = [s for s in ENERGY_UNITS if SequenceMatcher(None, s.lower(), key.lower()).ratio() > 0.7]
    why = f"unknown; did you mean {' or '.join(near)} (case matters)?" if near else "unknown"
    raise InputError(explain(f"energy unit {text!r}", why=why, fix=f"known are {', '.join(ENERGY_UNITS)}"))


@overload
def thermal_energy(kT: Any = ..., T: Any = ..., unit: _Unit = ...) -> Thermal: ...
@overload
def thermal_energy(kT: Any = ..., T: Any = ..., unit: _Unit = ..., *, required: bool) -> Thermal | None: ...
def thermal_energy(kT: Any = None, T: Any = None, unit: _Unit = None, *, required: bool = True) -> Thermal | None:
    """Read the temperature of a bath, given as ``kT`` or as ``T``, into the energy unit of an object.

    Parameters
    ----------
    kT
        Thermal energy: a number in `unit`, text with a unit (``"25 meV"``, ``"300 K"``), or a quantity.
    T
        Absolute temperature: a number in kelvin, text (``"1.2 GK"``, ``"25 °C"``), or a quantity.
    unit
        Unit of the object's energies; None if they have none, which leaves only a number for ``kT``.
    required
        Whether to insist on a temperature; if False, neither ``kT`` nor ``T`` gives None.

    Raises
    ------
    InputError
        Both given, none though required, not one finite positive number, or no unit to convert to.

    Examples
    --------
    >>> thermal_energy(T=300, unit="eV")
    Thermal(kT=0.025851999786435535, provenance='kT = 0.025852 eV (T = 300 K given)')
    """
    unit = energy_unit(unit)
    if (kT is None) == (T is None):
        if kT is None and not required:
            return None
        raise InputError(explain(f"kT = {kT} and T = {T}", fix="give one: kT= (an energy) or T= (in kelvin)"))
    amount, own = _amount(kT, "kT") if T is None else _absolute(T)
    value, given = _positive(amount, "kT" if T is None else "T"), "given"
    if own is not None:
        given = f"{'' if T is None else 'T = '}{value:.15g} {own.symbol} given"
        if unit is None:
            fix = f"give kT= as a number in their own scale, or construct the object with {_STATED}"
            raise InputError(explain(f"{given}, but the energies of this object have no unit", fix=fix))
        value = _positive(value * (own.joules / unit.joules), "kT")
    return Thermal(value, f"kT = {value:.5g}{' ' + unit.symbol if unit else ''} ({given})")


def to_floats(values: Any, unit: _Unit = None, *, name: str = "energies") -> tuple[Floats, EnergyUnit | None]:
    """Energies as an array of finite floats, and the unit they are in.

    Parameters
    ----------
    values
        Numbers (taken to be in `unit`), a quantity array, or a list of quantities or texts (``"0.1 eV"``).
    unit
        Unit of the result. If None, values that name their units are converted to eV; others have no unit.
    name
        What error messages call the values.

    Raises
    ------
    InputError
        Not real, not finite, masked, not an energy, or some with and some without a unit.

    Examples
    --------
    >>> energies, unit = to_floats(["100 meV", "0.2 eV"])
    >>> energies.tolist(), unit.symbol
    ([0.1, 0.2], 'eV')
    """
    unit = energy_unit(unit)
    if isinstance(values, list | tuple) and not {*map(type, values)} <= {int, float, np.float64, np.int64}:
        parts = (to_floats(v, unit, name=f"{name}[{i}]") for i, v in enumerate(values))
        arrays, units = zip(*parts, strict=True)
        if len(set(units)) > 1:  # then unit is None, and they are None and eV
            fix = f"give all of them one, or {_STATED}"
            raise InputError(explain(f"{name}[{units.index(None)}] has no unit, others have", fix=fix))
        return finite_floats(arrays, name), units[0]
    amount, own = _amount(values, name)
    unit = unit or (ENERGY_UNITS["eV"] if own else None)
    scale = own.joules / unit.joules if own and unit else 1.0
    return finite_floats(finite_floats(amount, name) * scale, name), unit


def unit_key(text: str) -> str:
    """Fold cm^-1, cm**-1, cm⁻¹, 1/cm into one; also kJ/mol and kJ mol^-1, and the two mu of Unicode.

    Examples
    --------
    >>> unit_key("cm⁻¹") == unit_key("1/cm") == unit_key("cm**-1")
    True
    """
    text = re.sub(r"[\s^(){}·]|\*\*", "", unicodedata.normalize("NFKC", text).replace("−", "-"))
    return re.sub(r"/(\w+)$", r"\1-1", text).removeprefix("1")


_BY_KEY = {unit_key(symbol): unit for symbol, unit in ENERGY_UNITS.items()}
# [0-9] and no Unicode folding: '10² K' must not become 102 K; nor '1,5 eV' 1 of something
_NUMBER = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?![.,_0-9])(.*)")


def split_unit(value: Any, name: str) -> tuple[Any, str | None]:
    """Separate the number(s) from the symbol of the unit; None if `value` names no unit.

    Raises
    ------
    InputError
        Text that does not begin with a number, or a quantity of a package that is not known here.

    Examples
    --------
    >>> split_unit("2.5 fs", "dt")
    (2.5, 'fs')
    """
    if isinstance(value, str):
        if match := _NUMBER.fullmatch(value.strip().replace("−", "-")):
            return float(match[1]), match[2].strip() or None
        raise InputError(explain(f"{name} = {value!r}", fix="write a number and a unit, such as '0.025 eV'"))
    roots, unit = _roots(value), named_unit(value)
    if unit is None:
        return value, None
    if not (roots & {"pint", "astropy", "unyt"} and hasattr(value, "to")):
        raise InputError(explain(f"{name} is in {unit}", fix="give numbers, or units of pint, astropy, unyt"))
    return (value.magnitude, f"{unit:~D}") if "pint" in roots else (value.value, str(unit))


def named_unit(value: Any) -> Any:
    """Return the unit that a quantity of any package names; None for anything else.

    Examples
    --------
    >>> named_unit(0.3) is None
    True
    """
    unit = getattr(value, "units", getattr(value, "unit", None))
    return None if "pandas" in _roots(value) else unit  # attributes of a pandas Series are its labels


def _roots(value: Any) -> set[str]:
    return {base.__module__.partition(".")[0] for base in type(value).__mro__}


def _amount(value: Any, name: str) -> tuple[Any, EnergyUnit | None]:
    """Separate the number(s) from the unit of energy; None if `value` names none."""
    amount, symbol = split_unit(value, name)
    # A unit known by name does not pass through foreign constants: the eV of unyt 3.2 is 4.5e-8 too small.
    if symbol is None or isinstance(value, str) or unit_key(symbol) in _BY_KEY:
        try:
            return amount, energy_unit(symbol)
        except InputError as error:
            raise InputError(f"{name}: {error}") from None
    for target, joules in _ROUTES.items():
        # pint has rad = 1, and 1 rad/s = 1/s = 1 Hz: only the symbol tells hbar omega from h nu
        if ("rad" in target) == ("rad" in symbol) and (target != "Hz" or "Hz" in symbol):
            with contextlib.suppress(Exception):  # each package has its own error for a wrong dimension
                return split_unit(value.to(target), name)[0], EnergyUnit(target, joules)
    unit = value.units if hasattr(value, "units") else value.unit
    found = [getattr(unit, a) for a in ("dimensionality", "physical_type", "dimensions") if hasattr(unit, a)]
    fix = "temperatures are read in K; energies in J, J/mol, K, 1/m, Hz (h nu), rad/s (hbar omega)"
    raise InputError(explain(f"{name} is in {symbol!r}, of dimension {[*found, 'unknown'][0]}", fix=fix))


def _absolute(T: Any) -> tuple[Any, EnergyUnit | None]:
    """Separate the number from the unit of absolute temperature (kelvin if `T` names none)."""
    amount, symbol = split_unit(T, "T")
    key = "K" if symbol is None else unit_key(symbol)
    if key in _KELVIN:
        return amount, ENERGY_UNITS[key]
    if key in ("°C", "degC", "deg_C"):
        return amount + 273.15, ENERGY_UNITS["K"]
    # Δ: a difference of temperatures, which packages do convert to K
    if not isinstance(T, str) and "Δ" not in key and (read := _amount(T, "T"))[1] == ENERGY_UNITS["K"]:
        return read
    raise InputError(explain(f"T is in {symbol!r}", fix="give an energy as kT=, or T= in K (nK to GK) or °C"))


def _positive(amount: Any, name: str) -> float:
    value = finite_floats(amount, name)
    if value.ndim:
        raise InputError(explain(f"{name} has shape {value.shape}", fix="give one number"))
    if value <= 0:
        why = "a bath has a positive absolute temperature; negative ones belong to inverted populations"
        raise InputError(explain(f"{name} = {value:.15g}", why=why, fix="give the temperature of the bath"))
    return float(value)


def finite_floats(values: Any, name: str) -> Floats:
    """Real finite numbers as float64; no mask, imaginary part, unit of time or truth value is dropped.

    Raises
    ------
    InputError
        Anything else, with the first index.

    Examples
    --------
    >>> finite_floats([1, 2.5], "energies")
    array([1. , 2.5])
    """
    try:
        array: Any = np.asarray(values)
        mask = getattr(values, "mask", None)  # in pandas a method
        if array.dtype.kind not in "iufO" or (isinstance(mask, np.ndarray) and mask.any()):
            raise TypeError("not plain real numbers")
        array = array.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        shown = " ".join(repr(values).split())[:80]
        raise InputError(explain(f"{name} = {shown}", fix="give plain real numbers")) from error
    if bad := np.argwhere(~np.isfinite(array)).tolist():
        raise InputError(explain(f"{name}{bad[0] or ''} = {array[*bad[0]]}", fix="give finite numbers"))
    return np.asarray(array)
