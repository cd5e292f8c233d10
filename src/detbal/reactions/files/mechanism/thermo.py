"""Thermochemistry of the species of a mechanism."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from detbal.errors import InputError, explain
from detbal.reactions.concentration import Concentration
from detbal.reactions.files.mechanism.document import Entry, number, numbers, text
from detbal.reactions.files.mechanism.phases import Phase, PhaseKind
from detbal.reactions.files.mechanism.units import UnitSystem
from detbal.reactions.thermochemistry.nasa import Polynomials
from detbal.reactions.thermochemistry.ranges import Ranges, constant_cp, nasa7, nasa9, shomate
from detbal.readers.yaml import Block

#: Pa; of species that do not say theirs.
ONE_ATM = 101325.0
_TABLES = {"NASA7": nasa7, "NASA9": nasa9, "Shomate": shomate}


def thermochemistry(phases: Sequence[Phase], extra: Sequence[str] = ()) -> Polynomials:
    """Read the polynomials of all species of some phases; `extra` names stand for no species (colliders).

    Species of condensed solutions are left unknown: their standard concentration depends on the model.

    Raises
    ------
    InputError
        A model that is unknown, or coefficients that do not fit, naming the species and the place.

    Examples
    --------
    >>> thermochemistry([]).names
    ()
    """
    names: list[str] = []
    ranges: list[Ranges | None] = []
    pressures: list[float] = []
    condensed: list[float | None] = []
    for phase in phases:
        for entry in phase.species:
            names.append(text(entry.block, "name"))
            found, pressure = species_thermo(entry)
            ranges.append(None if phase.kind is PhaseKind.SOLUTION else found)
            pressures.append(pressure)
            condensed.append(_log_standard(phase, entry))
    ranges += [None] * len(extra)
    pressures += [ONE_ATM] * len(extra)
    condensed += [None] * len(extra)
    return Polynomials.of(
        (*names, *extra),
        ranges,
        pressure=pressures,
        condensed=condensed,
        concentration=Concentration.KMOL_PER_M3,
        assumptions=_assumptions(phases, pressures[: len(names)], condensed[: len(names)]),
    )


def species_thermo(entry: Entry) -> tuple[Ranges | None, float]:
    """Return the polynomials of one species (None if it has none) and its reference pressure in Pa.

    Examples
    --------
    >>> block = Block({"name": "Ox", "thermo": Block({"model": "constant-cp", "s0": "50 J/K/mol"}, "a:3")}, "a:2")
    >>> species_thermo(Entry(block, UnitSystem()))[0].coefficients[0, 8].round(6)
    np.float64(6.013618)
    """
    block = entry.block.get("thermo")
    if not isinstance(block, Block):
        return None, ONE_ATM
    name, place = text(entry.block, "name"), block.place
    units = entry.units.declared(block.get("units"), place)
    model = text(block, "model")
    pressure = units.pressure(block.get("reference-pressure", ONE_ATM), f"{place}: reference-pressure of {name}")
    if model == "constant-cp":
        return _constant(block, units), pressure
    if model not in _TABLES:
        what = f"{place}: thermo of {name} is of the model {model!r}"
        raise InputError(explain(what, why="unknown", fix=f"known are {', '.join(_TABLES)}, constant-cp"))
    limits = _temperatures(block.get("temperature-ranges"), units, place)
    rows = block.get("data")
    data = [numbers(row, f"{place}: data of {name}") for row in (rows if isinstance(rows, list) else [])]
    if len(limits) > 2 and limits[-1] == limits[-2]:  # how Cantera itself writes one range where it wants two
        limits, data = limits[:-1], data[:-1]
    try:
        return _TABLES[model](limits, data), pressure
    except InputError as error:
        raise InputError(f"{place}: thermo of {name}: {error}") from None


def _constant(block: Block, units: UnitSystem) -> Ranges:
    place = block.place
    return constant_cp(
        cp=units.molar_entropy(block.get("cp0", 0.0), f"{place}: cp0"),
        enthalpy=units.molar_energy(block.get("h0", 0.0), f"{place}: h0"),
        entropy=units.molar_entropy(block.get("s0", 0.0), f"{place}: s0"),
        T=units.temperature(block.get("T0", 298.15), f"{place}: T0"),
        limits=(number(block.get("T-min", 0.0), place), number(block.get("T-max", math.inf), place)),
    )


def _temperatures(given: Any, units: UnitSystem, place: str) -> list[float]:
    if not isinstance(given, list):
        what = f"{place}: temperature-ranges {given!r}"
        raise InputError(explain(what, fix="give the limits of the ranges, such as [300, 1000, 3000]"))
    return [units.temperature(value, f"{place}: temperature-ranges") for value in given]


def _log_standard(phase: Phase, entry: Entry) -> float | None:
    """Return ln of the standard concentration in kmol and m; None in a gas."""
    if phase.kind in (PhaseKind.SURFACE, PhaseKind.EDGE):
        return math.log(phase.site_density / sites(entry))
    return None if phase.kind is PhaseKind.GAS else 0.0


def sites(entry: Entry) -> float:
    """Return how many sites of its surface a species takes.

    Raises
    ------
    InputError
        None, or less.

    Examples
    --------
    >>> sites(Entry(Block({"name": "CO2(S)", "sites": "2"}, "a:1"), UnitSystem()))
    2.0
    """
    found = number(entry.block.get("sites", 1.0), f"{entry.block.place}: sites")
    if not found > 0:
        raise InputError(explain(f"{entry.block.place}: sites = {found}", fix="give a positive number"))
    return found


def _assumptions(
    phases: Sequence[Phase], pressures: Sequence[float], condensed: Sequence[float | None]
) -> tuple[str, ...]:
    gases = sorted({p for p, value in zip(pressures, condensed, strict=True) if value is None})
    said = [f"standard state of gases: ideal gas at {', '.join(f'{p:g} Pa' for p in gases)}"] if gases else []
    real = [p for p in phases if p.kind is PhaseKind.GAS and p.model != "ideal-gas"]
    said += [f"phase {p.name} ({p.model}) taken as an ideal gas" for p in real]
    said += [
        f"standard concentration on {p.name}: its site density, {p.site_density:.6g} kmol/m², per site"
        for p in phases
        if p.kind is PhaseKind.SURFACE
    ]
    said += [f"activities in {p.name} ({p.model}): mole fractions" for p in phases if p.kind is PhaseKind.PURE]
    said += [
        f"thermochemistry of {p.name} is left out ({p.model})"
        for p in phases
        if p.kind is PhaseKind.SOLUTION and p.species
    ]
    return tuple(said)
