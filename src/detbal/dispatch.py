"""A verb of a domain: one function for each kind of object, and a way out for all other kinds."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any, TypeVar

from detbal.errors import NotOffered, explain

if TYPE_CHECKING:
    from functools import _SingleDispatchCallable

Answer = TypeVar("Answer")


def verb(name: str, answer: type[Answer], *, why: str = "") -> _SingleDispatchCallable[Answer]:
    """Return a `functools.singledispatch` function that refuses every object until kinds are registered with it.

    Parameters
    ----------
    name
        Of the verb, in messages.
    answer
        What the functions that are registered return.
    why : str, optional
        What the other kinds of object lack.

    Raises
    ------
    NotOffered
        When the verb is asked of another kind of object, naming those it is there for.

    Examples
    --------
    >>> total = verb("total", float)
    >>> total.register(list, sum)([1.5, 2.0])
    3.5
    >>> total("text")
    Traceback (most recent call last):
    ...
    detbal.errors.NotOffered: no total for str; give a list
    """

    def refuse(thing: Any, /, **_options: Any) -> Answer:
        kinds = [kind.__name__ for kind in asked.registry if kind is not object]
        fix = f"give a {' or '.join(kinds)}" if kinds else "ask another verb"
        raise NotOffered(explain(f"no {name} for {type(thing).__name__}", why=why, fix=fix))

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__doc__ = f"Answer {name!r} for an object; one implementation per kind of object."
    asked = singledispatch(refuse)
    return asked
