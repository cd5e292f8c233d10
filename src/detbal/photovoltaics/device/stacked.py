"""Junctions that can lie one below the other in one cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.photovoltaics.device.junction import Junction

#: What the junctions of one cell share, and in which unit.
_SHARED = {"T": " K", "ambient": " K", "etendue": "", "refractive_index": ""}


def stacked(junctions: Any) -> tuple[Junction, ...]:
    """Return the junctions of a cell, from the top down.

    Raises
    ------
    InputError
        None at all, or something else; junctions that differ in what they share; one with a light or a substrate.

    Examples
    --------
    >>> stacked([Junction.step(1.7), Junction.step(1.1, etendue=0.5)])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: junctions[1] has etendue = 0.5, junctions[0] 1; build all with the same etendue=
    """
    stack = tuple(junctions) if isinstance(junctions, Sequence) and not isinstance(junctions, str) else ()
    if not stack:
        what = f"junctions of type {type(junctions).__name__}" if junctions else "no junctions"
        raise InputError(explain(what, fix="give a row of Junction, from the top down"))
    for k, one in enumerate(stack):
        needs(one, f"junctions[{k}]", Junction)
        for name, unit in _SHARED.items():
            own, first = getattr(one, name), getattr(stack[0], name)
            if own != first:
                what = f"junctions[{k}] has {name} = {own:g}{unit}, junctions[0] {first:g}{unit}"
                raise InputError(explain(what, fix=f"build all with the same {name}="))
        if one.light is not None:
            raise InputError(explain(f"junctions[{k}] has a light of its own", fix="give the light to the cell"))
        if one.substrate is not None:
            fix = "leave substrate= out: a mirror lies behind the bottom junction"
            raise InputError(explain(f"junctions[{k}] has a substrate", fix=fix))
    return stack
