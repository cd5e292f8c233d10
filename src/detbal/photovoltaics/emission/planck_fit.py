"""Thermometers for luminescence: temperature, and splitting of the quasi-Fermi levels, by generalised Planck's law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.photovoltaics.emission.planck_figures import figures_of
from detbal.photovoltaics.emission.planck_law import PlanckLine, line_of
from detbal.photovoltaics.emission.planck_spectrum import spectrum_of
from detbal.photovoltaics.luminescence import Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, Floats
from detbal.photovoltaics.temperature import kelvins
from detbal.residual import Estimate
from detbal.result import Thermometer
from detbal.temperature import Temperature
from detbal.units import ENERGY_UNITS
from detbal.verdict import LeftOut, NothingToTest

WUERFEL = "P. Würfel, J. Phys. C 15, 3967 (1982)"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PlanckThermometer(Thermometer):
    """The answer of a fit of generalised Planck's law.

    Attributes
    ----------
    delta_mu, delta_mu_error : float or None
        Splitting of the quasi-Fermi levels and its standard error, eV; None if the scale of the flux is unknown.
    covariance : (p, p) float array
        Of the unknowns in `theta`.
    """

    delta_mu: float | None
    delta_mu_error: float | None
    covariance: Floats


def quasi_fermi_splitting(
    luminescence: Luminescence, *, absorptance: QuantumEfficiency | float, T: Any = None, window: Any = None
) -> PlanckThermometer:
    """Measure the splitting of the quasi-Fermi levels, and the temperature unless it is given.

    The law is φ(E) = a(E) 2π E² / (h³c² (e^{(E-Δμ)/kT} - 1)), of Würfel (1982).

    Parameters
    ----------
    luminescence : Luminescence
        Absolute: photons/(m² s eV) into the hemisphere.
    absorptance : QuantumEfficiency or float
        Measured, or a number that is taken to hold in the whole window (above the absorption edge).
    T, optional
        As for `kelvins`; fitted if it is left out.
    window : (low, high), optional
        eV; all energies if it is left out.

    Raises
    ------
    InputError
        Luminescence in arbitrary units, which shows a temperature only; a window beyond the absorptance's table;
        errors of some points and not of others; too few points.

    Notes
    -----
    The errors are taken to be independent from point to point. Without errors they follow from the scatter. Square
    roots of the counts that were measured, instead of those of a smooth curve, give low counts too much weight: with a
    peak of 1000 counts T comes out low by about one of its errors.

    Examples
    --------
    >>> from detbal.photovoltaics.luminescence import Counted, Interval
    >>> from detbal.photovoltaics.radiation import log_emission
    >>> energy = np.linspace(1.42, 1.55, 20)
    >>> flux = 0.8 * np.exp(log_emission(energy, BOLTZMANN * 310, 1.1))
    >>> pl = Luminescence.of(energy, flux, per=Interval.ENERGY, counted=Counted.PHOTONS, absolute=True)
    >>> reading = quasi_fermi_splitting(pl, absorptance=0.8)
    >>> round(reading.delta_mu, 6), round(reading.T, 6)
    (1.1, 310.0)
    """
    needs(luminescence, "luminescence", Luminescence)
    if not luminescence.absolute:
        why = "the splitting of the quasi-Fermi levels follows from the number of photons"
        fix = "calibrate it (absolute=True), or ask for the temperature alone (luminescence_temperature)"
        raise InputError(explain("the luminescence is in arbitrary units", why=why, fix=fix))
    return _reading(luminescence, absorptance, T, window, absolute=True)


def luminescence_temperature(
    luminescence: Luminescence, *, absorptance: QuantumEfficiency | float, window: Any = None
) -> PlanckThermometer:
    """Measure the temperature alone, from the shape of a spectrum in any unit: φ ∝ a E² e^(-E/kT).

    Parameters, errors
        As for `quasi_fermi_splitting`; of an absorptance that is one number, the number does not matter.

    Notes
    -----
    The photons' energies are taken to be many kT above Δμ: at 5 kT the law is off by 0.7 %.

    Examples
    --------
    >>> from detbal.photovoltaics.luminescence import Counted, Interval
    >>> energy = np.linspace(1.42, 1.55, 20)
    >>> counts = energy**2 * np.exp(-energy / 0.026)
    >>> pl = Luminescence.of(energy, counts, per=Interval.ENERGY, counted=Counted.PHOTONS)
    >>> round(luminescence_temperature(pl, absorptance=1.0).kT, 9)
    0.026
    """
    needs(luminescence, "luminescence", Luminescence)
    return _reading(luminescence, absorptance, None, window, absolute=False)


def thermometer_luminescence(
    luminescence: Luminescence, *, absorptance: QuantumEfficiency | float, T: Any = None, window: Any = None
) -> PlanckThermometer:
    """Measure what a spectrum shows: temperature and splitting if it is absolute, else the temperature alone.

    Parameters, errors
        As for `quasi_fermi_splitting`.

    Examples
    --------
    >>> from detbal.photovoltaics.luminescence import Counted, Interval
    >>> energy = np.linspace(1.42, 1.55, 20)
    >>> counts = energy**2 * np.exp(-energy / 0.026)
    >>> pl = Luminescence.of(energy, counts, per=Interval.ENERGY, counted=Counted.PHOTONS)
    >>> round(thermometer_luminescence(pl, absorptance=1.0).kT, 9)
    0.026
    """
    if luminescence.absolute or T is not None:
        return quasi_fermi_splitting(luminescence, absorptance=absorptance, T=T, window=window)
    return luminescence_temperature(luminescence, absorptance=absorptance, window=window)


def _reading(luminescence: Luminescence, absorptance: Any, T: Any, window: Any, *, absolute: bool) -> PlanckThermometer:
    spectrum, floor, findings, assumptions = spectrum_of(luminescence, absorptance, window, absolute=absolute)
    beta = None if T is None else 1 / (BOLTZMANN * kelvins(T))
    line = line_of(spectrum, beta, floor)
    weak = len(spectrum.energy) - len(line.spectrum.energy)
    if weak:
        findings.append(
            LeftOut(f"{weak} points at which the law is below the floor or the error were left out", (), weak)
        )
    if line.residuals.dof == 0:
        findings.append(NothingToTest("as many unknowns as points: numbers, but nothing to test the law by"))
    if T is not None:
        assumptions.append(f"the temperature is {kelvins(T):g} K")
    if not absolute:
        assumptions.append("photon energies are many kT above the splitting of the quasi-Fermi levels")
    return _answer(line, luminescence, absolute, T, findings, assumptions)


def _answer(
    line: PlanckLine, luminescence: Luminescence, absolute: bool, T: Any, findings: Any, assumptions: Any
) -> PlanckThermometer:
    """Turn level and slope about the centre into β and βΔμ, kT and Δμ."""
    turn = np.array([[0.0, 1.0], [-1.0, line.centre]])  # (β, βΔμ) from (level, β)
    values = turn @ np.array([line.level, line.beta])
    covariance = turn @ line.covariance @ turn.T
    kT = 1 / line.beta
    splitting = line.centre - line.level * kT
    by = np.array([-kT, line.level * kT**2])
    error = float(np.sqrt(by @ line.covariance @ by))
    names: tuple[str, ...] = ("beta", "beta*delta_mu" if absolute else "ln constant")
    if T is not None:
        names, values, covariance = names[1:], values[1:], covariance[1:, 1:]
        temperature = Temperature(kT, None, kelvins(T), None, "eV")
    else:
        temperature = Temperature.of(line.beta, float(np.sqrt(line.covariance[1, 1])), ENERGY_UNITS["eV"])
    facts = [("delta mu", f"{splitting:.6g} ± {error:.2g} eV")] if absolute else []
    points, energy = line.spectrum, luminescence.energy
    return PlanckThermometer.of(
        line.residuals,
        temperature,
        subject=f"luminescence: {len(luminescence)} energies from {energy[0]:g} to {energy[-1]:g} eV",
        statement=f"φ = a 2π E²/(h³c²) / (e^((E-Δμ)/kT) - 1), at {len(points.energy)} points"
        if absolute
        else f"ln(φ/aE²) = constant - E/kT, at {len(points.energy)} points",
        theta=Estimate(names, values, np.sqrt(np.diag(covariance))),
        findings=tuple(findings),
        assumptions=tuple(assumptions),
        references=(WUERFEL,),
        facts=tuple(facts),
        delta_mu=splitting if absolute else None,
        delta_mu_error=error if absolute else None,
        covariance=covariance,
        drawings=lambda: figures_of(line),
    )
