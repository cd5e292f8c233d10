"""Molecular files of LAMDA, the format of RADEX: levels, lines and rates of collisions.

Comments begin with "!"; between them stand name, molecular weight, and tables that begin with their length. Rates of
collisions are listed downwards only; what follows the last table are notes. Every number has a last digit: what was
rounded away is at most half a unit of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.molecular.collisions import CollisionalRates
from detbal.reactions.molecular.levels import KELVIN_PER_WAVENUMBER, EnergyLevels
from detbal.reactions.molecular.molecule import Molecule, RadiativeTransitions
from detbal.readers.numbers import last_digits, parse_numbers
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
    weight = float(_Table([lines.next("the molecular weight")], "molecular weight").column(0)[0])
    levels = _levels(lines, lines.count("levels"))
    transitions = _transitions(lines, lines.count("radiative transitions"), len(levels))
    partners = lines.count("collision partners")
    collisions = [_collisions(lines, levels) for _ in range(partners)]
    return Molecule(name, levels, transitions, collisions, weight=weight, notes=lines.rest())


@dataclass(frozen=True, slots=True)
class _Line:
    """One line that holds data, and where it stands."""

    path: Path
    number: int
    text: str

    @property
    def place(self) -> str:
        return f"{self.path}:{self.number}"

    @property
    def fields(self) -> list[str]:
        return self.text.partition("!")[0].split()

    def integer(self, what: str) -> int:
        """Return the whole number with which the line begins."""
        return int(_whole(_Table([self], what).column(0), lambda _: self.place, f"number of {what}")[0])


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
                return _Line(self.path, self.at, line)
        fix = "complete the file, or correct the numbers of entries in it"
        raise InputError(explain(f"{self.path}: the file ends where {what} should stand", fix=fix))

    def count(self, what: str) -> int:
        return self.next(f"the number of {what}").integer(what)

    def table(self, n: int, what: str) -> _Table:
        table = _Table([self.next(f"{what} {k + 1} of {n}") for k in range(n)], what)
        numbers = _whole(table.column(0), table.place, f"number of the {what}")
        bad = numbers != np.arange(1, n + 1)
        if bad.any():
            k = int(np.argmax(bad))
            what = f"{table.place(k)}: {table.lines[k].text.strip()[:60]!r}"
            fix = "number the entries from 1 on, as many as the file says"
            raise InputError(explain(what, why=f"{table.what} {k + 1} should stand there", fix=fix))
        return table

    def rest(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.text[self.at :] if line.strip(" !\t"))


class _Table:
    """Lines of one table: their columns as texts, and as numbers."""

    def __init__(self, lines: Sequence[_Line], what: str) -> None:
        self.lines, self.what = lines, what
        self.fields = [line.fields for line in lines]

    def __len__(self) -> int:
        return len(self.lines)

    def place(self, k: int) -> str:
        return self.lines[k].place

    def require(self, least: int) -> None:
        """Refuse lines with fewer columns."""
        short = next((k for k, row in enumerate(self.fields) if len(row) < least), None)
        if short is not None:
            what = f"{self.place(short)}: {self.lines[short].text.strip()!r} has {len(self.fields[short])} columns"
            raise InputError(explain(what, fix=f"give at least {least}"))

    def texts(self, k: int) -> list[str]:
        """Return one column as it is written."""
        self.require(k + 1)
        return [row[k] for row in self.fields]

    def column(self, k: int) -> FloatArray:
        return _numbers(self.texts(k), self.place)

    def optional(self, k: int) -> tuple[FloatArray, FloatArray]:
        """Return a column that may be lacking (nan), and half a unit in the last digit of each number."""
        rows = np.flatnonzero([len(row) > k for row in self.fields])
        texts = [self.fields[row][k] for row in rows.tolist()]
        values, rounding = np.full(len(self), np.nan), np.zeros(len(self))
        values[rows] = _numbers(texts, lambda j: self.place(int(rows[j])))
        rounding[rows] = last_digits(texts)
        return values, rounding


def _numbers(texts: Sequence[str], place: Callable[[int], str]) -> FloatArray:
    """Read numbers as FORTRAN writes them."""
    return parse_numbers([text.replace("D", "e").replace("d", "e") for text in texts], place)


def _whole(values: FloatArray, place: Callable[[int], str], what: str) -> FloatArray:
    bad = (values != np.rint(values)) | (values < 0)
    if bad.any():
        k = int(np.argmax(bad))
        raise InputError(explain(f"{place(k)}: {what} = {values[k]:g}", fix="give a whole number"))
    return values


def _levels(lines: _Lines, n: int) -> EnergyLevels:
    table = lines.table(n, "level")
    energies, weights = table.column(1), table.column(2)
    written = [" ".join(row[3:]) for row in table.fields]
    names = [f"level {k} ({text})" if text else f"level {k}" for k, text in enumerate(written, start=1)]
    bad = ~(weights > 0)
    if bad.any():
        k = int(np.argmax(bad))
        what = f"{table.place(k)}: weight {table.fields[k][2]}"
        raise InputError(explain(what, fix="give positive statistical weights"))
    rounding = last_digits(table.texts(1))
    # energies count from the lowest level, which is zero whatever its digits
    rounding[energies == energies.min(initial=np.inf)] *= energies.min(initial=np.inf) != 0
    return EnergyLevels(energies, weights, names=names, rounding=rounding)


def _transitions(lines: _Lines, m: int, n: int) -> RadiativeTransitions:
    table = lines.table(m, "radiative transition")
    table.require(4)
    ends, A = _ends(table, n), table.column(3)
    (frequency, frequency_rounding), (E_upper, E_upper_rounding) = table.optional(4), table.optional(5)
    bad = ~(A > 0) | (frequency <= 0)
    if bad.any():
        k = int(np.argmax(bad))
        what = f"{table.place(k)}: A = {A[k]:g}, frequency = {frequency[k]:g}"
        raise InputError(explain(what, fix="give positive numbers; leave the frequency out if it is not known"))
    return RadiativeTransitions(
        ends[:, 0],
        ends[:, 1],
        A,
        frequency,
        E_upper,
        frequency_rounding=frequency_rounding,
        E_upper_rounding=E_upper_rounding,
    )


def _collisions(lines: _Lines, levels: EnergyLevels) -> CollisionalRates:
    head = lines.next("a partner of collisions")
    number = head.integer("the partner")
    source = head.text.strip().partition(" ")[2].strip()
    partner = PARTNERS.get(number)
    if partner is None:
        known = ", ".join(f"{k} ({name})" for k, name in PARTNERS.items())
        raise InputError(explain(f"{head.place}: partner {number} is unknown", fix=f"known are {known}"))
    m, n_T = lines.count("collisional transitions"), lines.count("temperatures")
    heading = lines.next("the temperatures")
    T = _numbers(heading.fields, lambda _: heading.place)
    if len(T) != n_T or not (T > 0).all() or not (np.diff(T) > 0).all():
        what = f"{heading.place}: {len(T)} temperatures, {n_T} announced"
        raise InputError(explain(what, fix="give as many as announced, positive and ascending"))
    table = lines.table(m, "collisional transition")
    ends = _ends(table, len(levels))
    rates, half = _rates(table, n_T)
    # what the digits of both energies do to the ratio of a pair, half of it to either rate
    shift = 0.5 * KELVIN_PER_WAVENUMBER * levels.rounding[ends].sum(axis=1)[:, None] / T
    rounding = np.divide(half, rates, out=np.zeros_like(rates), where=rates > 0) + shift
    return CollisionalRates(levels, ends[:, 0], ends[:, 1], T, rates, partner=partner, source=source, rounding=rounding)


def _rates(table: _Table, n_T: int) -> tuple[FloatArray, FloatArray]:
    """Return rates, (m, nT), and half a unit in their last digits."""
    wrong = next((k for k, row in enumerate(table.fields) if len(row) != n_T + 3), None)
    if wrong is not None:
        what = f"{table.place(wrong)}: {max(len(table.fields[wrong]) - 3, 0)} rates"
        raise InputError(explain(what, fix=f"give {n_T}, one for each temperature"))
    texts = list(chain.from_iterable(row[3:] for row in table.fields))
    rates = _numbers(texts, lambda k: table.place(k // n_T)).reshape(len(table), n_T)
    if (rates < 0).any():
        k = int(np.argmax((rates < 0).any(axis=1)))
        what = f"{table.place(k)}: a rate of {rates[k].min():g}"
        raise InputError(explain(what, fix="give rates of zero or more"))
    return rates, last_digits(texts).reshape(rates.shape)


def _ends(table: _Table, n: int) -> NDArray[np.intp]:
    columns = [_whole(table.column(k), table.place, f"{which} level") for k, which in ((1, "upper"), (2, "lower"))]
    ends = np.stack(columns, axis=1).astype(np.intp) - 1
    bad = ((ends < 0) | (ends >= n)).any(axis=1) | (ends[:, 0] == ends[:, 1])
    if bad.any():
        k = int(np.argmax(bad))
        what = f"{table.place(k)}: from level {ends[k, 0] + 1} to level {ends[k, 1] + 1}"
        raise InputError(explain(what, fix=f"give two different levels from 1 to {n}"))
    return ends
