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
    wanted = f"finite numbers above 0{f', up to {most:g}' if most < np.inf else ''}{f' ({unit})' if unit else ''}"
    if not found.size:
        raise InputError(explain(f"no {name}", fix=f"give {wanted}"))
    good = (found > 0) & np.isfinite(found) & (found <= most)
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
