"""The gallery: spectra with known answers, among them some that must not obey detailed balance."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from detbal.domain import Example
from detbal.spectra.complete import complete_spectrum
from detbal.spectra.correction import Correction
from detbal.spectra.correlation import Correlation
from detbal.spectra.kind import Kind
from detbal.spectra.measured import AbsorptionEmission, Emission, FluctuationDissipation, RamanPair, RamanPower
from detbal.spectra.models import damped_oscillator
from detbal.spectra.scattering.law import ScatteringLaw
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


def driven_bead() -> FluctuationDissipation:
    """Return noise and response of a trapped bead that an active force shakes besides the heat; kT = 1.

    Examples
    --------
    >>> driven_bead()
    <FluctuationDissipation: 60 frequencies from 0.1 to 10, fluctuations CLASSICAL>
    """
    omega = np.geomspace(0.1, 10.0, 60)
    response = 1.0 / (1.0 + omega**2)  # χ″/ω of a bead with friction 1 in a trap of stiffness 1
    thermal, active = 2.0 * response, 0.4 * response / (1.0 + (3.0 * omega) ** 2)
    return FluctuationDissipation(
        Spectrum(omega, thermal + active, kind=Kind.CLASSICAL),
        Spectrum(omega, omega * response, kind=Kind.SUSCEPTIBILITY),
    )


def dye(measured: Emission = Emission.PHOTONS) -> AbsorptionEmission:
    """Return absorption and emitted photons of a dye at 300 K, eV; its emission may be mislabelled.

    Examples
    --------
    >>> dye()
    <AbsorptionEmission: 81 points from 1.7 to 2.1 eV, rate of photons per unit of frequency (or ...)>
    """
    omega = np.linspace(1.7, 2.1, 81)
    absorption = np.exp(-(((omega - 1.95) / 0.06) ** 2))
    photons = omega**2 * absorption * np.exp(-(omega - 1.9) / 0.025852)
    return AbsorptionEmission(omega, absorption, photons, measured=measured, unit="eV")


def raman_bands(power: RamanPower = RamanPower.PHOTONS) -> RamanPair:
    """Return three Raman bands at 298 K, in counts of photons, which may be mislabelled as energy.

    Examples
    --------
    >>> raman_bands()
    <RamanPair: 3 bands from 200 to 1400 cm^-1, laser 18790, PHOTONS>
    """
    shift, laser = np.array([200.0, 700.0, 1400.0]), 18790.0
    anti = np.exp(-shift / 207.12037) * ((laser + shift) / (laser - shift)) ** 3
    return RamanPair(shift, np.ones(3), anti, laser=laser, power=power)


def free_gas_law(sign: float = 1.0) -> ScatteringLaw:
    """Return the scattering law of a free gas; with a sign of -1, that of one whose β was turned round.

    Examples
    --------
    >>> free_gas_law().two_sided
    True
    """
    alpha, beta = np.array([0.5, 1.0, 2.0]), np.linspace(-8.0, 8.0, 65)
    law = np.exp(-((alpha[:, None] + sign * beta) ** 2) / (4.0 * alpha[:, None])) / np.sqrt(
        4.0 * np.pi * alpha[:, None]
    )
    return ScatteringLaw(alpha, beta, law, T=300.0)


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
    Example("driven bead", "noise of a trapped bead above that of its heat bath", driven_bead, Status.BROKEN, _at(1.0)),
    Example(
        "dye",
        "absorbed and emitted photons (Kennard and Stepanov)",
        dye,
        Status.BALANCED,
        MappingProxyType({"T": 300.0, "tol": 1e-3}),
    ),
    Example(
        "dye, mislabelled",
        "the same photons taken for energy",
        lambda: dye(Emission.ENERGY),
        Status.BROKEN,
        MappingProxyType({"T": 300.0, "tol": 1e-3}),
    ),
    Example(
        "Raman bands",
        "Stokes against anti-Stokes, photons counted",
        raman_bands,
        Status.BALANCED,
        MappingProxyType({"T": 298.0, "tol": 1e-3}),
    ),
    Example(
        "Raman bands, mislabelled",
        "the same counts taken for energy",
        lambda: raman_bands(RamanPower.ENERGY),
        Status.BROKEN,
        MappingProxyType({"T": 298.0, "tol": 1e-3}),
    ),
    Example("free gas", "thermal scattering law S(α, β) of a free gas", free_gas_law, Status.BALANCED),
    Example(
        "free gas, reversed", "the same with the sign of β turned round", lambda: free_gas_law(-1.0), Status.BROKEN
    ),
)
