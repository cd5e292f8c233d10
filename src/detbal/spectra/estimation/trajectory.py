"""A quantity recorded at uniform times, read block by block, whatever it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from detbal.durations import TimeUnit, time_unit_of_axis
from detbal.errors import InputError, explain
from detbal.spectra.estimation.blocks import Block, Places, spread
from detbal.spectra.estimation.recording import Rows, Stream
from detbal.spectra.estimation.sources import recording_of
from detbal.spectra.estimation.time_steps import steps_of_recording, without_unit


@dataclass(frozen=True, slots=True, eq=False)
class Trajectory:
    """Frames at uniform times; build with `Trajectory.of`.

    Attributes
    ----------
    frames : Rows or Stream
        Where the frames are read from.
    dt : float
        Step of time, in `time_unit`.
    time_unit : TimeUnit or None
        None: plain numbers.
    components : tuple of strings
    length : int or None
        Number of frames, the missing ones included; None if it is known only at the end.
    places : integer array or None
        Where on the grid of times the frames stand; None if none is missing.
    assumptions : tuple of strings
        Sentences for the report.
    met : tuple of callables
        What else there is to say when it has been read; see `notes`.
    """

    frames: Rows | Stream
    dt: float
    time_unit: TimeUnit | None
    components: tuple[str, ...]
    length: int | None
    places: Places | None = None
    assumptions: tuple[str, ...] = ()
    met: tuple[Callable[[], Iterable[str]], ...] = ()

    @classmethod
    def of(
        cls, thing: Any, *, dt: Any = None, unit: Any = None, components: Sequence[str] | None = None, **options: Any
    ) -> Trajectory:
        r"""Take a trajectory in any of its forms; it is not read yet.

        Parameters
        ----------
        thing
            An array of shape (n,), (n, d) or (n, atoms, 3): of numpy (memory maps too), an HDF5 dataset, a dask or
            xarray array. An iterator of blocks, such arrays of any numbers of frames; or a function without
            arguments that returns one, which can be read more than once. A path to a .npy, text or xyz-like file
            (.gz too). Objects of ASE and MDAnalysis; objects with a method ``__detbal_trajectory__``. A `Trajectory`.
            A row of NaN is a missing frame.
        dt
            Step of time: a number in `unit`, text (``"2.5 fs"``), a quantity; or the times of all frames, which must
            be uniform but for missing frames. Default: what the thing says itself.
        unit
            Unit of time; or that of the spectrum to come, such as ``"cm^-1"`` (``"rad/fs"`` means fs, beside others
            `dt` carries its own).
        components
            Names of the components.
        **options
            Of the source: ``columns=`` and ``time_column=`` of text files, ``frames=`` of xyz-like files,
            ``quantity=`` of ASE and MDAnalysis, ``time=`` of xarray.

        Raises
        ------
        InputError
            No step of time, or none that is uniform; no frames, wrong shapes, or entries that are no real numbers.

        Examples
        --------
        >>> trajectory = Trajectory.of(np.zeros((1000, 3)), dt="2.5 fs", unit="cm^-1")
        >>> trajectory
        <Trajectory: 1000 frames of 3 components, dt = 2.5 fs>
        >>> gappy = Trajectory.of([1.0, 2.0, 4.0], dt=[0.0, 0.5, 1.5], unit="fs")
        >>> next(gappy.blocks()).ravel(), gappy.assumptions
        (array([ 1.,  2., nan,  4.]), ('1 frame missing between times 0.5 and 1.5, in 1 gap',))
        """
        found: Any = thing if isinstance(thing, cls) else recording_of(thing, options)
        if isinstance(found, cls):
            if options and found is thing:
                fix = "give it where the trajectory is made"
                raise InputError(explain(f"option {next(iter(options))!r} of a Trajectory", fix=fix))
            return _with_unit(found, dt, unit, components)
        names = _names(found.components if components is None else components, found.frames.width)
        steps = steps_of_recording(found, dt, unit)
        length = found.frames.length if steps.places is None else int(steps.places[-1]) + 1
        notes = (*found.notes, *steps.notes)
        return cls(found.frames, steps.dt, steps.unit, names, length, steps.places, notes)

    def __repr__(self) -> str:
        number = "unknown number of" if self.length is None else self.length
        unit = f" {self.time_unit.symbol}" if self.time_unit else ""
        count = len(self.components)
        return (
            f"<Trajectory: {number} frames of {count} component{'s' * (count != 1)}, dt = {self.dt:.6g}{unit}"
            + f"{', read once' * self.once}>"
        )

    @property
    def once(self) -> bool:
        """Whether it can be read only once."""
        return self.frames.once

    def blocks(self) -> Iterator[Block]:
        """Read it block by block: arrays (frames of the block, components) of floats, NaN in missing frames.

        Blocks may be views of the array that was given: do not write into them.

        Raises
        ------
        InputError
            At once, if it can be read only once and was; while reading, on bad blocks (with block and row).

        Examples
        --------
        >>> [block.shape for block in Trajectory.of(np.zeros(5), dt=1.0).blocks()]
        [(5, 1)]
        """
        blocks = self.frames.read()
        if self.places is None or self.length is None:
            return blocks
        return spread(blocks, self.places, (self.length, self.frames.width))

    def notes(self) -> tuple[str, ...]:
        """Return the assumptions and, once the trajectory has been read, what was met on the way.

        Examples
        --------
        >>> from detbal.spectra.estimation.polarisation import unwrap
        >>> path, jumps = unwrap(Trajectory.of([[0.0, 0, 0.4], [0, 0, -0.5]], dt=1.0), [1.0, 1.0, 1.0])
        >>> read = list(path.blocks())
        >>> path.notes()[-1]
        '1 jump by whole quanta was taken back, the first at frame 1'
        """
        return (*self.assumptions, *(said for ask in self.met for said in ask()))

    def slice(self, start: int, stop: int) -> Trajectory:
        """Return frames start to stop (exclusive), so that parts can be read by different processes.

        Raises
        ------
        InputError
            If it is a stream, which can only be read from the start, or the range is empty or beyond the end.

        Examples
        --------
        >>> Trajectory.of(np.zeros(5), dt=1.0).slice(1, 3).length
        2
        """
        if not isinstance(self.frames, Rows) or self.length is None:
            raise InputError(explain("a stream can only be read from its start", fix="slice arrays and .npy files"))
        if not 0 <= start < stop <= self.length:
            raise InputError(explain(f"frames {start} to {stop}", fix=f"choose within 0 to {self.length}"))
        if self.places is None:
            return replace(self, frames=self.frames.slice(start, stop), length=stop - start)
        first, last = (int(k) for k in np.searchsorted(self.places, [start, stop]))
        places = self.places[first:last] - start
        return replace(self, frames=self.frames.slice(first, last), places=places, length=stop - start)

    def through(
        self,
        change: Callable[[Iterator[Block]], Iterator[Any]],
        components: Sequence[str],
        note: str,
        met: Callable[[], Iterable[str]] | None = None,
    ) -> Trajectory:
        """Return the trajectory that `change` makes of the blocks, one row for each row, when it is read.

        Parameters
        ----------
        change
            Takes an iterator of blocks and returns one.
        components
            Names of what comes out.
        note
            Sentence for the report.
        met
            Asked for more of them when it has been read.

        Examples
        --------
        >>> plain = Trajectory.of([1.0, 2.0], dt=1.0)
        >>> next(plain.through(lambda blocks: (2 * block for block in blocks), ["2A"], "doubled").blocks()).ravel()
        array([2., 4.])
        """
        stream = Stream(partial(_changed, self, change), len(components), self.length, self.once)
        notes = (*self.assumptions, note) if note else self.assumptions
        asked = self.met if met is None else (*self.met, met)
        return replace(self, frames=stream, components=tuple(components), places=None, assumptions=notes, met=asked)


def _changed(trajectory: Trajectory, change: Callable[[Iterator[Block]], Iterator[Any]]) -> Iterator[Any]:
    return change(trajectory.blocks())


def _names(components: Sequence[str], width: int) -> tuple[str, ...]:
    names = tuple(map(str, components)) if isinstance(components, Sequence | np.ndarray) else ()
    if isinstance(components, str) or len(names) != width:
        raise InputError(explain(f"components = {components!r}", fix=f"give {width} names, one for each component"))
    if len(set(names)) < width:
        twice = next(name for k, name in enumerate(names) if name in names[:k])
        fix = "give components=, a name of its own for each"
        raise InputError(explain(f"component {twice!r} is there twice", fix=fix))
    return names


def _with_unit(trajectory: Trajectory, dt: Any, unit: Any, components: Sequence[str] | None) -> Trajectory:
    """Take a trajectory as it is; plain numbers may still be told their unit of time."""
    if dt is not None:
        raise InputError(explain(f"dt = {dt!r}", why="a Trajectory has its own step of time", fix="leave dt= out"))
    if components is not None:
        trajectory = replace(trajectory, components=_names(components, len(trajectory.components)))
    if trajectory.time_unit is not None or unit is None:
        return trajectory
    own = time_unit_of_axis(unit)
    if own is None:
        raise without_unit(unit)
    return replace(trajectory, time_unit=own)
