"""Where in a file something was: put before messages of objects that know nothing of files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from detbal.errors import InputError

_INDEX = re.compile(r"\w+\[(\d+)\]")


@contextmanager
def at(place: str, row: Callable[[int], str] | None = None) -> Iterator[None]:
    """Name the place in errors that the block raises; with `row`, that of the row whose index the message begins with.

    Examples
    --------
    >>> with at("a.csv", "a.csv:{}".format):
    ...     raise InputError("energy[3] = -1")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: a.csv:3: energy[3] = -1
    """
    try:
        yield
    except InputError as error:
        index = _INDEX.match(str(error)) if row is not None else None
        where = place if index is None or row is None else row(int(index[1]))
        raise InputError(f"{where}: {error}") from None
