"""The lines of a REACLIB file: chapters, and entries of three lines each."""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.readers.text import read_bytes

Characters = NDArray[np.uint8]
WIDTH = 74


def read_ascii(path: Path) -> bytes:
    r"""Return the bytes of a text that has to be ASCII, without byte order mark, with ``\n`` at the ends of lines.

    Raises
    ------
    InputError
        If the file cannot be opened, or holds other characters: naming the line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "reaclib"
    >>> _ = path.write_bytes(b"\xef\xbb\xbf4\r\n")
    >>> read_ascii(path)
    b'4\n'
    """
    content = without_mark(read_bytes(path))
    if not content.isascii():
        number, line = next((k, line) for k, line in enumerate(content.split(b"\n"), 1) if not line.isascii())
        byte = next(byte for byte in line if byte > 127)
        raise InputError(explain(f"{path}:{number}: byte {byte:#04x} is not ASCII", fix="write REACLIB text in ASCII"))
    return content


def without_mark(content: bytes) -> bytes:
    r"""Take a byte order mark away, and carriage returns at the ends of lines.

    Examples
    --------
    >>> without_mark(b"\xef\xbb\xbf4\r\n")
    b'4\n'
    """
    return content.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n")


@dataclass(frozen=True, slots=True, eq=False)
class ReaclibText:
    """Lines of a file: those of entries, and those with chapters.

    Attributes
    ----------
    path : Path
    body : (entries, 3, 74) array of characters
    entry_lines : (entries,) integer array
        Where their headers stand, from 0.
    chapter_lines : (k,) integer array
        Where chapters stand, from 0.
    chapter_texts : list of k bytes
    """

    path: Path
    body: Characters
    entry_lines: NDArray[np.intp]
    chapter_lines: NDArray[np.intp]
    chapter_texts: list[bytes]

    @classmethod
    def of(cls, path: str | PathLike[str]) -> ReaclibText:
        r"""Read a file and require three lines of every entry.

        Raises
        ------
        InputError
            No REACLIB text, or an entry that is cut off: naming file, line and entry.

        Examples
        --------
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "reaclib"
        >>> header = "         n    p    d                       an06n     2.22457e+00          "
        >>> _ = path.write_text(f"4\n{header}\n" + " 1.000000e+00" * 4 + "\n" + " 0.000000e+00" * 3 + "\n")
        >>> text = ReaclibText.of(path)
        >>> text.body.shape, text.chapters(), text.place(0)[-30:]
        ((1, 3, 74), array([4]), "reaclib:2: entry 'n p d an06n'")
        """
        where = Path(path)
        lines = read_ascii(where).split(b"\n")
        found = cls._arranged(where, lines)
        if not found._whole():  # chapters, too, may be filled up with blanks
            found = cls._arranged(where, [line.rstrip() for line in lines])
        if not found._whole():
            raise InputError(found._cut_off())
        return replace(found, body=found.body.reshape(-1, 3, WIDTH), entry_lines=found.entry_lines[::3])

    @classmethod
    def _arranged(cls, path: Path, lines: list[bytes]) -> ReaclibText:
        lengths = np.fromiter(map(len, lines), dtype=np.intp, count=len(lines))
        long = np.flatnonzero(lengths > 4)
        rows = [lines[k] for k in long.tolist()]
        if not (lengths[long] == WIDTH).all():
            rows = [line[:WIDTH].ljust(WIDTH) for line in rows]
        short = [k for k in np.flatnonzero(lengths <= 4).tolist() if lines[k].strip()]
        body = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, WIDTH)
        return cls(path, body, long, np.array(short, dtype=np.intp), [lines[k] for k in short])

    def _headers(self) -> NDArray[np.bool_]:
        return np.asarray((self.body[:, :5] == ord(" ")).all(axis=1))

    def _whole(self) -> bool:
        """Tell whether lines are a header and two others, again and again."""
        n = len(self.body)
        return n > 0 and n % 3 == 0 and bool((self._headers() == (np.arange(n) % 3 == 0)).all())

    def _cut_off(self) -> str:
        """Say which entry has not three lines."""
        headers = np.flatnonzero(self._headers())
        if not len(headers) or headers[0] > 0:
            fix = "give REACLIB text: a chapter, then a header and two lines of coefficients for each set"
            return explain(f"{self.path} does not begin with an entry of REACLIB", fix=fix)
        sizes = np.diff(headers, append=len(self.body))
        k = int(np.argmax(sizes != 3))
        shown = " ".join(self.body[headers[k], 5:52].tobytes().decode(errors="replace").split())
        what = f"{self.path}:{int(self.entry_lines[headers[k]]) + 1}: entry {shown!r} has {int(sizes[k])} lines"
        return explain(what, fix="an entry has three: a header, four and three coefficients")

    def chapters(self) -> NDArray[np.intp]:
        """Return the chapter of each entry."""
        numbers = np.array([int(text) if text.strip().isdigit() else 0 for text in self.chapter_texts], dtype=np.intp)
        bad = np.flatnonzero((numbers < 1) | (numbers > 11))
        if len(bad):
            k = int(bad[0])
            what = f"{self.path}:{int(self.chapter_lines[k]) + 1}: chapter {self.chapter_texts[k].decode().strip()!r}"
            raise InputError(explain(what, fix="chapters of REACLIB are 1 to 11"))
        last = np.searchsorted(self.chapter_lines, self.entry_lines) - 1
        if last[0] < 0:
            raise InputError(
                explain(f"{self.place(0)} stands in no chapter", fix="put its chapter, 1 to 11, before it")
            )
        return np.asarray(numbers[last])

    def place(self, k: int, line: int = 0) -> str:
        """Name the entry k, and one of its lines."""
        shown = " ".join(self.body[k, 0, 5:52].tobytes().decode(errors="replace").split())
        return f"{self.path}:{int(self.entry_lines[k]) + 1 + line}: entry {shown!r}"
