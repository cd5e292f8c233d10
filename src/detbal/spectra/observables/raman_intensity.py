"""Raman intensities, Stokes and anti-Stokes, from the spectra of a polarisability.

A molecule, or a cell, with the polarisability α scatters light of the frequency ν₀ at ν₀ - ν in proportion to
(ν₀ - ν)^p S(ν), where S is the spectrum of the invariants of α: a = Tr α/3 and γ² = (3/2) Tr β², β = α - a. Orientation
averages: G. Placzek, Handbuch der Radiologie VI/2, 205 (1934); D. A. Long, The Raman Effect (Wiley, 2002).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import real_array
from detbal.spectra.arguments import spectrum_given
from detbal.spectra.axis import SAME
from detbal.spectra.correction import Correction, complete_classical
from detbal.spectra.kind import Kind
from detbal.spectra.measured.raman import RamanPower, raman_to_spectrum
from detbal.spectra.missing_side import complete_side
from detbal.spectra.spectrum import Spectrum, replace_in
from detbal.units import EnergyUnit, Thermal


class Geometry(Enum):
    """Which light is collected at 90° from a polarised beam; the values are the weights of a² and γ².

    Examples
    --------
    >>> Geometry.TOTAL.value
    (45, 7)
    """

    PARALLEL = (45, 4)
    PERPENDICULAR = (0, 3)
    TOTAL = (45, 7)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RamanIntensity:
    """Relative Raman intensities; made by `raman_intensity`.

    Attributes
    ----------
    shift : (n,) float array
        Ascending: positive on the Stokes side, where the sample takes up energy.
    isotropic, anisotropic : (n,) float arrays
        The parts of a² and γ², times (1 - ν/ν₀)^p, per unit of shift.
    isotropic_errors, anisotropic_errors : (n,) float arrays or None
    unit : EnergyUnit or None
        Of shift and laser.
    laser : float
    power : RamanPower
    thermal : Thermal
    correction : Correction or None
        What classical spectra were taken for.
    assumptions : tuple of str

    Examples
    --------
    >>> a, g = (Spectrum([400.0], [size], kind=Kind.CLASSICAL, unit="cm^-1", T=300) for size in (1.0, 15.0))
    >>> raman = raman_intensity(a, g, laser=18790.0, power=RamanPower.PHOTONS)
    >>> raman
    <RamanIntensity: 2 points from -400 to 400 cm^-1, laser 18790, PHOTONS>
    >>> raman.depolarisation_ratio.round(4), (raman.intensity(Geometry.PARALLEL) / raman.intensity()).round(4)
    (array([0.4286, 0.4286]), array([0.7, 0.7]))
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    shift: FloatArray
    isotropic: FloatArray
    anisotropic: FloatArray
    isotropic_errors: FloatArray | None
    anisotropic_errors: FloatArray | None
    unit: EnergyUnit | None
    laser: float
    power: RamanPower
    thermal: Thermal
    correction: Correction | None
    assumptions: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.shift)

    def __repr__(self) -> str:
        span = f"{self.shift[0]:.6g} to {self.shift[-1]:.6g}{f' {self.unit.symbol}' if self.unit else ''}"
        return f"<RamanIntensity: {len(self)} points from {span}, laser {self.laser:.9g}, {self.power.name}>"

    def intensity(self, geometry: Geometry = Geometry.TOTAL) -> FloatArray:
        """Return the intensity in a geometry, such as 45a² + 7γ² for TOTAL; shape (n,)."""
        a, g = member(Geometry, geometry, "geometry").value
        return np.asarray(a * self.isotropic + g * self.anisotropic)

    def errors(self, geometry: Geometry = Geometry.TOTAL) -> FloatArray | None:
        """Return the standard deviations of the intensity, as if those of a² and γ² were independent; or None."""
        if self.isotropic_errors is None or self.anisotropic_errors is None:
            return None
        a, g = member(Geometry, geometry, "geometry").value
        return np.asarray(np.hypot(a * self.isotropic_errors, g * self.anisotropic_errors))

    @property
    def depolarisation_ratio(self) -> FloatArray:
        """PERPENDICULAR over PARALLEL, 3γ²/(45a² + 4γ²), from 0 to 3/4; shape (n,), nan where nothing is scattered."""
        parallel = self.intensity(Geometry.PARALLEL)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = self.intensity(Geometry.PERPENDICULAR) / parallel
        return np.where(parallel == 0.0, np.nan, ratio)


def raman_intensity(
    isotropic: Spectrum,
    anisotropic: Spectrum,
    *,
    laser: float,
    power: RamanPower,
    correction: Correction | None = None,
    kT: Any = None,
    T: Any = None,
) -> RamanIntensity:
    """Return Stokes and anti-Stokes intensities from the spectra of the invariants of the polarisability.

    Parameters
    ----------
    isotropic, anisotropic
        Spectra of a and of γ (see `invariants`), over the same axis. One side is enough: the other follows from
        detailed balance.
    laser
        Frequency of the laser, in the unit of the axis.
    power : RamanPower
        PHOTONS for counted photons (p = 3), ENERGY for energies (p = 4).
    correction : Correction, optional
        What the spectra of a classical motion are taken for; HARMONIC if left out, which is exact for first-order
        scattering from harmonic modes. Overtones want QUANTA: complete the spectra with it first.
    kT, T
        Temperature; left out, that of the isotropic spectrum.

    Returns
    -------
    RamanIntensity
        At all shifts of both signs, with the errors of the spectra.

    Raises
    ------
    InputError
        Axes or kinds that differ, no temperature, shifts that are not below the laser's frequency, a correction of
        spectra that are quantum already, intensities beyond the range of floats.

    Notes
    -----
    O(n). The way back, from a measured intensity, is `raman_to_spectrum`; ``.to(Kind.SUSCEPTIBILITY)`` of its result is
    χ″, the reduced ("Bose-corrected") Raman spectrum.

    Examples
    --------
    >>> breathing = Spectrum([459.0, 500.0], [1.0, 0.1], kind=Kind.CLASSICAL, unit="cm^-1", T=298)
    >>> none = Spectrum([459.0, 500.0], [0.0, 0.0], kind=Kind.CLASSICAL, unit="cm^-1", T=298)
    >>> raman = raman_intensity(breathing, none, laser=18790.0, power=RamanPower.PHOTONS)
    >>> raman.shift.tolist(), (raman.intensity()[1] / raman.intensity()[2]).round(4)
    ([-500.0, -459.0, 459.0, 500.0], np.float64(0.1262))
    """
    isotropic, anisotropic = spectrum_given(isotropic, "isotropic"), spectrum_given(anisotropic, "anisotropic")
    thermal = isotropic.temperature(kT, T)
    _require_same(isotropic, anisotropic)
    if isotropic.kind is Kind.CLASSICAL:
        correction = correction or Correction.HARMONIC
    parts = [_two_sided(one, thermal, correction) for one in (isotropic, anisotropic)]
    shift = parts[0].omega
    scattered = 1.0 / raman_to_spectrum(shift, np.ones_like(shift), laser=laser, power=power).values
    said = (
        f"(1 - ν/ν₀)^{power.exponent}: {power.value}",
        "relative intensities at 90°, isotropic sample, laser far from resonance",
    )
    errors = [None if one.errors is None else one.errors * scattered for one in parts]
    return RamanIntensity(
        shift=shift,
        isotropic=_in_range(parts[0]) * scattered,
        anisotropic=_in_range(parts[1]) * scattered,
        isotropic_errors=errors[0],
        anisotropic_errors=errors[1],
        unit=isotropic.unit,
        laser=float(laser),
        power=power,
        thermal=thermal,
        correction=correction,
        assumptions=(*dict.fromkeys((*parts[0].assumptions, *parts[1].assumptions)), *said),
    )


def invariants(polarisability: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Split a series of polarisability tensors into those whose summed spectra are that of a and that of γ.

    Parameters
    ----------
    polarisability : (n, 3, 3)
        Symmetric; antisymmetric parts, which only resonant scattering shows, are refused.

    Returns
    -------
    isotropic : (n, 1)
        a = Tr α/3.
    anisotropic : (n, 6)
        The six components of β = α - a with the weights that make the sum of squares γ².

    Raises
    ------
    InputError
        Another shape, or tensors that are not symmetric.

    Examples
    --------
    >>> a, g = invariants(np.diag([3.0, 0.0, 0.0])[None])
    >>> a.tolist(), (g**2).sum().round(12)
    ([[1.0]], np.float64(9.0))
    """
    alpha = real_array(polarisability, "polarisability")
    if alpha.ndim != 3 or alpha.shape[1:] != (3, 3):
        raise InputError(explain(f"polarisability has shape {alpha.shape}", fix="give shape (n, 3, 3)"))
    skew = np.abs(alpha - alpha.transpose(0, 2, 1)).max(axis=(1, 2), initial=0.0)
    bad = np.flatnonzero(skew > 1e-6 * np.abs(alpha).max(axis=(1, 2), initial=0.0))
    if len(bad):
        fix = "give symmetric tensors: check the order of the nine columns, or average the two halves yourself"
        raise InputError(explain(f"polarisability[{bad[0]}] is asymmetric by {skew[bad[0]]:.3g}", fix=fix))
    a = np.trace(alpha, axis1=1, axis2=2)[:, None] / 3.0
    diagonal = np.sqrt(1.5) * (np.diagonal(alpha, axis1=1, axis2=2) - a)
    beside = np.sqrt(3.0) * alpha[:, [0, 0, 1], [1, 2, 2]]
    return a, np.concatenate([diagonal, beside], axis=1)


def _require_same(isotropic: Spectrum, anisotropic: Spectrum) -> None:
    first, second = isotropic.omega, anisotropic.omega
    warm = {one.kT for one in (isotropic, anisotropic) if one.kT is not None}
    if isotropic.unit != anisotropic.unit or isotropic.kind is not anisotropic.kind or len(warm) > 1:
        what = f"isotropic: {isotropic!r}, anisotropic: {anisotropic!r}"
        raise InputError(explain(what, fix="give spectra of one kind and temperature over an axis of one unit"))
    if len(first) != len(second) or np.abs(first - second).max() > SAME * np.abs(first).max():
        fix = "give the same frequencies to both"
        raise InputError(explain(f"axes of {len(first)} and {len(second)} points that differ", fix=fix))


def _two_sided(spectrum: Spectrum, thermal: Thermal, correction: Correction | None) -> Spectrum:
    if correction is not None:
        return complete_classical(spectrum, correction=correction, kT=thermal.kT)
    warm = replace_in(spectrum, thermal=thermal)
    return (warm if warm.two_sided else complete_side(warm)).to(Kind.WIGHTMAN)


def _in_range(spectrum: Spectrum) -> FloatArray:
    values = spectrum.values
    if (lost := ~np.isfinite(values)).any():
        what = f"the intensity at a shift of {spectrum.omega[lost][0]:.6g} exceeds the range of floats"
        raise InputError(explain(what, fix="cut the spectra with .between(), or choose another correction"))
    return values
