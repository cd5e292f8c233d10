"""Arguments of functions, checked: one number, a count, a spectrum."""

from __future__ import annotations

from typing import Any

from detbal.errors import InputError, explain
from detbal.spectra.spectrum import Spectrum
from detbal.units import finite_floats


def not_negative(value: Any, name: str, *, fix: str = "give one number, zero or positive") -> float:
    """Return one finite number, zero or positive.

    Raises
    ------
    InputError
        Anything else: texts, arrays, negative or infinite numbers.

    Examples
    --------
    >>> not_negative(-1.0, "recoil")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: recoil = -1; give one number, zero or positive
    """
    number = finite_floats(value, name)
    if number.ndim or number < 0:
        shown = f"has shape {number.shape}" if number.ndim else f"= {float(number):.15g}"
        raise InputError(explain(f"{name} {shown}", fix=fix))
    return float(number)


def whole(value: Any, name: str, *, least: int = 0, fix: str = "") -> int:
    """Return a whole number that is not less than the least one.

    Examples
    --------
    >>> whole(2.0, "quanta", least=1)
    2
    >>> whole(1.5, "quanta", least=1)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: quanta = 1.5; give a whole number from 1 on
    """
    fix = fix or f"give a whole number from {least} on"
    number = not_negative(value, name, fix=fix)
    if number < least or not number.is_integer():
        raise InputError(explain(f"{name} = {number:.15g}", fix=fix))
    return int(number)


def spectrum_given(thing: Any, name: str = "spectrum") -> Spectrum:
    """Return a spectrum as it is.

    Raises
    ------
    InputError
        Anything else; if it holds a spectrum, as an estimate does, saying where.

    Examples
    --------
    >>> spectrum_given(3.0, "isotropic")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: isotropic is of type float; give a Spectrum
    """
    if isinstance(thing, Spectrum):
        return thing
    inside = isinstance(getattr(thing, "spectrum", None), Spectrum)
    raise InputError(
        explain(f"{name} is of type {type(thing).__name__}", fix="give its .spectrum" if inside else "give a Spectrum")
    )
