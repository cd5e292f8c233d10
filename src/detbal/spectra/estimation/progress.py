"""Progress of an estimate: a callback, or a bar on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import TypeVar

Item = TypeVar("Item")
#: Called with the number of frames done, and of all frames (None if that is not known).
Callback = Callable[[int, int | None], None]


def reported(
    items: Iterable[Item], frames: Callable[[Item], int], total: int | None, progress: Callback | bool
) -> Iterator[Item]:
    """Go through items and report the frames that they stand for.

    Parameters
    ----------
    progress
        A callback; True for a bar on stderr; False for silence.

    Examples
    --------
    >>> list(reported([2, 3], lambda item: item, 5, lambda done, total: print(done, "of", total)))
    2 of 5
    5 of 5
    [2, 3]
    """
    if progress is False:
        yield from items
        return
    with ExitStack() as stack:
        report = _bar(stack) if progress is True else progress
        done = 0
        for item in items:
            done += frames(item)
            report(done, total)
            yield item


def _bar(stack: ExitStack) -> Callback:
    from rich.console import Console
    from rich.progress import Progress

    bar = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
    task = bar.add_task("frames", total=None)
    return lambda done, total: bar.update(task, completed=done, total=total)
