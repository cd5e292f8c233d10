"""A spectrum, as an instrument saw it, turned into its two sides at a temperature: the one given, or the best one."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.residual import NO_UNKNOWNS, Estimate
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.two_sides.balance import Balance, balance_of
from detbal.spectra.two_sides.instrument import Instrument
from detbal.spectra.two_sides.sides import Sides, sides_of
from detbal.spectra.two_sides.thermal_fit import fit_temperature
from detbal.units import Thermal

#: Shift and temperature depend on each other where the resolution is finite; so many rounds settle both.
ROUNDS = 8


def face_to_face(
    spectrum: Spectrum, instrument: Instrument, kT: Any = None, T: Any = None
) -> tuple[Thermal | None, Estimate, Sides, Balance]:
    """Return the temperature (if one was given), what was fitted, and both sides.

    Examples
    --------
    >>> thermal, theta, sides, balance = face_to_face(Spectrum([-1.0, 1.0], [1.0, 2.0]), Instrument(), kT=2.0)
    >>> thermal.kT, len(theta.names), balance.x.tolist()
    (2.0, 0, [0.5])
    """
    clear = instrument.cleared(spectrum)
    if spectrum.kind.parity and spectrum.kind is not Kind.CLASSICAL:
        sides = sides_of(clear, instrument.zero)
        return None, NO_UNKNOWNS, sides, balance_of(sides, np.zeros_like(sides.omega))
    if kT is not None or T is not None or spectrum.thermal is not None:
        thermal = spectrum.temperature(kT, T)
        sides = sides_of(clear, instrument.shift(thermal.kT))
        return thermal, NO_UNKNOWNS, sides, balance_of(sides, sides.omega / thermal.kT)
    sides, theta, balance = fitted_sides(clear, instrument)
    return None, theta, sides, balance


def fitted_sides(spectrum: Spectrum, instrument: Instrument, *, gain: bool = False) -> tuple[Sides, Estimate, Balance]:
    """Fit the temperature, and with it the shift that a finite resolution makes.

    Examples
    --------
    >>> omega = np.array([-2.0, -1.0, 1.0, 2.0])
    >>> fitted_sides(Spectrum(omega, np.exp(omega / 2)), Instrument())[1].values.round(12)
    array([1.])
    """
    shift = instrument.zero
    for _ in range(ROUNDS if instrument.fwhm else 1):
        sides = sides_of(spectrum, shift)
        found = fit_temperature(sides, gain=gain)
        beta = float(found.theta.values[0])
        shift = instrument.shift(1.0 / beta) if beta else instrument.zero
    return sides, found.theta, found.balance
