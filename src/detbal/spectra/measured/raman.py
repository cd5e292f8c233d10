"""Raman bands on both sides of the laser line: Stokes (the molecule takes up energy) and anti-Stokes (it gives)."""

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
from detbal.spectra.kind import Kind
from detbal.spectra.measured.readings import half, positive_axis
from detbal.spectra.spectrum import Spectrum
from detbal.units import EnergyUnit, c, energy_unit, h

#: Least photon energy of a laser, as a wavenumber in 1/m: Raman light is visible or near infrared, of at most 2500 nm,
#: while a wavelength in nanometres, taken for a wavenumber in 1/cm, stays below.
LEAST_LASER = 4.0e5


class RamanPower(Enum):
    """What was measured, and with which power of the frequency of the scattered light it grows.

    Examples
    --------
    >>> RamanPower.PHOTONS.exponent, RamanPower.ENERGY.exponent
    (3, 4)
    """

    PHOTONS = "photons counted, which grow as the third power of the frequency of the scattered light"
    ENERGY = "energy of the light, which grows as the fourth power of its frequency"

    @property
    def exponent(self) -> int:
        """3 or 4."""
        return 3 if self is RamanPower.PHOTONS else 4

    @property
    def other(self) -> RamanPower:
        """The other of the two."""
        return RamanPower.ENERGY if self is RamanPower.PHOTONS else RamanPower.PHOTONS


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class RamanPair:
    """Intensities of Raman bands, Stokes against anti-Stokes, corrected for the response of the spectrometer.

    Parameters
    ----------
    shift : (n,)
        Raman shifts, positive, in `unit`; each once.
    stokes, anti_stokes : (n,)
        Intensities or areas of the bands, on one scale; None for a side that was not measured.
    laser
        Frequency of the laser, in the same unit: 18797 cm⁻¹, not 532 nm.
    power : RamanPower
        Whether photons or energy were measured.
    stokes_errors, anti_stokes_errors : (n,) or scalar, optional
        Standard deviations.
    unit
        Of shifts and laser.

    Raises
    ------
    InputError
        Shifts that are not positive, or not below the laser's frequency; a laser that is no Raman laser (beyond
        2500 nm: mostly a wavelength that was given for a frequency); other shapes; values that are not finite.

    Examples
    --------
    >>> RamanPair([459.0], [1.0], [0.13], laser=18790.0, power=RamanPower.PHOTONS)
    <RamanPair: 1 band from 459 to 459 cm^-1, laser 18790, PHOTONS>
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    shift: FloatArray
    stokes: FloatArray | None
    anti_stokes: FloatArray | None
    stokes_errors: FloatArray | None
    anti_stokes_errors: FloatArray | None
    laser: float
    power: RamanPower
    unit: EnergyUnit

    def __init__(
        self,
        shift: ArrayLike,
        stokes: ArrayLike | None,
        anti_stokes: ArrayLike | None,
        *,
        laser: float,
        power: RamanPower,
        stokes_errors: ArrayLike | None = None,
        anti_stokes_errors: ArrayLike | None = None,
        unit: str | EnergyUnit = "cm^-1",
    ) -> None:
        """Check and sort what is given; see the class."""
        axis = positive_axis(shift, "shift")
        own = energy_unit(unit)
        if own is None:
            raise InputError(explain("no unit", why="a laser has a frequency", fix="give unit=, such as 'cm^-1'"))
        line = _laser(laser, axis, power, own)
        order = np.argsort(axis, kind="stable")
        object.__setattr__(self, "shift", axis[order])
        for name, values, errors in (
            ("stokes", stokes, stokes_errors),
            ("anti_stokes", anti_stokes, anti_stokes_errors),
        ):
            for part, numbers in zip(("", "_errors"), half(values, errors, axis, name), strict=True):
                object.__setattr__(self, name + part, None if numbers is None else numbers[order])
        if self.stokes is None and self.anti_stokes is None:
            raise InputError(explain("neither Stokes nor anti-Stokes", fix="give one of them, or both"))
        object.__setattr__(self, "laser", line)
        object.__setattr__(self, "power", power)
        object.__setattr__(self, "unit", own)

    def __len__(self) -> int:
        return len(self.shift)

    def __repr__(self) -> str:
        span = f"{self.shift[0]:.6g} to {self.shift[-1]:.6g} {self.unit.symbol}"
        many = f"{len(self)} band{'s' * (len(self) != 1)}"
        return f"<RamanPair: {many} from {span}, laser {self.laser:.9g}, {self.power.name}>"

    def log_scattering(self, power: RamanPower | None = None) -> FloatArray:
        """Return ln of what the power law alone does to Stokes over anti-Stokes, p ln[(ν₀-ν)/(ν₀+ν)]; shape (n,).

        Examples
        --------
        >>> RamanPair([5e3], [1.0], [1.0], laser=1.5e4, power=RamanPower.PHOTONS).log_scattering().round(6)
        array([-2.079442])
        """
        p = (power or self.power).exponent
        return np.asarray(p * (np.log1p(-self.shift / self.laser) - np.log1p(self.shift / self.laser)))


def raman_to_spectrum(
    shift: ArrayLike,
    intensity: ArrayLike,
    *,
    laser: float,
    power: RamanPower,
    errors: ArrayLike | None = None,
    unit: str | EnergyUnit = "cm^-1",
    kT: Any = None,
    T: Any = None,
) -> Spectrum:
    """Turn a Raman spectrum with both sides into a `Spectrum`, with the power law of the scattered light taken out.

    Parameters
    ----------
    shift : (n,)
        Laser less scattered light: positive on the Stokes side, where the molecule takes up energy; so is ω.
    intensity : (n,)
        Per unit of shift; corrected for the response of the spectrometer.
    laser, power, errors, unit
        As for `RamanPair`; the values are those divided by ((ν₀ - ν)/ν₀)^p.
    kT, T : optional
        Temperature of the sample, if known.

    Raises
    ------
    InputError
        Shifts not below the laser's frequency; a laser that is none (see `RamanPair`).

    Examples
    --------
    >>> lines = raman_to_spectrum([-400.0, 400.0], [0.16, 1.0], laser=20000.0, power=RamanPower.PHOTONS, T=300)
    >>> lines.values.round(4)
    array([0.1508, 1.0625])
    """
    axis = np.asarray(real_array(shift, "shift"))
    line = _laser(laser, axis, power, energy_unit(unit))
    scale = (1.0 - axis / line) ** -power.exponent
    values = real_array(intensity, "intensity")
    spread = None if errors is None else real_array(errors, "errors") * scale
    if values.shape != axis.shape:
        fix = f"give one value for each of the {len(axis)} shifts"
        raise InputError(explain(f"intensity has shape {values.shape}", fix=fix))
    said = f"Raman intensity, {power.value}, divided by ((ν₀ - ν)/ν₀)^{power.exponent} with ν₀ = {line:.9g}"
    return Spectrum(axis, values * scale, kind=Kind.WIGHTMAN, unit=unit, errors=spread, kT=kT, T=T, assumptions=(said,))


def _laser(laser: float, shift: FloatArray, power: RamanPower, unit: EnergyUnit | None) -> float:
    member(RamanPower, power, "power")
    line = float(real_array(laser, "laser"))
    largest = float(np.abs(shift).max(initial=0.0))
    if not largest < line < np.inf:
        why = "light is scattered at laser - shift and laser + shift"
        fix = "give the laser's frequency (not wavelength) in the unit of the shifts"
        raise InputError(explain(f"laser = {line:.9g} with shifts up to {largest:.6g}", why=why, fix=fix))
    if unit is not None and line * unit.joules < LEAST_LASER * h * c:
        # 1e9 hc over photon energies gives nanometres, over nanometres photon energies
        nm, right = 1e9 * h * c / (line * unit.joules), 1e9 * h * c / line / unit.joules
        why = f"that is light of {nm:.5g} nm"
        fix = f"laser= is a frequency in {unit.symbol}: {line:.6g} nm is {right:.6g}"
        raise InputError(explain(f"laser = {line:.9g} {unit.symbol}", why=why, fix=fix))
    return line
