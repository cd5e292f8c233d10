"""Tables of nuclides from files: NUBASE and the Atomic Mass Evaluation; winvn files have a module of their own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.reactions.files.nuclide_entries import Entry, Place, finite, name_at, table_of
from detbal.reactions.files.winvn import read_winvn
from detbal.reactions.nuclides import NuclideTable, nuclide_table
from detbal.readers.text import read_text

_SPIN = re.compile(r"(\d+)(/2)?")
#: A line of mass_1.mas20: N, Z, A at fixed columns.
_OF_AME = re.compile(r".{5}[ \d]{3}\d[ \d]{4}\d[ \d]{4}\d ")


def read_nuclides(
    *, ame: Place | None = None, nubase: Place | None = None, partition: Place | None = None
) -> NuclideTable:
    r"""Read a table from files of the evaluators; what is not given is taken from the bundled one.

    Parameters
    ----------
    ame
        Masses: ``mass_1.mas20`` of the Atomic Mass Evaluation, or a text with columns A, Z, mass excess in MeV
        (# begins a comment).
    nubase
        Spins (and masses, without `ame`): ``nubase_4.mas20``.
    partition
        ``winvne_v2.0.dat`` or a relative: partition functions; also masses and spins, without `ame` and `nubase`.

    Raises
    ------
    InputError
        Files that cannot be read, numbers that no nuclide has, a nuclide that stands twice: naming file and line.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "masses.txt"
    >>> _ = path.write_text("# A Z MeV\n1 1 7.3\n")
    >>> read_nuclides(ame=path).excess
    array([7.3])
    """
    given = None if partition is None else read_winvn(partition)
    base = read_nubase(nubase) if nubase is not None else given or nuclide_table()
    if ame is not None:
        base = _with_masses(base, read_masses(ame))
    donor = given or nuclide_table()
    if base is donor:
        return base
    partitions = donor.partitions.take(donor.rows(base.names))
    return replace(base, partitions=partitions, sources=(*base.sources[:2], donor.sources[2]))


def read_nubase(path: Place) -> NuclideTable:
    """Read masses and spins of ground levels, and of the isomer of ²⁶Al, from ``nubase_4.mas20``.

    Spins with more than one value, or a bound, are unknown. Those in brackets or marked # are not firm.

    Raises
    ------
    InputError
        A line that cannot be read, with its number.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "nubase_4.mas20"
    >>> neutron = "001 0000   1n       8071.3181     0.0004"
    >>> _ = path.write_text(f"{neutron:<78} s 0.6    1/2+*")
    >>> read_nubase(path).weight
    array([2.])
    """
    entries: list[Entry] = []
    for number, line in enumerate(read_text(Path(path)).split("\n"), 1):
        if line.startswith("#") or not line.strip():
            continue
        try:
            A, Z, level = int(line[:3]), int(line[4:7]), line[7]
            excess, error = (_kilo(line[start:end]) for start, end in ((18, 31), (31, 42)))
        except (ValueError, IndexError):
            fix = "give the text of nubase_4.mas20 with its fixed columns"
            raise InputError(explain(f"{path}:{number}: {line[:42]!r} cannot be read", fix=fix)) from None
        weight, firm = _spin(line[88:102])
        if (Z, A) == (13, 26) and level in "01":
            entries.append(Entry(number, "al-6" if level == "0" else "al*6", Z, A, excess, error, weight, firm))
        if level == "0":
            entries.append(Entry(number, name_at(path, number, Z, A), Z, A, excess, error, weight, firm))
    return table_of(path, entries, "mass excesses", "spins")


def read_masses(path: Place) -> NuclideTable:
    """Read mass excesses from ``mass_1.mas20``, or from a text with columns A, Z, MeV and comments after #.

    Raises
    ------
    InputError
        A line that cannot be read, with its number.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "mass_1.mas20"
    >>> _ = path.write_text("0  1    1    0    1  n         8071.31806     0.00044       0.0        0.0     B-")
    >>> read_masses(path).excess
    array([8.07131806])
    """
    lines = [(number, line) for number, line in enumerate(read_text(Path(path)).split("\n"), 1) if line.strip()]
    begin = next((k for k, (_, line) in enumerate(lines) if _OF_AME.match(line)), None)
    entries: list[Entry] = []
    for number, line in lines[begin:] if begin is not None else lines:  # a page of explanations comes before
        if begin is None and line.lstrip().startswith("#"):
            continue
        try:
            A, Z, excess, error = _of_ame(line) if begin is not None else _of_columns(line)
        except ValueError:
            fix = "give mass_1.mas20 with its fixed columns, or lines with A, Z, mass excess in MeV"
            raise InputError(explain(f"{path}:{number}: {line[:54]!r} cannot be read", fix=fix)) from None
        entries.append(Entry(number, name_at(path, number, Z, A), Z, A, excess, error))
    return table_of(path, entries, "mass excesses", "no spins")


def _of_ame(line: str) -> tuple[int, int, float, float]:
    """Return A, Z, mass excess and error of a line of mass_1.mas20."""
    if not _OF_AME.match(line) or len(line) <= 53:
        raise ValueError
    return int(line[14:19]), int(line[9:14]), _kilo(line[28:42]), _kilo(line[42:54])


def _of_columns(line: str) -> tuple[int, int, float, float]:
    """Return A, Z, mass excess and an unknown error of a line with just these."""
    A, Z, excess = line.split()
    return int(A), int(Z), finite(excess), np.nan


def _with_masses(base: NuclideTable, masses: NuclideTable) -> NuclideTable:
    """Return the nuclides that have a mass, with spins and partition functions from elsewhere."""
    rows = base.rows(masses.names)
    known = rows >= 0
    return replace(
        masses,
        weight=np.where(known, base.weight[rows], np.nan),
        firm=known & base.firm[rows],
        partitions=base.partitions.take(rows),
        sources=(masses.sources[0], *base.sources[1:]),
    )


def _kilo(text: str) -> float:
    """Read keV as MeV; # marks what is from systematics, * or nothing what is unknown."""
    plain = text.replace("#", " ").strip()
    return finite(plain) * 1e-3 if plain.strip("*") else np.nan


def _spin(text: str) -> tuple[float, bool]:
    """Return 2J+1 (nan if not one value) and whether it is firm, of a text such as "(3/2)-", "1+*" or "1/2(-)"."""
    words = text.split("T=")[0].split()
    value = words[0] if words else ""
    plain = re.sub(r"[-+*#()]", "", value)
    match = _SPIN.fullmatch(plain)
    if match is None:
        return np.nan, False
    twice = int(match[1]) if match[2] else 2 * int(match[1])
    return float(twice + 1), "#" not in value and not value.startswith("(")
