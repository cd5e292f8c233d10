"""Choices are members of an enum; whatever else is given is answered with the names of those there are."""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeVar

from detbal.errors import InputError, explain

Kind = TypeVar("Kind", bound=Enum)


def member(kind: type[Kind], value: Any, name: str) -> Kind:
    """Return a member of an enum as it is.

    Parameters
    ----------
    kind
    value
    name
        What the value is called in messages.

    Raises
    ------
    InputError
        Anything but a member, naming the members.

    Examples
    --------
    >>> from detbal.spectra.windows import Window
    >>> member(Window, "parzen", "window")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: window = 'parzen'; give one of Window.RECTANGULAR, Window.BARTLETT, Window.HANN, ...
    """
    if isinstance(value, kind):
        return value
    raise InputError(explain(f"{name} = {value!r}", fix=f"give one of {', '.join(map(str, kind))}"))


def named(kind: type[Kind], value: Any, name: str) -> Kind:
    """Return a member of an enum, given as it is or by its name in any case, as the command line does.

    Raises
    ------
    InputError
        Anything else, naming the members.

    Examples
    --------
    >>> from detbal.spectra.windows import Window
    >>> named(Window, "parzen", "window").name
    'PARZEN'
    """
    if not isinstance(value, str):
        return member(kind, value, name)
    found = kind.__members__.get(value.upper())
    if found is None:
        known = ", ".join(one.name.lower() for one in kind)
        raise InputError(explain(f"{name} = {value!r}", fix=f"give one of {known}"))
    return found
