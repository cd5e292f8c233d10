"""Exact model systems, as quantum spectra and as their classical partners."""

from detbal.spectra.models.damped import damped_oscillator
from detbal.spectra.models.free_gas import free_gas
from detbal.spectra.models.harmonic import displaced_oscillator, oscillator
from detbal.spectra.models.lines import Lines
from detbal.spectra.models.potential import potential_lines
from detbal.spectra.models.quartic import quartic_classical, quartic_oscillator
from detbal.spectra.models.two_level import two_level

__all__ = [
    "Lines",
    "damped_oscillator",
    "displaced_oscillator",
    "free_gas",
    "oscillator",
    "potential_lines",
    "quartic_classical",
    "quartic_oscillator",
    "two_level",
]
