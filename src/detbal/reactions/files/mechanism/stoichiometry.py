"""Equations of a mechanism: "H + O2 (+M) <=> HO2 (+M)"."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
        As `detbal.reactions.equations.split_equation`.

    Examples
    --------
    >>> found = sides("H + O2 (+M) <=> HO2 (+M)", "here")
    >>> found.left, found.reversible, found.collider
    ([(1.0, 'H'), (1.0, 'O2')], True, 'M')
    """
    collider = _COLLIDER.search(equation)
    bare = _COLLIDER.sub("", equation) if collider else equation
    left, reversible, right = split_equation(bare, place)
    return Sides(left, right, reversible, collider[1] if collider else "")
