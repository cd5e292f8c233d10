"""A stream of samples of unknown length, cut into parts, worked on anywhere, and merged into some tens of blocks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.additive import less, merge

Item = TypeVar("Item")
Result = TypeVar("Result")
RealArray = NDArray[np.floating[Any]]
#: A part of the stream: its samples with those of its halo, and how many of them are its own.
Part = tuple[RealArray, int]


def read_ahead(chunks: Iterable[RealArray], rows: int) -> tuple[Iterator[RealArray], int | None]:
    """Look whether the stream ends within some rows; return it as if untouched, and its length if it does.

    Examples
    --------
    >>> stream, length = read_ahead(iter([np.ones((2, 1))] * 3), 100)
    >>> length, len(list(stream))
    (6, 3)
    """
    source = iter(chunks)
    held: list[RealArray] = []
    count = 0
    while count <= rows:
        chunk = next(source, None)
        if chunk is None:
            return iter(held), count
        held.append(chunk)
        count += len(chunk)
    return chain(held, source), None


def parts(chunks: Iterable[RealArray], rows: int, halo: int) -> Iterator[Part]:
    """Cut chunks of any lengths into parts of `rows` samples, each with the `halo` samples that follow it.

    At the end the halo is shorter, and so may the last part be. Chunks longer than a part are not copied.

    Examples
    --------
    >>> stream = iter(np.split(np.arange(10.0)[:, None], [1, 2, 9]))
    >>> [(samples.ravel().tolist(), own) for samples, own in parts(stream, 4, 1)]
    [([0.0, 1.0, 2.0, 3.0, 4.0], 4), ([4.0, 5.0, 6.0, 7.0, 8.0], 4), ([8.0, 9.0], 2)]
    """
    held: list[RealArray] = []
    count = 0
    for chunk in chunks:
        held.append(chunk)
        count += len(chunk)
        if count < rows + halo:
            continue
        joined = held[0] if len(held) == 1 else np.concatenate(held)
        start = 0
        for start in range(0, count - halo - rows + 1, rows):
            yield joined[start : start + rows + halo], rows
        held = [joined[start + rows :]]
        count = len(held[0])
    joined = np.concatenate(held) if held else np.empty((0, 0))
    for start in range(0, count, rows):
        yield joined[start : start + rows + halo], min(rows, count - start)


def mapped(
    function: Callable[[Item], Result], items: Iterable[Item], executor: Any = None, ahead: int = 16
) -> Iterator[Result]:
    """Apply a function to all items, in order; with an executor, to some of them at the same time.

    Parameters
    ----------
    executor
        Anything with ``submit(function, item)`` that returns a future: `concurrent.futures.Executor`, dask's
        ``Client``. None works here and now.
    ahead : int
        How many items may be under way: it bounds the memory.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor() as pool:
    ...     list(mapped(abs, [-1, 2, -3], pool))
    [1, 2, 3]
    """
    if executor is None:
        yield from map(function, items)
        return
    waiting: deque[Any] = deque()
    for item in items:
        waiting.append(executor.submit(function, item))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def gather(records: Iterable[tuple[Result, Result | None]], per_block: int, most: int) -> list[Result]:
    """Merge the records of successive parts into blocks, of which there are never more than `most`.

    Whenever `most` blocks are full, neighbours are merged and the blocks to come are twice as long. The last block
    may be shorter than the others.

    Parameters
    ----------
    records
        For every part the record of its sums (`detbal.numerics.additive`), and what of them belongs to the next block
        if a block ends here (`detbal.numerics.soft_edges`), or None.
    per_block : int
        How many parts make a block, to begin with.
    most : int
        An even number.

    Examples
    --------
    >>> from detbal.numerics.lag_sums import lag_sums
    >>> one = lag_sums(np.ones((1, 1)), own=1, lags=1)
    >>> [int(block.frames) for block in gather([(one, None)] * 11, per_block=1, most=4)]
    [4, 4, 3]
    """
    blocks: list[Result] = []
    filled = 0
    passed: Result | None = None
    for record, passes in records:
        if filled:
            blocks[-1] = merge(blocks[-1], record)
        else:
            if passed is not None:
                blocks[-1], record = less(blocks[-1], passed), merge(record, passed)
            if len(blocks) == most:
                blocks = [merge(a, b) for a, b in zip(blocks[::2], blocks[1::2], strict=True)]
                per_block *= 2
            blocks.append(record)
        passed = passes
        filled = (filled + 1) % per_block
    return blocks
