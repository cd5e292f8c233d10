"""One pass through a trajectory: parts, a provisional mean, sums of the parts, blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, count
from typing import Any, Protocol, TypeVar

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.blocks import Part, gather, mapped, parts, read_ahead
from detbal.numerics.series import IntArray, missing_rows
from detbal.progress import Callback, reported
from detbal.spectra.estimation.blocks import Block
from detbal.units import Floats

#: Samples of all components in a part, and frames in it, at the most: some milliseconds of work, some MB.
PART_NUMBERS, PART_FRAMES = 1 << 20, 200_000
#: Series between 2 to the minus and to the plus this are summed as they are, even in single precision.
SAFE = 10


class Sums(Protocol):
    """What every record of sums counts."""

    @property
    def frames(self) -> Floats:
        """Frames present."""

    @property
    def missing(self) -> Floats:
        """Frames missing."""


Record = TypeVar("Record", bound=Sums)


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """How a stream is cut: `frames` to a part, parts to a block (to begin with); see `cut`."""

    frames: int
    per_block: int


def cut(length: int | None, width: int, *, blocks: int, halo: int, hop: int = 1) -> Cut:
    """Choose the parts: no larger than the cache likes, and whole numbers of `hop`.

    Of a known length there are at most as many blocks as asked for; otherwise blocks are as short as a part, and
    merged while the stream goes on.

    Examples
    --------
    >>> cut(1000, 3, blocks=10, halo=5)
    Cut(frames=100, per_block=1)
    """
    largest = max(min(PART_FRAMES, PART_NUMBERS // width), 2 * halo, hop)
    if length is None:
        return Cut(-(-largest // hop) * hop, 1)
    block = -(-length // (blocks * hop)) * hop
    per_block = -(-block // largest)
    return Cut(-(-block // (per_block * hop)) * hop, per_block)


def sum_blocks(
    stream: Iterable[Block],
    length: int | None,
    summed: Callable[..., Record],
    moved: Callable[..., Record] | None = None,
    *,
    width: int,
    blocks: int,
    halo: int,
    hop: int = 1,
    least: int = 1,
    centre: bool = True,
    alike: bool = True,
    executor: Any = None,
    progress: Callback | bool = False,
) -> tuple[list[Record], IntArray | None]:
    """Read a stream once and return the sums of its blocks, and by which powers of two components were divided.

    Parameters
    ----------
    stream
        Blocks of frames of any size, rows of NaN where frames are missing.
    length
        Number of frames, if known.
    summed : callable
        ``summed(samples, own=..., offset=..., exponent=...)``: the record of a part.
    moved : callable, optional
        Likewise: what of the sums belongs to the next block, where one ends.
    width
        Number of components.
    blocks, halo, hop
        See `cut`.
    least : int
        How many frames there must be.
    centre
        Whether the provisional mean, that of the first part, is subtracted.
    alike
        Whether all components are divided by the same power of two, as they are summed together.
    executor
        Where the parts are worked on; see `detbal.numerics.blocks.mapped`. The numbers do not depend on it.

    Raises
    ------
    InputError
        Too few frames, or frames of which only some components are missing.

    Examples
    --------
    >>> from detbal.numerics.lag_sums import lag_sums
    >>> series = [np.arange(10.0)[:, None]]
    >>> records, _ = sum_blocks(series, 10, partial(lag_sums, lags=2), width=1, blocks=2, halo=1)
    >>> [record.pairs.tolist() for record in records]
    [[5.0, 5.0], [5.0, 4.0]]
    """
    stream = _whole_rows(stream)
    if length is None:
        stream, length = read_ahead(stream, blocks * cut(None, width, blocks=blocks, halo=halo, hop=hop).frames)
    if length is not None and length < least:
        raise InputError(
            explain(f"{length} frames, {least} are needed", fix="take fewer lags, or give a longer series")
        )
    plan = cut(length, width, blocks=blocks, halo=halo, hop=hop)
    pieces = parts(stream, plan.frames, halo)
    first = next(pieces)
    offset = _mean(first) if centre else None
    exponent = _powers(first, offset, alike)
    work = partial(
        _sum_part,
        summed=partial(summed, offset=offset, exponent=exponent),
        moved=moved and partial(moved, offset=offset, exponent=exponent),
    )
    ends = ((k + 1) % plan.per_block == 0 for k in count())
    records = mapped(work, zip(chain([first], pieces), ends, strict=False), executor)
    watched = reported(records, lambda pair: int(pair[0].frames + pair[0].missing), length, progress, "frames")
    return gather(watched, plan.per_block, 2 * blocks), exponent


def _sum_part(
    task: tuple[Part, bool], *, summed: Callable[..., Record], moved: Callable[..., Record] | None
) -> tuple[Record, Record | None]:
    (samples, own), ends_block = task
    with np.errstate(over="ignore", invalid="ignore"):  # what leaves the range of floats is refused later
        return summed(samples, own=own), moved(samples, own=own) if moved and ends_block else None


def _mean(part: Part) -> Floats:
    samples, own = part
    gaps = missing_rows(samples[:own])
    kept = samples[:own] if gaps is None else samples[:own][~gaps]
    with np.errstate(over="ignore", invalid="ignore"):
        mean = kept.mean(axis=0, dtype=np.float64) if len(kept) else np.zeros(samples.shape[1])
        return np.asarray(mean.astype(samples.dtype), dtype=np.float64)  # as exact as the samples themselves


def _powers(part: Part, offset: Floats | None, alike: bool) -> IntArray | None:
    """Return powers of two near the sizes of the components; None if their squares are safe as they are."""
    samples, own = part
    with np.errstate(over="ignore", invalid="ignore"):
        size = np.fmax.reduce(np.abs(samples[:own] - (0.0 if offset is None else offset)), axis=0, initial=0.0)
    if offset is not None:
        size = np.where(size > 0, size, np.abs(offset))
    if alike or not size.all():
        size = np.where((size > 0) & (not alike), size, size.max() or 1.0)
    powers = np.frexp(size)[1]
    return powers if (np.abs(powers) > SAFE).any() else None


def _whole_rows(stream: Iterable[Block]) -> Iterator[Block]:
    """Refuse frames of which only some components are missing."""
    frames = 0
    for block in stream:
        gaps = missing_rows(block)
        if gaps is not None and (partial_rows := gaps & ~np.isnan(block).all(axis=1)).any():
            row = int(np.argmax(partial_rows))
            what = f"frame {frames + row} has NaN in component {int(np.argmax(np.isnan(block[row])))}, not in all"
            raise InputError(explain(what, fix="set the whole frame to NaN if it is missing"))
        frames += len(block)
        yield block
