"""Two curves of one junction or body: a TOML document that names their files."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from detbal.errors import InputError
from detbal.photovoltaics.files.document import has_key, read_named, require_keys
from detbal.photovoltaics.files.luminescence import read_luminescence
from detbal.photovoltaics.files.quantum_efficiency import read_quantum_efficiency
from detbal.readers.toml import read_toml

if TYPE_CHECKING:
    from detbal.photovoltaics.emission.kirchhoff import KirchhoffPair
    from detbal.photovoltaics.reciprocity.pair import ReciprocalPair


def read_pair(path: str | PathLike[str]) -> ReciprocalPair:
    r"""Read a pair: ``eqe`` and ``el``, each the name of a file or a table of ``file`` and its reader's options, ``T``.

    Parameters
    ----------
    path
        The files stand relative to its folder. ``T`` is kelvin or text, and may be left out.

    Raises
    ------
    InputError
        A key that is missing or not known; faults of the files, with file and line.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "cell.csv").write_text("Wavelength (nm),EQE (%)\n900,10\n800,90\n")
    >>> _ = (folder / "led.csv").write_text("Wavelength (nm),EL (counts)\n900,10\n800,20\n")
    >>> path = folder / "junction.toml"
    >>> text = 'T = "25 °C"\neqe = "cell.csv"\nel = {file = "led.csv", per = "wavelength"}\n'
    >>> _ = path.write_text(text, encoding="utf-8")
    >>> round(read_pair(path).T, 9)
    298.15
    """
    from detbal.photovoltaics.reciprocity.pair import ReciprocalPair

    place = Path(path)
    said = read_toml(place)
    require_keys(str(place), said, ("eqe", "el"), ("T",))
    eqe = read_named(place, "eqe", said["eqe"], read_quantum_efficiency)
    el = read_named(place, "el", said["el"], read_luminescence)
    try:
        return ReciprocalPair.of(eqe, el, said.get("T"))
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def is_pair(path: Path) -> bool:
    """Whether a file is a TOML document with the key ``eqe`` or ``el``.

    Examples
    --------
    >>> is_pair(Path("nowhere.toml"))
    False
    """
    return has_key(path, "eqe", "el")


def read_kirchhoff_pair(path: str | PathLike[str]) -> KirchhoffPair:
    r"""Read ``absorptance`` and ``emissivity`` of one body, each as ``eqe`` of a pair.

    Raises
    ------
    InputError
        As `read_pair`.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.csv").write_text("Wavelength (um),Absorptance (%)\n8,80\n10,90\n")
    >>> _ = (folder / "e.csv").write_text("Wavelength (um),Emissivity\n8,0.8\n10,0.9\n")
    >>> path = folder / "body.toml"
    >>> _ = path.write_text('absorptance = "a.csv"\nemissivity = "e.csv"\n')
    >>> read_kirchhoff_pair(path).emissivity.value
    array([0.9, 0.8])
    """
    from detbal.photovoltaics.emission.kirchhoff import KirchhoffPair

    place = Path(path)
    said = read_toml(place)
    require_keys(str(place), said, ("absorptance", "emissivity"))
    return KirchhoffPair(**{key: read_named(place, key, said[key], read_quantum_efficiency) for key in said})


def is_kirchhoff_pair(path: Path) -> bool:
    """Whether a file is a TOML document with the key ``absorptance`` or ``emissivity``.

    Examples
    --------
    >>> is_kirchhoff_pair(Path("nowhere.toml"))
    False
    """
    return has_key(path, "absorptance", "emissivity")
