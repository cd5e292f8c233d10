"""The gallery: spectra with known answers, among them some that must not obey detailed balance."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from detbal.domain import Example
from detbal.spectra.complete import complete_spectrum
from detbal.spectra.correction import Correction
from detbal.spectra.correlation import Correlation
from detbal.spectra.kind import Kind
from detbal.spectra.models import damped_oscillator
from detbal.spectra.spectrum import Spectrum
from detbal.verdict import Status

OMEGA = np.linspace(-6.0, 6.0, 241)


def oscillator(kind: Kind = Kind.WIGHTMAN) -> Spectrum:
    """Return the spectrum of a damped oscillator at kT = ħω₀/2.

    Examples
    --------
    >>> oscillator()
    <Spectrum: 241 points from -6 to 6, kind WIGHTMAN, kT = 0.5>
    """
    return damped_oscillator(OMEGA, 1.0, 0.3, kT=0.5, kind=kind)


def scattering(kT: float = 8.0, error: float = 0.02, efficiency: float = 1.0) -> Spectrum:
    """Return a simulated measurement of neutrons gaining and losing energy, with noise, in meV.

    Parameters
    ----------
    kT : float
        Temperature of the sample, meV.
    error : float
        Standard deviation of each point; the largest is about 5.
    efficiency : float
        Of the detector on the side of gain over that on the side of loss.

    Examples
    --------
    >>> scattering()
    <Spectrum: 160 points from -39.75 to 39.75 meV, kind WIGHTMAN>
    """
    omega = np.arange(-39.75, 40.0, 0.5)
    whole = damped_oscillator(omega, 12.0, 8.0, kT=kT).values
    seen = whole * np.where(omega < 0, efficiency, 1.0) * (5.0 / whole.max())
    noise = np.random.default_rng(20261124).normal(0.0, error, len(omega))
    return Spectrum(omega, seen + noise, errors=error, unit="meV")


def wave_packet(shift: float = 1.0) -> Correlation:
    """Return a correlation function that is the one of a system at kT = 1 for a shift of 1.

    Examples
    --------
    >>> wave_packet()
    <Correlation: 4001 times up to 40, kind WIGHTMAN>
    """
    times = np.linspace(0.0, 40.0, 4001)
    return Correlation(times, np.exp(-((times + 0.5j * shift) ** 2) / 2.0))


def _at(kT: float) -> MappingProxyType[str, float]:
    return MappingProxyType({"kT": kT})


EXAMPLES = (
    Example(
        "damped oscillator", "fluctuations of a damped quantum oscillator, both sides", oscillator, Status.BALANCED
    ),
    Example(
        "classical oscillator",
        "the same from classical motion: gain and loss are equal",
        lambda: oscillator(Kind.CLASSICAL),
        Status.BROKEN,
    ),
    Example(
        "classical oscillator, corrected",
        "the harmonic correction takes it for the Kubo spectrum",
        lambda: complete_spectrum(oscillator(Kind.CLASSICAL), correction=Correction.HARMONIC),
        Status.BALANCED,
    ),
    Example(
        "sides exchanged",
        "the oscillator with the sign of its frequencies turned round",
        lambda: Spectrum(-OMEGA, oscillator().values, kT=0.5),
        Status.BROKEN,
    ),
    Example("neutrons, good data", "simulated gain and loss at 8 meV", scattering, Status.BALANCED, _at(8.0)),
    Example(
        "neutrons, too hot",
        "the same, from a sample one tenth hotter than it was said to be",
        lambda: scattering(8.8),
        Status.BROKEN,
        _at(8.0),
    ),
    Example(
        "neutrons, blind detector",
        "the same, with the gain side counted with 80 % efficiency",
        lambda: scattering(efficiency=0.8),
        Status.BROKEN,
        _at(8.0),
    ),
    Example(
        "neutrons, few", "the same with too few of them", lambda: scattering(error=2.0), Status.UNDECIDED, _at(8.0)
    ),
    Example("KMS in time", "C(t - iħ/kT) = C(-t) for a packet of levels", wave_packet, Status.BALANCED, _at(1.0)),
    Example("KMS missed", "the same with half the shift", lambda: wave_packet(0.5), Status.BROKEN, _at(1.0)),
)
