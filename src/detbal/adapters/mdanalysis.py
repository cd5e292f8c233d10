"""Universes and groups of atoms of MDAnalysis -> trajectories."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.durations import TIME_UNITS
from detbal.errors import InputError, explain
from detbal.spectra.estimation.recording import Quantity, Recording, Rows
from detbal.spectra.estimation.sources import names_of_atoms
from detbal.units import Floats


def from_atoms(atoms: Any, *, quantity: Quantity = Quantity.POSITIONS) -> Recording:
    """Make a recording of the atoms of a universe; the step of time is that of its trajectory, in ps.

    Parameters
    ----------
    atoms : MDAnalysis.Universe or AtomGroup
        Not a group whose atoms change with time.
    quantity
        Positions as they are stored (Å; are they wrapped?) or velocities (Å/ps).

    Raises
    ------
    InputError
        No trajectory, no atoms, a group that is updated, velocities that are not stored, or a quantity that
        MDAnalysis does not have.

    Examples
    --------
    >>> import MDAnalysis
    >>> universe = MDAnalysis.Universe.empty(2, trajectory=True)
    >>> from_atoms(universe).components[-1]
    '1 z'
    """
    group = atoms.atoms
    if type(atoms).__name__ == "UpdatingAtomGroup":
        fix = "give one that stays the same (updating=False)"
        raise InputError(explain("the atoms of this group change with time", fix=fix))
    if quantity is Quantity.DIPOLE:
        fix = "take detbal's dipole_of the positions and charges"
        raise InputError(explain("MDAnalysis stores no dipole moments", fix=fix))
    trajectory = getattr(group.universe, "trajectory", None)
    if trajectory is None or not len(group):
        raise InputError(explain("the universe has no trajectory, or the group no atoms", fix="load one"))
    if quantity is Quantity.VELOCITIES and not trajectory.ts.has_velocities:
        raise InputError(explain("the trajectory stores no velocities", fix="use the positions"))
    labels = getattr(group, "names", None)
    names = [f"{'' if labels is None else labels[k]}{k}" for k in range(len(group))]
    rows = Rows(_Frames(group, quantity), 0, len(trajectory))
    note = f"{quantity.value}, {'Å, as stored' if quantity is Quantity.POSITIONS else 'Å/ps'}"
    return Recording(rows, names_of_atoms(names), _times(trajectory), TIME_UNITS["ps"], notes=(note,))


@dataclass(frozen=True, slots=True, eq=False)
class _Frames:
    """Frames as an array that is sliced along the time."""

    group: Any
    quantity: Quantity

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.group.universe.trajectory), 3 * len(self.group)

    def __getitem__(self, rows: slice) -> NDArray[np.float32]:
        name = "positions" if self.quantity is Quantity.POSITIONS else "velocities"
        trajectory = self.group.universe.trajectory
        return np.array([getattr(self.group, name).ravel() for _ in trajectory[rows]])


def _times(trajectory: Any) -> Floats | None:
    """Return the step of time in ps; all times if it is not the same throughout; None if the file does not say."""
    here = trajectory.frame
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        step = float(trajectory.dt)
    if any("no dt information" in str(warning.message) for warning in caught):
        return None  # MDAnalysis then takes 1 ps
    span = float(trajectory[-1].time) - float(trajectory[0].time)
    uniform = abs(span - (len(trajectory) - 1) * step) < 0.5 * step
    times = np.asarray(step) if uniform else np.array([float(frame.time) for frame in trajectory])
    trajectory[here]  # back to where the user was
    return times
