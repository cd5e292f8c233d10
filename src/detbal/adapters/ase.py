"""Frames of ASE -> trajectories: trajectory files, lists and iterators of Atoms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.spectra.estimation.recording import Quantity, Recording, Rows, Stream
from detbal.spectra.estimation.sources import names_of_atoms


def from_frames(frames: Any, *, quantity: Quantity = Quantity.POSITIONS) -> Recording:
    """Make a recording of frames of ASE, which do not say at what times they were stored.

    Parameters
    ----------
    frames : ase.io.Trajectory, list or iterator of ase.Atoms
        All with the same atoms in the same order.
    quantity
        Positions as they are stored (Å; are they wrapped?), velocities (Å/fs), or the dipole moment that a
        calculator has stored (e Å).

    Raises
    ------
    InputError
        No frames, other atoms in a later frame, or a frame without velocities or dipole moment.

    Examples
    --------
    >>> from ase import Atoms
    >>> from_frames([Atoms("CO", positions=[[0, 0, 0], [0, 0, z]]) for z in (1.1, 1.2)]).components[-1]
    'O1 z'
    """
    if hasattr(frames, "__getitem__"):
        if not len(frames):
            raise InputError(explain("the trajectory has no frames", fix="give at least one"))
        first = frames[0]
        array = _Frames(frames, quantity, tuple(first.symbols))
        return Recording(Rows(array, 0, len(frames)), array.components, notes=(array.note,))
    blocks = iter(frames)
    first = next(blocks)
    array = _Frames((), quantity, tuple(first.symbols))
    stream = Stream(partial(array.blocks, first, blocks), len(array.components), once=True)
    return Recording(stream, array.components, notes=(array.note,))


_UNITS = {Quantity.POSITIONS: "Å, as stored", Quantity.VELOCITIES: "Å/fs", Quantity.DIPOLE: "e Å"}


@dataclass(frozen=True, slots=True, eq=False)
class _Frames:
    """Frames as an array that is sliced along the time."""

    frames: Any
    quantity: Quantity
    symbols: tuple[str, ...]

    @property
    def components(self) -> tuple[str, ...]:
        if self.quantity is Quantity.DIPOLE:
            return ("x", "y", "z")
        return names_of_atoms(f"{symbol}{k}" for k, symbol in enumerate(self.symbols))

    @property
    def note(self) -> str:
        return f"{self.quantity.value}, {_UNITS[self.quantity]}"

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.frames), len(self.components)

    def __getitem__(self, rows: slice) -> NDArray[np.float64]:
        return np.array([self.read(k, self.frames[k]) for k in range(*rows.indices(len(self.frames)))])

    def blocks(self, first: Any, rest: Iterator[Any]) -> Iterator[NDArray[np.float64]]:
        yield self.read(0, first)[None]
        for k, atoms in enumerate(rest, 1):
            yield self.read(k, atoms)[None]

    def read(self, k: int, atoms: Any) -> NDArray[np.float64]:
        if tuple(atoms.symbols) != self.symbols:
            fix = "give all frames the same atoms in the same order"
            raise InputError(explain(f"frame {k} has other atoms ({atoms.symbols}) than the first", fix=fix))
        if self.quantity is Quantity.POSITIONS:
            values: Any = atoms.positions
        elif self.quantity is Quantity.VELOCITIES:
            if not atoms.has("momenta"):  # ASE would say zero
                raise InputError(explain(f"frame {k} has no velocities", fix="store momenta, or use the positions"))
            from ase.units import fs

            values = atoms.get_velocities() * fs
        else:
            values = getattr(atoms.calc, "results", {}).get("dipole")
            if values is None:
                fix = "store it with a calculator, or take detbal's dipole_of the positions and charges"
                raise InputError(explain(f"frame {k} has no dipole moment", fix=fix))
        return np.array(values, dtype=float).ravel()
