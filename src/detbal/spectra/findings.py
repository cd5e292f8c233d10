"""What may be wrong with a spectrum, each with its own name."""

from __future__ import annotations

from detbal.verdict import Finding


class ClassicalSpectrum(Finding):
    """Even in ω, as every spectrum of a classical motion is: quantum balance demands a factor e^-x."""


class WrongSign(Finding):
    """The sides are exchanged: loss stands where gain should."""


class NegativeValues(Finding):
    """Intensities below zero, which no spectrum of an autocorrelation has."""


class NoPartner(Finding):
    """Frequencies that are known on one side only, and take no part."""


class TooFaint(Finding):
    """Frequencies at which the weaker side is below noise."""


class AnotherTemperature(Finding):
    """Balanced, but at another temperature than the one asked about."""


class ScaledSides(Finding):
    """Balanced but for a common factor between the sides, such as a detector's efficiency."""


class ShiftedAxis(Finding):
    """Balanced if the zero of the frequency axis is moved."""


class LikeCounts(Finding):
    """Errors that follow the noise of the values, as √counts do: low values get too much weight."""


class Tapered(Finding):
    """A window that widens lines, and by that breaks detailed balance."""
