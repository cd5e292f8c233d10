"""Luminescence spectra: photons per energy interval that a junction emits, by current or by light."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from detbal.choice import member
from detbal.photovoltaics.curve import Curve, curve_of, energies_of
from detbal.reals import positive


class Interval(Enum):
    """Per which interval a spectral density is given."""

    ENERGY = "per energy interval (per eV)"
    WAVELENGTH = "per wavelength interval (per nm)"


class Counted(Enum):
    """What a detector counts."""

    PHOTONS = "photons (counts)"
    POWER = "power (watts)"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Luminescence(Curve):
    """Photon flux per energy interval, from a junction or an absorber excited by light or by current.

    Build with `of` or `from_wavelength`, which know what is counted, and per which interval.

    Attributes
    ----------
    absolute : bool
        Whether the values are photons/(m² s eV) into the hemisphere; otherwise in arbitrary units.
    injection : float or None
        Current density that excites it, A/m²; None if unknown, or if it is excited by light.
    """

    __detbal_domain__ = "photovoltaics"
    absolute: bool = False
    injection: float | None = None

    @classmethod
    def of(
        cls,
        energy: Any,
        values: Any,
        *,
        per: Interval,
        counted: Counted,
        error: Any = None,
        floor: Any = None,
        rounding: Any = None,
        absolute: bool = False,
        injection: float | None = None,
    ) -> Luminescence:
        """Build from photon energies in eV.

        Parameters
        ----------
        energy : (n,)
            eV, in any order.
        values : (n,)
            Photons or power, per eV or per nm. Absolute: photons/(m² s eV), photons/(m² s nm), W/(m² eV) or W/(m² nm).
        per : Interval
            What the density is per. A spectrometer counts per wavelength interval, even if its file is over energies.
        counted : Counted
            What the density is of; a calibrated spectroradiometer gives power, a camera photons.
        error, floor : (n,) or scalar, optional
            Standard deviations, detection floor, in the unit of the values.
        rounding : (n,) or scalar, optional
            Up to which values may be off because they were written with few digits, in their unit; as for any curve.
        absolute
            Whether the values are absolute.
        injection : optional
            Current density that excites electroluminescence, A/m².

        Raises
        ------
        InputError
            As for any curve; an injection that is not one finite number above 0.

        Examples
        --------
        >>> el = Luminescence.of([1.0, 2.0], [1.0, 1.0], per=Interval.WAVELENGTH, counted=Counted.PHOTONS)
        >>> el.value  # per eV: hc/E² larger
        array([1239.84198433,  309.96049608])
        """
        curve = curve_of(energy, values, error=error, floor=floor, rounding=rounding, name="luminescence")
        scale = _photons_per_energy(curve, member(Interval, per, "per"), member(Counted, counted, "counted"))
        value, spread, least, rounded = (
            scale * each for each in (curve.value, curve.error, curve.floor, curve.rounding)
        )
        current = None if injection is None else positive(injection, "injection")
        return cls(curve.energy, value, spread, least, rounded, bool(absolute), current)

    @classmethod
    def from_wavelength(cls, wavelength: Any, values: Any, **options: Any) -> Luminescence:
        """Build from vacuum wavelengths in nm; keywords as for `of`.

        Examples
        --------
        >>> counts = {"per": Interval.WAVELENGTH, "counted": Counted.PHOTONS}
        >>> Luminescence.from_wavelength([900, 800], [1, 1], **counts).energy.round(4)
        array([1.3776, 1.5498])
        """
        return cls.of(energies_of(wavelength), values, **options)


def _photons_per_energy(curve: Curve, per: Interval, counted: Counted) -> Any:
    from detbal.photovoltaics.radiation import HC
    from detbal.units import e

    scale = np.ones(len(curve))
    if per is Interval.WAVELENGTH:
        scale = scale * HC / curve.energy**2  # |dλ/dE|
    if counted is Counted.POWER:
        scale = scale / (curve.energy * e)
    return scale
