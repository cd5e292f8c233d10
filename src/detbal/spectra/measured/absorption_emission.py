"""An absorption and an emission spectrum of one transition, with what was measured stated, not guessed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.spectra.measured.readings import half, positive_axis
from detbal.units import EnergyUnit, c, energy_unit, h


class Emission(Enum):
    """What the values of an emission spectrum are.

    Examples
    --------
    >>> Emission.PHOTONS.exponent, Emission.ENERGY.exponent, Emission.CROSS_SECTION.exponent
    (2, 3, 0)
    """

    PHOTONS = "rate of photons"
    ENERGY = "power of light"
    CROSS_SECTION = "cross-section of stimulated emission"

    @property
    def exponent(self) -> int:
        """Power of ω that spontaneous emission per frequency has over the cross-section of stimulated emission."""
        return {Emission.PHOTONS: 2, Emission.ENERGY: 3, Emission.CROSS_SECTION: 0}[self]


class Density(Enum):
    """Per what an emission is a density; cross-sections are none, and not concerned.

    Examples
    --------
    >>> Density.WAVELENGTH.exponent
    2
    """

    FREQUENCY = "per unit of frequency (or energy, or wavenumber)"
    WAVELENGTH = "per unit of wavelength"

    @property
    def exponent(self) -> int:
        """Power of ω that the density has over one per frequency: dω = -2πc dλ/λ², a factor ω²."""
        return 2 if self is Density.WAVELENGTH else 0


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class AbsorptionEmission:
    """Absorption and emission of one transition over one axis of energy.

    Parameters
    ----------
    omega : (n,)
        Frequencies of the light, positive, in `unit`; `from_wavelength` takes nanometres.
    absorption : (n,)
        Cross-section, or coefficient, in any unit: not transmittance, not absorptance. None if not measured.
    emission : (n,)
        In any unit. None if not measured.
    measured : Emission
        What the emission is.
    density : Density
        Per what; not asked of cross-sections.
    absorption_errors, emission_errors : (n,) or scalar, optional
        Standard deviations.
    unit
        Of the axis, as in `detbal.spectra.Spectrum`. Without one, ω is in the unit of kT.

    Attributes
    ----------
    omega, absorption, emission : (n,) float arrays
        As given, with ω ascending.

    Raises
    ------
    InputError
        Frequencies that are not positive, or given twice; other shapes; values that are not finite.

    Examples
    --------
    >>> pair = AbsorptionEmission([1.2, 1.3], [1.0, 2.0], [3.0, 0.2], measured=Emission.PHOTONS, unit="eV")
    >>> pair, pair.exponent
    (<AbsorptionEmission: 2 points from 1.2 to 1.3 eV, rate of photons per unit of frequency (or ...)>, 2)
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    omega: FloatArray
    absorption: FloatArray | None
    emission: FloatArray | None
    absorption_errors: FloatArray | None
    emission_errors: FloatArray | None
    measured: Emission
    density: Density
    unit: EnergyUnit | None

    def __init__(
        self,
        omega: ArrayLike,
        absorption: ArrayLike | None,
        emission: ArrayLike | None,
        *,
        measured: Emission,
        density: Density = Density.FREQUENCY,
        absorption_errors: ArrayLike | None = None,
        emission_errors: ArrayLike | None = None,
        unit: str | EnergyUnit | None = None,
    ) -> None:
        """Check and sort what is given; see the class."""
        member(Emission, measured, "measured")
        member(Density, density, "density")
        axis = positive_axis(omega, "omega")
        order = np.argsort(axis, kind="stable")
        object.__setattr__(self, "omega", axis[order])
        for name, values, errors in (
            ("absorption", absorption, absorption_errors),
            ("emission", emission, emission_errors),
        ):
            for part, numbers in zip(("", "_errors"), half(values, errors, axis, name), strict=True):
                object.__setattr__(self, name + part, None if numbers is None else numbers[order])
        if self.absorption is None and self.emission is None:
            raise InputError(explain("neither absorption nor emission", fix="give one of them, or both"))
        object.__setattr__(self, "measured", measured)
        object.__setattr__(self, "density", Density.FREQUENCY if measured is Emission.CROSS_SECTION else density)
        object.__setattr__(self, "unit", energy_unit(unit))

    @classmethod
    def from_wavelength(
        cls,
        nm: ArrayLike,
        absorption: ArrayLike | None,
        emission: ArrayLike | None,
        *,
        measured: Emission,
        density: Density = Density.WAVELENGTH,
        absorption_errors: ArrayLike | None = None,
        emission_errors: ArrayLike | None = None,
        unit: str | EnergyUnit = "eV",
    ) -> AbsorptionEmission:
        """Build from vacuum wavelengths in nanometres; values stay as they are, with their density stated.

        Parameters
        ----------
        nm : (n,)
            In any order.
        density : Density
            Emission over an axis of wavelengths is mostly, but not always, per wavelength.
        unit
            Of the axis of the result.

        Examples
        --------
        >>> pair = AbsorptionEmission.from_wavelength([1000.0, 500.0], [1, 1], [2.0, 3.0], measured=Emission.ENERGY)
        >>> pair.omega.round(4).tolist(), pair.emission.tolist(), pair.exponent
        ([1.2398, 2.4797], [2.0, 3.0], 5)
        """
        return cls(
            photon_energy(nm, unit),
            absorption,
            emission,
            measured=measured,
            density=density,
            absorption_errors=absorption_errors,
            emission_errors=emission_errors,
            unit=unit,
        )

    def __len__(self) -> int:
        return len(self.omega)

    def __repr__(self) -> str:
        unit = f" {self.unit.symbol}" if self.unit else ""
        span = f"{self.omega[0]:.6g} to {self.omega[-1]:.6g}{unit}"
        per = "" if self.measured is Emission.CROSS_SECTION else f" {self.density.value}"
        return f"<AbsorptionEmission: {len(self)} points from {span}, {self.measured.value}{per}>"

    @property
    def exponent(self) -> int:
        """Power of ω in the emission besides absorption and e^(-ω/kT)."""
        return self.measured.exponent + self.density.exponent


def photon_energy(nm: ArrayLike, unit: str | EnergyUnit) -> FloatArray:
    """Return hc/λ in a unit of energy, for vacuum wavelengths in nanometres; shape (n,).

    Examples
    --------
    >>> photon_energy([1000.0], "cm^-1")
    array([10000.])
    """
    own = energy_unit(unit)
    if own is None:
        raise InputError(explain("no unit", why="a wavelength is an energy only in a unit", fix="give unit='eV'"))
    return np.asarray(h * c / (positive_axis(nm, "nm") * 1e-9) / own.joules)
