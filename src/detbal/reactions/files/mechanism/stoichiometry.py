"""Equations of a mechanism: "H + O2 (+M) <=> HO2 (+M)"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detbal.errors import InputError, explain
from detbal.reactions.equations import split_equation

Side = list[tuple[float, str]]
_COLLIDER = re.compile(r"\s*\(\s*\+\s*(\S+?)\s*\)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Sides:
    """An equation that has been read.

    Attributes
    ----------
    left, right : lists of (amount, species)
        Without the collider in brackets.
    reversible : bool
    collider : str
        In brackets, such as "M" of "(+M)"; "" if there is none.
    """

    left: Side
    right: Side
    reversible: bool
    collider: str


def sides(equation: str, place: str) -> Sides:
    """Read an equation.

    Raises
    ------
    InputError
        As `detbal.reactions.equations.split_equation`; or a collider in brackets that is not the same on both sides.

    Examples
    --------
    >>> found = sides("H + O2 (+M) <=> HO2 (+M)", "here")
    >>> found.left, found.reversible, found.collider
    ([(1.0, 'H'), (1.0, 'O2')], True, 'M')
    """
    left, reversible, right = split_equation(_COLLIDER.sub(r" + (+\1)", equation), place)
    colliders = [[name[2:-1] for _, name in side if name.startswith("(+")] for side in (left, right)]
    if colliders[0] != colliders[1] or len(colliders[0]) > 1:
        what = f"{place}, {equation!r}: the collider in brackets is not the same on both sides"
        raise InputError(explain(what, fix="write (+M), or (+AR), once on both sides"))
    left, right = ([term for term in side if not term[1].startswith("(+")] for side in (left, right))
    return Sides(left, right, reversible, "".join(colliders[0]))
