"""Parameters of models: how many sites, and numbers that must be finite."""

from __future__ import annotations

from operator import index
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reals import real_array

#: Most two-level sites: beyond it the operators alone take gigabytes.
MOST_SITES = 20


def count_of(value: Any, name: str, *, least: int = 1, most: int = MOST_SITES) -> int:
    """Return a whole number within bounds.

    Raises
    ------
    InputError
        Anything else.

    Examples
    --------
    >>> count_of(0, "n")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: n = 0; give a whole number from 1 to 20
    """
    try:
        count = index(value)
    except TypeError:
        count = least - 1
    if isinstance(value, bool | np.bool_) or not least <= count <= most:
        raise InputError(explain(f"{name} = {value!r}", fix=f"give a whole number from {least} to {most}"))
    return count


def finite(value: Any, name: str) -> float:
    """Return one finite real number.

    Raises
    ------
    InputError
        Anything else.

    Examples
    --------
    >>> finite(float("nan"), "field")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: field = nan; give one finite number
    """
    number = real_array(value, name)
    if number.ndim or not np.isfinite(number):
        raise InputError(explain(f"{name} = {value!r}", fix="give one finite number"))
    return float(number)
