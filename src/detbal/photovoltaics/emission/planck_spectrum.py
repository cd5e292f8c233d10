"""What generalised Planck's law is fitted to: fluxes, and the factor in front, which the absorptance gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.photovoltaics.emission.points import inside
from detbal.photovoltaics.luminescence import Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import HEMISPHERE, Floats
from detbal.reals import positive
from detbal.verdict import Finding, LeftOut, first_names


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """What is fitted: fluxes, their errors, and the known factor of the law.

    Attributes
    ----------
    energy : (n,) float array
        eV.
    flux, error : (n,) float arrays
        Values and standard deviations; errors all above 0, or all 0 for exact numbers.
    log_front : (n,) float array
        ln of a·2π E²/(h³c²).
    front_error : (n,) float array
        Relative standard deviation of that.
    absolute : bool
        Whether the scale of the fluxes is known; if not, e^-x stands for 1/(e^x - 1).
    """

    energy: Floats
    flux: Floats
    error: Floats
    log_front: Floats
    front_error: Floats
    absolute: bool

    @property
    def statistical(self) -> bool:
        """Whether there are errors."""
        return bool((self.error > 0).any() or (self.front_error > 0).any())

    def points(self, keep: NDArray[np.bool_]) -> Spectrum:
        """Return the points that are kept."""
        front = (self.log_front[keep], self.front_error[keep])
        return Spectrum(self.energy[keep], self.flux[keep], self.error[keep], *front, self.absolute)

    def log_law(self, x: Floats) -> Floats:
        """Return ln of the law's flux for x = (E - Δμ)/kT, (n,)."""
        return np.asarray(self.log_front - x - (np.log(-np.expm1(-x)) if self.absolute else 0.0))


def spectrum_of(
    luminescence: Luminescence, absorptance: Any, window: Any, *, absolute: bool
) -> tuple[Spectrum, Floats, list[Finding], list[str]]:
    """Return the points of a window, their floors, and what is to be told: findings and assumptions.

    Raises
    ------
    InputError
        As `quasi_fermi_splitting` tells.

    Examples
    --------
    >>> from detbal.photovoltaics.luminescence import Counted, Interval
    >>> pl = Luminescence.of([1.4, 1.5, 1.6], [4.0, 2.0, 1.0], per=Interval.ENERGY, counted=Counted.PHOTONS)
    >>> spectrum, _, _, assumptions = spectrum_of(pl, 0.9, (1.45, 1.6), absolute=False)
    >>> spectrum.energy, assumptions
    (array([1.5, 1.6]), ['the absorptance is 0.9 in the whole window'])
    """
    asked = inside(luminescence, window)
    energy = luminescence.energy[asked]
    findings: list[Finding] = []
    assumptions: list[str] = []
    if isinstance(absorptance, QuantumEfficiency):
        _require_table(absorptance, energy)
        a = absorptance.at(energy)
        error, least = (np.interp(energy, absorptance.energy, of) for of in (absorptance.error, absorptance.floor))
        usable = (a > 0) & (a > least) & (a > error)
        assumptions.append("the absorptance is linear in energy between its points")
    else:
        a = np.full(len(energy), _number(absorptance))
        error, usable = np.zeros(len(energy)), np.ones(len(energy), dtype=bool)
        assumptions.append(f"the absorptance is {float(a[0]):g} in the whole window")
    dark = np.flatnonzero(~usable)
    if len(dark):
        names = first_names([f"{one:.6g} eV" for one in energy], dark)
        findings.append(LeftOut(f"no absorptance above its noise at {len(dark)} points", names, len(dark)))
    energy, a = energy[usable], a[usable]
    log_front = np.log(HEMISPHERE) + 2 * np.log(energy) + np.log(a)
    values, errors = luminescence.value[asked][usable], luminescence.error[asked][usable]
    spectrum = Spectrum(energy, values, errors, log_front, error[usable] / a, absolute)
    if spectrum.statistical:
        assumptions.append("errors are independent from point to point")
    bare = (spectrum.error == 0) & (spectrum.front_error == 0)
    if spectrum.statistical and bare.any():
        what = f"no error at {energy[int(np.argmax(bare))]:.6g} eV, but at other energies"
        raise InputError(explain(what, fix="give the luminescence an error at each energy, or none"))
    return spectrum, luminescence.floor[asked][usable], findings, assumptions


def _require_table(absorptance: QuantumEfficiency, energy: Floats) -> None:
    low, high = absorptance.energy[0], absorptance.energy[-1]
    if energy[0] < low or energy[-1] > high:
        asked = f"the luminescence from {energy[0]:g} to {energy[-1]:g} eV"
        what = f"the absorptance is known from {low:g} to {high:g} eV, {asked}"
        fix = f"give window=({max(low, energy[0]):g}, {min(high, energy[-1]):g}), or a longer table"
        raise InputError(explain(what, fix=fix))


def _number(absorptance: Any) -> float:
    fix = "give a QuantumEfficiency, or one number above 0, up to 1, that holds in the window"
    return positive(absorptance, "absorptance", 1.0, fix=fix)
