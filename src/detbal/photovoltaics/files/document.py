"""TOML documents: which keys they have, and the curves that they name by file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from detbal.errors import InputError, explain
from detbal.options import refuse_unknown
from detbal.readers.toml import read_toml


def has_key(path: Path, *keys: str) -> bool:
    """Whether a file is a TOML document with one of these keys, or with its capitals, which the reader refuses.

    Examples
    --------
    >>> has_key(Path("nowhere.toml"), "eqe")
    False
    """
    if path.suffix.lower() != ".toml" or not path.is_file():
        return False
    try:
        return not {*keys}.isdisjoint(map(str.lower, read_toml(path)))
    except InputError:
        return False


def require_keys(place: str, said: Mapping[str, Any], needed: Sequence[str], others: Sequence[str] = ()) -> None:
    """Refuse a table that lacks a key, or has one of no meaning.

    Examples
    --------
    >>> require_keys("cell.toml", {"eqe": "cell.csv"}, ["eqe", "el"], ["T"])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: cell.toml: no key 'el'; give eqe, el, T
    """
    known = (*needed, *others)
    for key in (*said, *needed):  # what is not known may be one that is needed, in another spelling
        if key not in said or key not in known:
            what = f"{place}: {'unknown' if key in said else 'no'} key {key!r}"
            raise InputError(explain(what, fix=f"give {', '.join(known)}"))


def read_named(path: Path, key: str, said: Any, read: Callable[..., Any]) -> Any:
    """Read what a key names: a file (text), or a table of ``file`` and options of its reader.

    Parameters
    ----------
    path
        Of the document; the file stands relative to its folder.
    key, said
        The key, and what it says.
    read
        The reader.

    Raises
    ------
    InputError
        Neither of both; an option that the reader does not have; faults of the file, with file and line.

    Examples
    --------
    >>> read_named(Path("cell.toml"), "eqe", 3, read_toml)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: cell.toml: eqe = 3; give the name of a file, or {file = "...", axis = "nm", ...}
    """
    options = {"file": said} if isinstance(said, str) else said
    if not isinstance(options, dict) or not isinstance(options.get("file"), str):
        what = f"{path}: {key} = {said!r}"
        raise InputError(explain(what, fix='give the name of a file, or {file = "...", axis = "nm", ...}'))
    further = {name: value for name, value in options.items() if name != "file"}
    try:
        refuse_unknown(read, path, further)
    except InputError as error:
        raise InputError(f"{path}: {key}: {error}") from None
    return read(path.parent / options["file"], **further)
