"""Which files are of photovoltaics: those that say so by their suffix, or by their headings.

Headings are enough, even if their units are not known or no number follows: then it is the reader that says what is
missing, rather than another domain that the file is not one of its own.
"""

from __future__ import annotations

from pathlib import Path

from detbal.photovoltaics.files.axes import axis_of, names_axis
from detbal.photovoltaics.files.block import find_block
from detbal.photovoltaics.files.current_voltage import looks_like_current_voltage
from detbal.photovoltaics.files.heading_line import lone_headings
from detbal.photovoltaics.files.headings import Quantity, finds
from detbal.readers.text import GLANCE

TABLES = (".csv", ".tsv", ".txt", ".dat")


def is_quantum_efficiency(path: Path) -> bool:
    r"""Whether a file is a quantum efficiency or spectral response, by suffix (``.eqe``) or headings.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("Wavelength (nm),IPCE (%)\n800,80\n")
    >>> is_quantum_efficiency(path), is_luminescence(path)
    (True, False)
    >>> _ = path.write_text("source,target,rate\ng,e,1\n")
    >>> is_quantum_efficiency(path)
    False
    """
    return _by_suffix(path, ".eqe") or _over_photons(path, Quantity.EFFICIENCY, Quantity.RESPONSE, Quantity.INTERNAL)


def is_luminescence(path: Path) -> bool:
    r"""Whether a file is a spectrum of EL or PL, by suffix (``.el``, ``.pl``) or headings.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("Wavelength (nm),PL (counts)\n800,80\n")
    >>> is_luminescence(path)
    True
    """
    return _by_suffix(path, ".el", ".pl") or _over_photons(path, Quantity.LUMINESCENCE)


def is_illumination(path: Path) -> bool:
    r"""Whether a file is a spectral irradiance, by its headings.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("Wavelength (nm),Irradiance (W/m2/nm)\n800,1\n")
    >>> is_illumination(path)
    True
    """
    return _over_photons(path, Quantity.IRRADIANCE)


def is_current_voltage(path: Path) -> bool:
    r"""Whether a file is a current–voltage curve, by suffix (``.jv``, ``.iv``) or headings with units.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("Voltage (V),J (mA/cm2)\n0,0\n")
    >>> is_current_voltage(path)
    True
    """
    return _by_suffix(path, ".jv", ".iv") or looks_like_current_voltage(_headings(path))


def _by_suffix(path: Path, *suffixes: str) -> bool:
    return path.is_file() and path.suffix.lower() in suffixes


def _over_photons(path: Path, *quantities: Quantity) -> bool:
    headings = _headings(path)
    axis = any(axis_of(name) or names_axis(name) for name in headings)
    return axis and any(finds(quantity, headings) for quantity in quantities)


def _headings(path: Path) -> tuple[str, ...]:
    if not path.is_file() or path.suffix.lower() not in TABLES:
        return ()
    with path.open("rb") as file:
        top = file.read(GLANCE)
    if b"\0" in top:
        return ()
    text = top.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    block = find_block(path, text)
    return lone_headings(text) if block is None else block.headings
