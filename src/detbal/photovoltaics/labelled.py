"""Axes of limits over gaps and concentrations, for labelled datasets."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.radiation import Floats


def common_shape(gap: tuple[int, ...], concentration: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape to which gaps and concentrations broadcast.

    Raises
    ------
    InputError
        Shapes that do not fit.

    Examples
    --------
    >>> common_shape((5, 1), (3,))
    (5, 3)
    """
    try:
        return np.broadcast_shapes(gap, concentration)
    except ValueError:
        what = f"gaps of shape {gap} and a concentration of shape {concentration}"
        fix = "give shapes that broadcast: each axis as long in both, or 1"
        raise InputError(explain(what, fix=fix)) from None


def axis_names(name: str, gap: Floats, concentration: Floats) -> tuple[str, ...]:
    """Name the axes of `concentration`: after it, where it changes and the gaps (of as many axes, or more) do not.

    Examples
    --------
    >>> axis_names("cell", *np.broadcast_arrays([[1.1], [1.4]], [1.0, 10.0, 100.0]))
    ('cell', 'concentration')
    """
    own = [k for k in range(concentration.ndim) if _changes(concentration, k) and not _changes(gap, k)]
    own = own if len(own) == 1 else []
    others = [k for k in range(concentration.ndim) if k not in own]
    names = [name] if len(others) == 1 else [f"{name}_{k}" for k in range(len(others))]
    rest = iter(names)
    return tuple("concentration" if k in own else next(rest) for k in range(concentration.ndim))


def concentration_of(axes: tuple[str, ...], concentration: Floats) -> tuple[Any, ...]:
    """Return the concentration as an entry of a dataset: along its own axis if it has one.

    Examples
    --------
    >>> concentration_of(("concentration",), np.array([1.0, 10.0]))[0]
    ('concentration',)
    """
    units = {"units": "1"}
    if "concentration" not in axes:
        return axes, concentration, units
    k = axes.index("concentration")
    first = tuple(slice(None) if j == k else 0 for j in range(concentration.ndim))
    return ("concentration",), concentration[first], units


def _changes(values: Floats, axis: int) -> bool:
    return bool((np.diff(values, axis=axis) != 0).any())
