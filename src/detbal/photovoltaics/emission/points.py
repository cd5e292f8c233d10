"""Which points of a curve take part: those in a window of photon energies, and those with a signal."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.photovoltaics.comparison.window import window_of
from detbal.photovoltaics.curve import Curve

#: Errors that a value must stand above 0 for its log to be used: there the log is off by 2 % at most.
LEAST_SIGNAL = 5.0


def inside(curve: Curve, window: Any) -> NDArray[np.bool_]:
    """Return which points of a curve lie in a window of energies, ends included, (n,).

    Parameters
    ----------
    curve
    window : (low, high) or None
        eV; None for all points.

    Raises
    ------
    InputError
        What are no two ascending numbers, or a window that holds none of the points.

    Examples
    --------
    >>> from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
    >>> inside(QuantumEfficiency.of([1.3, 1.4, 1.5], [0.0, 0.5, 0.9]), (1.35, 1.5))
    array([False,  True,  True])
    """
    low, high = window_of(window)
    found: NDArray[np.bool_] = (curve.energy >= low) & (curve.energy <= high)
    if not found.any():
        what = f"no point lies in the window from {low:g} to {high:g} eV"
        fix = f"the energies reach from {curve.energy[0]:g} to {curve.energy[-1]:g} eV: move the window there"
        raise InputError(explain(what, fix=fix))
    return found


def with_signal(curve: Curve) -> NDArray[np.bool_]:
    """Return which points of a curve stand above 0, above their floor, and `LEAST_SIGNAL` errors above 0, (n,).

    Examples
    --------
    >>> from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
    >>> with_signal(QuantumEfficiency.of([1.3, 1.4, 1.5], [0.0, 0.04, 0.9], error=0.01))
    array([False, False,  True])
    """
    found: NDArray[np.bool_] = curve.detected & (curve.value > LEAST_SIGNAL * curve.error)
    return found
