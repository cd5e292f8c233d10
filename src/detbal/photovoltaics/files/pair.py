"""An EQE and a luminescence spectrum of one junction: a TOML document that names the two files."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detbal.errors import InputError, explain
from detbal.options import refuse_unknown
from detbal.photovoltaics.files.luminescence import read_luminescence
from detbal.photovoltaics.files.quantum_efficiency import read_quantum_efficiency
from detbal.readers.toml import read_toml

if TYPE_CHECKING:
    from detbal.photovoltaics.reciprocity.pair import ReciprocalPair

KEYS = ("eqe", "el", "T")


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
    for key in (*KEYS[:2], *said):
        if key not in said or key not in KEYS:
            what = f"{place}: {'unknown' if key in said else 'no'} key {key!r}"
            raise InputError(explain(what, fix=f"give {', '.join(KEYS)}"))
    eqe = _curve(place, "eqe", said["eqe"], read_quantum_efficiency)
    el = _curve(place, "el", said["el"], read_luminescence)
    try:
        return ReciprocalPair.of(eqe, el, said.get("T"))
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def is_pair(path: Path) -> bool:
    """Whether a file is a TOML document with the keys ``eqe`` and ``el``.

    Examples
    --------
    >>> is_pair(Path("nowhere.toml"))
    False
    """
    if path.suffix.lower() != ".toml" or not path.is_file():
        return False
    try:
        return {*KEYS[:2]} <= {*read_toml(path)}
    except InputError:
        return False


def _curve(place: Path, key: str, said: Any, read: Callable[..., Any]) -> Any:
    options = {"file": said} if isinstance(said, str) else said
    if not isinstance(options, dict) or not isinstance(options.get("file"), str):
        what = f"{place}: {key} = {said!r}"
        raise InputError(explain(what, fix='give the name of a file, or {file = "...", axis = "nm", ...}'))
    further = {name: value for name, value in options.items() if name != "file"}
    try:
        refuse_unknown(read, place, further)
    except InputError as error:
        raise InputError(f"{place}: {key}: {error}") from None
    return read(place.parent / options["file"], **further)
