"""Molecular files of LAMDA, the format of RADEX: levels, lines and rates of collisions.

Comments begin with "!"; between them stand name, molecular weight, and tables that begin with their length. Rates of
collisions are listed downwards only; what follows the last table are notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.molecular.collisions import CollisionalRates
from detbal.reactions.molecular.levels import EnergyLevels
from detbal.reactions.molecular.molecule import Molecule, RadiativeTransitions
from detbal.readers.numbers import half_units
from detbal.readers.text import GLANCE, read_text

#: Numbers of the partners of collision in RADEX.
PARTNERS = {1: "H2", 2: "para-H2", 3: "ortho-H2", 4: "electrons", 5: "H", 6: "He", 7: "H+"}


def looks_like_lamda(path: Path) -> bool:
    """Tell whether a file begins like one of LAMDA.

    Examples
    --------
    >>> looks_like_lamda(Path("nowhere.dat"))
    False
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(GLANCE).decode("utf-8", "replace").upper()
    except OSError:
        return False
    return start.lstrip("\ufeff \r\n").startswith("!") and "ENERGY LEVELS" in start and "RADIATIVE" in start


def read_lamda(path: str | PathLike[str]) -> Molecule:
    """Read a molecular file of LAMDA.

    Raises
    ------
    InputError
        A file that ends too early, or a line that is not what must stand there, with its number.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "two.dat"
    >>> _ = path.write_text('''!MOLECULE
    ... X
    ... !MOLECULAR WEIGHT
    ... 28.0
    ... !NUMBER OF ENERGY LEVELS
    ... 2
    ... !LEVEL + ENERGIES(cm^-1) + WEIGHT + J
    ... 1 0.0 1.0 0
    ... 2 3.845 3.0 1
    ... !NUMBER OF RADIATIVE TRANSITIONS
    ... 1
    ... !TRANS + UP + LOW + EINSTEINA(s^-1) + FREQ(GHz) + E_u(K)
    ... 1 2 1 7.203e-08 115.27 5.53
    ... !NUMBER OF COLL PARTNERS
    ... 0
    ... ''')
    >>> read_lamda(path)
    <Molecule X: 2 levels, 1 line, no collisions>
    """
    lines = _Lines.of(Path(path))
    name = lines.next("the name of the molecule").text.strip()
    weight = lines.next("the molecular weight").number(0)
    levels = _levels(lines, lines.count("levels"))
    transitions = _transitions(lines, lines.count("radiative transitions"), len(levels))
    partners = lines.count("collision partners")
    collisions = [_collisions(lines, levels) for _ in range(partners)]
    return Molecule(name, levels, transitions, collisions, weight=weight, notes=lines.rest())


@dataclass(frozen=True, slots=True)
class _Line:
    """One line that holds data, and where it stands."""

    place: str
    text: str

    @property
    def fields(self) -> list[str]:
        return self.text.partition("!")[0].split()

    def number(self, k: int) -> float:
        return self.numbers(k, k + 1)[0]

    def numbers(self, first: int, last: int | None = None) -> list[float]:
        fields = self.fields[first:last]
        if last is not None and len(fields) < last - first:
            what = f"{self.place}: {self.text.strip()!r} has {len(self.fields)} columns"
            raise InputError(explain(what, fix=f"give at least {last}"))
        return [self._parsed(field) for field in fields]

    def integer(self, k: int, what: str) -> int:
        value = self.number(k)
        if value != int(value) or value < 0:
            raise InputError(explain(f"{self.place}: {what} = {self.fields[k]}", fix="give a whole number"))
        return int(value)

    def _parsed(self, field: str) -> float:
        try:
            value = float(field.replace("D", "e").replace("d", "e"))
        except ValueError:
            value = np.nan
        if not np.isfinite(value):
            what = f"{self.place}: {field!r} in {self.text.strip()[:60]!r} is no number"
            raise InputError(explain(what, fix="mend the file"))
        return value


@dataclass(slots=True)
class _Lines:
    """Lines that hold data, one after the other."""

    path: Path
    text: list[str]
    at: int = 0

    @classmethod
    def of(cls, path: Path) -> _Lines:
        return cls(path, read_text(path).split("\n"))

    def next(self, what: str) -> _Line:
        while self.at < len(self.text):
            line = self.text[self.at]
            self.at += 1
            if line.strip() and not line.lstrip().startswith("!"):
                return _Line(f"{self.path}:{self.at}", line)
        fix = "complete the file, or correct the numbers of entries in it"
        raise InputError(explain(f"{self.path}: the file ends where {what} should stand", fix=fix))

    def count(self, what: str) -> int:
        return self.next(f"the number of {what}").integer(0, f"number of {what}")

    def table(self, n: int, what: str) -> list[_Line]:
        rows = [self.next(f"{what} {k + 1} of {n}") for k in range(n)]
        for k, row in enumerate(rows):
            if row.integer(0, f"number of the {what}") != k + 1:
                why = f"{what} {k + 1} should stand there"
                fix = "number the entries from 1 on, as many as the file says"
                raise InputError(explain(f"{row.place}: {row.text.strip()[:60]!r}", why=why, fix=fix))
        return rows

    def rest(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.text[self.at :] if line.strip(" !\t"))


def _levels(lines: _Lines, n: int) -> EnergyLevels:
    rows = lines.table(n, "level")
    numbers = np.array([row.numbers(1, 3) for row in rows]).reshape(n, 2)
    written = [" ".join(row.fields[3:]) for row in rows]
    names = [f"level {k} ({text})" if text else f"level {k}" for k, text in enumerate(written, start=1)]
    bad = ~(numbers[:, 1] > 0)
    if bad.any():
        row = rows[int(np.argmax(bad))]
        raise InputError(explain(f"{row.place}: weight {row.fields[2]}", fix="give positive statistical weights"))
    rounding = _rounding([row.fields[1] for row in rows], numbers[:, 0])
    return EnergyLevels(numbers[:, 0], numbers[:, 1], names=names, rounding=rounding)


def _transitions(lines: _Lines, m: int, n: int) -> RadiativeTransitions:
    rows = lines.table(m, "radiative transition")
    ends = _ends(rows, n)
    columns = [_optional(rows, k) for k in (3, 4, 5)]
    for row, A, frequency in zip(rows, columns[0].tolist(), columns[1].tolist(), strict=True):
        if not A > 0 or frequency <= 0:
            what = f"{row.place}: A = {A:g}, frequency = {frequency:g}"
            raise InputError(explain(what, fix="give positive numbers; leave the frequency out if it is not known"))
    texts = [[row.fields[k] if len(row.fields) > k else "0" for row in rows] for k in (4, 5)]
    roundings = [_rounding(text, np.nan_to_num(column)) for text, column in zip(texts, columns[1:], strict=True)]
    return RadiativeTransitions(
        ends[:, 0],
        ends[:, 1],
        columns[0],
        columns[1],
        columns[2],
        frequency_rounding=roundings[0],
        E_upper_rounding=roundings[1],
    )


def _collisions(lines: _Lines, levels: EnergyLevels) -> CollisionalRates:
    head = lines.next("a partner of collisions")
    number = head.integer(0, "number of the partner")
    source = head.text.strip().partition(" ")[2].strip()
    partner = PARTNERS.get(number)
    if partner is None:
        known = ", ".join(f"{k} ({name})" for k, name in PARTNERS.items())
        raise InputError(explain(f"{head.place}: partner {number} is unknown", fix=f"known are {known}"))
    m, n_T = lines.count("collisional transitions"), lines.count("temperatures")
    heading = lines.next("the temperatures")
    T = np.array(heading.numbers(0))
    if len(T) != n_T or not (T > 0).all() or not (np.diff(T) > 0).all():
        what = f"{heading.place}: {len(T)} temperatures, {n_T} announced"
        raise InputError(explain(what, fix="give as many as announced, positive and ascending"))
    rows = lines.table(m, "collisional transition")
    ends = _ends(rows, len(levels))
    rates = [row.numbers(3) for row in rows]
    for row, values in zip(rows, rates, strict=True):
        if len(values) != n_T or min(values) < 0:
            what = f"{row.place}: {len(values)} rates, the least {min(values, default=np.nan):g}"
            raise InputError(explain(what, fix=f"give {n_T} rates of zero or more"))
    return CollisionalRates(
        levels, ends[:, 0], ends[:, 1], T, np.array(rates).reshape(m, n_T), partner=partner, source=source
    )


def _ends(rows: Sequence[_Line], n: int) -> np.ndarray:
    ends = np.empty((len(rows), 2), dtype=np.intp)
    for k, row in enumerate(rows):
        ends[k] = [row.integer(1, "upper level") - 1, row.integer(2, "lower level") - 1]
        if not ((ends[k] >= 0) & (ends[k] < n)).all() or ends[k, 0] == ends[k, 1]:
            what = f"{row.place}: from level {ends[k, 0] + 1} to level {ends[k, 1] + 1}"
            raise InputError(explain(what, fix=f"give two different levels from 1 to {n}"))
    return ends


def _optional(rows: Sequence[_Line], k: int) -> FloatArray:
    return np.array([row.number(k) if k == 3 or len(row.fields) > k else np.nan for row in rows], dtype=np.float64)


def _rounding(texts: Sequence[str], numbers: FloatArray) -> FloatArray:
    """Half a unit in the last place of each number, by its own decimals."""
    found = half_units(list(texts), numbers) if len(texts) else None
    return np.zeros(len(texts)) if found is None else found
