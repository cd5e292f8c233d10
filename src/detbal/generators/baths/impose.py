"""`impose` for baths: the nearest bath that obeys the KMS condition."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.baths.check import describe, places
from detbal.generators.baths.conventions import Statistics
from detbal.generators.baths.exponentials import Exponentials
from detbal.generators.baths.findings import NegativeSpectrum
from detbal.generators.baths.readings import chosen_frequencies, names_of, read
from detbal.generators.baths.references import CALLEN_WELTON, KUBO, MARTIN_SCHWINGER
from detbal.generators.baths.refit import POINTS, REACH, refit
from detbal.generators.baths.spectra import BalancedSpectrum
from detbal.pairs import FloatArray
from detbal.result import Imposed
from detbal.units import Thermal, thermal_energy
from detbal.verdict import Finding


def impose_bath(bath: Bath, *, kT: Any = None, T: Any = None, frequencies: Any = None) -> Imposed:
    """Return the nearest bath that obeys the KMS condition at a temperature.

    Parameters
    ----------
    bath
    kT, T
        Temperature; left out, the bath's own.
    frequencies : array, optional
        For exponentials, which can obey it at chosen frequencies only, those (required): the Bohr frequencies of the
        system. For other baths, where `distance` and `moved` are taken; left out, the grid of `check_bath`.

    Returns
    -------
    Imposed
        Exponentials: the same rates; J (the antisymmetric part of S) is kept and Re C(t) refitted to J coth(ω/2kT),
        exactly at the frequencies. Whatever generator uses the bath there only (Davies) is then balanced. Other
        baths: S(ω) S(-ω) is kept, the least change of the logs at every frequency.

    Raises
    ------
    InputError
        No temperature; exponentials without frequencies, or with more of them than parameters; other baths whose
        S is zero or negative on one side (complete them instead).

    Examples
    --------
    >>> from detbal.generators.baths.exponentials import drude_lorentz_matsubara
    >>> bath = Bath(correlation_function=drude_lorentz_matsubara(0.5, 1.0, 0.2, 5), kT=0.2)
    >>> imposed = impose_bath(bath, frequencies=[0.3, 0.8, 1.5, 2.5])
    >>> s = imposed.nearest.power_spectrum
    >>> (np.log(s(0.8) / s(-0.8)) / 0.8).round(9)
    np.float64(5.0)
    """
    thermal = thermal_energy(kT, T, bath.energy_unit, required=False) or bath.own_temperature
    if thermal is None:
        raise InputError(explain("a bath without a temperature", fix="give kT= or T="))
    if isinstance(bath.emission, Exponentials):
        return _refitted(bath, bath.emission, thermal, frequencies)
    omega = chosen_frequencies(bath, frequencies, thermal.kT)
    expected = (omega - bath.mu) / thermal.kT
    reading = read(bath, omega, expected)
    alone = np.isneginf(reading.log_emission) | np.isneginf(reading.log_absorption)
    if alone.any():
        k = int(np.argmax(alone))
        sides_there = f"{reading.emission[k]:.3g} and, reversed, {reading.absorption[k]:.3g}"
        raise InputError(
            explain(
                f"S is {sides_there} at {names_of(omega, bath)[k]}",
                why="a one-sided or negative spectrum is infinitely far from balance in its logs",
                fix="complete the bath at its temperature instead, or give frequencies= where both sides are positive",
            )
        )
    log_ratio = reading.log_emission - reading.log_absorption
    bosons = bath.statistics is Statistics.BOSON
    sides = [
        BalancedSpectrum(bath.emission, bath.absorption or bath.emission, thermal.kT, bath.mu, sign, bosons)
        for sign in (1, -1)
    ]
    said = ("the product of the two sides of the spectrum is kept, their ratio e^(ω/kT)",)
    nearest = Bath.made(bath, sides[0], None if bosons else sides[1], thermal, said)
    return _imposed(
        bath,
        nearest,
        thermal,
        omega,
        frequencies is not None,
        statement="least change of ln S on both sides (distance: root of the sum of squares, nats)",
        distance=float(np.linalg.norm(expected - log_ratio) / np.sqrt(2.0)),
        moved=expected - log_ratio,
    )


def _refitted(bath: Bath, given: Exponentials, thermal: Thermal, frequencies: Any) -> Imposed:
    if frequencies is None:
        raise InputError(
            explain(
                "exponentials without frequencies",
                why="a sum of exponentials obeys the KMS condition at chosen frequencies at best",
                fix="give frequencies=, the Bohr frequencies of the system",
            )
        )
    omega = chosen_frequencies(bath, frequencies, thermal.kT)
    new = refit(given, omega, thermal.kT)
    change = Exponentials(
        np.concatenate([new.coefficients, -given.coefficients]), np.concatenate([new.rates, given.rates])
    )
    nearest = Bath(correlation_function=new, kT=thermal.kT, energy_unit=bath.energy_unit)
    with np.errstate(divide="ignore", invalid="ignore"):
        before = np.log(given.values(omega) / given.values(-omega))
    moved = np.log(new.values(omega) / new.values(-omega)) - before
    return _imposed(
        bath,
        nearest,
        thermal,
        omega,
        True,
        statement=(
            "the same rates and the same J; Re C(t) by least squares to J coth(ω/2kT), exact at the frequencies "
            "(distance: root of ∫|δC(t)|² dt over that of C)"
        ),
        distance=change.norm() / given.norm(),
        moved=np.where(np.isfinite(moved), moved, np.nan),
        findings=_still_negative(new, omega),
    )


def _still_negative(new: Exponentials, omega: FloatArray) -> tuple[Finding, ...]:
    grid = np.linspace(-1.0, 1.0, 2 * POINTS + 1) * REACH * float(omega.max())
    values = new.values(grid)
    lowest = int(np.argmin(values))
    if values[lowest] >= -float(new.error(grid[lowest : lowest + 1])[0]):
        return ()
    return (
        NegativeSpectrum(
            f"between the frequencies S is still negative, down to S({grid[lowest]:.4g}) = {values[lowest]:.2g} "
            f"against a largest S of {values.max():.2g}: of no effect on a Davies generator, but on other methods"
        ),
    )


def _imposed(
    bath: Bath,
    nearest: Bath,
    thermal: Thermal,
    omega: FloatArray,
    given: bool,
    *,
    statement: str,
    distance: float,
    moved: FloatArray,
    findings: tuple[Finding, ...] = (),
) -> Imposed:
    return Imposed(
        subject=describe(bath),
        statement=f"{statement}, {places(len(omega), given=given)}",
        nearest=nearest,
        distance=distance,
        moved=moved,
        labels=names_of(omega, bath),
        findings=findings,
        assumptions=(f"balance with {thermal.provenance}", *bath.assumptions),
        references=(KUBO, MARTIN_SCHWINGER, CALLEN_WELTON),
    )
