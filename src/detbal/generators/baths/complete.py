"""`complete` for baths: one side of the spectrum and a temperature give the other."""

from __future__ import annotations

from typing import Any

from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.baths.conventions import Statistics
from detbal.generators.baths.spectra import (
    CompletedBosons,
    CompletedFermions,
    Spectrum,
    ThermalBosons,
    ThermalFermions,
)
from detbal.units import thermal_energy


def complete_bath(bath: Bath, *, kT: Any = None, T: Any = None) -> Bath:
    """Return the bath with both sides of its spectrum, at one temperature.

    Parameters
    ----------
    bath
        With a spectral density, it is taken at the temperature given. Otherwise its S(ω) at ω ≥ 0 is kept, and
        what it says of ω < 0 is replaced; fermions keep S₋(ω).
    kT, T
        Temperature; left out, the bath's own.

    Returns
    -------
    Bath
        With S(-ω) = S(ω) e^{-ω/kT} (fermions: S₊(ω) = S₋(ω) e^{-(ω-μ)/kT}), formed from logs: no digits are lost at
        any ω/kT.

    Raises
    ------
    InputError
        No temperature, or a power spectrum that is known at no positive frequency.

    Examples
    --------
    >>> cold = complete_bath(Bath(power_spectrum=lambda w: 0.1), kT=0.01)
    >>> float(cold.log_power_spectrum(-1.0) - cold.log_power_spectrum(1.0)).__round__(9)
    -100.0
    """
    thermal = thermal_energy(kT, T, bath.energy_unit, required=False) or bath.own_temperature
    if thermal is None:
        raise InputError(explain("a bath without a temperature", fix="give kT= or T="))
    bosons = bath.statistics is Statistics.BOSON
    emission: Spectrum
    absorption: Spectrum | None
    if bath.density is not None:
        density, factor = bath.density
        if bosons:
            emission, absorption = ThermalBosons(density, factor, thermal.kT), None
        else:
            emission = ThermalFermions(density, factor, thermal.kT, bath.mu, 1)
            absorption = ThermalFermions(density, factor, thermal.kT, bath.mu, -1)
        return Bath.made(bath, emission, absorption, thermal, density=bath.density)
    if not bosons:
        return Bath.made(
            bath,
            bath.emission,
            CompletedFermions(bath.emission, thermal.kT, bath.mu),
            thermal,
            ("S₊ was formed from S₋ and the temperature",),
        )
    if bath.frequency_range[1] <= 0:
        raise InputError(
            explain(
                f"the power spectrum is known up to ω = {bath.frequency_range[1]:.6g} only",
                why="S at ω > 0, of energy given to the bath, is what is completed",
                fix="give S at positive frequencies (is its sign convention the opposite one?)",
            )
        )
    said = ("S(ω < 0) was formed from S(ω > 0) and the temperature",)
    return Bath.made(bath, CompletedBosons(bath.emission, thermal.kT), None, thermal, said)
