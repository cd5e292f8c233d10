"""What the digits in a file of an instrument say: up to which its numbers may be off."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.files.block import Block
from detbal.photovoltaics.radiation import Floats
from detbal.readers.numbers import ROUNDED_TO, half_units, last_digits, written_digits


def told_digits(block: Block) -> int | None:
    """Return the number of significant digits of the values that a comment tells; None if none does.

    More than 14 count as exact, and ``# digits = exact`` as so many.

    Raises
    ------
    InputError
        Neither a number of digits nor ``exact``, with file and line.

    Examples
    --------
    >>> from pathlib import Path
    >>> from detbal.photovoltaics.files.remarks import remarks_in
    >>> told_digits(Block(Path("a.csv"), ("", ""), (("800", "0.8"),), (2,), remarks_in(["# digits = 3"])))
    3
    """
    told = block.remark("digits")
    if told is None:
        return None
    if told.text.lower() == "exact":
        return ROUNDED_TO + 1
    if not (told.text.isascii() and told.text.isdecimal() and 1 <= int(told.text[:4]) <= 17):
        what = f"{block.path}:{told.line}: digits = {told.text}"
        raise InputError(explain(what, fix="write exact, or the number of significant digits of the values"))
    return int(told.text)


def half_digits(texts: Sequence[str], numbers: Floats, told: int | None = None) -> Floats:
    """Return half a unit of the last digit that a column holds, (n,); zeros if it is written in full (15 digits).

    A column is written with a number of significant digits, or of decimals, whichever is coarser for a number; zeros
    at the end may have been left out of some. Whole numbers are off by up to a half. Other than a rate, which may be
    meant exactly, what an instrument writes is always rounded, however few its digits.

    Parameters
    ----------
    texts : (n,)
        With decimal points.
    numbers : (n,) float array
        What they are.
    told
        Number of significant digits, if it is known: then they alone count, and for a 0 its decimals.

    Examples
    --------
    >>> half_digits(["12.5", "90", "0.1"], np.array([12.5, 90, 0.1]))
    array([0.05, 0.05, 0.05])
    >>> half_digits(["1.23e-3", "0.5"], np.array([1.23e-3, 0.5]))
    array([5.e-06, 5.e-04])
    """
    digits = int(written_digits(texts)[0].max()) if told is None else told
    significant = half_units(texts, numbers, digits)
    if significant is None or digits > ROUNDED_TO:
        return np.zeros(len(numbers))
    last = last_digits(texts)
    if told is not None:
        return np.asarray(np.where(numbers == 0, last, significant))
    return np.asarray(np.minimum(last, np.maximum(significant, last.min())))


def axis_digits(texts: Sequence[str], numbers: Floats) -> Floats:
    """Return the same of an axis; zeros if it is nominal: even steps, or steps of a common measure (5 and 10 nm).

    Examples
    --------
    >>> axis_digits(["400", "405", "415"], np.array([400.0, 405, 415]))
    array([0., 0., 0.])
    >>> axis_digits(["400.0", "405.1", "410.3"], np.array([400.0, 405.1, 410.3]))
    array([0.05, 0.05, 0.05])
    """
    half = half_digits(texts, numbers)
    if len(half) < 2 or not half.any():
        return half
    steps = np.rint(np.diff(np.sort(numbers)) / (2 * last_digits(texts).min())).astype(np.int64)
    nominal = bool((steps == steps[0]).all()) or np.gcd.reduce(steps) > 1
    return np.zeros(len(half)) if nominal else half


def by_slope(energy: Floats, value: Floats, off: Floats) -> Floats:
    """Return how far values may be off because their energies are, (n,): by the steeper slope to the next points.

    Parameters
    ----------
    energy, value : (n,) float arrays
        In any order; energies in eV.
    off : (n,) float array
        Up to which the energies may be off.

    Examples
    --------
    >>> by_slope(np.array([1.0, 1.1, 1.2]), np.array([0.0, 0.5, 0.6]), np.full(3, 0.001)).round(6)
    array([0.005, 0.005, 0.001])
    """
    if len(energy) < 2 or not off.any():
        return np.zeros(len(energy))
    order = np.argsort(energy)
    slope = np.abs(np.diff(value[order]) / np.diff(energy[order]))
    steeper = np.empty(len(energy))
    steeper[order] = np.maximum(np.append(slope, 0.0), np.append(0.0, slope))
    return np.asarray(steeper * off)
