"""The columns of a spectrum: a frequency axis and numbers over it, checked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import real_array, within

#: Frequencies that differ by less than this, relative to themselves, are the same point of the axis.
SAME = 1e-10


def slack(axis: FloatArray) -> FloatArray:
    """Return how far each frequency may be off and still be the same: relative to itself, and round-off of the largest.

    Examples
    --------
    >>> slack(np.array([0.0, 1.0])).tolist()
    [1.42...e-14, 1.00014...e-10]
    """
    size = np.abs(axis)
    return np.asarray(SAME * size + 64.0 * float(np.finfo(np.float64).eps) * size.max(initial=0.0))


def frequency_axis(omega: ArrayLike) -> FloatArray:
    """Return frequencies as floats in the order given; each stands there once.

    Raises
    ------
    InputError
        No list, a number that is not finite, or the same frequency twice.

    Examples
    --------
    >>> frequency_axis([1.0, 1.0])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: omega[0] = 1.0 and omega[1] = 1.0: the same frequency twice; merge or drop one ...
    """
    axis = real_array(omega, "omega")
    if axis.ndim != 1 or not len(axis):
        raise InputError(explain(f"omega has shape {axis.shape}", fix="give a list of frequencies"))
    require_finite(axis, "omega")
    order = np.argsort(axis, kind="stable")
    same = np.flatnonzero(np.diff(axis[order]) <= slack(axis[order])[1:])
    if len(same):
        first, second = (int(order[same[0] + step]) for step in (0, 1))
        what = f"omega[{first}] = {axis[first]} and omega[{second}] = {axis[second]}"
        raise InputError(explain(what, why="the same frequency twice", fix="merge or drop one of the points"))
    return axis


def column(values: Any, axis: FloatArray, name: str) -> FloatArray:
    """Return one number, zero or positive, for each point of the axis.

    Examples
    --------
    >>> column(0.5, np.array([1.0, 2.0]), "errors")
    array([0.5, 0.5])
    """
    filled = real_array(values, name)
    if filled.ndim == 0:
        filled = np.full(len(axis), float(filled))
    if filled.shape != axis.shape:
        raise InputError(
            explain(f"{name} have shape {filled.shape}", fix=f"give one for each of the {len(axis)} points")
        )
    require_finite(filled, name)
    if (filled < 0).any():
        k = int(np.argmax(filled < 0))
        raise InputError(explain(f"{name}[{k}] = {filled[k]}", fix="give standard deviations, zero or positive"))
    return filled


def require_finite(values: FloatArray, name: str) -> None:
    """Raise, naming the first number that is not finite.

    Examples
    --------
    >>> require_finite(np.array([1.0, np.nan]), "values")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: values[1] = nan: 1 of 2 numbers are not finite; ...
    """
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        why = f"{len(bad)} of {len(values)} numbers are not finite"
        fix = "give finite numbers; leave unknown points out"
        raise InputError(explain(f"{name}[{bad[0]}] = {values[bad[0]]}", why=why, fix=fix))


def share_of(correlated: Any) -> float:
    """Return how many neighbouring points say the same, at least 1.

    Examples
    --------
    >>> share_of(0)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: correlated = 0; give a number of points, 1 if they are independent
    """
    return within(correlated, "correlated", 1.0, np.inf, fix="give a number of points, 1 if they are independent")
