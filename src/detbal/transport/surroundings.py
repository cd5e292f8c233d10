"""The leads and baths around a dot or a molecule, by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.transport.lead import Lead
from detbal.transport.reservoir import Reservoir
from detbal.units import EnergyUnit

One = TypeVar("One", bound=Any)


def require_leads(leads: Mapping[str, Lead], orbitals: int) -> None:
    """Refuse anything but one or more leads that couple to so many orbitals.

    Raises
    ------
    InputError

    Examples
    --------
    >>> require_leads({}, 1)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: no lead; give leads={'L': Lead(...), ...}
    """
    if not leads:
        raise InputError(explain("no lead", fix="give leads={'L': Lead(...), ...}"))
    for name, lead in leads.items():
        try:
            lead.channels(orbitals)
        except InputError as error:
            raise InputError(f"leads[{name!r}]: {error}") from None


def named(
    given: Any, kind: type[One], unit: EnergyUnit | None, name: str, *, taken: Collection[str] = ()
) -> dict[str, One]:
    """Return reservoirs by name, in a mapping of our own, so that nobody changes it later.

    Parameters
    ----------
    given
        Mapping from names to reservoirs.
    kind
        What each must be.
    unit
        What each must be in.
    name
        What messages call the mapping.
    taken
        Names that others have already.

    Raises
    ------
    InputError
        No mapping, names that are no texts or taken, anything but reservoirs of this kind, one in another unit.

    Examples
    --------
    >>> named({"L": Lead(kT=1.0, gamma=0.1, unit="meV")}, Lead, None, "leads")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: leads['L'] is in meV, all else in no unit; give both one unit=
    """
    needs(given, name, Mapping)
    for key, one in given.items():
        needs(key, f"the name {key!r} in {name}", str)
        needs(one, f"{name}[{key!r}]", kind)
        if one.unit != unit:
            own, its = (u.symbol if u else "no unit" for u in (unit, one.unit))
            raise InputError(explain(f"{name}[{key!r}] is in {its}, all else in {own}", fix="give both one unit="))
        if key in taken:
            raise InputError(explain(f"{name}[{key!r}]", why="a lead has that name", fix="give each its own name"))
    return dict(given)


def reservoirs_of(leads: Mapping[str, Lead], baths: Mapping[str, Any]) -> tuple[Reservoir, ...]:
    """Return what is known of leads, in their order, and of baths after them.

    Examples
    --------
    >>> reservoirs_of({"L": Lead(kT=1.0, mu=0.2, gamma=0.1)}, {})
    (Reservoir(name='L', kT=1.0, mu=0.2),)
    """
    known = tuple(Reservoir(name, lead.kT, lead.mu) for name, lead in leads.items())
    return known + tuple(Reservoir(name, bath.kT) for name, bath in baths.items())


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
