"""Chemical potentials at the border."""

from __future__ import annotations

from typing import Any

from detbal.errors import InputError, explain
from detbal.units import EnergyUnit, to_floats


def chemical_potential(mu: Any, unit: EnergyUnit | None, name: str = "mu") -> float | None:
    """Return one chemical potential in the unit of the energies; None stays.

    Raises
    ------
    InputError
        Several numbers, or no energy.

    Examples
    --------
    >>> from detbal.units import energy_unit
    >>> chemical_potential("1 eV", energy_unit("meV"))
    1000.0
    """
    if mu is None:
        return None
    found = to_floats(mu, unit, name=name)[0]
    if found.ndim:
        raise InputError(explain(f"{name} has shape {found.shape}", fix="give one number"))
    return float(found)
