"""Approximations by which currents through a dot are calculated."""

from __future__ import annotations

from enum import Enum


class Method(Enum):
    """How currents are calculated; each member says what it is valid for."""

    PAULI = "rates between eigenstates: Γ below kT, and below the distances of states of one charge"
    LINDBLAD = "position and energy resolving Lindblad equation: Γ below kT; positive"
    REDFIELD = "Redfield equation with principal parts: Γ below kT; may be negative, may lose energy"
    VON_NEUMANN = "first-order von Neumann equation with principal parts: Γ below kT; may be negative"
    EXACT = "scattering theory: electrons that do not repel each other, any Γ"
