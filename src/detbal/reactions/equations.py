"""Equations of reactions, such as "A + 2 B <=> C", into stoichiometric matrices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.reactions.names import require_own_names

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_ARROW = re.compile(r"\s(<=>|⇌|<->|=|=>|->|→)\s")
_TWO_WAY = frozenset({"<=>", "⇌", "<->", "="})
_TERM = re.compile(r"(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s+)?(\S+)")


@dataclass(frozen=True, slots=True, eq=False)
class Equations:
    """Equations that have been read.

    Attributes
    ----------
    species : tuple of n strings
    reactants, products : (m, n) sparse arrays
    two_way : (m,) bool array
    """

    species: tuple[str, ...]
    reactants: csr_array[Any]
    products: csr_array[Any]
    two_way: NDArray[np.bool_]


def parse_equations(equations: Sequence[str], species: Sequence[str] | None = None) -> Equations:
    """Read equations; species, arrows and plus signs stand between blanks, numbers before the species.

    Parameters
    ----------
    equations
        ``<=>``, ``⇌`` or ``=`` for both directions, ``=>`` or ``→`` for one.
    species
        Names in their order; None: as they are met.

    Raises
    ------
    InputError
        An equation that cannot be read, or a species that is not among those given.

    Examples
    --------
    >>> read = parse_equations(["A + 2 B <=> C", "C => A"])
    >>> read.species, read.reactants.toarray().tolist(), read.two_way.tolist()
    (('A', 'B', 'C'), [[1.0, 2.0, 0.0], [0.0, 0.0, 1.0]], [True, False])
    """
    from scipy.sparse import csr_array

    if isinstance(equations, str):
        raise InputError(explain(f"equations = {equations!r}", fix="give a list of equations, also of one"))
    column = {name: k for k, name in enumerate(species or ())}
    require_own_names(species or ())
    entries: tuple[list[tuple[int, int, float]], ...] = ([], [])
    two_way = np.zeros(len(equations), dtype=bool)
    for row, text in enumerate(equations):
        left, arrow, right = split_equation(text, f"equation {row}")
        two_way[row] = arrow
        for side, found in zip((left, right), entries, strict=True):
            for amount, name in side:
                if species is not None and name not in column:
                    what = f"equation {row}, {text!r}: species {name!r} is unknown"
                    raise InputError(explain(what, fix=f"known are {', '.join(list(column)[:12])}"))
                found.append((row, column.setdefault(name, len(column)), amount))
    shape = (len(equations), len(column))
    matrices = []
    for found in entries:
        rows, columns, amounts = (np.array([entry[k] for entry in found]) for k in range(3))
        empty = np.zeros(0, dtype=int)
        where = (rows, columns) if len(found) else (empty, empty)
        matrices.append(csr_array((amounts.astype(float), where), shape=shape))
    return Equations(tuple(column), matrices[0], matrices[1], two_way)


def split_equation(text: str, place: str) -> tuple[list[tuple[float, str]], bool, list[tuple[float, str]]]:
    """Return the left side, whether the arrow goes both ways, and the right side; a side is (amount, species), ….

    Raises
    ------
    InputError
        No arrow or more than one, or a term that is no species; with the place.

    Examples
    --------
    >>> split_equation("2 H + O2 <=> H2O2", "here")
    ([(2.0, 'H'), (1.0, 'O2')], True, [(1.0, 'H2O2')])
    """
    pieces = _ARROW.split(f" {text.strip()} ")
    if len(pieces) != 3:
        what = f"{place}, {text!r}: {'no arrow' if len(pieces) < 3 else 'more than one arrow'}"
        raise InputError(explain(what, fix="write it like 'A + 2 B <=> C', with blanks around arrows and plus signs"))
    left, right = _side(pieces[0], text, place), _side(pieces[2], text, place)
    if not left and not right:
        raise InputError(explain(f"{place}, {text!r}: no species", fix="write it like 'A + 2 B <=> C'"))
    return left, pieces[1] in _TWO_WAY, right


def _side(side: str, text: str, place: str) -> list[tuple[float, str]]:
    if side.strip() in ("", "∅"):
        return []
    terms = []
    for term in re.split(r"\s\+\s", f" {side} "):
        match = _TERM.fullmatch(term.strip())
        if match is None or match[2] == "+":
            what = f"{place}, {text!r}: {term.strip()!r} is no species"
            raise InputError(explain(what, fix="write terms like '2 H2O', with blanks around plus signs"))
        amount = float(match[1] or 1.0)
        if not 0 < amount < float("inf"):
            what = f"{place}, {text!r}: {amount:g} of {match[2]}"
            raise InputError(explain(what, fix="give positive numbers of each species"))
        terms.append((amount, match[2]))
    return terms
