"""Arrays of real numbers at the border: nothing imaginary, textual, boolean or masked is dropped on the way in.

Nor is a unit: where plain numbers are expected, quantities of pint, astropy and unyt are refused.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.units import named_unit, split_unit

#: Types without a unit, which need not be looked at one by one.
_PLAIN = {int, float, bool, str, complex, type(None), np.float64, np.int64}


def real_array(values: Any, name: str) -> NDArray[np.float64]:
    """Return real numbers as a float array; texts, truth values, complex numbers and quantities are refused.

    Parameters
    ----------
    values
        Anything that numpy makes an array of.
    name
        What the values are called in messages.

    Raises
    ------
    InputError
        Entries that are no real numbers, gaps (masked arrays), rows of different lengths, or a unit.

    Examples
    --------
    >>> real_array([1, 2.5], "rate")
    array([1. , 2.5])
    >>> real_array([True], "rate")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: rate holds entries of type bool; give real numbers
    """
    values = without_unit(values, name)
    if np.ma.is_masked(values):
        raise InputError(explain(f"{name} has masked entries", fix="give real numbers, without gaps"))
    try:
        array = np.asarray(values)
    except ValueError as error:  # ragged
        raise InputError(explain(f"{name} is no rectangle of numbers ({error})", fix="give real numbers")) from None
    if array.dtype.kind not in "iuf" and array.size:
        raise InputError(explain(f"{name} holds entries of type {array.dtype}", fix="give real numbers"))
    return array.astype(np.float64)


def finite_array(values: Any, name: str) -> NDArray[np.float64]:
    """Return finite real numbers as a float array; as `real_array`, NaN and infinities refused besides.

    Raises
    ------
    InputError

    Examples
    --------
    >>> finite_array([0.0, np.inf], "omega")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: omega[1] = inf; give finite numbers
    """
    array = real_array(values, name)
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        place = tuple(bad[0].tolist())
        at = f"[{', '.join(map(str, place))}]" if place else ""
        raise InputError(explain(f"{name}{at} = {array[place]}", fix="give finite numbers"))
    return array


def without_unit(values: Any, name: str) -> Any:
    """Return what is not a quantity, or one without a dimension as its number; refuse others, in lists too.

    Raises
    ------
    InputError
        A unit.

    Examples
    --------
    >>> without_unit([1.0, 2j], "H")
    [1.0, 2j]
    """
    if isinstance(values, list | tuple):
        return values if {*map(type, values)} <= _PLAIN else [without_unit(each, name) for each in values]
    unit = named_unit(values)
    if unit is None:
        return values
    if str(unit) not in ("", "dimensionless"):
        why = "plain numbers are expected, whose unit is that of the description"
        raise InputError(explain(f"{name} is in {unit}", why=why, fix="convert it, and give the numbers"))
    return split_unit(values, name)[0]


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


def positive(value: Any, name: str, most: float = np.inf, *, fix: str = "") -> float:
    """Return one finite number above zero.

    Parameters
    ----------
    value
    name
        What it is called in messages.
    most
        Refuse numbers above this.
    fix
        What would be right, if it is more than the range.

    Raises
    ------
    InputError
        Anything else; where `most` is 1, it asks whether percent were meant.

    Examples
    --------
    >>> positive(2, "gamma")
    2.0
    >>> positive("55 M", "concentration", fix="give mol/L, a positive number")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: concentration = '55 M'; give mol/L, a positive number
    """
    wanted = "give one finite number above 0" if most == np.inf else f"give a number above 0, up to {most:g}"
    return _one(value, name, float(np.nextafter(0.0, 1.0)), most, fix or wanted)


def within(value: Any, name: str, least: float, most: float, *, fix: str = "") -> float:
    """Return one finite number from `least` to `most`; parameters and errors as for `positive`.

    Examples
    --------
    >>> within(0.0, "split", 0.0, 1.0)
    0.0
    >>> within(50, "split", 0.0, 1.0)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: split = 50: in percent?; give a number from 0 to 1
    """
    wanted = f"give a number from {least:g} to {most:g}"
    if most == np.inf:
        wanted = "give one finite number" if least == -np.inf else f"give one finite number of {least:g} or more"
    return _one(value, name, least, most, fix or wanted)


def _one(value: Any, name: str, least: float, most: float, fix: str) -> float:
    try:
        number = real_array(value, name)
    except InputError:
        raise InputError(explain(f"{name} = {value!r}", fix=fix)) from None
    if number.ndim:
        raise InputError(explain(f"{name} has shape {number.shape}", fix=fix))
    found = float(number)
    if not (np.isfinite(found) and least <= found <= most):
        percent = most == 1 and 1 < found <= 100
        raise InputError(explain(f"{name} = {value}", why="in percent?" if percent else "", fix=fix))
    return found


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
    # library functions are off by a unit or two where numbers are subnormal
    lost = np.where(size < tiny, 2.0, 1.0) * spacing / np.where(size > 0, size, 1.0)
    return np.asarray(np.where((size > 0) & (lost > 3e-16), lost, 0.0), dtype=np.float64)
