"""Dipole moments of periodic cells: jumps by a quantum of polarisation.

The polarisation of a crystal is defined up to e R / V, with a lattice vector R (King-Smith and Vanderbilt, Phys. Rev.
B 47, 1651 (1993)): the dipole moment of a cell, a Berry phase, may jump from one frame to the next by e R. Positions
that are wrapped into the cell jump by R. Both are unwrapped in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.reals import real_array
from detbal.spectra.estimation.blocks import Block, as_block, checked
from detbal.spectra.estimation.trajectory import Trajectory
from detbal.spectra.observables.dipole_units import DipoleUnit, dipole_unit
from detbal.units import Floats, e
from detbal.verdict import Finding

#: A change of more than this part of a quantum from the nearest whole number of quanta is ambiguous.
CLEAR = 0.25


class Unwrapped(Finding):
    """Jumps by quanta of polarisation, or by lattice vectors, that were taken back."""


class AmbiguousJump(Finding):
    """Changes between two frames of about half a quantum: jump or motion, it cannot be told."""


@dataclass(slots=True, eq=False)
class Jumps:
    """What was met on the way through a trajectory; it is complete when the trajectory has been read to its end.

    Attributes
    ----------
    frames : int
        Frames read, the missing ones included.
    count : int
        Changes from one frame to the next (of one vector) with a jump.
    first : int or None
        Frame after the first jump.
    ambiguous : int
        Changes that are between 0.25 and 0.75 of a quantum along one of the lattice vectors.
    first_ambiguous : int or None
        Frame after the first of them.
    across_gaps : int
        Jumps from the last frame before missing ones to the first one after them.
    largest : float
        Largest change that was left, in quanta (0 to 0.5).
    """

    frames: int = 0
    count: int = 0
    first: int | None = None
    ambiguous: int = 0
    first_ambiguous: int | None = None
    across_gaps: int = 0
    largest: float = 0.0

    def findings(self) -> tuple[Finding, ...]:
        """Return them as findings for a report.

        Examples
        --------
        >>> [finding.message for finding in Jumps(count=2, first=7).findings()]
        ['2 jumps by whole quanta were taken back, the first at frame 7']
        """
        found: list[Finding] = []
        if self.count:
            verb = "was" if self.count == 1 else "were"
            told = f"{_number(self.count, 'jump')} by whole quanta {verb} taken back, the first at frame {self.first}"
            if self.across_gaps:
                told += f"; {self.across_gaps} of them across missing frames"
            found.append(Unwrapped(told, (f"frame {self.first}",), self.count))
        if self.ambiguous:
            told = (
                f"{_number(self.ambiguous, 'change')} between frames by 0.25 to 0.75 of a quantum, the first at frame "
            )
            told += f"{self.first_ambiguous}: whether these are jumps cannot be told (the nearest whole number of "
            told += "quanta was taken back); store more frames, or check the quantum"
            found.append(AmbiguousJump(told, (f"frame {self.first_ambiguous}",), self.ambiguous))
        return tuple(found)

    def _restart(self) -> None:
        self.frames = self.count = self.ambiguous = self.across_gaps = 0
        self.first = self.first_ambiguous = None
        self.largest = 0.0


@overload
def unwrap(dipoles: Trajectory, quantum: ArrayLike) -> tuple[Trajectory, Jumps]: ...
@overload
def unwrap(dipoles: Any, quantum: ArrayLike) -> tuple[Any, Jumps]: ...
def unwrap(dipoles: Any, quantum: ArrayLike) -> tuple[Any, Jumps]:
    """Take back the jumps of dipole moments by quanta of polarisation, or of positions by lattice vectors.

    The change from each frame to the next is written in lattice coordinates and the nearest whole numbers are taken
    off, so that every component of what is left is at most half a quantum. The first frame stays as it is. Missing
    frames (rows with a NaN) stay missing; the change across them is treated like any other.

    Parameters
    ----------
    dipoles : (n, 3 m) or (n, m, 3) array, or Trajectory
        One or several vectors in each frame.
    quantum : (3,) or (3, 3)
        Lengths along x, y, z; or the vectors as rows. In the unit of the dipoles, see `polarisation_quantum`.

    Returns
    -------
    array of the same shape, or Trajectory
        A trajectory is unwrapped while it is read, in constant memory.
    Jumps
        How many there were, and how many ambiguous ones; of a trajectory, once it has been read.

    Raises
    ------
    InputError
        A quantum that is not positive (or singular), or components that are no vectors of three.

    Examples
    --------
    >>> dipoles, jumps = unwrap([[0.0, 0.0, 0.4], [0.0, 0.0, -0.5]], quantum=[1.0, 1.0, 1.0])
    >>> dipoles[1], jumps.count
    (array([0. , 0. , 0.5]), 1)
    """
    lattice, jumps = _lattice(quantum), Jumps()
    if isinstance(dipoles, Trajectory):
        _require_vectors(len(dipoles.components))
        note = "jumps by whole quanta (or lattice vectors) were taken back"
        made = dipoles.through(
            lambda blocks: _unwrapped(blocks, lattice, jumps),
            dipoles.components,
            note,
            lambda: [finding.message for finding in jumps.findings()],
        )
        return made, jumps
    width = as_block(dipoles, "dipoles").shape[1]
    _require_vectors(width)
    (values,) = _unwrapped(checked([dipoles], width), lattice, jumps)
    return values.reshape(np.shape(dipoles)), jumps


def polarisation_quantum(cell: ArrayLike, unit: str | DipoleUnit) -> Floats:
    """Return the quanta of the dipole moment of a cell, e times its vectors.

    Parameters
    ----------
    cell : (3,) or (3, 3)
        Lengths along x, y, z, or the lattice vectors as rows, in Å.
    unit
        Of the result: ``"D"``, ``"e A"``, ``"e a0"``, …

    Returns
    -------
    (3, 3) float array
        The quanta as rows. Where all electrons are paired the jumps may be even multiples of these.

    Raises
    ------
    InputError
        Lengths that are not positive, vectors in one plane, or an unknown unit.

    Examples
    --------
    >>> polarisation_quantum([10.0, 10.0, 12.0], "D").diagonal().round(4)
    array([48.032 , 48.032 , 57.6385])
    """
    size = dipole_unit(unit)
    if size.per is not None:
        raise InputError(explain(f"unit {size.symbol!r} is that of a derivative", fix="give that of a dipole moment"))
    return _lattice(cell) * (1e-10 * e / size.size)


def _unwrapped(blocks: Iterable[Block], lattice: Floats, jumps: Jumps) -> Iterator[Floats]:
    jumps._restart()  # a trajectory may be read again
    to_lattice = np.linalg.inv(lattice)
    last: Floats | None = None  # the last frame as it was read, and how many quanta were taken off it
    last_frame, taken = -1, np.zeros(1)
    for block in blocks:
        vectors = block.reshape(len(block), -1, 3).astype(np.float64)
        there = np.flatnonzero(np.isfinite(vectors).all(axis=(1, 2)))
        vectors[np.isnan(vectors).any(axis=(1, 2))] = np.nan
        if len(there):
            seen = vectors[there]
            if last is None:
                last, last_frame, taken = seen[0], jumps.frames + int(there[0]), np.zeros(seen.shape[1:])
            change = np.diff(seen, axis=0, prepend=last[None]) @ to_lattice
            whole = np.rint(change)
            frames = jumps.frames + there
            _note(jumps, change - whole, whole, frames, np.diff(frames, prepend=last_frame))
            total = taken + np.cumsum(whole, axis=0)
            vectors[there] = seen - total @ lattice
            last, last_frame, taken = seen[-1], int(frames[-1]), total[-1]
        jumps.frames += len(block)
        yield vectors.reshape(block.shape)


def _note(jumps: Jumps, left: Floats, whole: Floats, frames: Any, steps: Any) -> None:
    jumped: Any = (whole != 0).any(axis=2)
    unclear: Any = (np.abs(left) > CLEAR).any(axis=2)
    if jumped.any() and jumps.first is None:
        jumps.first = int(frames[np.argmax(jumped.any(axis=1))])
    if unclear.any() and jumps.first_ambiguous is None:
        jumps.first_ambiguous = int(frames[np.argmax(unclear.any(axis=1))])
    jumps.count += int(jumped.sum())
    jumps.ambiguous += int(unclear.sum())
    jumps.across_gaps += int(jumped[steps > 1].sum())
    jumps.largest = max(jumps.largest, float(np.abs(left).max()))


def _lattice(vectors: ArrayLike) -> Floats:
    lattice = real_array(vectors, "quantum")
    if lattice.shape == (3,):
        lattice = np.diag(np.maximum(lattice, 0.0))
    if lattice.shape != (3, 3):
        fix = "give three lengths, or three vectors as rows"
        raise InputError(explain(f"the quantum, or cell, has shape {lattice.shape}", fix=fix))
    edges = np.linalg.norm(lattice, axis=1)
    if not np.isfinite(lattice).all() or abs(np.linalg.det(lattice)) <= 1e-9 * edges.prod():
        what = f"the quantum, or cell, {lattice.tolist()} spans no volume"
        raise InputError(explain(what, fix="give three positive lengths, or three vectors that are not in one plane"))
    return lattice


def _require_vectors(width: int) -> None:
    if width % 3:
        raise InputError(explain(f"{width} components are no vectors", fix="give x, y, z of each vector"))


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
