"""Temperatures of a question about reactions: one, or many, in kelvin."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.units import ENERGY_UNITS, thermal_energy, to_floats

_KELVIN = ENERGY_UNITS["K"]
#: A gigakelvin in kelvin, the unit of T9 in nuclear astrophysics.
GK = 1e9


def kelvins(T: Any, name: str = "T") -> FloatArray:
    """Read temperatures into an array in kelvin, shape (nT,).

    Parameters
    ----------
    T
        A number or an array (kelvin), text with a unit (``"2 GK"``, ``"25 °C"``; several of one unit:
        ``"300, 1000, 2000 K"``), a quantity, or a list of any of these.
    name
        What messages call them.

    Raises
    ------
    InputError
        No temperature at all, more than one dimension, or one that is not finite and positive (with its index).

    Examples
    --------
    >>> kelvins("2 GK"), kelvins("300, 1000 K"), kelvins([500.0, "1 kK"])
    (array([2.e+09]), array([ 300., 1000.]), array([ 500., 1000.]))
    """
    if isinstance(T, str):
        values = _of_text(T)
    elif isinstance(T, list | tuple) and any(isinstance(entry, str) for entry in T):
        values = np.concatenate([kelvins(entry, f"{name}[{k}]") for k, entry in enumerate(T)])
    else:
        values = np.atleast_1d(to_floats(T, _KELVIN, name=name)[0])
    if values.ndim != 1 or not len(values):
        raise InputError(explain(f"{name} has shape {values.shape}", fix="give one temperature or a row of them"))
    bad = values <= 0
    if bad.any():
        k = int(np.argmax(bad))
        raise InputError(explain(f"{name}[{k}] = {values[k]:g} K", fix="give absolute temperatures above zero"))
    return values


def _of_text(text: str) -> FloatArray:
    parts = [part.strip() for part in text.split(",")]
    unit = re.sub(r"^[-+.0-9eE]*", "", parts[-1]).strip()
    whole = [part if re.search(r"[^-+.0-9eE\s]", part) or not unit else f"{part} {unit}" for part in parts]
    return np.array([thermal_energy(T=part, unit=_KELVIN).kT for part in whole])
