"""A progress bar on stderr, for people only."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def track(items: Sequence[Item], label: str) -> Iterator[Item]:
    """Go through `items` with a progress bar, if there is more than one and a terminal to show it on.

    Examples
    --------
    >>> list(track([1, 2], "counting"))
    [1, 2]
    """
    if len(items) < 2 or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track as bar

    yield from bar(items, description=label, console=Console(stderr=True), transient=True)
