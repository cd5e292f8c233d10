"""Kinds of findings about devices."""

from __future__ import annotations

from detbal.verdict import Finding


class SeriesResistance(Finding):
    """What the leads may take of the voltage would explain a radiative efficiency above 1."""


class MoreThanRadiative(Finding):
    """Less current, or more voltage, than radiation allows: an external radiative efficiency above 1."""


class AboveLimit(Finding):
    """A claimed number above its detailed-balance limit."""


class Inconsistent(Finding):
    """Numbers of one claim that contradict each other."""


class EdgeNotMeasured(Finding):
    """The quantum efficiency ends where it still counts for the thermal emission."""


class BeyondBoltzmann(Finding):
    """A voltage so near the gap that Boltzmann's statistics do not hold."""


class LuminescenceDisagrees(Finding):
    """The measured luminescence quantum efficiency is not the one that the voltage implies."""
