"""Sources of light: tables over wavelength, and black bodies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from detbal.photovoltaics.radiation import HC, Floats, log_emission, log_photons_above, log_power_above
from detbal.units import e


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Spectral irradiance, linear in wavelength between its points and 0 outside.

    Attributes
    ----------
    wavelength : (n,) float array
        Vacuum wavelengths, nm, ascending.
    irradiance : (n,) float array
        W/(m² nm).
    photons, power : (n,) float arrays
        Photons/(m² s) and W/m² from the first wavelength up to each.
    extent : float
        Part of the hemisphere's étendue that it fills at least; 0 where nothing is known.
    """

    wavelength: Floats
    irradiance: Floats
    photons: Floats
    power: Floats
    extent: float = 0.0

    def flux(self, energy: Floats) -> Floats:
        """Photons/(m² s eV)."""
        at = HC / energy
        found: Floats = np.interp(at, self.wavelength, self.irradiance, left=0.0, right=0.0)
        return found * at**2 / HC / (energy * e)

    def photons_above(self, energy: Floats) -> Floats:
        """Photons/(m² s) of this energy or more; exact for the line between two points."""
        return self._up_to(HC / np.maximum(energy, 1e-300), self.photons, _photon_integral)

    def power_above(self, energy: Floats) -> Floats:
        """W/m² in photons of this energy or more."""
        return self._up_to(HC / np.maximum(energy, 1e-300), self.power, _power_integral)

    def _up_to(self, wavelength: Floats, total: Floats, integral: Any) -> Floats:
        at = np.clip(wavelength, self.wavelength[0], self.wavelength[-1])
        k = np.clip(np.searchsorted(self.wavelength, at, side="right") - 1, 0, len(self.wavelength) - 2)
        start, stop = self.wavelength[k], self.wavelength[k + 1]
        low, high = self.irradiance[k], self.irradiance[k + 1]
        here = low + (high - low) * (at - start) / (stop - start)
        found: Floats = total[k] + integral(start, at, low, here)
        return found

    @property
    def nodes(self) -> Floats:
        """Photon energies where the line has kinks, eV, ascending."""
        return np.asarray(HC / self.wavelength[::-1])

    @property
    def fine_nodes(self) -> Floats:
        """The same."""
        return self.nodes

    @property
    def highest(self) -> float:
        """Photon energy above which there is no light, eV."""
        return float(HC / self.wavelength[max(int(np.argmax(self.irradiance > 0)) - 1, 0)])


@dataclass(frozen=True, slots=True, eq=False)
class BlackBody:
    """A black body that fills the part `dilution` of the hemisphere (by étendue)."""

    kT: float
    dilution: float

    def flux(self, energy: Floats) -> Floats:
        """Photons/(m² s eV)."""
        return np.asarray(self.dilution * np.exp(log_emission(energy, self.kT)))

    def photons_above(self, energy: Floats) -> Floats:
        """Photons/(m² s) of this energy or more."""
        return np.asarray(self.dilution * np.exp(log_photons_above(energy, self.kT)))

    def power_above(self, energy: Floats) -> Floats:
        """W/m² in photons of this energy or more."""
        return np.asarray(self.dilution * np.exp(log_power_above(energy, self.kT)))

    @property
    def nodes(self) -> Floats:
        """Segments in which the spectrum is smooth enough for Gauss's rule: kT/2 wide up to 60 kT."""
        return np.asarray(self.kT * np.concatenate(([1e-6, 1e-3, 1e-2, 0.1], np.arange(0.5, 60.5, 0.5))))

    @property
    def fine_nodes(self) -> Floats:
        """The same, up to where the light underflows."""
        return np.concatenate((self.nodes, self.kT * np.arange(62.0, 748.0, 2.0)))

    @property
    def extent(self) -> float:
        """Part of the hemisphere's étendue that it fills."""
        return self.dilution

    @property
    def highest(self) -> float:
        """Photon energy above which there is no light, eV."""
        return np.inf


Source: TypeAlias = Table | BlackBody


def times(source: Source, factor: float) -> Source:
    """Return a source that is `factor` times as bright, and fills as many times more of the hemisphere.

    Examples
    --------
    >>> times(BlackBody(0.5, 1e-5), 10).dilution.__round__(9)
    0.0001
    """
    if isinstance(source, BlackBody):
        return replace(source, dilution=source.dilution * factor)
    return table_of(source.wavelength, source.irradiance * factor, source.extent * factor)


def _photon_integral(start: Floats, stop: Floats, low: Floats, high: Floats) -> Floats:
    """∫ F(λ) λ/hc dλ for a line F: Simpson's rule, exact for a parabola."""
    middle = 0.25 * (low + high) * (start + stop)
    return np.asarray((stop - start) / 6 * (low * start + 4 * middle + high * stop) / (HC * e))


def _power_integral(start: Floats, stop: Floats, low: Floats, high: Floats) -> Floats:
    return np.asarray((stop - start) / 2 * (low + high))


def table_of(wavelength: Floats, irradiance: Floats, extent: float = 0.0) -> Table:
    """Return a table with its integrals; arguments as the attributes of `Table`.

    Examples
    --------
    >>> table_of(np.array([500.0, 600.0]), np.ones(2)).power
    array([  0., 100.])
    """
    ends = (wavelength[:-1], wavelength[1:], irradiance[:-1], irradiance[1:])
    photons = np.concatenate(([0.0], np.cumsum(_photon_integral(*ends))))
    power = np.concatenate(([0.0], np.cumsum(_power_integral(*ends))))
    return Table(wavelength, irradiance, photons, power, extent)
