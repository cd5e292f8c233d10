"""What the search for the greatest power asks of junctions that exchange light: of steps, or of a measured cell."""

from __future__ import annotations

from typing import Protocol

from detbal.photovoltaics.radiation import Floats


class Currents(Protocol):
    """Net currents of junctions in photons/(m² s), and how they fall with the voltages; see `State`."""

    @property
    def current(self) -> Floats:
        """Absorbed less recombined, (..., n)."""

    @property
    def own(self) -> Floats:
        """Rise of the recombination of each junction with its own qV/kT, (..., n)."""

    @property
    def slopes(self) -> Floats:
        """Fall of each current with each qV/kT, (..., n, n)."""

    def through_neighbours(self, source: Floats) -> Floats:
        """Solve for the own emissions that balance a source (..., n, m) together with those of the others."""


class Exchanging(Protocol):
    """Junctions that exchange light with each other and the outside; see `Stack`."""

    @property
    def gaps(self) -> Floats:
        """Lowest energy that each absorbs, eV, (..., n)."""

    @property
    def light(self) -> Floats:
        """Photons/(m² s) that each absorbs, above 0, (..., n)."""

    @property
    def kT(self) -> float:
        """Thermal energy, eV."""

    @property
    def elqe(self) -> Floats:
        """Part of the recombination that leaves each as light, (n,)."""

    @property
    def exchange(self) -> float:
        """0 if they exchange no light with each other."""

    def at(self, voltage: Floats) -> Currents:
        """Return the currents at voltages (..., n) below the gaps."""

    def steps_like(self, voltage: Floats) -> Floats:
        """Return the gaps (..., n) of the steps whose emission bends as theirs does at voltages (..., n), eV."""
