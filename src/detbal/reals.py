"""Arrays of real numbers at the border: nothing imaginary, textual, boolean or masked is dropped on the way in."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain


def real_array(values: Any, name: str) -> NDArray[np.float64]:
    """Return real numbers as a float array; texts, truth values and complex numbers are refused.

    Parameters
    ----------
    values
        Anything that numpy makes an array of.
    name
        What the values are called in messages.

    Raises
    ------
    InputError
        Entries that are no real numbers, gaps (masked arrays), or rows of different lengths.

    Examples
    --------
    >>> real_array([1, 2.5], "rate")
    array([1. , 2.5])
    >>> real_array([True], "rate")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: rate holds entries of type bool; give real numbers
    """
    if np.ma.is_masked(values):
        raise InputError(explain(f"{name} has masked entries", fix="give real numbers, without gaps"))
    try:
        array = np.asarray(values)
    except ValueError as error:  # ragged
        raise InputError(explain(f"{name} is no rectangle of numbers ({error})", fix="give real numbers")) from None
    if array.dtype.kind not in "iuf" and array.size:
        raise InputError(explain(f"{name} holds entries of type {array.dtype}", fix="give real numbers"))
    return array.astype(np.float64)


def one_each(values: Any, n: int, name: str, *, least: float | None = None) -> NDArray[np.float64]:
    """Return one real number for each of n things, (n,); a single number counts for all of them.

    Parameters
    ----------
    values : (n,) or scalar
    n
    name
        What the values are called in messages.
    least
        Refuse numbers below this, and any that is not finite.

    Raises
    ------
    InputError
        Another number of them, entries that are no real numbers, or, with `least`, one that is too small.

    Examples
    --------
    >>> one_each(0.1, 2, "errors")
    array([0.1, 0.1])
    >>> one_each([0.1, -0.2], 2, "errors", least=0.0)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: errors[1] = -0.2; give finite numbers of 0 or more
    """
    found = real_array(values, name)
    if found.shape not in ((), (n,)):
        fix = "give one number" if n == 1 else f"give one number, or {n} of them"
        raise InputError(explain(f"{name} has shape {found.shape}", fix=fix))
    found = np.full(n, float(found)) if found.ndim == 0 else found
    if least is not None:
        bad = ~((found >= least) & np.isfinite(found))
        if bad.any():
            k = int(np.argmax(bad))
            raise InputError(explain(f"{name}[{k}] = {found[k]:g}", fix=f"give finite numbers of {least:g} or more"))
    return found


def positive(value: Any, name: str, *, fix: str = "give one positive number") -> float:
    """Return one number that is finite and above zero.

    Parameters
    ----------
    value
    name
        What it is called in messages.
    fix
        What would be right.

    Raises
    ------
    InputError
        Anything else.

    Examples
    --------
    >>> positive(2, "gamma")
    2.0
    >>> positive("55 M", "concentration", fix="give mol/L, a positive number")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: concentration = '55 M'; give mol/L, a positive number
    """
    try:
        number = real_array(value, name)
    except InputError:
        raise InputError(explain(f"{name} = {value!r}", fix=fix)) from None
    if number.ndim:
        raise InputError(explain(f"{name} has shape {number.shape}", fix=fix))
    if not 0.0 < number < np.inf:
        raise InputError(explain(f"{name} = {float(number):.15g}", fix=fix))
    return float(number)


def lost_digits(values: Any) -> NDArray[np.float64] | float:
    """Return the relative round-off of numbers that hold fewer digits than a normal double; 0 if none does.

    These are numbers in single or half precision, and subnormal ones (below 2e-308).

    Examples
    --------
    >>> lost_digits(np.array([1.0, 2.0]))
    0.0
    >>> lost_digits(np.array([1.0], dtype=np.float32)).round(9)
    array([1.19e-07])
    """
    array = np.asarray(values)
    if array.dtype.kind != "f":
        return 0.0
    tiny = float(np.finfo(np.float64).tiny)
    if array.dtype.itemsize >= 8 and not ((array > 0) & (array < tiny)).any():
        return 0.0
    size = np.abs(array)
    spacing = np.spacing(np.where(size > 0, size, 1.0).astype(array.dtype)).astype(np.float64)
    lost = spacing / np.where(size > 0, size, 1.0)
    return np.asarray(np.where((size > 0) & (lost > 3e-16), lost, 0.0), dtype=np.float64)
