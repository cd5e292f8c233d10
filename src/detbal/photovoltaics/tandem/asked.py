"""What is asked of a tandem, checked at the border."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.given import positives
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.radiation import Floats
from detbal.reals import one_each

#: Least difference of neighbouring gaps, relative: what is emitted between closer ones drowns in round-off.
CLOSEST = 1e-6


def descending(gaps: Any) -> Floats:
    """Return gaps (..., n) that are above 0 and fall strictly along the last axis.

    Raises
    ------
    InputError
        Naming the first gap that is not so.

    Examples
    --------
    >>> descending([1.7, 1.1])
    array([1.7, 1.1])
    """
    edges = positives(gaps, "gaps", unit="eV")
    if edges.ndim == 0:
        raise InputError(explain(f"gaps of shape {edges.shape}", fix="give the gaps along the last axis, in eV"))
    falls = edges[..., 1:] < edges[..., :-1] * (1 - CLOSEST)
    if not falls.all():
        k = tuple(map(int, np.argwhere(~falls)[0]))
        lower = (*k[:-1], k[-1] + 1)
        what = f"gaps[{_place(k)}] = {edges[k]:g} eV lies over gaps[{_place(lower)}] = {edges[lower]:g} eV in the stack"
        why = "below a junction there is only light of less energy than its gap"
        raise InputError(explain(what, why=why, fix="give strictly descending gaps, the widest on top"))
    return edges


def lit(edges: Floats, light: Floats, sun: Illumination) -> None:
    """Refuse junctions (..., n) that get no light.

    Raises
    ------
    InputError
        Naming the first of them.

    Examples
    --------
    >>> lit(np.array([1.1]), np.array([1e21]), Illumination.am15g())
    """
    dark = ~(light > 0)
    if dark.any():
        k = tuple(map(int, np.argwhere(dark)[0]))
        what = f"the junction of gaps[{_place(k)}] = {edges[k]:g} eV gets no light of {sun.name}"
        raise InputError(explain(what, fix="move its gap, or the one above, so that there is light between them"))


def _place(k: tuple[int, ...]) -> str:
    return ", ".join(map(str, k))


def part(elqe: Any, n: int) -> Floats:
    """Return luminescent parts of recombination, above 0 and up to 1, for n junctions.

    Raises
    ------
    InputError
        Naming the first that is out of range, or another number of them.

    Examples
    --------
    >>> part(0.1, 2)
    array([0.1, 0.1])
    """
    return positives(one_each(elqe, n, "elqe"), "elqe", most=1.0)
