"""`detbal.read`: a file or folder -> an object, by asking every domain's formats; or a Python entry."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from detbal.catalogue import domain, domain_names
from detbal.convert import to_native
from detbal.domain import Format
from detbal.errors import ConversionError, InputError, explain
from detbal.options import refuse_missing, refuse_unknown
from detbal.readers.python_entry import is_entry, load_entry


def formats() -> tuple[tuple[str, Format], ...]:
    """Return (domain name, format) for every file format that can be read.

    Examples
    --------
    >>> ("networks", "csv") in [(name, entry.name) for name, entry in formats()]
    True
    """
    return tuple((name, entry) for name in domain_names() for entry in domain(name).formats)


def read(path: str | PathLike[str], **options: Any) -> Any:
    r"""Read a file (or a folder, where a format is one) into an object of a domain.

    Parameters
    ----------
    path
        What to read; ``detbal formats`` lists what is understood. Or a Python entry, ``model.py:make_generator`` or
        ``package.module:name``: an object that detbal knows, its own or another package's, or a function without
        arguments that returns one. It runs the code in the file.
    **options
        Keywords of the format's reader, such as ``holds=`` for matrices that do not say what they are.

    Raises
    ------
    InputError
        If the path does not exist, no format fits, or the content is malformed (naming file and line); if the code
        of an entry fails, or returns an object that is not known.

    Examples
    --------
    >>> import detbal, tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "atom.csv"
    >>> _ = path.write_text("source,target,rate\ng,e,1.0\ne,g,2.0\n")
    >>> detbal.read(path).n_states
    2
    """
    place = Path(path)
    if not place.exists() and is_entry(str(path)):
        return _from_entry(str(path), options)
    if not place.exists():
        raise InputError(explain(f"{place}: no such file or folder", fix="check the path"))
    for _name, entry in formats():
        if entry.recognises(place):
            refuse_unknown(entry.read, place, options)
            refuse_missing(entry.read, place, options)
            return entry.read(place, **options)
    names = ", ".join(entry.name for _name, entry in formats())
    raise InputError(explain(f"{place}: no known format", fix=f"give one of {names} (see `detbal formats`)"))


def _from_entry(entry: str, options: dict[str, Any]) -> Any:
    refuse_unknown(load_entry, entry, options)
    try:
        return to_native(load_entry(entry))[0]
    except ConversionError as error:
        raise ConversionError(f"{entry}: {error}") from None
