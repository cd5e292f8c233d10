"""What calculated rates ask of a dot or a molecule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from detbal.transport.lead import Lead
from detbal.transport.many_body import ManyBody
from detbal.transport.reservoir import Reservoir
from detbal.units import EnergyUnit


class DotLike(Protocol):
    """Many-body states between leads: a `QuantumDot`, or a `Molecule`."""

    @property
    def leads(self) -> Mapping[str, Lead]:
        """In their order."""

    @property
    def baths(self) -> Any:
        """Mapping of names to bosonic baths."""

    @property
    def orbitals(self) -> int:
        """How many (spin) orbitals the leads couple to."""

    @property
    def unit(self) -> EnergyUnit | None:
        """Of all energies."""

    @property
    def reservoirs(self) -> tuple[Reservoir, ...]:
        """Leads, then baths."""

    def many_body(self) -> ManyBody:
        """Return the eigenstates, and what connects them."""
