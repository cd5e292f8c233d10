"""What checks and thermometers find in baths."""

from __future__ import annotations

from detbal.verdict import Finding


class NegativeSpectrum(Finding):
    """S(ω) < 0 somewhere: no bath has such a spectrum, and generators made from it have negative rates."""


class WrongSign(Finding):
    """The KMS condition holds with the sign of ω reversed: absorption and emission are exchanged."""


class ClassicalSpectrum(Finding):
    """S(ω) = S(-ω): a symmetrised or classical spectrum, that of infinite temperature."""


class OneSided(Finding):
    """One of S(ω), S(-ω) is missing: the bath only takes or only gives energy, as at zero temperature."""


class OtherTemperature(Finding):
    """The KMS condition holds, at another temperature than the one asked about."""


class LostDigits(Finding):
    """S(-ω) was computed as a small difference of large numbers, and is lost in their round-off."""


class NotStationary(Finding):
    """C(-t) is not C(t)*: no correlation function of a stationary state."""
