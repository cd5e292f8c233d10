"""HITRAN's line lists: records of 160 characters (.par), one line of a spectrum each."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.readers.numbers import last_digits
from detbal.readers.text import read_text
from detbal.spectra.measured.line_list import LineList
from detbal.units import thermal_energy

WIDTH = 160
# characters of the fields used here (Rothman et al., J. Quant. Spectrosc. Radiat. Transfer 96, 139 (2005), table 1)
_FIELDS = {
    "nu": slice(3, 15),
    "intensity": slice(15, 25),
    "A": slice(25, 35),
    "E_lower": slice(45, 55),
    "g_upper": slice(146, 153),
}
_ISOTOPOLOGUES = "1234567890AB"


def looks_like_hitran(path: Path) -> bool:
    """Tell whether the first line of a file is a record of HITRAN: 160 characters with numbers where they belong.

    Examples
    --------
    >>> looks_like_hitran(Path("nowhere.par"))
    False
    """
    try:
        with path.open("rb") as stream:
            first = stream.read(WIDTH + 2).decode("ascii", "replace")
    except OSError:
        return False
    record, newline, _ = first.partition("\n")
    if not newline and len(first) > WIDTH:
        return False
    record = record.rstrip("\r")
    return (
        len(record) == WIDTH and _key(record) is not None and all(_finite(record[field]) for field in _FIELDS.values())
    )


def read_hitran(
    path: str | PathLike[str],
    *,
    partition: float,
    abundance: float,
    molecule: int | None = None,
    isotopologue: int | None = None,
    T: Any = 296.0,
    skip_incomplete: bool = False,
) -> LineList:
    r"""Read the lines of one isotopologue from a file in HITRAN's format of 2004, records of 160 characters.

    Parameters
    ----------
    path
    partition : float
        Q(T), the total internal partition sum of the isotopologue, with HITRAN's statistical weights.
    abundance : float
        Part of the molecules that are of this isotopologue, which HITRAN's intensities contain; 1 if they do not.
    molecule, isotopologue : int, optional
        HITRAN's numbers; needed if the file holds several.
    T
        Temperature of the intensities.
    skip_incomplete : bool
        Leave out lines whose coefficient A, weight or lower energy is not known (0, 0 and -1 in the file), which are an
        error otherwise.

    Raises
    ------
    InputError
        Records of another length, fields that are no numbers (file and line), several molecules, or incomplete lines.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "co.par"
    >>> record = f" 51{2000.0:12.6f}{1e-20:10.3E}{20.0:10.3E}{'':10}{11.5:10.4f}".ljust(146) + f"{5:7.1f}{3:7.1f}"
    >>> _ = path.write_text(record + "\n")
    >>> read_hitran(path, partition=100.0, abundance=1.0)
    <LineList: 1 line from 2000 to 2000 cm^-1 at T = 296 K>
    """
    place = Path(path)
    records = [(k, line) for k, line in enumerate(read_text(place).split("\n"), start=1) if line.strip()]
    if not records:
        raise InputError(explain(f"{place}: no line in the file", fix="give a file in HITRAN's format"))
    keys = [_checked_key(line, f"{place}:{k}") for k, line in records]
    wanted = _chosen(keys, molecule, isotopologue, str(place))
    own = [record for record, key in zip(records, keys, strict=True) if key == wanted]
    columns = {name: _column(own, field, name, str(place)) for name, field in _FIELDS.items()}
    lacking = (columns["A"] <= 0) | (columns["g_upper"] <= 0) | (columns["E_lower"] < 0) | (columns["intensity"] <= 0)
    if lacking.any() and not skip_incomplete:
        k = int(np.argmax(lacking))
        told = ", ".join(f"{name} = {columns[name][k]:g}" for name in ("A", "g_upper", "E_lower", "intensity"))
        what = f"{place}:{own[k][0]}: {told}; {int(lacking.sum())} of {len(own)} lines are incomplete"
        raise InputError(explain(what, fix="give skip_incomplete=True to leave them out"))
    kept = {name: values[~lacking] for name, values in columns.items()}
    own = [record for record, gap in zip(own, lacking.tolist(), strict=True) if not gap]
    return LineList(
        kept["nu"], kept["A"], kept["g_upper"], kept["E_lower"], kept["intensity"],
        partition=partition, T=T, abundance=abundance,
        rounding=_rounding(own, kept, thermal_energy(T=T, unit="cm^-1").kT),
    )  # fmt: skip


def _rounding(records: list[tuple[int, str]], columns: dict[str, FloatArray], kT: float) -> FloatArray:
    """Bound what the digits of a line do to ln of its intensity over that which follows from A, nats."""
    half = {name: last_digits([record[field].strip() for _, record in records]) for name, field in _FIELDS.items()}
    relative = half["intensity"] / columns["intensity"] + half["A"] / columns["A"]
    return np.asarray(relative + 2.0 * half["nu"] / columns["nu"] + half["E_lower"] / kT)  # S ~ ν^-2 at the steepest


def _key(record: str) -> tuple[int, int] | None:
    """Return the numbers of molecule and isotopologue."""
    number, isotopologue = record[:2].strip(), _ISOTOPOLOGUES.find(record[2])
    plain = number.isascii() and number.isdigit()
    return (int(number), isotopologue + 1) if plain and isotopologue >= 0 else None


def _checked_key(record: str, place: str) -> tuple[int, int]:
    if len(record) != WIDTH:
        what = f"{place}: {len(record)} characters"
        raise InputError(explain(what, why=f"a record has {WIDTH}", fix="give the format of HITRAN 2004 or later"))
    key = _key(record)
    if key is None:
        what = f"{place}: {record[:3]!r} names no molecule and isotopologue"
        raise InputError(explain(what, fix="give the format of HITRAN 2004 or later"))
    return key


def _chosen(keys: list[tuple[int, int]], molecule: int | None, isotopologue: int | None, place: str) -> tuple[int, int]:
    there = sorted(set(keys))
    found = [key for key in there if molecule in (None, key[0]) and isotopologue in (None, key[1])]
    if len(found) == 1:
        return found[0]
    named = ", ".join(f"molecule {m} isotopologue {i}" for m, i in (found or there)[:6])
    what = f"{place}: {len(found)} isotopologues fit what was asked for"
    raise InputError(explain(what, fix=f"choose by molecule= and isotopologue=; there are {named}"))


def _column(records: list[tuple[int, str]], field: slice, name: str, place: str) -> FloatArray:
    for k, record in records:
        if not _finite(record[field]):
            what = f"{place}:{k}: {name} = {record[field]!r}"
            raise InputError(explain(what, fix=f"write a number in characters {field.start + 1} to {field.stop}"))
    return np.array([float(record[field]) for _, record in records])


def _finite(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
