"""Parameters that count something."""

from __future__ import annotations

from operator import index
from typing import Any

import numpy as np

from detbal.errors import InputError, explain


def whole_number(value: Any, name: str, *, least: int = 1, most: int) -> int:
    """Return a whole number within bounds.

    Raises
    ------
    InputError
        Anything else.

    Examples
    --------
    >>> whole_number(0, "n", most=20)
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
