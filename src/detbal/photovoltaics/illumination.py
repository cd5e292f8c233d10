"""Light that falls on a cell: reference spectra, black bodies, tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, TypeAlias

import numpy as np

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.numerics.segments import gauss_points
from detbal.photovoltaics.curve import curve_of, energies_of
from detbal.photovoltaics.luminescence import Counted, Interval
from detbal.photovoltaics.radiation import BOLTZMANN, HC, Floats, log_emission, log_photons_above, log_power_above
from detbal.reals import real_array
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
    """

    wavelength: Floats
    irradiance: Floats
    photons: Floats
    power: Floats

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


Source: TypeAlias = Table | BlackBody


@dataclass(frozen=True, slots=True, eq=False)
class Illumination:
    """Light on a cell, as a sum of sources; build with `am15g`, `am15d`, `am0`, `blackbody`, `from_wavelength`, `of`.

    Attributes
    ----------
    name : str
        For reports.
    sources : tuple of Table or BlackBody

    Examples
    --------
    >>> sun = Illumination.am15g()
    >>> round(sun.power, 2)  # W/m²
    1000.37
    >>> (sun.scaled(100)).power.__round__(0)
    100037.0
    """

    __detbal_domain__: ClassVar[str] = "photovoltaics"

    name: str
    sources: tuple[Source, ...]

    @classmethod
    def am15g(cls) -> Illumination:
        """ASTM G173-03 global on a tilted plane, 280 to 4000 nm, 1000.37 W/m²."""
        return cls("AM1.5G (ASTM G173-03)", (_reference("global"),))

    @classmethod
    def am15d(cls) -> Illumination:
        """ASTM G173-03 direct and circumsolar, 280 to 4000 nm, 900.14 W/m²."""
        return cls("AM1.5D (ASTM G173-03)", (_reference("direct"),))

    @classmethod
    def am0(cls) -> Illumination:
        """Extraterrestrial spectrum of ASTM G173-03, 280 to 4000 nm, 1347.9 W/m²."""
        return cls("AM0 (extraterrestrial column of ASTM G173-03)", (_reference("extraterrestrial"),))

    @classmethod
    def blackbody(cls, T: float, *, dilution: float | None = None, half_angle: float | None = None) -> Illumination:
        """Return a black body, seen in a cone around the normal of the cell.

        Parameters
        ----------
        T
            Kelvin.
        dilution
            Part of the hemisphere's étendue that it fills, 0 to 1; 1 (full concentration) unless `half_angle` is given.
        half_angle
            Half the opening angle of the cone, degrees; the dilution is its sin². The sun: 0.2665.

        Raises
        ------
        InputError
            A temperature, dilution or angle out of range, or both of the latter.

        Examples
        --------
        >>> round(Illumination.blackbody(5772, half_angle=0.2665).power)  # W/m²
        1362
        """
        temperature = float(real_array(T, "T"))
        if not 0 < temperature < np.inf:
            raise InputError(explain(f"T = {T!r}", fix="give a temperature above 0 in kelvin"))
        if dilution is not None and half_angle is not None:
            raise InputError(explain("both dilution and half_angle", fix="give one: the dilution is sin²(half_angle)"))
        if half_angle is not None and not 0 < float(half_angle) <= 90:
            raise InputError(explain(f"half_angle = {half_angle!r}", fix="give degrees above 0, up to 90"))
        weight = 1.0 if dilution is None else float(dilution)
        if half_angle is not None:
            weight = float(np.sin(np.radians(float(half_angle))) ** 2)
        if not 0 < weight <= 1:
            raise InputError(
                explain(f"dilution = {dilution!r}", fix="give a part of the hemisphere, above 0 and up to 1")
            )
        return cls(
            f"black body of {temperature:g} K, dilution {weight:.4g}", (BlackBody(BOLTZMANN * temperature, weight),)
        )

    @classmethod
    def from_wavelength(
        cls,
        wavelength: Any,
        values: Any,
        *,
        name: str,
        per: Interval = Interval.WAVELENGTH,
        counted: Counted = Counted.POWER,
    ) -> Illumination:
        """Build from a table over vacuum wavelengths in nm.

        Parameters
        ----------
        wavelength : (n,)
            nm, in any order.
        values : (n,)
            W/(m² nm), or as `per` and `counted` say: W/(m² eV), photons/(m² s nm), photons/(m² s eV). Not negative.
        name
            For reports.

        Raises
        ------
        InputError
            Negative or non-finite values, wavelengths that are no wavelengths.

        Examples
        --------
        >>> lamp = Illumination.from_wavelength([500, 600], [1.0, 1.0], name="a lamp")
        >>> round(lamp.power, 9)
        100.0
        """
        return cls.of(energies_of(wavelength), values, name=name, per=per, counted=counted)

    @classmethod
    def of(
        cls, energy: Any, values: Any, *, name: str, per: Interval = Interval.ENERGY, counted: Counted = Counted.POWER
    ) -> Illumination:
        """Build from a table over photon energies in eV; as `from_wavelength`, densities per eV by default.

        The irradiance per wavelength is taken to be linear in wavelength between the points.

        Examples
        --------
        >>> flat = Illumination.of([1.0, 2.0], [1e21, 1e21], name="flat", counted=Counted.PHOTONS)
        >>> flat.flux([1.0])
        array([1.e+21])
        """
        curve = curve_of(energy, values, name="illumination")
        if (curve.value < 0).any():
            k = int(np.argmin(curve.value))
            what = f"illumination of {curve.value[k]:g} at {curve.energy[k]:.6g} eV ({HC / curve.energy[k]:.6g} nm)"
            raise InputError(explain(what, why="it cannot be negative", fix="mend or drop this entry"))
        density = curve.value.copy()
        if member(Counted, counted, "counted") is Counted.PHOTONS:
            density = density * curve.energy * e
        if member(Interval, per, "per") is Interval.ENERGY:
            density = density * curve.energy**2 / HC
        return cls(name, (_table(HC / curve.energy[::-1], density[::-1]),))

    def scaled(self, factor: float) -> Illumination:
        """Return the same spectrum, `factor` times as intense (for a concentrator, without its angles).

        Raises
        ------
        InputError
            A factor that is not finite and above 0.
        """
        if not 0 < float(factor) < np.inf:
            raise InputError(explain(f"factor = {factor!r}", fix="give a finite number above 0"))
        return Illumination(f"{self.name} × {factor:g}", tuple(_scaled(one, float(factor)) for one in self.sources))

    def __add__(self, other: Illumination) -> Illumination:
        return Illumination(f"{self.name} + {other.name}", self.sources + other.sources)

    def flux(self, energy: Any) -> Floats:
        """Photons/(m² s eV) at photon energies in eV."""
        at = np.asarray(energy, dtype=np.float64)
        return np.asarray(sum(one.flux(at) for one in self.sources))

    def photons_above(self, energy: Any) -> Floats:
        """Photons/(m² s) with at least this energy (eV): exact integrals of the table or of Planck's law."""
        at = np.asarray(energy, dtype=np.float64)
        return np.asarray(sum(one.photons_above(at) for one in self.sources))

    def power_above(self, energy: Any) -> Floats:
        """W/m² in photons of at least this energy (eV)."""
        at = np.asarray(energy, dtype=np.float64)
        return np.asarray(sum(one.power_above(at) for one in self.sources))

    @property
    def power(self) -> float:
        """Irradiance, W/m²."""
        return float(self.power_above(0.0))

    @property
    def filled(self) -> float:
        """Part of the hemisphere's étendue that black bodies fill; a tabulated spectrum is taken to fill none."""
        return sum(one.dilution for one in self.sources if isinstance(one, BlackBody))

    def beyond(self, T: float) -> Illumination:
        """Return the light less what surroundings at T (kelvin) would send from where its black bodies stand.

        Examples
        --------
        Surroundings that are lit by themselves bring nothing:

        >>> float(Illumination.blackbody(300).beyond(300).photons_above(0.1))
        0.0
        """
        if not self.filled:
            return self
        return Illumination(self.name, (*self.sources, BlackBody(BOLTZMANN * T, -self.filled)))

    @property
    def nodes(self) -> Floats:
        """Photon energies between which the spectrum is smooth, eV, ascending."""
        return np.unique(np.concatenate([one.nodes for one in self.sources]))

    def gauss_points(self, energy: Floats) -> tuple[Floats, Floats]:
        """Return photon energies (eV) and weights of Gauss's rule, for a curve with kinks at `energy` (n,), ascending.

        Examples
        --------
        >>> at, weight = Illumination.am15g().gauss_points(np.array([1.0, 2.0]))
        >>> round(float(weight.sum()), 12)
        1.0
        """
        nodes = self.nodes
        inside = nodes[(nodes > energy[0]) & (nodes < energy[-1])]
        return gauss_points(np.unique(np.concatenate((energy, inside))), order=10)

    def absorbed(self, energy: Floats, fraction: Floats) -> float:
        """Photons/(m² s) that are absorbed: ∫ a(E) φ(E) dE, a linear between (energy, fraction) and 0 outside.

        Examples
        --------
        >>> sun = Illumination.am15g()
        >>> bool(np.isclose(sun.absorbed(np.array([0.3, 5.0]), np.ones(2)), sun.photons_above(0.3)))
        True
        """
        at, weight = self.gauss_points(energy)
        return float(weight @ (np.interp(at, energy, fraction) * self.flux(at)))


def sunlight(illumination: Any = None) -> Illumination:
    """Return the illumination that was given, or AM1.5G.

    Raises
    ------
    InputError
        Anything else, such as its name.

    Examples
    --------
    >>> sunlight("AM1.5G")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: illumination = 'AM1.5G'; give an Illumination, such as Illumination.am15g()
    """
    if illumination is None:
        return Illumination.am15g()
    if not isinstance(illumination, Illumination):
        fix = "give an Illumination, such as Illumination.am15g()"
        raise InputError(explain(f"illumination = {illumination!r}", fix=fix))
    return illumination


def within_hemisphere(sun: Illumination, factor: float) -> None:
    """Refuse black bodies that fill more than the hemisphere.

    Raises
    ------
    InputError
        Saying how much they fill.

    Examples
    --------
    >>> within_hemisphere(Illumination.blackbody(6000), 1.0)
    """
    filled = factor * sun.filled
    if filled > 1 + 1e-9:
        what = f"{sun.name}, {factor:g} times concentrated, fills {filled:.6g} of the hemisphere"
        raise InputError(explain(what, why="there is no more than one", fix="concentrate less"))


def _scaled(source: Source, factor: float) -> Source:
    if isinstance(source, BlackBody):
        return replace(source, dilution=source.dilution * factor)
    return _table(source.wavelength, source.irradiance * factor)


def _photon_integral(start: Floats, stop: Floats, low: Floats, high: Floats) -> Floats:
    """∫ F(λ) λ/hc dλ for a line F: Simpson's rule, exact for a parabola."""
    middle = 0.25 * (low + high) * (start + stop)
    return np.asarray((stop - start) / 6 * (low * start + 4 * middle + high * stop) / (HC * e))


def _power_integral(start: Floats, stop: Floats, low: Floats, high: Floats) -> Floats:
    return np.asarray((stop - start) / 2 * (low + high))


def _table(wavelength: Floats, irradiance: Floats) -> Table:
    ends = (wavelength[:-1], wavelength[1:], irradiance[:-1], irradiance[1:])
    photons = np.concatenate(([0.0], np.cumsum(_photon_integral(*ends))))
    power = np.concatenate(([0.0], np.cumsum(_power_integral(*ends))))
    return Table(wavelength, irradiance, photons, power)


@cache
def _reference(column: str) -> Table:
    text = (files("detbal.photovoltaics") / "data" / "astm_g173.csv").read_text(encoding="ascii")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    place = lines[0].split(",").index(column)
    rows = np.array(
        [[float(field) for field in (row[0], row[place])] for row in (line.split(",") for line in lines[1:])]
    )
    return _table(rows[:, 0], rows[:, 1])
