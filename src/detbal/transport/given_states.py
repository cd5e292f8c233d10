"""What the states and the reservoirs of a table of rates are refused for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.reals import real_array
from detbal.transport.occupation import Floats
from detbal.transport.reservoir import Reservoir
from detbal.transport.transitions import Indices
from detbal.transport.units import chemical_potential, energy_array
from detbal.units import EnergyUnit, thermal_energy

#: Whole numbers above this are not all floats.
_MOST = 2.0**53


def state_numbers(energy: Any, charge: Any, unit: EnergyUnit | None) -> tuple[Floats, Indices]:
    """Return energies (N,) and electrons (N,) of the states.

    Raises
    ------
    InputError
        No or no finite numbers, different numbers of them, parts of electrons.

    Examples
    --------
    >>> state_numbers([0.0, 0.3], [0, 1], None)[1].tolist()
    [0, 1]
    """
    energies = energy_array(energy, unit, "energy")
    if energies.ndim != 1 or not len(energies):
        raise InputError(explain(f"energy has shape {energies.shape}", fix="give one number for each state"))
    charges = real_array(charge, "charge")
    if charges.shape != energies.shape:
        what = f"charge has shape {charges.shape} for {len(energies)} states"
        raise InputError(explain(what, fix="give the electrons of each state"))
    odd = ~(np.abs(charges) < _MOST) | (charges != np.round(charges))
    if odd.any():
        k = int(np.argmax(odd))
        raise InputError(explain(f"charge[{k}] = {charges[k]:g}", fix="give whole numbers of electrons"))
    return energies, charges.astype(np.int64)


def checked_reservoirs(given: Sequence[Reservoir], unit: EnergyUnit | None) -> tuple[Reservoir, ...]:
    """Return what is known of each reservoir, as numbers in a unit.

    Raises
    ------
    InputError
        None, one of another type, a name that stands twice, a temperature that is not above 0, a μ that is no number,
        or one of them with a unit where there is none.

    Examples
    --------
    >>> from detbal.units import energy_unit
    >>> checked_reservoirs([Reservoir("L", "1 meV", "0.1 eV")], energy_unit("meV"))
    (Reservoir(name='L', kT=1.0, mu=100.0),)
    >>> checked_reservoirs([Reservoir("L", kT=-1.0)], None)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: reservoir 'L': kT = -1: a bath has a positive absolute temperature; ...
    """
    needs(given, "reservoirs", list, tuple)
    if not given:
        raise InputError(explain("no reservoirs", fix="give [Reservoir('L', kT, mu), ...]"))
    seen: set[str] = set()
    found = []
    for k, one in enumerate(given):
        needs(one, f"reservoirs[{k}]", Reservoir)
        if one.name in seen:
            raise InputError(explain(f"reservoirs[{k}] is called {one.name!r} like another", fix="rename one"))
        seen.add(one.name)
        try:
            thermal = thermal_energy(one.kT, None, unit, required=False)
            kT = None if thermal is None else thermal.kT
            found.append(Reservoir(one.name, kT, chemical_potential(one.mu, unit)))
        except InputError as error:
            raise InputError(f"reservoir {one.name!r}: {error}") from None
    return tuple(found)


def checked_labels(labels: Sequence[str] | None, n: int) -> tuple[str, ...]:
    """Return one name for each state; their numbers if none are given.

    Examples
    --------
    >>> checked_labels(["empty", "empty"], 2)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: labels[1] = 'empty' stands twice; give each state a name of its own
    """
    if labels is None:
        return tuple(map(str, range(n)))
    needs(labels, "labels", list, tuple)
    if len(labels) != n:
        raise InputError(explain(f"{len(labels)} labels for {n} states", fix="give one for each state"))
    seen: set[str] = set()
    for k, one in enumerate(labels):
        needs(one, f"labels[{k}]", str)
        if one in seen:
            raise InputError(explain(f"labels[{k}] = {one!r} stands twice", fix="give each state a name of its own"))
        seen.add(one)
    return tuple(labels)
