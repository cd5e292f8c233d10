"""Forms of rate coefficients in a mechanism: each is read by one function."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from detbal.errors import InputError, explain
from detbal.reactions.files.mechanism.document import Entry, amounts, number, numbers, truth
from detbal.reactions.files.mechanism.kinetics import ANY_COLLIDER, Kinetics
from detbal.reactions.files.mechanism.laws import (
    AnyLaw,
    ChebyshevLaw,
    Context,
    FalloffLaw,
    SurfaceLaw,
    TableLaw,
    arrhenius_law,
    not_negative,
)
from detbal.reactions.files.mechanism.stoichiometry import Sides
from detbal.reactions.files.mechanism.surface_forms import coverage_terms, sticking_law
from detbal.reactions.rates.broadening import Broadening
from detbal.readers.yaml import Block


def read_law(entry: Entry, kinetics: Kinetics, sides: Sides, orders: Mapping[str, float]) -> AnyLaw:
    """Read the rate coefficient of a reaction.

    Raises
    ------
    InputError
        A form that is unknown here, or parameters that are missing or out of range, naming the reaction and its place.

    Examples
    --------
    >>> from detbal.reactions.files.mechanism.units import UnitSystem
    >>> block = Block({"equation": "A => B", "type": "linear-Burke"}, "a.yaml:8")
    >>> read_law(Entry(block, UnitSystem()), None, Sides([(1, "A")], [(1, "B")], False, ""), {})
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: a.yaml:8: A => B: type: linear-Burke: this form of rate is unknown here; ...
    """
    block = entry.block
    kind = block.get("type") or ("sticking-Arrhenius" if "sticking-coefficient" in block else "elementary")
    context = Context(block, entry.units, kinetics, sides, orders)
    if kind not in FORMS:
        fix = f"known forms are {', '.join(FORMS)}"
        raise InputError(explain(f"{context.place}: type: {kind}", why="this form of rate is unknown here", fix=fix))
    return FORMS[kind](context)


def _arrhenius(context: Context) -> AnyLaw:
    if context.sides.collider:
        what = f"{context.place}: (+{context.sides.collider}) in a reaction that is of no falloff form"
        raise InputError(explain(what, fix="say 'type: falloff', or write + M on both sides"))
    law = arrhenius_law(context, context.block.get("rate-constant"), "rate-constant", context.dimensions())
    if law.A < 0 and not truth(context.block, "negative-A"):
        what = f"{context.place}: A = {law.A:g} (kmol, m, s)"
        raise InputError(explain(what, why="negative", fix="say 'negative-A: true' if it is meant"))
    if context.block.get("coverage-dependencies") is None:
        return law
    return SurfaceLaw(not_negative(context, law, "rate-constant"), math.nan, False, coverage_terms(context))


def _falloff(context: Context) -> AnyLaw:
    if not context.sides.collider:
        what = f"{context.place}: a rate of falloff form without a collider"
        raise InputError(explain(what, fix="write (+M) on both sides, or say another type"))
    activated = context.block.get("type") == "chemically-activated"
    laws = []
    for name, extra in (
        ("low-P-rate-constant", 0 if activated else 1),
        ("high-P-rate-constant", -1 if activated else 0),
    ):
        law = not_negative(
            context, arrhenius_law(context, context.block.get(name), name, context.dimensions(extra)), name
        )
        if law.A == 0:
            raise InputError(explain(f"{context.place}: {name}: A = 0", fix="give a positive factor"))
        laws.append(law)
    model, parameters = _broadening(context)
    default, named = efficiencies(context)
    return FalloffLaw(laws[0], laws[1], model, parameters, activated, default, named)


def _broadening(context: Context) -> tuple[Broadening, list[float]]:
    keys = {"Troe": ("A", "T3", "T1", "T2"), "SRI": ("A", "B", "C", "D", "E"), "Tsang": ("A", "B")}
    for name, parameters in keys.items():
        given = context.block.get(name)
        if given is None:
            continue
        place = f"{context.place}: {name}"
        needed = parameters[:3]
        if not isinstance(given, Block) or not set(needed) <= set(given) <= set(parameters):
            raise InputError(explain(f"{place} = {given!r}", fix=f"give {', '.join(parameters)}"))
        plain = {"D": 1.0, "E": 0.0}
        values = [
            plain.get(key, 0.0) if key not in given
            else context.units.temperature(given[key], place) if name == "Troe" and key != "A"
            else number(given[key], f"{place}: {key}")
            for key in parameters
        ]  # fmt: skip
        values += [float("T2" in given)] if name == "Troe" else []
        if name == "SRI":
            _check_sri(values, place)
        return Broadening[name.upper()], values + [0.0] * (5 - len(values))
    return Broadening.LINDEMANN, [0.0] * 5


def _check_sri(values: list[float], place: str) -> None:
    a, _, c, d, _ = values
    if not (a >= 0 and c >= 0 and a + c > 0 and d > 0):
        what = f"{place}: A = {a:g}, C = {c:g}, D = {d:g}"
        why = "A exp(-B/T) + exp(-T/C) and D have to be positive at every temperature"
        raise InputError(explain(what, why=why, fix="give A and C of zero or more, not both zero, and D above zero"))


def efficiencies(context: Context) -> tuple[float, dict[int, float]]:
    """Return the efficiency of all colliders that are not named, and of those that are, by column.

    Raises
    ------
    InputError
        A collider that is no species of the phase, or a negative efficiency.

    Examples
    --------
    >>> from detbal.reactions.files.mechanism.units import UnitSystem
    >>> plain = Sides([(2, "O"), (1, "M")], [(1, "O2"), (1, "M")], False, "")
    >>> kinetics = Kinetics((), {"O": 0, "O2": 1}, {}, {}, {})
    >>> block = Block({"efficiencies": Block({"O2": "3"}, "a:9")}, "a:8")
    >>> efficiencies(Context(block, UnitSystem(), kinetics, plain, {}))
    (1.0, {1: 3.0})
    """
    collider = context.sides.collider or ANY_COLLIDER
    place, column = f"{context.place}: efficiencies", context.kinetics.column
    named = amounts(context.block.get("efficiencies"), place)
    default = number(context.block.get("default-efficiency", 1.0), place)
    if collider != ANY_COLLIDER:
        default, named = 0.0, {collider: 1.0} | named
    missing = [name for name in named if name not in column]
    if missing and not truth(context.kinetics.phases[0].entry.block, "skip-undeclared-third-bodies"):
        what = f"{place}: {missing[0]!r} is no species of this phase"
        raise InputError(explain(what, fix="list it, or say 'skip-undeclared-third-bodies: true' in the phase"))
    if negative := [name for name, value in named.items() if value < 0]:
        raise InputError(explain(f"{place}: {negative[0]}: {named[negative[0]]:g}", fix="give zero or more"))
    return default, {column[name]: value for name, value in named.items() if name in column}


def _pressures(context: Context) -> AnyLaw:
    given = context.block.get("rate-constants")
    if not isinstance(given, list) or not given:
        raise InputError(explain(f"{context.place}: no rate-constants", fix="give laws with P, A, b, Ea"))
    dimensions, laws = context.dimensions(), []
    for k, block in enumerate(given):
        name = f"rate-constants[{k}]"
        law = arrhenius_law(context, block, name, dimensions)
        pressure = context.units.pressure(block.get("P"), f"{context.place}: {name}: P")
        if not pressure > 0:
            raise InputError(explain(f"{context.place}: {name}: P = {block.get('P')}", fix="give a positive pressure"))
        laws.append((pressure, law))
    return TableLaw(sorted(laws, key=lambda entry: entry[0]))


def _chebyshev(context: Context) -> AnyLaw:
    block, place = context.block, context.place
    rows = block.get("data")
    data = [numbers(row, f"{place}: data") for row in (rows if isinstance(rows, list) else [])]
    if not data or len({len(row) for row in data}) > 1 or not data[0]:
        raise InputError(explain(f"{place}: data", fix="give rows of coefficients of one length"))
    limits = [
        read(value, f"{place}: {key}")
        for key, read in (("temperature-range", context.units.temperature), ("pressure-range", context.units.pressure))
        for value in block.get(key) or []
    ]
    if len(limits) != 4 or not (0 < limits[0] < limits[1] and 0 < limits[2] < limits[3]):
        what = f"{place}: temperature-range, pressure-range"
        raise InputError(explain(what, fix="give two ascending temperatures and two ascending pressures"))
    coefficients = np.array(data)
    coefficients[0, 0] += math.log10(context.units.rate(1.0, context.dimensions(), place))
    return ChebyshevLaw(coefficients, limits)


FORMS: Mapping[str, Callable[[Context], AnyLaw]] = {
    "elementary": _arrhenius,
    "Arrhenius": _arrhenius,
    "three-body": _arrhenius,
    "falloff": _falloff,
    "chemically-activated": _falloff,
    "pressure-dependent-Arrhenius": _pressures,
    "Chebyshev": _chebyshev,
    "interface-Arrhenius": _arrhenius,
    "sticking-Arrhenius": sticking_law,
}
