"""Text files: decoding, the lines that hold data, and directives in comments."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain

#: How much of a file is looked at to guess what it is.
GLANCE = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class TextLines:
    """The lines of a file that hold data, and the directives of the others.

    Attributes
    ----------
    path : Path
    lines : sequence of n strings
        Without blank lines and comments.
    numbers : (n,) integer array
        Where they stand in the file, counted from 1.
    directives : mapping
        From comments of the form ``# key = value`` or ``# key: value``.
    """

    path: Path
    lines: Sequence[str]
    numbers: NDArray[np.intp]
    directives: Mapping[str, str]

    def place(self, k: int) -> str:
        """Name the place of line k, as ``file:line``."""
        return f"{self.path}:{self.numbers[k]}"


def read_text(path: Path) -> str:
    r"""Return the content of a UTF-8 text file, without byte order mark, with ``\n`` at the ends of lines.

    Raises
    ------
    InputError
        If the file cannot be opened, holds NUL bytes, or is not UTF-8.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_bytes(b"\xef\xbb\xbfa\r\nb")
    >>> read_text(path)
    'a\nb'
    """
    data = read_bytes(path)
    if (at := data.find(b"\0")) >= 0:
        what = f"{path}: byte {at} is NUL"
        raise InputError(explain(what, why="this is no text", fix="save the file as UTF-8 text"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"{path}:{line}: byte {data[error.start]:#04x} is not UTF-8"
        raise InputError(explain(what, fix="save the file as UTF-8 text")) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises
    ------
    InputError
        If there is no such file, or it may not be read.

    Examples
    --------
    >>> read_bytes(Path("nowhere/a.csv"))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: nowhere/a.csv: No such file or directory; give the path of a readable file
    """
    try:
        return path.read_bytes()
    except OSError as error:
        what = f"{path}: {error.strerror or error}"
        raise InputError(explain(what, fix="give the path of a readable file")) from None


def data_lines(path: Path, directives: Sequence[str] = (), mark: str = "#") -> TextLines:
    r"""Read the lines that are neither blank nor comments; O(size of the file).

    Parameters
    ----------
    path
    directives
        Keys that mean something in comments. Other comments are passed over, except that a key close to one
        of these is taken for a slip of the pen and refused.
    mark
        Begins a comment, at the start of a line.

    Raises
    ------
    InputError
        No text, no data, or a misspelt or contradictory directive: with file and line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("# unit = eV\n\n1 2\n")
    >>> found = data_lines(path, ["unit"])
    >>> found.lines, found.place(0).endswith("a.txt:3"), found.directives
    (['1 2'], True, {'unit': 'eV'})
    """
    every = read_text(path).split("\n")
    begins = [line.lstrip()[:1] for line in every]
    rows = [k for k, first in enumerate(begins) if first and first != mark]
    found: dict[str, str] = {}
    for k in (k for k, first in enumerate(begins) if first == mark):
        _note_directive(f"{path}:{k + 1}", every[k].lstrip()[1:], directives, found)
    if not rows:
        raise InputError(explain(f"{path}: no data in the file", fix="write the data below any comments"))
    return TextLines(path, [every[k] for k in rows], np.array(rows) + 1, found)


def glance(path: Path, mark: str = "#") -> str:
    r"""Return the first line that holds data, or "" if none is near the top; never raises for odd content.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("# a comment\nsource,target\n")
    >>> glance(path)
    'source,target'
    """
    try:
        with path.open("rb") as file:
            top = file.read(GLANCE)
    except OSError:
        return ""
    text = top.decode("utf-8-sig", errors="replace").replace("\r", "\n")
    return next((line for line in text.split("\n") if line.strip() and line.lstrip()[:1] != mark), "")


_DIRECTIVE = re.compile(r"\s*([A-Za-z][\w-]*)\s*[=:]\s*(\S.*?)\s*")


def _note_directive(place: str, comment: str, known: Sequence[str], found: dict[str, str]) -> None:
    match = _DIRECTIVE.fullmatch(comment)
    if match is None:
        return
    key, value = match[1].lower().replace("-", "_"), match[2]
    if key in known:
        if found.setdefault(key, value) != value:
            raise InputError(explain(f"{place}: {key} = {value!r} after {found[key]!r}", fix="leave one out"))
    elif near := difflib.get_close_matches(key, known, n=1, cutoff=0.8):
        what = f"{place}: directive {match[1]!r} is not known"
        raise InputError(explain(what, fix=f"write {near[0]}, or end a mere comment without '=' and ':'"))
