"""Arguments of functions, checked: one number, a count, a spectrum."""

from __future__ import annotations

from typing import Any

from detbal.errors import InputError, explain
from detbal.spectra.spectrum import Spectrum
from detbal.units import finite_floats


def positive(value: Any, name: str, *, fix: str = "give one positive number") -> float:
    """Return one positive finite number.

    Raises
    ------
    InputError
        Anything else: texts, arrays, zero, negative or infinite numbers.

    Examples
    --------
    >>> positive(2, "gamma")
    2.0
    >>> positive(0, "gamma")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: gamma = 0; give one positive number
    """
    number = not_negative(value, name, fix=fix)
    if number == 0:
        raise InputError(explain(f"{name} = 0", fix=fix))
    return number


def not_negative(value: Any, name: str, *, fix: str = "give one number, zero or positive") -> float:
    """Return one finite number, zero or positive; raises as `positive`.

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


def one_spectrum(value: Any) -> Spectrum:
    """Return a spectrum as it is.

    Examples
    --------
    >>> one_spectrum([1.0, 2.0])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: a list where a spectrum belongs; give a detbal.spectra.Spectrum
    """
    if isinstance(value, Spectrum):
        return value
    what = f"a {type(value).__name__} where a spectrum belongs"
    raise InputError(explain(what, fix="give a detbal.spectra.Spectrum"))
