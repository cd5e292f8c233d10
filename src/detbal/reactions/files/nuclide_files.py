"""Tables of nuclides: NUBASE, the Atomic Mass Evaluation, and winvn files with partition functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.reactions.nuclide_names import ISOMERS, nuclide_name
from detbal.reactions.nuclides import NuclideTable, nuclide_table
from detbal.reactions.temperatures import GK
from detbal.reactions.thermochemistry.gridded import Block, GriddedPartitions

Place = str | PathLike[str]
_SPIN = re.compile(r"(\d+)(/2)?")
Entry = tuple[str, int, int, float, float, float, bool]


def read_tables(ame: Place | None, nubase: Place | None, partition: Place | None) -> NuclideTable:
    """Read any of the three files into one table; see `NuclideTable.read`.

    Examples
    --------
    >>> len(read_tables(None, None, None)) == len(nuclide_table())
    True
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
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        try:
            A, Z, level = int(line[:3]), int(line[4:7]), line[7]
            excess, error = (_kilo(line[start:end]) for start, end in ((18, 31), (31, 42)))
        except ValueError:
            fix = "give the text of nubase_4.mas20 with its fixed columns"
            raise InputError(explain(f"{path}:{number}: {line[:42]!r} cannot be read", fix=fix)) from None
        weight, firm = _spin(line[88:102])
        if (Z, A) == (13, 26) and level in "01":
            entries.append(("al-6" if level == "0" else "al*6", Z, A, excess, error, weight, firm))
        if level == "0":
            entries.append((nuclide_name(Z, A), Z, A, excess, error, weight, firm))
    return _table(path, entries, "mass excesses", "spins")


def read_masses(path: Place) -> NuclideTable:
    """Read mass excesses from ``mass_1.mas20``, or from a text with columns A, Z, MeV.

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
    entries: list[Entry] = []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        words = line.split()
        try:
            if re.match(r".{5}[ \d]{3}\d[ \d]{4}\d[ \d]{4}\d ", line) and len(line) > 53:  # N, Z, A at fixed columns
                Z, A, excess, error = int(line[9:14]), int(line[14:19]), _kilo(line[28:42]), _kilo(line[42:54])
            elif len(words) == 3 and words[0].isdigit():
                A, Z, excess, error = int(words[0]), int(words[1]), float(words[2]), np.nan
            else:
                continue
        except ValueError:
            fix = "give mass_1.mas20 with its fixed columns, or lines with A, Z, mass excess in MeV"
            raise InputError(explain(f"{path}:{number}: {line[:54]!r} cannot be read", fix=fix)) from None
        entries.append((nuclide_name(Z, A), Z, A, excess, error, np.nan, False))
    return _table(path, entries, "mass excesses", "no spins")


def read_winvn(path: Place) -> NuclideTable:
    r"""Read masses, spins and partition functions from a file such as ``winvne_v2.0.dat``.

    Such files may end at G = 1e5, whatever the tables they were made of say; spins are all taken as firm.

    Raises
    ------
    InputError
        An entry that cannot be read, with its line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "winvn.dat"
    >>> _ = path.write_text("\n100150\n    n\n    n\n    n  1.000   0   1   0.5   8.071\n 1.0 1.0\n")
    >>> read_winvn(path)
    <NuclideTable: 1 nuclides, 1 with spins, 1 with partition functions>
    """
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    steps = [lines[1][k : k + 3] for k in range(0, len(lines[1].rstrip()), 3)] if len(lines) > 1 else []
    try:
        grid = np.array([int(step) for step in steps]) * 0.01 * GK
    except ValueError:
        fix = "give a winvn file: its second line holds temperatures in units of 0.01 GK, three digits each"
        raise InputError(explain(f"{path}:2: {lines[1][:40]!r} holds no temperatures", fix=fix)) from None
    if len(grid) > 1 and grid[-1] <= grid[-2]:
        grid[-1] *= 10.0  # "100" for the four digits of 10 GK
    at = next((k for k, line in enumerate(lines) if k > 1 and len(line.split()) > 1), len(lines))
    entries: list[Entry] = []
    values: list[list[float]] = []
    while at < len(lines) and lines[at].strip():
        words, first = lines[at].split(), at
        own: list[float] = []
        at += 1
        try:
            Z, N, spin, excess = int(words[2]), int(words[3]), float(words[4]), float(words[5])
            while len(own) < len(grid):
                own += [float(word) for word in lines[at].split()]
                at += 1
        except (ValueError, IndexError):
            what = f"{path}:{first + 1}: the entry of {words[0]!r} cannot be read"
            fix = f"give name, A, Z, N, spin, mass excess and {len(grid)} values of G"
            raise InputError(explain(what, fix=fix)) from None
        name = words[0] if words[0] in ISOMERS else nuclide_name(Z, Z + N)
        entries.append((name, Z, Z + N, excess, np.nan, 2 * spin + 1, True))
        values.append(own)
    table = _table(path, entries, "mass excesses", "spins")
    logs = np.log(np.array(values).reshape(len(values), len(grid)))
    block = Block(np.arange(len(entries)), grid, logs)
    sources = (*table.sources[:2], f"partition functions of {Path(path).name}")
    return replace(table, partitions=GriddedPartitions(len(entries), (block,)), sources=sources)


def _table(path: Place, entries: Sequence[Entry], *held: str) -> NuclideTable:
    if not entries:
        raise InputError(
            explain(f"{path} holds no nuclides", fix="give a table of masses, spins or partition functions")
        )
    names, Z, A, excess, error, weight, firm = zip(*entries, strict=True)
    return NuclideTable(
        names=names,
        Z=np.array(Z, dtype=np.intp),
        A=np.array(A, dtype=np.intp),
        excess=np.array(excess, dtype=np.float64),
        excess_error=np.array(error, dtype=np.float64),
        weight=np.array(weight, dtype=np.float64),
        firm=np.array(firm, dtype=bool),
        partitions=GriddedPartitions(len(names), ()),
        sources=(*(f"{what} of {Path(path).name}" for what in held), "no partition functions"),
    )


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
    return float(plain) * 1e-3 if plain.strip("*") else np.nan


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
