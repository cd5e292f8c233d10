"""Dipole moments of point charges, and charges that do not add up to zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.reals import real_array
from detbal.spectra.estimation.blocks import Block
from detbal.spectra.estimation.trajectory import Trajectory
from detbal.units import Floats
from detbal.verdict import Finding

#: A net charge below this part of all charges is taken for their rounding.
NEUTRAL = 1e-6


class ChargedCell(Finding):
    """The charges of the cell do not add up to zero."""


def charge_findings(charges: ArrayLike, *, centre_of_mass: bool = False) -> tuple[Finding, ...]:
    """Look whether the charges of a cell add up to zero.

    Parameters
    ----------
    charges : (atoms,)
        In units of e.
    centre_of_mass
        Whether the dipole moment is taken about the centre of mass.

    Raises
    ------
    InputError
        Charges that are not finite, or not one for each atom.

    Examples
    --------
    >>> charge_findings([-0.8, 0.4, 0.4])
    ()
    >>> charge_findings([1.0, -0.5])[0].message
    'the charges add up to 0.5 e: the dipole moment depends on the origin, and jumps by 0.5 e times ...'
    """
    q = _finite(charges, "charges")
    net = float(q.sum())
    if abs(net) <= NEUTRAL * float(np.abs(q).sum()):
        return ()
    told = f"the charges add up to {net:.6g} e: "
    if centre_of_mass:
        told += "about the centre of mass the dipole moment does not depend on the origin, but the current of the net "
        told += "charge, moving with the centre of mass, is left out of its spectrum"
    else:
        told += f"the dipole moment depends on the origin, and jumps by {net:.6g} e times the way when the origin is "
        told += "moved; take it about the centre of mass, or mend the charges"
    return (ChargedCell(told),)


def dipole_of(positions: Trajectory, charges: ArrayLike, *, masses: ArrayLike | None = None) -> Trajectory:
    """Return the dipole moment of point charges, Σ q (r - r_c), while the positions are read.

    Parameters
    ----------
    positions
        Of all atoms, not wrapped into the cell: `unwrap` them with the cell first (its `Jumps` tell how many were).
    charges : (atoms,)
        In units of e.
    masses : (atoms,), optional
        If given, r_c is the centre of mass; else the origin. It matters for charged cells only, see `charge_findings`.

    Returns
    -------
    Trajectory
        Three components, in e times the unit of the positions. What `charge_findings` finds is among its assumptions.

    Raises
    ------
    InputError
        Not one charge (and mass) for each atom, or masses that are not positive.

    Examples
    --------
    >>> positions = Trajectory.of(np.array([[[0.0, 0, 0], [0, 0, 1]], [[0, 0, 0], [0, 0, 2]]]), dt="1 fs")
    >>> next(dipole_of(positions, [-1.0, 1.0]).blocks())
    array([[0., 0., 1.], [0., 0., 2.]])
    """
    q = _per_atom(charges, "charges", len(positions.components))
    if masses is not None:
        m = _per_atom(masses, "masses", len(positions.components))
        if (m <= 0).any():
            fix = "give positive masses"
            raise InputError(explain(f"masses[{int(np.argmax(m <= 0))}] = {m[m <= 0][0]}", fix=fix))
        q = q - q.sum() * m / m.sum()
    note = "dipole moment of point charges" + (", about the centre of mass" if masses is not None else "")

    def dipoles(blocks: Iterator[Block]) -> Iterator[Floats]:
        return (np.einsum("nak,a->nk", block.reshape(len(block), -1, 3), q) for block in blocks)

    made = positions.through(dipoles, ("x", "y", "z"), note)
    told = charge_findings(charges, centre_of_mass=masses is not None)
    return replace(made, assumptions=(*made.assumptions, *(finding.message for finding in told)))


def _per_atom(values: ArrayLike, name: str, width: int) -> Floats:
    array = _finite(values, name)
    if 3 * len(array) != width:
        what = f"{name} of shape {array.shape} for {width} components"
        raise InputError(explain(what, fix="give one number for each atom, and x, y, z of each"))
    return array


def _finite(values: ArrayLike, name: str) -> Floats:
    array = real_array(values, name)
    if array.ndim != 1:
        raise InputError(explain(f"{name} of shape {array.shape}", fix="give one number for each atom"))
    if (bad := np.flatnonzero(~np.isfinite(array))).size:
        raise InputError(explain(f"{name}[{bad[0]}] = {array[bad[0]]}", fix="give one finite number for each atom"))
    return array
