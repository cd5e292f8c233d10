"""Arguments that are of another type than a function takes are the user's error, and are answered as such."""

from __future__ import annotations

from typing import Any

from detbal.errors import InputError, explain


def needs(value: Any, name: str, *kinds: type) -> None:
    """Raise if an argument is of none of the types that a function takes.

    Parameters
    ----------
    value
    name
        What the argument is called in messages.
    *kinds
        The types.

    Raises
    ------
    InputError
        Naming the type that was given, and those that would be right.

    Examples
    --------
    >>> from detbal.pairs import Pairs
    >>> needs([2.0, 1.0], "rates", Pairs)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: rates is of type list; give a Pairs
    """
    if not isinstance(value, kinds):
        right = " or ".join(kind.__name__ for kind in kinds)
        raise InputError(explain(f"{name} is of type {type(value).__name__}", fix=f"give a {right}"))
