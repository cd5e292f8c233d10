"""Numbers that are given with a device, checked at the border."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import Floats
from detbal.reals import real_array


def volts(voltage: Any) -> Floats:
    """Return voltages as finite numbers.

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


def within(value: Any, name: str, least: float, most: float) -> float:
    """Return one number from `least` (above it, if that is 0) to `most`.

    Examples
    --------
    >>> within(0.5, "elqe", 0.0, 1.0)
    0.5
    """
    found = real_array(value, name)
    inside = found.ndim == 0 and (float(found) > 0 if least == 0 else least <= float(found) < np.inf)
    if not (inside and float(found) <= most):
        fix = f"give a number above 0, up to {most:g}" if least == 0 else f"give a finite number of {least:g} or more"
        raise InputError(explain(f"{name} = {value!r}", fix=fix))
    return float(found)


def require_absorptance(curve: QuantumEfficiency) -> None:
    """Refuse what is no absorptance: below 0, above 1, or 0 everywhere.

    Examples
    --------
    >>> require_absorptance(QuantumEfficiency.of([1.0, 2.0], [0.0, 1.0]))
    """
    outside = (curve.value < 0) | (curve.value > 1)
    if outside.any():
        k = int(np.argmax(outside))
        what = f"absorptance of {curve.value[k]:g} at {curve.energy[k]:.6g} eV"
        raise InputError(explain(what, why="a junction absorbs a part from 0 to 1", fix="subtract the noise, or cut"))
    if not (curve.value > 0).any():
        raise InputError(explain("an absorptance of 0 at all energies", fix="give one that is above 0 somewhere"))


def positive(value: Any, name: str, most: float = np.inf) -> float:
    """Return one finite number above 0, up to `most`.

    Examples
    --------
    >>> positive(1.1, "voc")
    1.1
    """
    found = real_array(value, name)
    if found.ndim or not 0 < float(found) < np.inf or float(found) > most:
        fix = "give a fraction above 0, up to 1 (no percent)" if most == 1 else "give one finite number above 0"
        raise InputError(explain(f"{name} = {value!r}", fix=fix))
    return float(found)
