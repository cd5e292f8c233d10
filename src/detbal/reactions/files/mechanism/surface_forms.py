"""Rate coefficients at surfaces, as a mechanism writes them."""

from __future__ import annotations

import math

from detbal.errors import InputError, explain
from detbal.reactions.files.mechanism.document import number
from detbal.reactions.files.mechanism.laws import Context, SurfaceLaw, arrhenius_law, not_negative
from detbal.reactions.files.mechanism.phases import PhaseKind
from detbal.reactions.rates.conditions import GAS_CONSTANT


def sticking_law(context: Context) -> SurfaceLaw:
    """Read a sticking coefficient.

    Raises
    ------
    InputError
        Parameters that are missing or negative, or no single species that sticks.

    Examples
    --------
    >>> from detbal.reactions.files.mechanism.units import UnitSystem
    >>> from detbal.readers.yaml import Block
    >>> sticking_law(Context(Block({"equation": "A + S => A(S)"}, "a:1"), UnitSystem(), None, None, {}))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: a:1: A + S => A(S): sticking-coefficient = None; give {A: ..., b: ..., Ea: ...}
    """
    law = arrhenius_law(context, context.block.get("sticking-coefficient"), "sticking-coefficient", (0, 0, 0, 0, 0, 0))
    law = not_negative(context, law, "sticking-coefficient")
    kinetics, left = context.kinetics, context.sides.left
    surfaces = (PhaseKind.SURFACE, PhaseKind.EDGE)
    free = [name for _, name in left if kinetics.owner[name].kind not in surfaces]
    chosen = context.block.get("sticking-species", free[0] if len(free) == 1 else None)
    if chosen not in free:
        what = f"{context.place}: {len(free)} species could stick"
        raise InputError(explain(what, fix="name one of the reactants with 'sticking-species:'"))
    log_flux = 0.5 * math.log(GAS_CONSTANT / (2 * math.pi * kinetics.weight(chosen)))
    for amount, name in left:
        order = context.orders.get(name, amount)
        if kinetics.owner[name].kind in surfaces:
            log_flux += order * math.log(kinetics.sites(name) / kinetics.owner[name].site_density)
        elif name != chosen and kinetics.owner[name].kind is not PhaseKind.PURE:
            what = f"{context.place}: {name} takes part beside {chosen}"
            raise InputError(explain(what, fix="write sticking reactions with one species of the gas"))
    return SurfaceLaw(law, log_flux, kinetics.motz_wise(context.block), coverage_terms(context))


def coverage_terms(context: Context) -> list[tuple[int, float, float, list[float]]]:
    """Read the dependences on coverages: (column of the species, a, m, E1..E4 in kelvin).

    Raises
    ------
    InputError
        A species that is unknown, or parameters that are.

    Examples
    --------
    >>> from detbal.readers.yaml import Block
    >>> coverage_terms(Context(Block({"equation": "A => B"}, "a:1"), None, None, None, {}))
    []
    """
    given = context.block.get("coverage-dependencies") or {}
    terms = []
    for name, block in given.items():
        place = f"{context.place}: coverage-dependencies: {name}"
        if name not in context.kinetics.column:
            raise InputError(explain(f"{place} is no species of this phase", fix="list it in the phase"))
        values = (
            dict(zip(("a", "m", "E"), block, strict=True)) if isinstance(block, list) and len(block) == 3 else block
        )
        if not isinstance(values, dict) or not set(values) <= {"a", "m", "E"}:
            raise InputError(explain(f"{place} = {block!r}", fix="give {a: ..., m: ..., E: ...}"))
        E = values.get("E", 0.0)
        barriers = [context.units.activation(value, f"{place}: E") for value in (E if isinstance(E, list) else [E])]
        if len(barriers) > 4:
            raise InputError(explain(f"{place}: E has {len(barriers)} coefficients", fix="give four at the most"))
        a, m = (number(values.get(key, 0.0), f"{place}: {key}") for key in ("a", "m"))
        terms.append((context.kinetics.column[name], a, m, barriers + [0.0] * (4 - len(barriers))))
    return terms
