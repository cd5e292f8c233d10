"""Light that falls on a cell: reference spectra, black bodies, tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar

import numpy as np

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.numerics.segments import gauss_points
from detbal.photovoltaics.curve import curve_of, energies_of
from detbal.photovoltaics.given import named_entry
from detbal.photovoltaics.light_sources import BlackBody, Source, Table, table_of, times
from detbal.photovoltaics.luminescence import Counted, Interval
from detbal.photovoltaics.radiation import BOLTZMANN, HC, Floats
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import positive, real_array
from detbal.units import e

#: Half the angle under which the sun is seen from Earth's mean distance, degrees.
SUN_HALF_ANGLE = 0.2665


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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
    >>> sun.scaled(100)
    Illumination: AM1.5G (ASTM G173-03) × 100, 100037 W/m²
    """

    __detbal_domain__: ClassVar[str] = "photovoltaics"

    name: str
    sources: tuple[Source, ...]

    def __repr__(self) -> str:
        return f"Illumination: {self.name}, {self.power:.6g} W/m²"

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
    def blackbody(cls, T: Any, *, dilution: float | None = None, half_angle: float | None = None) -> Illumination:
        """Return a black body, seen in a cone around the normal of the cell.

        Parameters
        ----------
        T
            Kelvin, text with a unit, or quantity.
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
        temperature = kelvins(T)
        if dilution is not None and half_angle is not None:
            raise InputError(explain("both dilution and half_angle", fix="give one: the dilution is sin²(half_angle)"))
        weight = 1.0 if dilution is None else positive(dilution, "dilution", 1.0)
        if half_angle is not None:
            weight = _extent(positive(half_angle, "half_angle", 90.0))
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
            Negative or non-finite values, or none above 0; wavelengths that are no wavelengths.

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
        curve = curve_of(energy, values, name="illumination", lowest=0.0)
        if (curve.value < 0).any():
            k = int(np.argmin(curve.value))
            what = f"illumination of {curve.value[k]:g} at {curve.energy[k]:.6g} eV ({HC / curve.energy[k]:.6g} nm)"
            raise InputError(explain(what, why="it cannot be negative", fix="mend or drop this entry"))
        if not (curve.value > 0).any():
            raise InputError(explain(f"{name}: an illumination of 0 throughout", fix="give light"))
        density = curve.value.copy()
        if member(Counted, counted, "counted") is Counted.PHOTONS:
            density = density * curve.energy * e
        if member(Interval, per, "per") is Interval.ENERGY:
            density = density * curve.energy**2 / HC
        return cls(name, (table_of(HC / curve.energy[::-1], density[::-1]),))

    def scaled(self, factor: float) -> Illumination:
        """Return the same spectrum, `factor` times as intense (for a concentrator, without its angles).

        Raises
        ------
        InputError
            A factor that is not finite and above 0.
        """
        factor = positive(factor, "factor")
        return Illumination(f"{self.name} × {factor:g}", tuple(times(one, factor) for one in self.sources))

    def __add__(self, other: Illumination) -> Illumination:
        if not isinstance(other, Illumination):
            raise InputError(explain(f"{self.name} + {other!r}", fix="add an Illumination"))
        return Illumination(f"{self.name} + {other.name}", self.sources + other.sources)

    def flux(self, energy: Any) -> Floats:
        """Photons/(m² s eV) at photon energies above 0, in eV."""
        at = _energies(energy)
        if not (at > 0).all():
            raise InputError(explain(named_entry("energy", at, ~(at > 0)), fix="give photon energies above 0 (eV)"))
        return np.asarray(sum(one.flux(at) for one in self.sources))

    def photons_above(self, energy: Any) -> Floats:
        """Photons/(m² s) with at least this energy (eV): exact integrals of the table or of Planck's law."""
        at = _energies(energy)
        return np.asarray(sum(one.photons_above(at) for one in self.sources))

    def power_above(self, energy: Any) -> Floats:
        """W/m² in photons of at least this energy (eV)."""
        at = _energies(energy)
        return np.asarray(sum(one.power_above(at) for one in self.sources))

    @property
    def power(self) -> float:
        """Irradiance, W/m²."""
        return float(self.power_above(0.0))

    @property
    def filled(self) -> float:
        """Part of the hemisphere's étendue that black bodies fill, and hide of the surroundings; tables hide none."""
        return sum(one.dilution for one in self.sources if isinstance(one, BlackBody))

    @property
    def extent(self) -> float:
        """Part of the hemisphere's étendue that the light fills at least, with the sun's disc for its spectra."""
        return sum(one.extent for one in self.sources)

    @property
    def highest(self) -> float:
        """Photon energy above which there is no light, eV; infinite for black bodies."""
        return max(one.highest for one in self.sources)

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
        nodes = np.unique(np.concatenate([one.fine_nodes for one in self.sources]))
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


def _energies(energy: Any) -> Floats:
    at = real_array(energy, "energy")
    good = at >= 0
    if not good.all():
        raise InputError(explain(named_entry("energy", at, ~good), fix="give photon energies (eV)"))
    return at


def _extent(half_angle: float) -> float:
    """Part of the hemisphere's étendue in a cone around the normal, by half its opening angle in degrees."""
    return float(np.sin(np.radians(half_angle)) ** 2)


@cache
def _reference(column: str) -> Table:
    text = (files("detbal.photovoltaics") / "data" / "astm_g173.csv").read_text(encoding="ascii")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    place = lines[0].split(",").index(column)
    rows = np.array(
        [[float(field) for field in (row[0], row[place])] for row in (line.split(",") for line in lines[1:])]
    )
    return table_of(rows[:, 0], rows[:, 1], _extent(SUN_HALF_ANGLE))
