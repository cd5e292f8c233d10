"""Concentrations as a user gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import real_array


def composition(given: Any, species: Sequence[str]) -> FloatArray:
    """Read the concentrations of all species, (n,), in the unit of the network.

    Parameters
    ----------
    given : mapping from names to numbers, text, or (n,) numbers
        Text is ``"A: 1, B: 2e-3"``. The name ``*`` stands for all species that are not named.
    species : sequence of n names

    Raises
    ------
    InputError
        None at all; a text that cannot be read; a species that is lacking, unknown, or has a concentration that is
        negative or not finite.

    Examples
    --------
    >>> composition({"B": 2.0, "A": 1.0}, ["A", "B"]), composition("B: 2, *: 0", ["A", "B"])
    (array([1., 2.]), array([0., 2.]))
    """
    if given is None:
        fix = "give concentrations= of all species (a mapping from names, or an array)"
        raise InputError(explain("currents depend on concentrations, and none are known", fix=fix))
    if isinstance(given, str):
        given = of_text(given, "concentrations")
    if isinstance(given, Mapping):
        given = dict(given)
        if "*" in given:
            given = dict.fromkeys(species, given.pop("*")) | given
        numbers(given, species)
        lacking = [name for name in species if name not in given]
        if lacking:
            what = f"no concentration of {', '.join(lacking[:5])}{' …' if len(lacking) > 5 else ''}"
            raise InputError(explain(what, fix="give that of every species; '*: 0' stands for all others"))
        given = [given[name] for name in species]
    found = real_array(given, "concentrations")
    if found.shape != (len(species),):
        what = f"concentrations have shape {found.shape} for {len(species)} species"
        raise InputError(explain(what, fix="give one for each, in the order of network.species"))
    bad = ~((found >= 0) & np.isfinite(found))
    if bad.any():
        k = int(np.argmax(bad))
        what = f"concentration of {species[k]} = {found[k]:g}"
        raise InputError(explain(what, fix="give finite concentrations of zero or more"))
    return found


def of_text(text: str, name: str) -> dict[str, float]:
    """Read names with numbers; `name` is what the text is called.

    Raises
    ------
    InputError
        A part that is no name with a number, or a name that stands twice.

    Examples
    --------
    >>> of_text("A: 1, B: 2e-3", "composition")
    {'A': 1.0, 'B': 0.002}
    """
    found: dict[str, float] = {}
    for part in text.replace(";", ",").rstrip(", ").split(","):
        species, _, amount = (piece.strip() for piece in part.rpartition(":"))
        try:
            value = float(amount)
        except ValueError:
            species = ""
        if not species:
            what = f"{name} = {text!r}: {part.strip()!r} cannot be read"
            raise InputError(explain(what, fix="write names with numbers, like 'A: 1, B: 2e-3'"))
        if species in found:
            raise InputError(explain(f"{name} = {text!r}: {species} stands twice", fix="give every species once"))
        found[species] = value
    return found


def numbers(names: Any, species: Sequence[str]) -> NDArray[np.intp]:
    """Return the numbers of some species.

    Parameters
    ----------
    names : iterable of strings, or one text
        A text is one name, or several between commas.
    species : sequence of n names

    Raises
    ------
    InputError
        Something else, or a name that is not among them.

    Examples
    --------
    >>> numbers(["B"], ["A", "B"]), numbers("B, A", ["A", "B"])
    (array([1]), array([1, 0]))
    """
    place = {name: k for k, name in enumerate(species)}
    if isinstance(names, str):
        names = [names] if names in place else [name.strip() for name in names.split(",")]
    if not isinstance(names, Iterable):
        raise InputError(explain(f"{names!r} is no name of a species", fix="give names, such as ['A', 'B']"))
    listed = list(names)
    for name in listed:
        if not isinstance(name, str) or name not in place:
            fix = f"known are {', '.join(list(species)[:12])}{' …' if len(species) > 12 else ''}"
            raise InputError(explain(f"species {name!r} is unknown", fix=fix))
    return np.array([place[name] for name in listed], dtype=np.intp)
