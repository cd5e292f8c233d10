"""Frames as they are stored, array-like or streamed, and what a recording says itself of components and times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any

import numpy as np

from detbal.durations import TimeUnit
from detbal.spectra.estimation.blocks import Block, checked
from detbal.units import Floats

#: How many numbers a slice of an array holds, at the most (unless the array itself is stored in larger chunks).
SLICE = 1 << 18


class Quantity(Enum):
    """What is read of a simulation that stores several quantities."""

    POSITIONS = "positions of the atoms"
    VELOCITIES = "velocities of the atoms"
    DIPOLE = "dipole moment of the cell"


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """An array, or something that is sliced like one (memory map, HDF5 dataset, dask array), from row start to stop."""

    array: Any
    start: int
    stop: int

    @property
    def once(self) -> bool:
        """False: it can be read again."""
        return False

    @property
    def width(self) -> int:
        """Number of components."""
        return int(np.prod(self.array.shape[1:]))

    @property
    def length(self) -> int:
        """Number of rows."""
        return self.stop - self.start

    def read(self) -> Iterator[Block]:
        """Read slice by slice, in steps that fit the chunks of the array."""
        step = self._step()
        edges = [self.start, *range((self.start // step + 1) * step, self.stop, step), self.stop]
        return checked((self.array[a:b] for a, b in pairwise(edges)), self.width)

    def slice(self, start: int, stop: int) -> Rows:
        """Return the rows from start to stop, counted within these."""
        if isinstance(self.array, np.ndarray):  # a view: less to send to another process
            return Rows(self.array[self.start + start : self.start + stop], 0, stop - start)
        return Rows(self.array, self.start + start, self.start + stop)

    def _step(self) -> int:
        rows = max(1, SLICE // self.width)
        chunks = getattr(self.array, "chunks", None)
        if not chunks:
            return rows
        chunk = int(np.max(chunks[0]))  # dask lists the lengths of all of them
        return chunk * max(1, rows // chunk)


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Blocks that come one after the other.

    Attributes
    ----------
    open
        Called for each reading; returns an iterator of blocks.
    width
        Number of components.
    length
        Number of rows, if known.
    once
        Whether it can be read only once.
    """

    open: Callable[[], Iterator[Any]]
    width: int
    length: int | None = None
    once: bool = False

    def read(self) -> Iterator[Block]:
        """Read from the start."""
        return checked(self.open(), self.width)


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """What was found in a thing: frames, and what it says itself of components and times.

    Attributes
    ----------
    frames : Rows or Stream
    components : tuple of strings
    times : float array, or None
        One time for each frame, or (0-dimensional) the step; None if the thing does not say.
    time_unit : TimeUnit or None
    spacing : float
        Round-off of the times, beyond that of a double.
    notes : tuple of strings
        What was taken for granted.
    """

    frames: Rows | Stream
    components: tuple[str, ...]
    times: Floats | None = None
    time_unit: TimeUnit | None = None
    spacing: float = 0.0
    notes: tuple[str, ...] = ()
