"""Curves of optical spectrometers in JCAMP-DX: what their axes and values are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from os import PathLike
from pathlib import Path

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.readers.jcamp import read_jcamp as read_curve
from detbal.units import ENERGY_UNITS, EnergyUnit

#: XUNITS in the words of JCAMP-DX, and our units.
AXES = {"1/CM": "cm^-1", "CM-1": "cm^-1", "CM^-1": "cm^-1", "HZ": "Hz", "KHZ": "kHz", "MHZ": "MHz", "GHZ": "GHz"}


class Ordinate(Enum):
    """What the values of an optical curve are, by YUNITS; none of them is a kind of S(ω).

    Examples
    --------
    >>> Ordinate.ABSORBANCE.sentence
    'decadic absorbance, -log10 of the transmittance'
    """

    ABSORBANCE = "decadic absorbance, -log10 of the transmittance"
    TRANSMITTANCE = "transmittance, transmitted over incident"
    REFLECTANCE = "reflectance, reflected over incident"
    OTHER = "in the instrument's own unit"

    @property
    def sentence(self) -> str:
        """The quantity in words."""
        return self.value


@dataclass(frozen=True, slots=True, eq=False)
class OpticalCurve:
    """Arrays of a JCAMP-DX file with what it says of them; nothing is converted.

    Attributes
    ----------
    x, y : (n,) float arrays
    unit : EnergyUnit or None
        Of x; None for wavelengths and whatever else is no frequency.
    ordinate : Ordinate
    x_units, y_units, title : str
        In the file's own words.
    """

    x: FloatArray
    y: FloatArray
    unit: EnergyUnit | None
    ordinate: Ordinate
    x_units: str
    y_units: str
    title: str


def read_jcamp(path: str | PathLike[str]) -> OpticalCurve:
    """Read a curve of a spectrometer in JCAMP-DX (needs the package jcamp).

    It is no spectrum S(ω) yet: an absorbance needs the temperature, and the thickness and density of the sample if its
    scale matters; a transmittance needs the reference besides.

    Raises
    ------
    InputError
        Not JCAMP-DX, damaged, several curves, a file that does not name its units, or jcamp is not installed.

    Examples
    --------
    >>> read_jcamp(Path("nowhere.jdx"))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: nowhere.jdx: No such file or directory; give the path of a readable file
    """
    path = Path(path)
    curve = read_curve(path)
    for name, word in (("XUNITS", curve.x_units), ("YUNITS", curve.y_units)):
        if not word:
            raise InputError(explain(f"{path}: no ##{name}=", fix="add it: nothing else tells what the numbers are"))
    symbol = AXES.get(curve.x_units.upper().replace(" ", ""))
    quantity = Ordinate.__members__.get(curve.y_units.upper(), Ordinate.OTHER)
    unit = ENERGY_UNITS[symbol] if symbol else None
    return OpticalCurve(curve.x, curve.y, unit, quantity, curve.x_units, curve.y_units, curve.title)
