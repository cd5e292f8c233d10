"""The border where units become floats, for times: names of time units, steps of time, arrays of times."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.units import ENERGY_UNITS, HARTREE, Floats, energy_unit, finite_floats, hbar, split_unit, unit_key


@dataclass(frozen=True, slots=True)
class TimeUnit:
    """A unit of time: its symbol and its size in seconds."""

    symbol: str
    seconds: float


_SECONDS = {"s": 1.0, "ms": 1e-3, "μs": 1e-6, "ns": 1e-9, "ps": 1e-12, "fs": 1e-15, "as": 1e-18}
_SECONDS |= {"ħ/E_h": hbar / HARTREE}  # the atomic unit of time, 0.0242 fs
TIME_UNITS = MappingProxyType({symbol: TimeUnit(symbol, seconds) for symbol, seconds in _SECONDS.items()})
_ALIASES = dict.fromkeys(("a.u.", "au", "hbar/E_h", "hbar/Eh", "ħ/Eh", "atomic_unit_of_time"), "ħ/E_h")
_ALIASES |= {"us": "μs", "sec": "s"}
for _prefix, _symbol in zip(("", "milli", "micro", "nano", "pico", "femto", "atto"), TIME_UNITS, strict=False):
    _ALIASES |= dict.fromkeys((f"{_prefix}second", f"{_prefix}seconds"), _symbol)
#: Axes of angular frequency whose own unit of time needs no constant of nature.
_OF_AXES = {"rad/s": "s", "rad/ps": "ps", "rad/fs": "fs"}
_Unit = str | TimeUnit | None


def time_unit(text: _Unit) -> TimeUnit | None:
    """Look up a unit of time by its symbol; case matters.

    Parameters
    ----------
    text
        A key of `TIME_UNITS`; ``"us"``, and ``"a.u."`` for the atomic unit. None and a `TimeUnit` stay.

    Raises
    ------
    InputError
        Unknown symbol; the message names near ones and all known ones.

    Examples
    --------
    >>> time_unit("us").symbol, time_unit("a.u.").seconds
    ('μs', 2.4188843265...e-17)
    """
    if text is None or isinstance(text, TimeUnit):
        return text
    if unit := _BY_KEY.get(key := unit_key(str(text))):
        return unit
    near = [s for s in TIME_UNITS if SequenceMatcher(None, s.lower(), key.lower()).ratio() > 0.6]
    why = f"unknown; did you mean {' or '.join(near)} (case matters)?" if near else "unknown"
    raise InputError(explain(f"time unit {text!r}", why=why, fix=f"known are {', '.join(TIME_UNITS)}"))


def time_unit_of_axis(unit: Any) -> TimeUnit | None:
    """Return the unit in which plain times are meant beside an axis: fs for ``"rad/fs"``; None if there is none.

    Parameters
    ----------
    unit
        Unit of time or of an axis (a key of `detbal.units.ENERGY_UNITS`, or an `EnergyUnit`), or None.

    Raises
    ------
    InputError
        Unknown symbol; the message names the known units of time and of axes.

    Examples
    --------
    >>> time_unit_of_axis("rad/fs").symbol, time_unit_of_axis("fs").symbol, time_unit_of_axis("cm^-1")
    ('fs', 'fs', None)
    """
    if unit is None or isinstance(unit, TimeUnit) or unit_key(str(unit)) in _BY_KEY:
        return time_unit(unit)
    try:
        axis = energy_unit(unit)
    except InputError:
        fix = f"give one of time ({', '.join(TIME_UNITS)}) or of the axis ({', '.join(ENERGY_UNITS)})"
        raise InputError(explain(f"unit {unit!r}", why="unknown", fix=fix)) from None
    return TIME_UNITS[_OF_AXES[axis.symbol]] if axis and axis.symbol in _OF_AXES else None


def to_times(values: Any, unit: _Unit = None, *, name: str = "times") -> tuple[Floats, TimeUnit | None]:
    """Return times as an array of finite floats, and the unit they are in.

    Parameters
    ----------
    values
        Numbers (taken to be in `unit`), text (``"2.5 fs"``), a quantity, or numpy's timedelta64.
    unit
        Unit of the result. If None, values that name their unit keep it; others have none.
    name
        What error messages call the values.

    Raises
    ------
    InputError
        Not real, not finite, masked, or not a time.

    Examples
    --------
    >>> times, unit = to_times("2.5 fs", "ps")
    >>> times.tolist(), unit.symbol
    (0.0025, 'ps')
    """
    wanted = time_unit(unit)
    amount, own = _amount(values, name)
    scale = own.seconds / wanted.seconds if own and wanted else 1.0
    return finite_floats(finite_floats(amount, name) * scale, name), wanted or own


def duration(value: Any, unit: _Unit = None, *, name: str = "dt") -> float:
    """Read one step of time as a positive float in `unit`.

    Parameters
    ----------
    value
        A number in `unit`, text with a unit (``"2.5 fs"``), or a quantity.
    unit
        Unit of the result; None if the times at hand have none, which leaves only a number.
    name
        What error messages call it.

    Raises
    ------
    InputError
        Not one finite positive number, not a time, or a unit where there is none to convert to.

    Examples
    --------
    >>> duration("2.5 fs", "ps"), duration(2, "fs")
    (0.0025, 2.0)
    """
    found, own = to_times(value, unit, name=name)
    if own is not None and unit is None:
        raise InputError(explain(f"{name} is in {own.symbol}, but no unit of time is asked for", fix="give unit="))
    return one_positive(found, name)


def one_positive(found: Floats, name: str) -> float:
    """Insist on a single positive number.

    Examples
    --------
    >>> one_positive(np.array(2.0), "dt")
    2.0
    """
    if found.ndim or found <= 0:
        shown = f"has shape {found.shape}" if found.ndim else f"= {float(found):.15g}"
        raise InputError(explain(f"{name} {shown}", fix="give one positive step of time"))
    return float(found)


def _amount(value: Any, name: str) -> tuple[Any, TimeUnit | None]:
    """Separate the number(s) from the unit of time; None if `value` names none."""
    if isinstance(value, timedelta) or getattr(getattr(value, "dtype", None), "kind", "") == "m":
        return _of_timedelta(np.asarray(value, dtype=getattr(value, "dtype", "timedelta64")), name)
    amount, symbol = split_unit(value, name)
    if symbol is None or isinstance(value, str) or unit_key(symbol) in _BY_KEY:
        return amount, time_unit(symbol)
    with contextlib.suppress(Exception):  # each package has its own error for a wrong dimension
        return split_unit(value.to("s"), name)[0], TIME_UNITS["s"]
    raise InputError(explain(f"{name} is in {symbol!r}, no unit of time", fix="give a time, such as '2 fs'"))


def _of_timedelta(values: Any, name: str) -> tuple[Any, TimeUnit]:
    if np.isnat(values).any():
        raise InputError(explain(f"{name} holds NaT (not a time)", fix="give a time everywhere"))
    symbol, count = np.datetime_data(values.dtype)
    unit = _BY_KEY.get(unit_key(symbol))
    if unit is None:  # minutes, hours, days
        return values / np.timedelta64(1, "s"), TIME_UNITS["s"]
    return values.astype(np.int64).astype(float) * count, unit


_BY_KEY = {unit_key(symbol): unit for symbol, unit in TIME_UNITS.items()}
_BY_KEY |= {unit_key(alias): TIME_UNITS[symbol] for alias, symbol in _ALIASES.items()}
