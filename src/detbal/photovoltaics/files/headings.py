"""What the headings of columns mean: units, and the quantities that are measured of a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

from detbal.photovoltaics.files.units import Unit, density_of, is_arbitrary, unit_of


class Quantity(Enum):
    """What a column holds, by words that occur in its name."""

    INTERNAL = r"\b(iqe|internal quantum efficiency|interne quanten(effizienz|ausbeute))\b"
    EFFICIENCY = (
        r"\b(eqe|ipce|qe|(external )?quantum efficiency|absorptance|emissivity|"
        r"(externe )?quanten(effizienz|ausbeute)|absorptionsgrad|emissionsgrad)\b"
    )
    RESPONSE = r"\b(spectral response|spectral responsivity|responsivity|sr)\b"
    LUMINESCENCE = r"\b(el|pl|(electro|elektro|photo)?(luminescence|lumineszenz))\b"
    INTENSITY = r"\b(intensity|intensität|counts|signal|(photon|spectral) flux|emission)\b"
    IRRADIANCE = r"\b((spectral )?irradiance|illumination|am ?0|am ?1\.5 ?[gd]?|bestrahlungsstärke)\b"
    VOLTAGE = r"\b(voltage|bias|v|u|spannung)\b"
    CURRENT = r"\b(current( density)?|j|i|strom(dichte)?)\b"
    ERROR = r"(\b|(?<=\d))(error|err|errors|sigma|σ|std|stderr|uncertainty|fehler|(mess)?unsicherheit)\b"
    FLOOR = r"^((noise |detection )?floor|detection limit)\b"
    ROUNDING = r"^rounding\b"

    def named(self, name: str) -> bool:
        """Whether a name (without its unit) says that it is this."""
        plain = name.lower().replace("_", " ")
        internal = self is not Quantity.INTERNAL and re.search(r"\b(iqe|internal|interne)\b", plain)
        return re.search(self.value, plain) is not None and not internal


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
