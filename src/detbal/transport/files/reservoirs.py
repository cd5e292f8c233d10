"""The tables of leads and baths in a TOML document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from detbal.errors import InputError, explain
from detbal.transport.bath import BosonBath
from detbal.transport.files.energies import energies, potential
from detbal.transport.files.keys import placed, table_of
from detbal.transport.lead import Lead
from detbal.transport.molecule.vibrational_bath import VibrationalBath
from detbal.units import EnergyUnit

Made = TypeVar("Made")
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Makes leads and baths of the tables of one document.

    Attributes
    ----------
    place : str
        The document, for messages.
    unit : EnergyUnit or None
        Of its energies.

    Examples
    --------
    >>> around = Surroundings("dot.toml", None)
    >>> around.leads({"L": {"kT": 1.0, "gamma": 0.1}, "R": {"kT": 1.0, "gamma": 0.1}}, bias=0.4)["L"].mu
    0.2
    """

    place: str
    unit: EnergyUnit | None

    def leads(self, said: Any, bias: Any = None) -> dict[str, Lead]:
        """Read ``[leads.NAME]``; a bias V puts the first of two at eV/2, and the second at -eV/2."""
        half = 0.0
        if bias is not None:
            if not isinstance(said, Mapping) or len(said) != 2:
                what = f"{self.place}: a bias, but not two leads"
                raise InputError(explain(what, fix="give mu = ... in each of the leads"))
            half = potential(bias, self.unit, f"{self.place}: bias") / 2

        def lead(one: Table, where: str) -> Lead:
            options = {"gamma": self._energies(one, "gamma", where), **self._temperature(one, where)}
            if "band" in one:
                options["band"] = self._band(one["band"], f"{where}: band")
            if bias is not None and "mu" in one:
                raise InputError(explain(f"{where}: mu beside the bias of the file", fix="leave one of them out"))
            if bias is not None:
                options["mu"] = half if one is next(iter(said.values())) else 0.0 - half
            elif "mu" in one:
                options["mu"] = potential(one["mu"], self.unit, f"{where}: mu")
            return placed(where, Lead, unit=self.unit, **options)

        return self._each(said, "leads", lead, ("gamma",), ("kT", "T", "mu", "band"))

    def boson_baths(self, said: Any) -> dict[str, BosonBath]:
        """Read ``[baths.NAME]`` of a dot."""

        def bath(one: Table, where: str) -> BosonBath:
            options = self._temperature(one, where)
            if "density" in one:
                options["density"] = self._energies(one, "density", where)
            coupling = energies(one["coupling"], None, f"{where}: coupling")
            return placed(where, BosonBath, coupling=coupling, unit=self.unit, **options)

        return self._each(said, "baths", bath, ("coupling",), ("kT", "T", "density"))

    def vibrational_baths(self, said: Any) -> dict[str, VibrationalBath]:
        """Read ``[baths.NAME]`` of a molecule."""

        def bath(one: Table, where: str) -> VibrationalBath:
            gamma = self._energies(one, "gamma", where)
            return placed(where, VibrationalBath, gamma=gamma, unit=self.unit, **self._temperature(one, where))

        return self._each(said, "baths", bath, ("gamma",), ("kT", "T"))

    def _each(
        self, said: Any, key: str, make: Callable[[Table, str], Made], needed: tuple[str, ...], others: tuple[str, ...]
    ) -> dict[str, Made]:
        if not isinstance(said, Mapping):
            fix = f"write tables [{key}.NAME] with {', '.join((*needed, *others))}"
            raise InputError(explain(f"{self.place}: {key} = {said!r}", fix=fix))
        made = {}
        for name, one in said.items():
            where = f"{self.place}: [{key}.{name}]"
            made[name] = make(table_of(one, where, needed, others), where)
        return made

    def _energies(self, one: Table, key: str, where: str) -> Any:
        return energies(one[key], self.unit, f"{where}: {key}")

    def _temperature(self, one: Table, where: str) -> dict[str, Any]:
        """Return kT or T as they stand; that it is one of the two is seen by whom they are given to."""
        if "T" in one and self.unit is None:
            what = f"{where}: T = {one['T']!r}, but the file has no unit"
            raise InputError(explain(what, fix='add unit = "meV" above all tables, or give kT'))
        found = {"T": one["T"]} if "T" in one else {}
        return found | ({"kT": self._energies(one, "kT", where)} if "kT" in one else {})

    def _band(self, said: Any, where: str) -> tuple[float, ...]:
        """Return the ends of a band, of which one may be infinite."""
        if not isinstance(said, list):
            raise InputError(explain(f"{where} = {said!r}", fix="give [lowest, highest]"))
        return tuple(end if isinstance(end, float) else energies(end, self.unit, where) for end in said)
