"""A window of photon energies."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reals import real_array


def window_of(window: Any) -> tuple[float, float]:
    """Return the lowest and the highest energy of a window, eV; without one, all.

    Raises
    ------
    InputError
        What is no two ascending numbers.

    Examples
    --------
    >>> window_of((1.3, 1.5)), window_of(None)
    ((1.3, 1.5), (0.0, inf))
    """
    if window is None:
        return 0.0, np.inf
    ends = real_array(window, "window")
    if ends.shape != (2,) or not 0 <= ends[0] < ends[1]:
        raise InputError(explain(f"window = {window!r}", fix="give (lowest, highest) photon energy in eV"))
    return float(ends[0]), float(ends[1])
