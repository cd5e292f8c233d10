"""Energies, potentials and rates at the border: in the unit that an object states, or without any."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.durations import TimeUnit, time_unit
from detbal.errors import InputError, explain
from detbal.transport.occupation import Floats
from detbal.units import EnergyUnit, e, energy_unit, hbar, split_unit, to_floats, unit_key

_VOLTS = {unit_key(symbol): size for symbol, size in {"V": 1.0, "mV": 1e-3, "μV": 1e-6, "uV": 1e-6}.items()}


def energy_array(values: Any, unit: EnergyUnit | None, name: str) -> Floats:
    """Return finite energies as numbers in a unit.

    Parameters
    ----------
    values
        Numbers, texts such as "0.1 eV", quantities, or a list of these.
    unit
        Of the object. If it has none, the values may not have one either: numbers without one stand beside them.
    name
        What messages call them.

    Raises
    ------
    InputError
        No finite energies, or a unit where the object has none.

    Examples
    --------
    >>> energy_array("1 ueV", None, "gamma")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: gamma = '1 ueV' has a unit, the object none; state one for all energies: unit="eV", say
    """
    if values is None:
        raise InputError(explain(f"{name} = None", fix="give an energy"))
    found, own = to_floats(values, unit, name=name)
    if unit is None and own is not None:
        fix = f'state one for all energies: unit="{own.symbol}", say'
        raise InputError(explain(f"{name} = {values!r} has a unit, the object none", fix=fix))
    return found


def one_energy(value: Any, unit: EnergyUnit | None, name: str) -> float:
    """Return one finite energy; errors as for `energy_array`, and for several.

    Examples
    --------
    >>> one_energy([1.0, 2.0], None, "level")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: level has shape (2,); give one number
    """
    found = energy_array(value, unit, name)
    if found.ndim:
        raise InputError(explain(f"{name} has shape {found.shape}", fix="give one number"))
    return float(found)


def complex_energies(values: Any, unit: EnergyUnit | None, name: str) -> NDArray[Any]:
    """Return energies that may be complex, such as hopping, as numbers in a unit; real where they are given so.

    Raises
    ------
    InputError
        As `energy_array`.

    Examples
    --------
    >>> complex_energies([[0.0, 1j], [-1j, 0.0]], None, "levels").dtype
    dtype('complex128')
    """
    if hasattr(values, "toarray"):
        values = values.toarray()
    if not _complex(values):
        return energy_array(values, unit, name)
    if isinstance(values, list | tuple):
        rows = [complex_energies(each, unit, f"{name}[{i}]") for i, each in enumerate(values)]
        if len({row.shape for row in rows}) > 1:
            raise InputError(explain(f"{name} has rows of different lengths", fix="give a rectangle of numbers"))
        return np.array(rows)
    return np.asarray(energy_array(values.real, unit, name) + 1j * energy_array(values.imag, unit, name))


def _complex(values: Any) -> bool:
    if isinstance(values, list | tuple):
        return any(map(_complex, values))
    return bool(np.iscomplexobj(getattr(values, "magnitude", values)))


def potential_array(values: Any, unit: EnergyUnit | None, name: str) -> Floats:
    """Return biases or chemical potentials as energies: as `energy_array`, and volts times the electron's charge.

    Examples
    --------
    >>> from detbal.units import energy_unit
    >>> potential_array(["200 uV", 0.5], energy_unit("meV"), "bias")
    array([0.2, 0.5])
    """
    return energy_array(_without_volts(values, unit, name), unit, name)


def one_potential(value: Any, unit: EnergyUnit | None, name: str) -> float:
    """Return one bias or chemical potential as an energy; errors as for `one_energy`.

    Examples
    --------
    >>> one_potential("-1 V", energy_unit("meV"), "mu")
    -1000.0
    """
    return one_energy(_without_volts(value, unit, name), unit, name)


def _without_volts(values: Any, unit: EnergyUnit | None, name: str) -> Any:
    """Exchange what is in volts for energies in a unit; all else stays, to be read or refused."""
    if isinstance(values, list | tuple):
        return [_without_volts(one, unit, f"{name}[{k}]") for k, one in enumerate(values)]
    amount, symbol = split_unit(values, name)
    size = _VOLTS.get(unit_key(symbol or ""))
    if size is None:
        return values
    if unit is None:
        fix = 'state one for all energies: unit="meV", say'
        raise InputError(explain(f"{name} = {values!r} has a unit, the object none", fix=fix))
    return amount * (size * e / unit.joules)


def chemical_potential(mu: Any, unit: EnergyUnit | None, name: str = "mu") -> float | None:
    """Return one chemical potential in the unit of the energies; None stays.

    Raises
    ------
    InputError
        Several numbers, no energy or potential, or one with a unit where there is none.

    Examples
    --------
    >>> from detbal.units import energy_unit
    >>> chemical_potential("1 eV", energy_unit("meV")), chemical_potential("1 V", energy_unit("meV"))
    (1000.0, 1000.0)
    """
    return None if mu is None else one_potential(mu, unit, name)


def per_energy(unit: EnergyUnit | None) -> TimeUnit | None:
    """Return ħ over a unit of energy: the time that rates are per if they are energies; None without a unit.

    Examples
    --------
    >>> per_energy(energy_unit("meV")).symbol
    'ħ/meV'
    """
    return None if unit is None else TimeUnit(f"ħ/{unit.symbol}", hbar / unit.joules)


def rate_time(text: str | TimeUnit | None) -> TimeUnit | None:
    """Look up what rates are per: "s", "ns", …, or "ħ/meV" if they are energies; None stays.

    Raises
    ------
    InputError
        No unit of time.

    Examples
    --------
    >>> rate_time("hbar/meV") == per_energy(energy_unit("meV"))
    True
    """
    if isinstance(text, str):
        top, slash, energy = text.partition("/")
        if slash and top.strip() in ("ħ", "hbar") and energy.strip() not in ("E_h", "Eh"):
            return per_energy(energy_unit(energy.strip()))
    return time_unit(text)
