"""A spectrum, as an instrument saw it, turned into its two sides at a temperature: the one given, or the best one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.residual import NO_UNKNOWNS, Estimate
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.two_sides.balance import Balance, balance_of
from detbal.spectra.two_sides.instrument import FWHM as FWHM
from detbal.spectra.two_sides.instrument import Instrument
from detbal.spectra.two_sides.sides import Sides, join_sides, sides_of
from detbal.spectra.two_sides.thermal_fit import ThermalFit, fit_temperature
from detbal.units import Thermal

#: Secant steps at the most, the relative change of β at which they end, and the rate at which nothing is to be seen.
ROUNDS, CLOSE, HIDDEN = 40, 1e-10, 0.98


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
        sides = sides_of(clear, instrument.shift(1.0 / thermal.kT))
        return thermal, NO_UNKNOWNS, sides, balance_of(sides, sides.omega / thermal.kT)
    sides, theta, balance = fitted_sides([clear], instrument)
    return None, theta, sides, balance


def fitted_sides(
    spectra: Sequence[Spectrum], instrument: Instrument, *, gain: bool = False
) -> tuple[Sides, Estimate, Balance]:
    """Fit one temperature to spectra, and with it the shift that a finite resolution makes.

    The shift depends on β, and the β that fits on the shift: the place where both agree is found by secants. There,
    errors are larger than at a given shift, by 1/(1 - r) with r the change of the fitted β with the one assumed.

    Raises
    ------
    InputError
        As `fit_temperature`; or the resolution hides the temperature.

    Examples
    --------
    >>> omega = np.linspace(-15, 15, 601)
    >>> wide = Spectrum.from_logs(omega, -((omega - 0.5) ** 2) / 10)  # variance 1 at kT = 1, seen with variance 4
    >>> fitted_sides([wide], Instrument(fwhm=2 * FWHM))[1].values.round(6)
    array([1.])
    """

    def at(beta: float) -> tuple[Sides, ThermalFit, float]:
        if any(not one.omega[0] < instrument.shift(beta) < one.omega[-1] for one in spectra if one.two_sided):
            raise InputError(explain(wide, why=hidden, fix="give kT= or T="))
        sides = join_sides([sides_of(spectrum, instrument.shift(beta)) for spectrum in spectra])
        found = fit_temperature(sides, gain=gain)
        return sides, found, float(found.theta.values[0])

    wide = f"a resolution of {instrument.fwhm:g}"
    hidden = "it widens the spectrum so much that the temperature hardly shows"
    sides, found, after = at(0.0)
    if not instrument.fwhm:
        return sides, found.theta, found.balance
    before, beta, rate = 0.0, after, 0.0
    for _ in range(ROUNDS):
        sides, found, now = at(beta)
        if abs(beta - before) > 1e-6 * abs(beta):  # closer points only show round-off
            rate = (now - after) / (beta - before)
        if rate > HIDDEN:
            raise InputError(explain(wide, why=hidden, fix="give kT= or T="))
        step = (now - beta) / (1.0 - rate)
        before, after, beta = beta, now, beta + step
        theta = found.theta
        least = CLOSE * abs(beta) / (1.0 - rate)  # partners on the axis are the same to about so much
        if abs(step) <= max(least, 1e-3 * float(np.nan_to_num(theta.errors[0]))):
            errors = np.maximum(theta.errors / (1.0 - rate), least)
            return sides, Estimate(theta.names, theta.values, errors), found.balance
    raise InputError(explain("the temperature and the shift by the resolution do not settle", fix="give kT= or T="))
