"""What a table of rates is refused for, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.reals import one_each, real_array
from detbal.transport.occupation import Floats
from detbal.transport.reservoir import Reservoir
from detbal.transport.transitions import Indices
from detbal.units import EnergyUnit, to_floats

#: Names an entry, of a column and a row, for messages.
Place = Callable[[str, int], str]


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
    energies = to_floats(energy, unit, name="energy")[0]
    if energies.ndim != 1 or not len(energies):
        raise InputError(explain(f"energy has shape {energies.shape}", fix="give one number for each state"))
    charges = real_array(charge, "charge")
    if charges.shape != energies.shape:
        what = f"charge has shape {charges.shape} for {len(energies)} states"
        raise InputError(explain(what, fix="give the electrons of each state"))
    odd = ~np.isfinite(charges) | (charges != np.round(charges))
    if odd.any():
        k = int(np.argmax(odd))
        raise InputError(explain(f"charge[{k}] = {charges[k]:g}", fix="give whole numbers of electrons"))
    return energies, charges.astype(np.int64)


def checked_reservoirs(given: Sequence[Reservoir]) -> tuple[Reservoir, ...]:
    """Return what is known of each reservoir.

    Raises
    ------
    InputError
        None, one of another type, a name that stands twice, a temperature that is not above 0, a μ that is no number.

    Examples
    --------
    >>> checked_reservoirs([Reservoir("L", kT=-1.0)])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: reservoir 'L' has kT = -1; give a number above 0, or None
    """
    needs(given, "reservoirs", list, tuple)
    if not given:
        raise InputError(explain("no reservoirs", fix="give [Reservoir('L', kT, mu), ...]"))
    seen: set[str] = set()
    for k, one in enumerate(given):
        needs(one, f"reservoirs[{k}]", Reservoir)
        if one.name in seen:
            raise InputError(explain(f"reservoirs[{k}] is called {one.name!r} like another", fix="rename one"))
        seen.add(one.name)
        for key, value, lowest in (("kT", one.kT, 0.0), ("mu", one.mu, -np.inf)):
            if value is not None and not lowest < float(real_array(value, key)) < np.inf:
                right = "a number above 0" if key == "kT" else "a finite number"
                raise InputError(explain(f"reservoir {one.name!r} has {key} = {value:g}", fix=f"give {right}, or None"))
    return tuple(given)


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


def indices(values: Any, m: int | None, size: int, name: str, place: Place) -> Indices:
    """Return m numbers of things of which there are `size`.

    Parameters
    ----------
    values : (m,)
    m : int or None
        None: as many as there are.
    size
    name, place
        For messages.

    Raises
    ------
    InputError
        Another number of them, or one of nothing.

    Examples
    --------
    >>> indices([0, 2], 2, 2, "source", "{}[{}]".format)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: source[1] = 2; give whole numbers from 0 to 1
    """
    found = real_array(values, name)
    if found.ndim != 1 or not len(found) or (m is not None and len(found) != m):
        many = "one whole number for each transition" if m is None else f"{m} of them, as many as of reservoir"
        raise InputError(explain(f"{name} has shape {found.shape}", fix=f"give {many}"))
    bad = ~((found >= 0) & (found < size) & (found == np.floor(found)))
    if bad.any():
        k = int(np.argmax(bad))
        raise InputError(explain(f"{place(name, k)} = {found[k]:g}", fix=f"give whole numbers from 0 to {size - 1}"))
    return found.astype(np.int64)


def log_rates(rates: Any, errors: Any, m: int, name: str, place: Place) -> tuple[Floats, Floats]:
    """Return ln of rates, (m,), and the standard deviations of the logs.

    Raises
    ------
    InputError
        Another number of them; a negative or infinite rate or error; an error of a rate of 0, which has no log.

    Examples
    --------
    >>> log_rates([1.0, 0.0], [0.1, 0.0], 2, "forward", "{}[{}]".format)[1].tolist()
    [0.1, 0.0]
    """
    found, sigma = one_each(rates, m, name), one_each(errors, m, f"{name}_error")
    for key, values in ((name, found), (f"{name}_error", sigma)):
        bad = ~((values >= 0) & np.isfinite(values))
        if bad.any():
            k = int(np.argmax(bad))
            what = "rates (not their logs)" if key == name else "standard deviations"
            raise InputError(explain(f"{place(key, k)} = {values[k]:g}", fix=f"give finite {what} of 0 or more"))
    lone = (found == 0) & (sigma > 0)
    if lone.any():
        k = int(np.argmax(lone))
        why = "a rate of 0 has no logarithm that could have an error"
        raise InputError(explain(f"{place(f'{name}_error', k)} = {sigma[k]:g}", why=why, fix="leave the pair out"))
    with np.errstate(divide="ignore"):
        return np.log(found), sigma / np.where(found > 0, found, 1.0)


def refuse_repeated(reservoir: Indices, source: Indices, target: Indices, place: Place) -> None:
    """Refuse a transition from a state to itself, and two by one reservoir between the same states.

    Examples
    --------
    >>> refuse_repeated(np.array([0, 0]), np.array([0, 1]), np.array([1, 0]), "{}[{}]".format)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: source[1] and source[0] give the same transition, or its reverse; leave one out
    """
    seen: dict[tuple[int, int, int], int] = {}
    for k, (r, a, b) in enumerate(zip(reservoir.tolist(), source.tolist(), target.tolist(), strict=True)):
        if a == b:
            raise InputError(explain(f"{place('target', k)} is the state that it starts from", fix="leave it out"))
        first = seen.setdefault((r, min(a, b), max(a, b)), k)
        if first != k:
            what = f"{place('source', k)} and {place('source', first)} give the same transition, or its reverse"
            raise InputError(explain(what, fix="leave one out"))


def refuse_idle(ahead: Floats, back: Floats, place: Place) -> None:
    """Refuse a transition that runs neither way.

    Examples
    --------
    >>> refuse_idle(np.array([-np.inf]), np.array([-np.inf]), "{}[{}]".format)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: forward[0] and reverse[0] are 0; leave the pair out
    """
    idle = np.isneginf(ahead) & np.isneginf(back)
    if idle.any():
        k = int(np.argmax(idle))
        raise InputError(explain(f"{place('forward', k)} and {place('reverse', k)} are 0", fix="leave the pair out"))
