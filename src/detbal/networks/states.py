"""What is known of the states of a network: their labels, energies and degeneracies, checked."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import real_array
from detbal.units import EnergyUnit, energy_unit, to_floats

Energies = ArrayLike | Mapping[Hashable, float]


def state_energies(
    energies: Energies | None, unit: str | EnergyUnit | None, labels: tuple[str, ...] | None, n: int
) -> tuple[FloatArray | None, EnergyUnit | None]:
    """Return the energies as floats in the order of the states, with their unit.

    Examples
    --------
    >>> state_energies({"a": 1.0, "b": 2.0}, None, ("b", "a"), 2)[0]
    array([2., 1.])
    """
    known = unit if isinstance(unit, EnergyUnit) else energy_unit(unit)
    if energies is None:
        return None, known
    values, found = to_floats(_in_order(energies, "energies", labels, n), known)
    if values.shape != (n,):
        raise InputError(explain(f"energies have shape {values.shape}", fix=f"give one energy for each of {n} states"))
    if not np.isfinite(values).all():
        i = int(np.argmax(~np.isfinite(values)))
        raise InputError(explain(f"energies[{i}] = {values[i]}", fix="give finite energies"))
    return values, found


def state_log_degeneracies(degeneracies: Energies | None, labels: tuple[str, ...] | None, n: int) -> FloatArray:
    """Return ln of the degeneracies in the order of the states; zeros if there are none.

    Examples
    --------
    >>> state_log_degeneracies(None, None, 2)
    array([0., 0.])
    """
    if degeneracies is None:
        return np.zeros(n)
    values = real_array(_in_order(degeneracies, "degeneracies", labels, n), "degeneracies")
    if values.shape != (n,):
        raise InputError(explain(f"degeneracies have shape {values.shape}", fix=f"give {n} positive numbers"))
    bad = ~((values > 0) & (values < np.inf))
    if bad.any():
        i = int(np.argmax(bad))
        raise InputError(explain(f"degeneracies[{i}] = {values[i]}", fix="give positive numbers, one for each state"))
    logs: FloatArray = np.log(values)
    return logs


def _in_order(values: Energies, what: str, labels: tuple[str, ...] | None, n: int) -> Any:
    if not isinstance(values, Mapping):
        return values
    names = labels or tuple(str(i) for i in range(n))
    by_name = {str(key): value for key, value in values.items()}
    known = set(names)
    missing = [name for name in names if name not in by_name]
    unknown = [name for name in by_name if name not in known]
    if missing or unknown:
        what_is_wrong = f"no entry for state {missing[0]!r}" if missing else f"unknown state {unknown[0]!r}"
        raise InputError(explain(f"{what}: {what_is_wrong}", fix=f"give one for each of {', '.join(names[:6])}…"))
    return [by_name[name] for name in names]


def state_labels(labels: Sequence[Hashable] | None, n: int) -> tuple[str, ...] | None:
    """Return the labels as strings, checked to be one for each of n states and different.

    Examples
    --------
    >>> state_labels(range(2), 2)
    ('0', '1')
    """
    if labels is None:
        return None
    names = tuple(map(str, labels))
    if len(names) != n:
        raise InputError(explain(f"{len(names)} labels for {n} states", fix="give one label per state"))
    if len(set(names)) < n:
        twice = next(name for k, name in enumerate(names) if name in names[:k])
        raise InputError(explain(f"label {twice!r} stands twice", fix="give every state its own label"))
    return names
