"""The quartic oscillator: quantum lines on a grid, and the classical spectrum from its orbits, in closed form."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from detbal.pairs import FloatArray
from detbal.reals import positive
from detbal.spectra.axis import frequency_axis
from detbal.spectra.kind import Kind
from detbal.spectra.models.lines import Lines
from detbal.spectra.models.potential import potential_lines
from detbal.spectra.spectrum import Spectrum

#: K(k) of the modulus k² = 1/2, that of the orbits: Γ(1/4)²/4√π (DLMF 22.11 for their Fourier series, nome e^-π).
_K = 1.8540746773013719
#: Overtones of the orbits; the weight of the tenth is e^(-19π) of the first.
_OVERTONES = 10


def quartic_oscillator(kT: float) -> Lines:
    """Return the lines of q in V = q⁴/4, with ħ = m = 1.

    Raises
    ------
    InputError
        A temperature that is not positive, or too high for the grid, as `potential_lines`.

    Examples
    --------
    >>> lines = quartic_oscillator(1.0)
    >>> from detbal.spectra.kind import Kind
    >>> [round(float(lines.sticks().to(kind).values.sum()), 6) for kind in (Kind.SYMMETRISED, Kind.KUBO)]
    [0.696726, 0.61604]
    """
    kT = positive(kT, "kT")
    # thermal motion reaches (4 · 45 kT)^(1/4), and states of high energy decay fast beyond their turning points
    reach = 3.0 + (180.0 * kT + 20.0) ** 0.25
    return potential_lines(lambda q: q**4 / 4.0, kT, span=(-reach, reach), points=200, levels=60)


def quartic_classical(omega: ArrayLike, kT: float) -> Spectrum:
    """Return the classical spectrum of q in V = q⁴/4, with m = 1: exact, from the orbits.

    Parameters
    ----------
    omega : (n,)
    kT : float

    Raises
    ------
    InputError
        A temperature that is not positive, or ω that a `Spectrum` refuses.

    Notes
    -----
    An orbit of energy E is q = a cn(at), a⁴ = 4E, with frequency πa/2K and the amplitudes
    a (2π√2/K) e^(-(h/2)π)/(1 + e^-hπ) for h = 1, 3, … (DLMF 22.11.2). Energies have the density E^(-1/4) e^(-E/kT), so
    that each overtone gives a closed form.

    Examples
    --------
    >>> omega = np.linspace(0.0, 30.0, 3001)
    >>> from detbal.spectra.sum_rules import equal_time, f_sum
    >>> swing = quartic_classical(omega, 1.0)
    >>> round(equal_time(swing).value, 6), round(f_sum(swing).value, 6)  # <q²> = 2 Γ(3/4)/Γ(1/4), and 1/2m
    (0.675978, 0.5)
    """
    axis, kT = np.abs(frequency_axis(omega)), positive(kT, "kT")
    total = np.zeros_like(axis)
    for overtone in range(1, 2 * _OVERTONES, 2):
        total += _overtone(axis, kT, overtone)
    return Spectrum(omega, total, kind=Kind.CLASSICAL, kT=kT)


def _overtone(omega: FloatArray, kT: float, h: int) -> FloatArray:
    """Return 2π P(E) |q_h|² dE/dω at the energy whose orbit has its h-th overtone at ω."""
    from math import gamma

    amplitude = omega * 2.0 * _K / (np.pi * h)  # a, with E = a⁴/4
    energy = amplitude**4 / 4.0
    relative = 2.0 * np.pi * np.sqrt(2.0) / _K * np.exp(-h * np.pi / 2.0) / (1.0 + np.exp(-h * np.pi))
    # P(E) dE = E^(-1/4) e^(-E/kT) dE / (Γ(3/4) kT^(3/4)) with dE = a³ da, and E^(-1/4) = √2/a
    density = np.sqrt(2.0) * amplitude**2 * np.exp(-energy / kT) / (gamma(0.75) * kT**0.75)
    slope = 2.0 * _K / (np.pi * h)
    return np.asarray(2.0 * np.pi * density * slope * (amplitude * relative) ** 2 / 4.0)
