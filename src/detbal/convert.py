"""Anything a user has -> an object of ours, without importing the packages it comes from.

Asked in this order: is it ours; does it say so itself (method ``__detbal__`` returning one of ours); does the
phone book list its class or a class it descends from. Else an error that lists all three.
"""

from __future__ import annotations

from os import PathLike
from typing import Any

from detbal.catalogue import ADAPTERS, adapter_address, domain, domain_names
from detbal.domain import Domain
from detbal.errors import ConversionError, explain
from detbal.lazy import load


def to_native(thing: Any) -> tuple[Any, Domain]:
    """Return `thing` as an object of a domain, with that domain.

    Raises
    ------
    ConversionError
        If no way is known, or if the object (a bare array) could mean several things.

    Examples
    --------
    >>> import numpy as np
    >>> to_native(np.eye(2))
    Traceback (most recent call last):
    ...
    detbal.errors.ConversionError: a bare numpy.ndarray could be ...; say which with one of ...
    """
    kind = type(thing)
    name = getattr(kind, "__detbal_domain__", None)
    if name is not None:
        return thing, domain(name)
    if hasattr(kind, "__detbal__"):
        return to_native(thing.__detbal__())
    for ancestor in kind.__mro__:
        address = adapter_address(f"{ancestor.__module__.partition('.')[0]}:{ancestor.__name__}")
        if address:
            return to_native(load(address)(thing))
    raise ConversionError(_ambiguous(kind) if _is_array(thing) else _unknown(kind))


def _is_array(thing: Any) -> bool:
    return isinstance(thing, list | tuple) or hasattr(thing, "__array__") or hasattr(thing, "tocsr")


def _ambiguous(kind: type) -> str:
    choices = [
        f"detbal.{name}.{cls.__name__}.{constructor}"
        for name in domain_names()
        for cls in domain(name).objects
        for constructor in getattr(cls, "__detbal_from_arrays__", ())
    ]
    return explain(
        f"a bare {kind.__module__}.{kind.__qualname__} could be rates, probabilities, counts, ...",
        fix=f"say which with one of {', '.join(choices)}",
    )


def _unknown(kind: type) -> str:
    if issubclass(kind, str | PathLike):
        return explain("text is no object to ask about", fix="for a file: detbal.read(path) first")
    ours = ", ".join(cls.__name__ for name in domain_names() for cls in domain(name).objects)
    return explain(
        f"an object of type {kind.__module__}.{kind.__qualname__} is not known here",
        fix=f"give one of {ours}; or an object of {', '.join(ADAPTERS)}; or add a method __detbal__ that returns one",
    )
