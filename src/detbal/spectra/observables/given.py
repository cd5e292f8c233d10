"""What observables are made of: spectra, and single positive numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reals import real_array
from detbal.spectra.spectrum import Spectrum


def spectrum_given(thing: Any, name: str) -> Spectrum:
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


def positive(value: Any, name: str, what: str) -> float:
    """Return one positive number.

    Parameters
    ----------
    value
    name
        What it is called in messages.
    what
        What would be right.

    Raises
    ------
    InputError
        Anything else.

    Examples
    --------
    >>> positive("55 M", "concentration", "mol/L, a positive number")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: concentration = '55 M'; give mol/L, a positive number
    """
    try:
        number = real_array(value, name)
    except InputError:
        number = np.asarray(np.nan)
    if number.ndim or not 0.0 < number < np.inf:
        raise InputError(explain(f"{name} = {value!r}", fix=f"give {what}"))
    return float(number)
