"""What checks and thermometers find in measured pairs."""

from __future__ import annotations

from detbal.verdict import Finding


class OtherTemperature(Finding):
    """Balance holds, at another temperature than the one asked about; so would an axis that is off by that factor."""


class OtherScale(Finding):
    """Balance holds after one of the two sides is multiplied by a constant: a factor of 2 or 2π, a calibration."""


class SwappedSides(Finding):
    """Balance holds with the two sides exchanged."""


class WrongPower(Finding):
    """Balance holds with another power of the frequency of the scattered light: photons taken for energy, or back."""


class WrongJacobian(Finding):
    """Balance holds if the emission is per wavelength and not per frequency, or the other way round: a factor ω²."""


class EnergyForPhotons(Finding):
    """Balance holds if the emission counts photons and not energy, or the other way round: a factor ω."""


class Negative(Finding):
    """Values that are negative by more than their noise: no intensity, or a medium that amplifies."""


class NoTemperature(Finding):
    """What is measured shows a temperature that is negative, infinite or zero."""


class Ambiguous(Finding):
    """Balance does not hold as stated, and more than one other reading of the data would restore it."""


class RoundedInput(Finding):
    """Residuals so small that numbers given to a few digits would have them."""
