"""Numbers: strict parsing of columns, and what the digits written say about rounding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain

FloatArray = NDArray[np.float64]

#: A column written with this many significant digits at most is taken as rounded; with fewer digits than
#: `ROUNDED_FROM` as exact (1, 0.25, 1e9), and with more as a float written in full.
ROUNDED_FROM, ROUNDED_TO = 5, 14
_CHUNK = 1 << 14


def parse_numbers(
    values: Sequence[Any] | NDArray[Any], cell: Callable[[int], str], *, minus_infinity: bool = False
) -> FloatArray:
    """Turn a column of texts or numbers into floats, refusing all that is not plainly a number.

    Parameters
    ----------
    values : (n,)
        Texts such as "1.5e-3", or real numbers. Neither "1_000", "nan" nor True is a number here.
    cell
        Names the place of an entry, for messages.
    minus_infinity
        Whether "-inf" may stand for the logarithm of zero.

    Raises
    ------
    InputError
        With the place and the text of the first offending entry; also if it is beyond the range of floats,
        where a number would silently turn into infinity or zero.

    Notes
    -----
    Whole columns are converted at once; entries are looked at one by one only to find an error.

    Examples
    --------
    >>> parse_numbers(["1", "2.5e-3"], str).tolist()
    [1.0, 0.0025]
    >>> parse_numbers(["1", "1_000"], "line {}".format)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: line 1: '1_000' is no number; write it like 1.5e-3
    """
    if isinstance(values, np.ndarray) and values.dtype.kind in "iuf":
        numbers = values.astype(float)
    else:
        values = values.tolist() if isinstance(values, np.ndarray) else values
        try:
            _require_strict(values)
            numbers = np.fromiter(map(float, values), float, len(values))
        except (TypeError, ValueError, OverflowError):
            raise _first_error(values, cell) from None
        _refuse_underflow(values, numbers, cell)
    bad = ~np.isfinite(numbers)
    if minus_infinity:
        bad &= numbers != -np.inf
    if bad.any():
        k = int(np.argmax(bad))
        fix = "give a finite number (a logarithm where it is beyond the range of floats)"
        raise InputError(explain(f"{cell(k)}: {_shown(values[k])} is not finite", fix=fix))
    return numbers


def written_digits(texts: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Count the significant digits and the decimals of numbers as they are written.

    Leading zeros do not count, nor do trailing zeros of whole numbers (100, and 100.0, have one digit).

    Parameters
    ----------
    texts : (n,)
        ASCII texts that `parse_numbers` accepts.

    Returns
    -------
    digits : (n,) integer array
    decimals : (n,) integer array
        Digits after the point; -1 for a number with an exponent.

    Examples
    --------
    >>> digits, decimals = written_digits(["0.0120", "-3.25e-7", "100.0"])
    >>> digits.tolist(), decimals.tolist()
    ([3, 3, 1], [4, -1, 1])
    """
    characters = np.array(texts, dtype=np.bytes_)
    symbols = characters.view(np.uint8).reshape(len(characters), -1)
    in_exponent = np.maximum.accumulate((symbols | 32) == ord("e"), axis=1)
    after_point = np.maximum.accumulate(symbols == ord("."), axis=1)
    digit = (symbols >= ord("0")) & (symbols <= ord("9")) & ~in_exponent
    nonzero = digit & (symbols != ord("0"))
    decimals = (digit & after_point).sum(axis=1)
    begun = np.maximum.accumulate(nonzero, axis=1)
    going_on = np.maximum.accumulate(nonzero[:, ::-1], axis=1)[:, ::-1]
    # 100 and 100.0 (which is how Python writes the float) are whole numbers; 0.50 shows that it was rounded
    whole = (decimals <= 1) & ~(nonzero & after_point).any(axis=1)
    digits = (digit & begun & (going_on | ~whole[:, None])).sum(axis=1)
    return digits, np.where(in_exponent.any(axis=1), -1, decimals)


def last_digits(texts: Sequence[str]) -> FloatArray:
    """Return half a unit in the last digit that is written, (n,), in formats where every number has one.

    Unlike `half_units` it takes no number as exact: "100" may be anything from 99.5 to 100.5.

    Parameters
    ----------
    texts : (n,)
        ASCII texts of numbers; exponents begin with e or d.

    Examples
    --------
    >>> last_digits(["5.53", "100", "3.302E-11"]).tolist()
    [0.005, 0.5, 5e-15]
    """
    characters = np.array(texts, dtype=np.bytes_)
    n = len(characters)
    decimals, power = np.zeros(n), np.zeros(n)
    pointed, raised, negative = (np.zeros(n, dtype=bool) for _ in range(3))
    for column in characters.view(np.uint8).reshape(n, -1).T if n else ():
        digit = (column >= ord("0")) & (column <= ord("9"))
        raised |= ((column | 32) == ord("e")) | ((column | 32) == ord("d"))
        pointed |= column == ord(".")
        negative |= raised & (column == ord("-"))
        decimals += digit & pointed & ~raised
        power = np.where(digit & raised, 10.0 * power + column - 48.0, power)
    return np.asarray(0.5 * 10.0 ** (np.where(negative, -power, power) - decimals))


def half_units(
    values: Sequence[Any] | NDArray[Any], numbers: FloatArray, digits: int | None = None
) -> FloatArray | None:
    """Bound how far each number may be from the one that was rounded to what is written.

    If the largest number of significant digits in the column is from 5 to 14, its numbers are taken as
    rounded to that many digits. If it is 5 or more and all have the same number of decimals (two or more, and
    no exponent), they are taken as rounded to that many decimals. Otherwise they are taken as exact; but arrays
    of single precision as rounded to that. `digits` overrides the rule.

    Parameters
    ----------
    values : (n,)
        What `parse_numbers` has parsed; floats are taken to be written with the fewest digits that tell them
        from their neighbours.
    numbers : (n,) float array
        What came out of it.
    digits
        Number of significant digits, if it is known.

    Returns
    -------
    (n,) float array or None
        Half a unit in the last place, absolute (0 for a zero); None if the numbers are exact. That a float has
        its own rounding comes on top.

    Examples
    --------
    >>> half_units(["1.2345", "0.5"], np.array([1.2345, 0.5]))
    array([5.e-05, 5.e-06])
    >>> half_units(["1.25", "0.5"], np.array([1.25, 0.5])) is None
    True
    """
    if digits is None and isinstance(values, np.ndarray) and is_short_float(values):
        return np.abs(numbers) * (0.5 * float(np.finfo(values.dtype).eps))
    if digits is None:
        digits, fixed = _column_digits(values)
        if digits >= ROUNDED_FROM and fixed is not None:
            return np.full(len(numbers), 0.5 * 10.0**-fixed)
        if digits < ROUNDED_FROM:
            return None
    if digits > ROUNDED_TO:
        return None
    with np.errstate(divide="ignore"):
        leading = np.floor(np.log10(np.abs(numbers)))
    return np.asarray(0.5 * 10.0 ** (leading - digits + 1), dtype=float)


def told_digits(said: Any) -> int | None:
    """Return the number of significant digits that a setting ``digits`` tells; None if there is none.

    More than 14 count as exact, and "exact" as so many.

    Raises
    ------
    InputError
        Neither a number of digits nor "exact".

    Examples
    --------
    >>> told_digits("3"), told_digits("exact")
    (3, 15)
    """
    if said is None:
        return None
    text = str(said)
    if text == "exact":
        return ROUNDED_TO + 1
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:4]) <= 17):
        raise InputError(explain(f"digits = {said!r}", fix="write exact, or the number of significant digits"))
    return int(text)


def is_short_float(values: NDArray[Any]) -> bool:
    """Whether an array holds floats of less than double precision.

    Examples
    --------
    >>> is_short_float(np.zeros(2, dtype=np.float32)), is_short_float(np.zeros(2))
    (True, False)
    """
    return values.dtype.kind == "f" and values.dtype.itemsize < 8


def _column_digits(values: Sequence[Any] | NDArray[Any]) -> tuple[int, int | None]:
    """Return the largest number of digits, and the number of decimals if it is the same everywhere."""
    most, decimals = 0, set[int]()
    for start in range(0, len(values), _CHUNK):
        chunk = values[start : start + _CHUNK]
        texts = [value if isinstance(value, str) else repr(float(value)) for value in chunk]
        found, behind = written_digits(texts)
        most = max(most, int(found.max()))
        decimals.update(np.unique(behind).tolist())
        if most > ROUNDED_TO and len(decimals) > 1:  # written in full: no need to look at the rest
            break
    fixed = decimals.pop() if len(decimals) == 1 else -1
    return most, fixed if fixed >= 2 else None


def _require_strict(values: Sequence[Any]) -> None:
    kinds = set(map(type, values))
    if not all(issubclass(kind, str | Real) and not issubclass(kind, bool) for kind in kinds):
        raise TypeError
    joined = "".join(value for value in values if isinstance(value, str)) if str in kinds else ""
    if not joined.isascii() or "_" in joined:
        raise ValueError


def _first_error(values: Sequence[Any], cell: Callable[[int], str]) -> InputError:
    for k, value in enumerate(values):
        try:
            _require_strict([value])
            float(value)
        except (TypeError, ValueError):
            if value is None or value == "":
                return InputError(explain(f"{cell(k)} is empty", fix="give a number"))
            comma = isinstance(value, str) and "," in value
            fix = "write a decimal point, as in 1.5e-3" if comma else "write it like 1.5e-3"
            return InputError(explain(f"{cell(k)}: {_shown(value)} is no number", fix=fix))
        except OverflowError:
            return InputError(explain(f"{cell(k)}: {_shown(value)} is too large", fix="give a float"))
    raise AssertionError("every entry is a number")


def _refuse_underflow(values: Sequence[Any], numbers: FloatArray, cell: Callable[[int], str]) -> None:
    """Raise if a text that is not zero has become zero."""
    seen: set[Any] = set()
    for k in np.flatnonzero(numbers == 0):
        value = values[int(k)]
        if not isinstance(value, str) or value in seen:
            continue
        seen.add(value)
        if value.lower().partition("e")[0].strip("+-.0 "):
            what = f"{cell(int(k))}: {_shown(value)} is too small for a float"
            raise InputError(explain(what, fix="give its logarithm, or 0"))


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:36]}…"
