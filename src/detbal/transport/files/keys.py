"""Tables of a TOML document: which keys they have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from detbal.errors import InputError, explain

Made = TypeVar("Made")


def table_of(said: Any, place: str, needed: Sequence[str], others: Sequence[str] = ()) -> Mapping[str, Any]:
    """Return a table; refuse another thing, a key that is missing, and one that has no meaning.

    Raises
    ------
    InputError
        With the place, the key, and the keys there are.

    Examples
    --------
    >>> table_of({"kT": 1.0, "gama": 0.1}, "dot.toml: [leads.L]", ["gamma"], ["kT", "T", "mu", "band"])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: dot.toml: [leads.L]: unknown key 'gama'; did you mean gamma? Known are gamma, kT, T, ...
    """
    if not isinstance(said, Mapping):
        raise InputError(explain(f"{place} is {said!r}", fix=f"give a table with {', '.join((*needed, *others))}"))
    known = (*needed, *others)
    for key in said:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            fix = f"did you mean {near[0]}? Known are" if near else "known are"
            raise InputError(explain(f"{place}: unknown key {key!r}", fix=f"{fix} {', '.join(known)}"))
    for key in needed:
        if key not in said:
            raise InputError(explain(f"{place}: no key {key!r}", fix=f"give {key} = ..."))
    return said


def placed(place: str, make: Callable[..., Made], /, *given: Any, **options: Any) -> Made:
    """Call something, and put the place in front of the message of its InputError.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> placed("dot.toml: [leads.L]", Lead, kT=1.0, gamma=-0.1)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: dot.toml: [leads.L]: gamma = -0.1: it is a rate; give numbers of 0 or more
    """
    try:
        return make(*given, **options)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None
