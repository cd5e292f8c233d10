"""The harmonic oscillator with friction in a quantum bath."""

from __future__ import annotations

from numpy.typing import ArrayLike

from detbal.choice import member
from detbal.reals import positive
from detbal.spectra.axis import frequency_axis
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum


def damped_oscillator(
    omega: ArrayLike, omega0: float, gamma: float, kT: float, *, mass: float = 1.0, kind: Kind = Kind.WIGHTMAN
) -> Spectrum:
    """Return the spectrum of q of a damped oscillator, m(q̈ + γq̇ + ω₀²q) = noise, in equilibrium.

    Parameters
    ----------
    omega : (n,)
    omega0, gamma, kT, mass : float
        Positive, with ħ = 1; γ is the full width of |χ|².
    kind : Kind
        CLASSICAL has the values of KUBO: for a linear system the harmonic correction is exact.

    Raises
    ------
    InputError
        Numbers that are not positive, or ω that a `Spectrum` refuses.

    Notes
    -----
    χ″ = γω/m / [(ω₀² - ω²)² + γ²ω²], and the fluctuation-dissipation theorem (Callen and Welton 1951).

    Examples
    --------
    >>> import numpy as np
    >>> omega = np.linspace(-40.0, 40.0, 8001)
    >>> quantum = damped_oscillator(omega, 1.0, 0.5, kT=0.1)
    >>> from detbal.spectra.sum_rules import static_susceptibility
    >>> round(static_susceptibility(quantum).value, 4)  # 1/mω₀²
    1.0
    """
    axis, meaning = frequency_axis(omega), member(Kind, kind, "kind")
    omega0, gamma = positive(omega0, "omega0"), positive(gamma, "gamma")
    kT, mass = positive(kT, "kT"), positive(mass, "mass")
    kubo = 2.0 * kT * gamma / mass / ((omega0**2 - axis**2) ** 2 + (gamma * axis) ** 2)
    if meaning is Kind.CLASSICAL:
        return Spectrum(axis, kubo, kind=meaning, kT=kT)
    return Spectrum(axis, kubo, kind=Kind.KUBO, kT=kT).to(meaning)
