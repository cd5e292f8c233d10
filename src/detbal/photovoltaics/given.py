"""Numbers that are given, checked at the border."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.radiation import Floats
from detbal.reals import real_array


def volts(voltage: Any) -> Floats:
    """Return voltages as finite numbers.

    Raises
    ------
    InputError
        Naming the first that is not finite.

    Examples
    --------
    >>> volts([0, 1])
    array([0., 1.])
    """
    V = real_array(voltage, "voltage")
    if not np.isfinite(V).all():
        k = int(np.argmin(np.isfinite(V.ravel())))
        raise InputError(explain(f"voltage[{k}] = {V.ravel()[k]:g}", fix="give finite numbers (V)"))
    return V


def one_voltage(voltage: Any) -> float:
    """Return one voltage.

    Raises
    ------
    InputError
        More than one, or none that is finite.

    Examples
    --------
    >>> one_voltage(0.5)
    0.5
    """
    V = volts(voltage)
    if V.ndim:
        raise InputError(explain(f"voltages of shape {V.shape}", fix="give one number (V)"))
    return float(V)


def within(value: Any, name: str, least: float, most: float) -> float:
    """Return one finite number from `least` (above it, if that is 0) to `most`.

    Raises
    ------
    InputError
        For anything else, asking for a fraction where percent may be meant.

    Examples
    --------
    >>> within(0.5, "elqe", 0.0, 1.0)
    0.5
    >>> within(90, "elqe", 0.0, 1.0)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: elqe = 90: in percent?; give a number above 0, up to 1
    """
    found = real_array(value, name)
    if found.ndim or not _inside(found, least, most):
        percent = most == 1 and found.ndim == 0 and most < float(found) <= 100
        fix = f"give {'one finite number' if most == np.inf else 'a number'} {_range(least, most)}"
        raise InputError(explain(f"{name} = {value!r}", why="in percent?" if percent else "", fix=fix))
    return float(found)


def positive(value: Any, name: str, most: float = np.inf) -> float:
    """Return one finite number above 0, up to `most`; errors as for `within`.

    Examples
    --------
    >>> positive(1.1, "voc")
    1.1
    """
    return within(value, name, 0.0, most)


def positives(values: Any, name: str, most: float = np.inf, unit: str = "") -> Floats:
    """Return one finite number or more above 0, up to `most`, of any shape.

    Raises
    ------
    InputError
        Naming the first that is out of range.

    Examples
    --------
    >>> positives([1.1, 0.0], "gap", unit="eV")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: gap[1] = 0; give finite numbers above 0 (eV)
    """
    found = real_array(values, name)
    wanted = f"finite numbers {_range(0.0, most)}{f' ({unit})' if unit else ''}"
    if not found.size:
        raise InputError(explain(f"no {name}", fix=f"give {wanted}"))
    good = _inside(found, 0.0, most)
    if not good.all():
        raise InputError(explain(f"{named_entry(name, found, ~good)}", fix=f"give {wanted}"))
    return found


def named_entry(name: str, values: Floats, bad: Any) -> str:
    """Return the first entry that is bad, as ``name[place] = value``.

    Examples
    --------
    >>> named_entry("gap", np.array([1.0, 2.0]), np.array([False, True]))
    'gap[1] = 2'
    """
    k = tuple(map(int, np.argwhere(bad)[0]))
    return f"{name}{list(k) if k else ''} = {values[k]:g}"


def _inside(values: Floats, least: float, most: float) -> Any:
    above = values > 0 if least == 0 else values >= least
    return above & np.isfinite(values) & (values <= most)


def _range(least: float, most: float) -> str:
    lower = "above 0" if least == 0 else f"of {least:g} or more"
    return lower if most == np.inf else f"{lower}, up to {most:g}"
