"""What the axis of a table is: a wavelength, a photon energy or a wavenumber, each with its unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

import numpy as np

from detbal.photovoltaics.files.headings import split_unit
from detbal.photovoltaics.radiation import HC, Floats


class Axis(Enum):
    """What the axis of a table is, and its unit."""

    NM = "wavelength in nm"
    UM = "wavelength in µm"
    EV = "photon energy in eV"
    MEV = "photon energy in meV"
    PER_CM = "wavenumber in 1/cm"

    def energies(self, values: Floats) -> Floats:
        """Return photon energies, eV."""
        if self in _WAVES:
            return np.asarray(HC / (values * _WAVES[self]))
        return values if self is Axis.EV else np.asarray(values * _QUANTA[self])


#: What one of the unit is, in nm and in eV.
_WAVES: Mapping[Axis, float] = {Axis.NM: 1.0, Axis.UM: 1000.0}
_QUANTA: Mapping[Axis, float] = {Axis.EV: 1.0, Axis.MEV: 1e-3, Axis.PER_CM: 1e-7 * HC}

_WAVELENGTH = "wavelength|lambda|λ|wl|wellenl.{1,2}nge"  # the ä may be written ae, or in another encoding
_ENERGY = "energy|energie|photonenenergie"
_WAVENUMBER = "wave ?numbers?|wellenzahl"
#: The names of the axes that have a unit; x, or none at all, may be any of them.
_NAMES: Mapping[Axis, str] = {
    **dict.fromkeys((Axis.NM, Axis.UM), _WAVELENGTH),
    **dict.fromkeys((Axis.EV, Axis.MEV), rf"{_ENERGY}|e|hv|hν"),
    Axis.PER_CM: rf"{_WAVENUMBER}|{_ENERGY}|e|hv|hν",
}


def axis_of(heading: str) -> Axis | None:
    """Return the axis that a heading says, with its unit; None if it does not say both.

    Examples
    --------
    >>> axis_of("Wavelength (nm)"), axis_of("Energy [meV]"), axis_of("Wavelength")
    (<Axis.NM: 'wavelength in nm'>, <Axis.MEV: 'photon energy in meV'>, None)
    >>> axis_of("Energy (nm)") is None
    True
    """
    name, unit = split_unit(heading)
    found = _axis_in(unit.strip())
    if found is None:
        return None
    plain = _plain(name)
    return found if plain in ("", "x") or re.fullmatch(_NAMES[found], plain) else None


def names_axis(heading: str) -> bool:
    """Whether a heading names an axis of photons, in whatever unit.

    Examples
    --------
    >>> names_axis("Wavelength (A)"), names_axis("Photon energy"), names_axis("x (nm)")
    (True, True, False)
    """
    return re.fullmatch(rf"{_WAVELENGTH}|{_ENERGY}|{_WAVENUMBER}", _plain(split_unit(heading)[0])) is not None


def _plain(name: str) -> str:
    return name.lower().replace("_", " ").removeprefix("photon ")


def _axis_in(unit: str) -> Axis | None:
    """Return the axis of a unit; MeV is not meV."""
    if unit == "meV":
        return Axis.MEV
    plain = unit.lower().replace("µ", "u").replace("μ", "u").replace("⁻¹", "-1").replace("−", "-").replace("^", "")
    return {"nm": Axis.NM, "um": Axis.UM, "ev": Axis.EV, "cm-1": Axis.PER_CM, "1/cm": Axis.PER_CM}.get(plain)
