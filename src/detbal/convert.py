"""Anything a user has -> an object of ours, without importing the packages it comes from.

Asked in this order: is it ours; does it say so itself (method ``__detbal__`` returning one of ours); does the
phone book list its class or a class it descends from; does it have an attribute that the phone book knows. An
adapter that does not know the object after all returns NotImplemented, and the next one is asked. In the end an
error that lists all ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from os import PathLike
from typing import Any

from detbal.catalogue import ADAPTERS, ATTRIBUTES, adapter_address, domain, domain_names
from detbal.conversion import Converted
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
    native, domain, _back = there_and_back(thing)
    return native, domain


def there_and_back(thing: Any) -> tuple[Any, Domain, Callable[[Any], Any]]:
    """Return `thing` as an object of a domain, that domain, and what turns an answer into the kind that came in.

    Raises
    ------
    ConversionError
        As `to_native`.

    Examples
    --------
    >>> import detbal
    >>> pairs = detbal.Pairs.of([2.0], [1.0])
    >>> native, domain, back = there_and_back(pairs)
    >>> native is pairs, domain.name, back("an answer")
    (True, 'pairs', 'an answer')
    """
    kind = type(thing)
    name = getattr(kind, "__detbal_domain__", None)
    if name is not None:
        return thing, domain(name), _as_it_is
    if hasattr(kind, "__detbal__"):
        return there_and_back(thing.__detbal__())
    for address in _addresses(thing):
        made = load(address)(thing)
        if isinstance(made, Converted):
            return *to_native(made.native), made.back
        if made is not NotImplemented:
            return there_and_back(made)
    raise ConversionError(_ambiguous(kind) if _is_array(thing) else _unknown(kind))


def _addresses(thing: Any) -> Iterator[str]:
    """List the adapters that may know the object, the most special first."""
    for ancestor in type(thing).__mro__:
        address = adapter_address(f"{ancestor.__module__.partition('.')[0]}:{ancestor.__name__}")
        if address:
            yield address
    for attribute, address in ATTRIBUTES.items():
        if hasattr(thing, attribute):
            yield address


def _as_it_is(made: Any) -> Any:
    return made


def _is_array(thing: Any) -> bool:
    return isinstance(thing, list | tuple) or hasattr(thing, "__array__") or hasattr(thing, "tocsr")


def _ambiguous(kind: type) -> str:
    choices = [
        ".".join(filter(None, ("detbal", name, cls.__name__, constructor)))  # "" is the class itself
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
    attributes = ", ".join(f".{name}" for name in ATTRIBUTES)
    return explain(
        f"an object of type {kind.__module__}.{kind.__qualname__} is not known here",
        fix=f"give one of {ours}; or an object of {', '.join(ADAPTERS)}; or one with {attributes}; "
        "or add a method __detbal__ that returns one",
    )
