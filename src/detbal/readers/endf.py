"""ENDF-6, the format of evaluated nuclear data: one section of a file -> its records, with every number's rounding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.readers.numbers import FloatArray
from detbal.readers.text import GLANCE, read_bytes

#: Numbers in a line, and characters in a number.
FIELDS, WIDTH = 6, 11
_TAIL = re.compile(rb".{66}[ \d-]{3}\d[ \d]\d[ \d]{2}\d[ \d]{0,5}\s*", re.DOTALL)
_DIGITS = np.isin(np.arange(256), list(b"0123456789"))
_KNOWN = np.isin(np.arange(256), list(b"0123456789+-.eEdD "))


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """The numbers of one section (MF, MT) of one material.

    Attributes
    ----------
    path : Path
    material : int
        MAT, the number of the material.
    values, half_units : (n, 6) float arrays
        The six numbers of each line (blank: 0), and half a unit in the last place of each as it is written.
    lines : (n,) integer array
        Where the lines stand in the file, counted from 1.
    """

    path: Path
    material: int
    values: FloatArray
    half_units: FloatArray
    lines: NDArray[np.intp]

    def place(self, row: int) -> str:
        """Name the place of a line, as ``file:line``."""
        return f"{self.path}:{self.lines[min(row, len(self.lines) - 1)]}"


def looks_like_endf(path: Path) -> bool:
    r"""Whether the first lines carry the numbers of material, file and section in columns 67 to 75.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.endf"
    >>> _ = path.write_text("a tape".ljust(66) + "   1 0  0    0\n" + " 1.0".ljust(66) + "  26 1451    1\n")
    >>> looks_like_endf(path)
    True
    """
    try:
        with path.open("rb") as file:
            top = file.read(GLANCE).splitlines()[:4]
    except OSError:
        return False
    return len(top) > 1 and all(_TAIL.fullmatch(line) for line in top)


def read_section(path: Path, file: int, section: int, *, material: int | None = None) -> Section:
    r"""Read the numbers of a section; O(size of the file), some 0.1 s per MB.

    Parameters
    ----------
    path
    file, section
        MF and MT, such as 7 and 4.
    material
        MAT; needed where the file holds the section for several materials.

    Raises
    ------
    InputError
        No such section (of this material), several materials, lines missing or in disorder, something that is no
        number: with file and line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.endf"
    >>> _ = path.write_text(" 1.001000+3 9.991673-1          0".ljust(66) + "  26 7  4    1\n")
    >>> read_section(path, 7, 4).values[0, :3].tolist()
    [1001.0, 0.9991673, 0.0]
    """
    every = read_bytes(path).splitlines()
    tail = f"{file:2d}{section:3d}".encode()
    rows = [k for k, line in enumerate(every) if line[70:75] == tail]
    if not rows:
        what = f"{path}: no section MF={file}, MT={section}"
        raise InputError(explain(what, fix="give an ENDF-6 file that has it, with MF and MT in columns 71 to 75"))
    found = {line: _integer(every[k][66:70]) for line, k in zip(rows, rows, strict=True)}
    materials = sorted({mat for mat in found.values() if mat is not None})
    chosen = materials[0] if material is None and len(materials) == 1 else material
    if chosen not in materials:
        listed = ", ".join(map(str, materials))
        what = f"{path}: MF={file}, MT={section} is there for the materials (MAT) {listed}"
        raise InputError(explain(what, fix="say which: material=…"))
    rows = [k for k in rows if found[k] == chosen]
    _refuse_gaps(path, every, rows)
    values, half = _numbers(path, [every[k][: FIELDS * WIDTH] for k in rows], rows)
    return Section(path, chosen, values, half, np.array(rows) + 1)


def _integer(text: bytes) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _refuse_gaps(path: Path, every: list[bytes], rows: list[int]) -> None:
    """Raise if lines of the section are missing, by their place or their sequence numbers."""
    fix = "restore the file: its lines are no longer those that were written"
    for before, after in pairwise(rows):
        if after != before + 1:
            raise InputError(explain(f"{path}:{before + 2}: a stranger among the lines of the section", fix=fix))
        first, second = _integer(every[before][75:80]), _integer(every[after][75:80])
        if first is not None and second is not None and second > first + 1:
            what = f"{path}:{after + 1}: line {second} of the section follows line {first}"
            raise InputError(explain(what, fix=fix))


def _numbers(path: Path, lines: list[bytes], rows: list[int]) -> tuple[FloatArray, FloatArray]:
    """Parse fields of eleven characters, such as " 1.234567+5", all at once."""
    joined = b"".join(line.ljust(FIELDS * WIDTH) for line in lines)
    cells = np.frombuffer(joined, np.uint8).reshape(-1, WIDTH)

    def refuse(k: int, why: str, fix: str) -> InputError:
        text = cells[k].tobytes().decode("latin-1")
        what = f"{path}:{rows[k // FIELDS] + 1}, columns {k % FIELDS * WIDTH + 1} to {k % FIELDS * WIDTH + WIDTH}"
        return InputError(explain(f"{what}: {text!r} {why}", fix=fix))

    no_number, pattern = "is no number", "write it like 1.234567+5"
    strange = ~_KNOWN[cells].all(axis=1)
    if strange.any():
        raise refuse(int(np.argmax(strange)), no_number, pattern)
    wide, exponent_at = _with_letter(cells)
    texts = wide.view(f"S{WIDTH + 1}").ravel()
    try:
        values = texts.astype(float)
    except ValueError:
        raise refuse(next(k for k, text in enumerate(texts) if not _is_number(text)), no_number, pattern) from None
    mantissa = np.arange(WIDTH + 1) < exponent_at[:, None]
    digits = _DIGITS[wide] & mantissa
    lost = (values == 0) & (digits & (wide != ord("0"))).any(axis=1)
    if lost.any():
        raise refuse(int(np.argmax(lost)), "is too small for a float", "store the logarithm (LLN = 1)")
    if not np.isfinite(values).all():
        raise refuse(int(np.argmin(np.isfinite(values))), "is too large for a float", pattern)
    after_point = np.maximum.accumulate(wide == ord("."), axis=1)
    power = _exponents(wide, exponent_at) - (digits & after_point).sum(axis=1)
    with np.errstate(under="ignore", over="ignore"):
        half = 0.5 * 10.0 ** power.astype(float)
    if not np.isfinite(half).all():  # zeros such as 0.+999
        raise refuse(int(np.argmin(np.isfinite(half))), "is no zero that a program would write", pattern)
    return values.reshape(-1, FIELDS), half.reshape(-1, FIELDS)


def _with_letter(cells: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Put the letter e where an exponent begins with its sign; return also where it stands (else the width)."""
    blank = (cells == ord(" ")).all(axis=1)
    sign = (cells == ord("+")) | (cells == ord("-"))
    bare = np.zeros_like(sign)
    bare[:, 1:] = sign[:, 1:] & (_DIGITS[cells[:, :-1]] | (cells[:, :-1] == ord(".")))
    at = np.where(bare.any(axis=1), bare.argmax(axis=1), WIDTH)
    columns = np.arange(WIDTH + 1)
    padded = np.pad(cells, ((0, 0), (0, 1)), constant_values=ord(" "))
    wide = np.take_along_axis(padded, columns - (columns > at[:, None]), axis=1)
    inserted = np.flatnonzero(at < WIDTH)
    wide[inserted, at[inserted]] = ord("e")
    wide[np.isin(wide, list(b"EdD"))] = ord("e")
    wide[blank, 0] = ord("0")
    letter = wide == ord("e")
    return wide, np.where(letter.any(axis=1), letter.argmax(axis=1), WIDTH + 1)


def _exponents(wide: NDArray[np.uint8], at: NDArray[np.intp]) -> NDArray[np.intp]:
    tails = np.where(np.arange(WIDTH + 1) > at[:, None], wide, ord(" ")).astype(np.uint8)
    tails[at > WIDTH, 0] = ord("0")
    return tails.view(f"S{WIDTH + 1}").ravel().astype(np.intp)


def _is_number(text: bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
