"""Energies in TOML documents: with or without a unit of their own, complex ones, and voltages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from detbal import units
from detbal.errors import InputError, explain
from detbal.transport.files.keys import table_of
from detbal.transport.units import one_potential
from detbal.units import EnergyUnit, to_floats


def energies(said: Any, unit: EnergyUnit | None, place: str) -> Any:
    """Return numbers in the unit of a document: an array, or a float.

    Parameters
    ----------
    said
        Numbers; texts such as "0.1 eV"; lists of these; or a table of `real` and `imag`.
    unit
        Of the document; without one no text may name its own, as numbers could not be told from it.
    place
        For messages.

    Raises
    ------
    InputError
        Anything else.

    Examples
    --------
    >>> energies(["1 eV", 2.0], units.energy_unit("meV"), "levels").tolist()
    [1000.0, 2.0]
    >>> energies("1 eV", None, "dot.toml: levels")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: dot.toml: levels = '1 eV' names a unit, the file none; add unit = "meV" above all tables
    """
    if isinstance(said, Mapping):
        parts = table_of(said, place, ("real", "imag"))
        real, imaginary = (np.asarray(energies(parts[key], unit, f"{place}.{key}")) for key in ("real", "imag"))
        if real.shape != imaginary.shape:
            what = f"{place}: real has shape {real.shape}, imag {imaginary.shape}"
            raise InputError(explain(what, fix="give both alike"))
        found: Any = real + 1j * imaginary
        return found
    if unit is None and (text := _first_text(said)) is not None:
        fix = 'add unit = "meV" above all tables'
        raise InputError(explain(f"{place} = {text!r} names a unit, the file none", fix=fix))
    values = to_floats(said, unit, name=place)[0]
    return values if values.ndim else float(values)


def potential(said: Any, unit: EnergyUnit | None, place: str) -> float:
    """Return a bias or a chemical potential as an energy: text may be in volts.

    Raises
    ------
    InputError
        A unit in a document without one, or more than one number.

    Examples
    --------
    >>> potential("200 uV", units.energy_unit("meV"), "bias")
    0.2
    """
    if unit is None or not isinstance(said, str):
        found = energies(said, unit, place)
        if not isinstance(found, float):
            raise InputError(explain(f"{place} = {said!r}", fix='give one number, such as "0.2 mV"'))
        return found
    return one_potential(said, unit, place)


def symbol_of(unit: EnergyUnit) -> str:
    """Return what a unit is written as.

    Raises
    ------
    InputError
        One of your own, which no file could name.

    Examples
    --------
    >>> symbol_of(units.energy_unit("1/cm"))
    'cm^-1'
    """
    if units.ENERGY_UNITS.get(unit.symbol) != unit:
        known = ", ".join(units.ENERGY_UNITS)
        what = f"energy unit {unit.symbol!r} of your own cannot be written"
        raise InputError(explain(what, fix=f"convert the energies to one of {known}"))
    return unit.symbol


def _first_text(said: Any) -> str | None:
    if isinstance(said, list):
        return next((text for one in said if (text := _first_text(one)) is not None), None)
    return said if isinstance(said, str) else None
