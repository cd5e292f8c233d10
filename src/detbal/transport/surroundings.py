"""The leads and baths around a dot or a molecule, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.transport.lead import Lead
from detbal.transport.reservoir import Reservoir
from detbal.units import EnergyUnit


def require_leads(leads: Any, orbitals: int, unit: EnergyUnit | None) -> None:
    """Refuse anything but one or more leads, in one unit, that couple to so many orbitals.

    Raises
    ------
    InputError

    Examples
    --------
    >>> require_leads({}, 1, None)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: no lead; give leads={'L': Lead(...), ...}
    """
    require_reservoirs(leads, Lead, unit, "leads")
    if not leads:
        raise InputError(explain("no lead", fix="give leads={'L': Lead(...), ...}"))
    for name, lead in leads.items():
        try:
            lead.channels(orbitals)
        except InputError as error:
            raise InputError(f"leads[{name!r}]: {error}") from None


def require_reservoirs(given: Any, kind: type, unit: EnergyUnit | None, name: str) -> None:
    """Refuse anything but a mapping of reservoirs of one kind, in one unit.

    Raises
    ------
    InputError

    Examples
    --------
    >>> require_reservoirs({"L": Lead(kT=1.0, gamma=0.1, unit="meV")}, Lead, None, "leads")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: leads['L'] is in meV, all else in no unit; give both one unit=
    """
    needs(given, name, Mapping)
    for key, one in given.items():
        needs(one, f"{name}[{key!r}]", kind)
        if one.unit != unit:
            own, its = (u.symbol if u else "no unit" for u in (unit, one.unit))
            raise InputError(explain(f"{name}[{key!r}] is in {its}, all else in {own}", fix="give both one unit="))


def reservoirs_of(leads: Mapping[str, Lead], baths: Mapping[str, Any]) -> tuple[Reservoir, ...]:
    """Return what is known of leads, in their order, and of baths after them.

    Examples
    --------
    >>> reservoirs_of({"L": Lead(kT=1.0, mu=0.2, gamma=0.1)}, {})
    (Reservoir(name='L', kT=1.0, mu=0.2),)
    """
    known = tuple(Reservoir(name, lead.kT, lead.mu) for name, lead in leads.items())
    return known + tuple(Reservoir(name, bath.kT, 0.0) for name, bath in baths.items())


def exchanged(leads: Mapping[str, Lead], new: Mapping[str, Lead]) -> Mapping[str, Lead]:
    """Return leads of which some are exchanged.

    Raises
    ------
    InputError
        A name that there is not.

    Examples
    --------
    >>> exchanged({"L": Lead(kT=1.0, gamma=1.0)}, {"L": Lead(kT=2.0, gamma=1.0)})["L"].kT
    2.0
    """
    for name in new:
        if name not in leads:
            raise InputError(explain(f"no lead {name!r}", fix=f"its leads are {', '.join(leads)}"))
    return {**leads, **new}
