"""Progress of long work: a callback, or a bar on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Any, TypeVar

from detbal.errors import InputError, explain

Item = TypeVar("Item")
#: Called with how much is done, and of how much (None if that is not known).
Callback = Callable[[int, int | None], None]
#: Seconds after which a bar appears by itself.
PATIENCE = 2.0


def require_progress(progress: Any) -> None:
    """Insist on True, False, None or a function.

    Examples
    --------
    >>> require_progress(3)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: progress = 3; give True, False, None, or a function of how much is done and of all
    """
    if not isinstance(progress, bool) and progress is not None and not callable(progress):
        fix = "give True, False, None, or a function of how much is done and of all"
        raise InputError(explain(f"progress = {progress!r}", fix=fix))


def reported(
    items: Iterable[Item],
    size: Callable[[Item], int],
    total: int | None,
    progress: Callback | bool | None,
    label: str,
) -> Iterator[Item]:
    """Go through items and report how much of the work they stand for.

    Parameters
    ----------
    items
    size
        How much work an item stands for.
    total
        All work, if known.
    progress
        A callback; True for a bar on stderr; False for silence; None for a bar if the work takes more than two seconds
        and stderr is a terminal.
    label
        What is counted.

    Examples
    --------
    >>> list(reported([2, 3], lambda item: item, 5, lambda done, total: print(done, "of", total), "frames"))
    2 of 5
    5 of 5
    [2, 3]
    """
    if progress is False or (progress is None and not sys.stderr.isatty()):
        yield from items
        return
    with ExitStack() as stack:
        report = progress if callable(progress) else _bar(stack, label, 0.0 if progress else PATIENCE)
        done = 0
        for item in items:
            done += size(item)
            report(done, total)
            yield item


def _bar(stack: ExitStack, label: str, patience: float) -> Callback:
    start = time.monotonic()
    update: Callback | None = None

    def report(done: int, total: int | None) -> None:
        nonlocal update
        if update is None and time.monotonic() - start >= patience:
            update = _shown(stack, label)
        if update is not None:
            update(done, total)

    return report


def _shown(stack: ExitStack, label: str) -> Callback:
    from rich.console import Console
    from rich.progress import Progress

    bar = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
    task = bar.add_task(label, total=None)
    return lambda done, total: bar.update(task, completed=done, total=total)
