"""A junction, or a claim of a cell's performance, in a TOML document."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from detbal.errors import InputError, explain
from detbal.options import refuse_unknown
from detbal.photovoltaics.files.document import has_key, read_named, require_keys
from detbal.photovoltaics.files.illumination import read_illumination
from detbal.photovoltaics.files.quantum_efficiency import read_quantum_efficiency
from detbal.readers.toml import read_toml

if TYPE_CHECKING:
    from detbal.photovoltaics.device.claim import Claim
    from detbal.photovoltaics.device.junction import Junction

Made = TypeVar("Made")


def read_junction(path: str | PathLike[str]) -> Junction:
    r"""Read the table ``[junction]``: ``gap`` (eV) or ``absorptance`` (a file), and what `Junction.of` takes besides.

    Parameters
    ----------
    path
        ``absorptance`` and ``light`` are names of files, or tables of ``file`` and its reader's options; ``T``,
        ``ambient``, ``elqe``, ``etendue``, ``refractive_index``, ``substrate`` as for `Junction.of`.

    Raises
    ------
    InputError
        Neither gap nor absorptance, or both; a key that is not known; numbers that `Junction.of` refuses; faults of
        the files, with file and line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "cell.toml"
    >>> _ = path.write_text('[junction]\ngap = 1.34\nT = "25 °C"\nelqe = 0.1\n', encoding="utf-8")
    >>> read_junction(path).elqe
    0.1
    """
    from detbal.photovoltaics.device.junction import Junction

    place = Path(path)
    said = _table(place, "junction", Junction.of, "gap", "absorptance")
    if ("gap" in said) is ("absorptance" in said):
        what = f"{place}: [junction] has {'both a gap and' if 'gap' in said else 'neither a gap nor'} an absorptance"
        raise InputError(explain(what, fix="give gap = 1.34 (eV), or absorptance = the name of a file"))
    if "gap" in said:
        return _made(place, Junction.step, said.pop("gap"), said, "light")
    absorptance = read_named(place, "absorptance", said.pop("absorptance"), read_quantum_efficiency)
    return _made(place, Junction.of, absorptance, said, "light")


def is_junction(path: Path) -> bool:
    """Whether a file is a TOML document with a table ``[junction]``.

    Examples
    --------
    >>> is_junction(Path("nowhere.toml"))
    False
    """
    return has_key(path, "junction")


def read_claim(path: str | PathLike[str]) -> Claim:
    r"""Read the table ``[claim]``: ``gap`` (eV), and what `Claim.of` takes besides.

    Parameters
    ----------
    path
        ``voc`` (V), ``jsc`` (A/m²), ``efficiency`` and ``fill_factor`` (fractions), their ``errors``, ``T`` as for
        `Claim.of`; ``illumination`` is the name of a file, or a table of ``file`` and its reader's options.

    Raises
    ------
    InputError
        No gap; a key that is not known; numbers that `Claim.of` refuses; faults of the file, with file and line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "record.toml"
    >>> _ = path.write_text("[claim]\ngap = 1.42\nefficiency = 0.291\nvoc = 1.127\n")
    >>> read_claim(path).voc
    1.127
    """
    from detbal.photovoltaics.device.claim import Claim

    place = Path(path)
    said = _table(place, "claim", Claim.of, "gap")
    if "gap" not in said:
        raise InputError(explain(f"{place}: [claim] without a gap", fix="give gap = 1.42 (eV)"))
    return _made(place, Claim.of, said.pop("gap"), said, "illumination")


def is_claim(path: Path) -> bool:
    """Whether a file is a TOML document with a table ``[claim]``.

    Examples
    --------
    >>> is_claim(Path("nowhere.toml"))
    False
    """
    return has_key(path, "claim")


def _table(place: Path, key: str, make: Callable[..., Any], *own: str) -> dict[str, Any]:
    """Return a table of a document, with keys of its own and those that `make` has as options."""
    said = read_toml(place)
    require_keys(str(place), said, (key,))
    if not isinstance(said[key], dict):
        raise InputError(explain(f"{place}: {key} = {said[key]!r}", fix=f"give a table, [{key}]"))
    try:
        refuse_unknown(make, place, {name: value for name, value in said[key].items() if name not in own})
    except InputError as error:
        raise InputError(f"{place}: [{key}]: {error}") from None
    return dict(said[key])


def _made(place: Path, make: Callable[..., Made], first: Any, options: dict[str, Any], light: str) -> Made:
    """Make a thing of its first argument and its options, of which one names a file of light."""
    sun = read_named(place, light, options.pop(light), read_illumination) if light in options else None
    try:
        return make(first, **options, **{light: sun})
    except InputError as error:
        raise InputError(f"{place}: {error}") from None
