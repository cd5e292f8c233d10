"""What the headings of columns mean: the axis, and the quantities that are measured of a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

import numpy as np

from detbal.photovoltaics.files.units import Unit, density_of, is_arbitrary, unit_of
from detbal.photovoltaics.radiation import HC, Floats


class Axis(Enum):
    """What the axis of a table is, and its unit."""

    NM = "wavelength in nm"
    UM = "wavelength in µm"
    EV = "photon energy in eV"

    def energies(self, values: Floats) -> Floats:
        """Return photon energies, eV."""
        if self is Axis.EV:
            return values
        return np.asarray(HC / (values * 1000.0 if self is Axis.UM else values))


class Quantity(Enum):
    """What a column holds, by words that occur in its name."""

    INTERNAL = r"\b(iqe|internal quantum efficiency)\b"
    EFFICIENCY = r"\b(eqe|ipce|qe|(external )?quantum efficiency|absorptance|emissivity)\b"
    RESPONSE = r"\b(spectral response|spectral responsivity|responsivity|sr)\b"
    LUMINESCENCE = r"\b(el|pl|(electro|photo)?luminescence)\b"
    INTENSITY = r"\b(intensity|counts|signal|(photon|spectral) flux|emission)\b"
    IRRADIANCE = r"\b((spectral )?irradiance|illumination|am ?0|am ?1\.5 ?[gd]?)\b"
    VOLTAGE = r"\b(voltage|bias|v|u)\b"
    CURRENT = r"\b(current( density)?|j|i)\b"
    ERROR = r"\b(error|err|errors|sigma|σ|std|stderr|uncertainty)\b"
    FLOOR = r"^((noise |detection )?floor|detection limit)\b"
    ROUNDING = r"^rounding\b"

    def named(self, name: str) -> bool:
        """Whether a name (without its unit) says that it is this."""
        plain = name.lower().replace("_", " ")
        internal = self is not Quantity.INTERNAL and re.search(r"\b(iqe|internal)\b", plain)
        return re.search(self.value, plain) is not None and not internal


_AXES = re.compile(r"(photon )?(energy|wavelength|lambda|λ|wl|e|hv|hν|x)?")
_WAVELENGTHS = re.compile(r"wavelength|lambda|λ|wl")


def split_unit(heading: str) -> tuple[str, str]:
    """Separate a name from its unit; each may be empty.

    Examples
    --------
    >>> split_unit("Energy [eV]"), split_unit("EQE %"), split_unit("Photons/(s m2 nm)"), split_unit("J_mA/cm2")
    (('Energy', 'eV'), ('EQE', '%'), ('', 'Photons/(s m2 nm)'), ('J', 'mA/cm2'))
    """
    text = heading.strip()
    if (match := re.fullmatch(r"([^(\[]*?)\s*[(\[](.*)[)\]]", text)) and not match[1].endswith("/"):
        return match[1], match[2]
    if _is_more_than_a_letter(text):
        return "", text
    for between in (r"[\s_,]+", r"\s*/\s*"):
        if (match := re.fullmatch(rf"(.*\S){between}(\S+)", text)) and _is_more_than_a_letter(match[2]):
            return match[1].rstrip(" /"), match[2]
    if (match := re.fullmatch(r"([^/]*\w)\s*/\s*(\S+)", text)) and unit_of(match[2]) is not None:
        return match[1], match[2]
    return text, ""


def unit_in(heading: str) -> Unit | None:
    """Return the unit that a heading says, if it is known.

    Examples
    --------
    >>> unit_in("EQE (%)").scale, unit_in("EQE")
    (0.01, None)
    """
    return unit_of(split_unit(heading)[1])


def unknown_unit(heading: str) -> str:
    """Return what stands where a heading has its unit, if it is neither known nor arbitrary; else an empty text.

    Examples
    --------
    >>> unknown_unit("EL (furlong)"), unknown_unit("EL (a.u.)"), unknown_unit("EL (counts)"), unknown_unit("EL")
    ('furlong', '', '', '')
    """
    text = split_unit(heading)[1].strip()
    return "" if is_arbitrary(text) or unit_of(text) is not None else text


def axis_of(heading: str) -> Axis | None:
    """Return the axis that a heading says, with its unit; None if it does not say both.

    Examples
    --------
    >>> axis_of("Wavelength (nm)"), axis_of("Energy [eV]"), axis_of("Wavelength")
    (<Axis.NM: 'wavelength in nm'>, <Axis.EV: 'photon energy in eV'>, None)
    """
    name, unit = split_unit(heading)
    if not _AXES.fullmatch(name.lower().replace("_", " ")):
        return None
    energy = name.lower().endswith(("energy", "e", "hv", "hν"))
    found = {"nm": Axis.NM, "um": Axis.UM, "µm": Axis.UM, "μm": Axis.UM, "ev": Axis.EV}.get(unit.strip().lower())
    if name and found is not None and name.lower() != "x" and energy is not (found is Axis.EV):
        return None  # a wavelength in eV, an energy in nm
    return found


def names_wavelength(heading: str) -> bool:
    """Whether a heading names a wavelength, in whatever unit.

    Examples
    --------
    >>> names_wavelength("Wavelength (A)"), names_wavelength("lambda"), names_wavelength("x (nm)")
    (True, True, False)
    """
    return _WAVELENGTHS.fullmatch(split_unit(heading)[0].lower()) is not None


def says(quantity: Quantity, heading: str) -> bool:
    """Whether a heading says that its column holds this quantity.

    Examples
    --------
    >>> says(Quantity.EFFICIENCY, "EQE (%)"), says(Quantity.EFFICIENCY, "IQE (%)"), says(Quantity.CURRENT, "J (mA/cm2)")
    (True, False, True)
    """
    name = split_unit(heading)[0]
    unit = unit_in(heading)
    if quantity in (Quantity.VOLTAGE, Quantity.CURRENT):
        right = ({"V": 1},) if quantity is Quantity.VOLTAGE else ({"A": 1}, {"A": 1, "m": -2})
        return quantity.named(name) and (unit is None or dict(unit.powers) in right)
    density = density_of(unit)
    if quantity is Quantity.LUMINESCENCE and not name and density is not None:
        return True
    return quantity.named(name)


def finds(quantity: Quantity, headings: Iterable[str]) -> bool:
    """Whether one of these headings says this quantity.

    Examples
    --------
    >>> finds(Quantity.EFFICIENCY, ["Wavelength (nm)", "EQE"])
    True
    """
    return any(says(quantity, heading) for heading in headings)


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else (or empty), as in a line of units below the names.

    Examples
    --------
    >>> is_unit("nm"), is_unit("EQE")
    (True, False)
    """
    return unit_of(text.strip("()[] ")) is not None or not text.strip() or is_arbitrary(text.strip("()[] "))


def _is_more_than_a_letter(text: str) -> bool:
    """V and A name a voltage and an absorptance as often as their units."""
    return (len(text) > 1 and unit_of(text) is not None) or text == "%"
