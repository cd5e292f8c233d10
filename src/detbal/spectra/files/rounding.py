"""What the digits in a table of text say: how far values and frequencies may be from those that were rounded."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.readers.columns import Columns
from detbal.readers.numbers import ROUNDED_FROM, half_units, written_digits

EXACT = "exact"
#: An axis whose numbers all have so many decimals, or more, was rounded to them, few digits or not.
DECIMALS = 3


def value_rounding(table: Columns) -> FloatArray | None:
    r"""Return half a unit in the last place of the values, shape (n,), if they are rounded.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from detbal.readers.columns import read_columns
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("1 0.81234\n2 0.50001\n")
    >>> value_rounding(read_columns(path))
    array([5.e-06, 5.e-06])
    """
    values = table.values[:, 1]
    if _is_exact(table) or not np.isfinite(values).all():
        return None  # logarithms of zeros: written by a machine
    return half_units(table.texts[1 :: table.values.shape[1]], values)


def axis_rounding(table: Columns) -> FloatArray | None:
    r"""Return half a unit in the last place of the frequencies, shape (n,), if they are rounded; a uniform grid is not.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from detbal.readers.columns import read_columns
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("0.333 1\n0.667 1\n1.000 1\n")
    >>> axis_rounding(read_columns(path))
    array([0.0005, 0.0005, 0.0005])
    """
    return None if _is_uniform(table) else _by_digits(table)


def looks_rounded(table: Columns) -> bool:
    r"""Whether frequencies would count as rounded if they were not uniform.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from detbal.readers.columns import read_columns
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("0.500 1\n1.000 1\n1.500 1\n")
    >>> table = read_columns(path)
    >>> looks_rounded(table), axis_rounding(table)
    (True, None)
    """
    return _by_digits(table) is not None


def _by_digits(table: Columns) -> FloatArray | None:
    if _is_exact(table):
        return None
    omega, texts = table.values[:, 0], table.texts[:: table.values.shape[1]]
    half = half_units(texts, omega)
    if half is not None:
        return half
    digits, decimals = written_digits(texts)
    few = bool(digits.max() < ROUNDED_FROM and decimals.min() == decimals.max() >= DECIMALS)
    return np.full(len(omega), 0.5 * 10.0 ** -float(decimals[0])) if few else None


def _is_uniform(table: Columns) -> bool:
    omega = np.unique(table.values[:, 0])
    slack = 8.0 * float(np.finfo(float).eps) * float(np.abs(omega).max())
    return len(omega) > 2 and float(np.ptp(np.diff(omega))) <= slack


def _is_exact(table: Columns) -> bool:
    """Whether the file says that its numbers are written in full."""
    digits = table.settings.get("digits")
    if digits not in (None, EXACT):
        raise InputError(explain(f"digits = {digits!r}", fix=f"write {EXACT}, or leave it out"))
    return digits == EXACT
