"""Tables of measured rates: a transition in each row, with what the dot gains by it."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.forest import spanning_forest
from detbal.readers.csv import read_table, separator_of
from detbal.readers.numbers import half_units, told_digits
from detbal.readers.table import Table
from detbal.readers.text import glance
from detbal.transport.files.keys import placed
from detbal.transport.occupation import Floats
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir
from detbal.transport.transitions import Indices
from detbal.transport.units import rate_time
from detbal.units import EnergyUnit, energy_unit, thermal_energy

NEEDED = ("reservoir", "source", "target", "energy", "electrons", "forward")
#: Standard deviations of rates, and the relative one that both rates of a transition share.
ERRORS = ("forward_error", "reverse_error", "shared_error")
#: Relative: by how much rates were rounded.
ROUNDINGS = ("forward_rounding", "reverse_rounding", "shared_rounding")
COLUMNS = (*NEEDED, "reverse", *ERRORS, *ROUNDINGS, "kT", "T", "mu")
TABLES = (".csv", ".tsv", ".txt", ".dat")

#: Part of the largest gain in energy by which gains around a cycle may fail to add up: round-off of floats. Digits that
#: were left out cannot be forgiven, since kT may be any part of a gain.
_TOLERANCE = 1e-12


def read_rates(path: str | PathLike[str]) -> RateTable:
    r"""Read a table of rates, a row for each transition and its reverse.

    Parameters
    ----------
    path
        With a header: ``reservoir``, ``source`` and ``target`` (names); ``energy`` and ``electrons`` that the dot
        gains from source to target; ``forward`` and ``reverse``, the rates there and back, of which the latter may be
        left out, or some of its cells empty, for `complete` to find. Optional: ``forward_error``, ``reverse_error``
        (standard deviations; an empty cell is none), ``shared_error`` and ``…_rounding`` as for `RateTable.of`; and
        ``kT`` or ``T`` (kelvin), and ``mu``, of the reservoir, where they are known: the same in all rows of a
        reservoir. Comments ``# unit = meV`` and ``# time_unit = s`` say what energies are in, and what rates are per.

    Raises
    ------
    InputError
        A column that is missing or not known; gains that do not add up to energies of states; and all that
        `RateTable.of` refuses: with file, line and column.

    Notes
    -----
    Rates written with 5 to 14 significant digits at most count as rounded to them (`detbal.readers.numbers.half_units`;
    ``# digits = 3`` or ``exact`` overrides this), which raises the floor of a check. Energies count as exact.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "rates.csv"
    >>> rows = "L,empty,full,0.3,1,2.0,3.0\nR,empty,full,0.3,1,1.0,4.0\n"
    >>> _ = path.write_text("reservoir,source,target,energy,electrons,forward,reverse\n" + rows)
    >>> read_rates(path)
    <RateTable: 2 states, 2 transitions by L and R>
    """
    table = read_table(Path(path), ("unit", "time_unit", "digits"))
    _refuse_columns(table)
    unit = placed(table.name, energy_unit, table.settings.get("unit"))
    digits = placed(table.name, told_digits, table.settings.get("digits"))
    ends = {key: _names(table, key) for key in ("reservoir", "source", "target")}
    states = list(dict.fromkeys(name for pair in zip(ends["source"], ends["target"], strict=True) for name in pair))
    number = {name: k for k, name in enumerate(states)}
    source, target = (np.array([number[name] for name in ends[key]]) for key in ("source", "target"))
    _refuse_parts_of_electrons(table)
    electrons = _levels(table, "electrons", len(states), source, target)
    extra = {key: _optional(table, key, 0.0) for key in (*ERRORS, *ROUNDINGS)}
    for way in ("forward", "reverse"):
        extra[f"{way}_rounding"] = extra[f"{way}_rounding"] + _rounded(table, way, digits)
    return RateTable.of(
        _levels(table, "energy", len(states), source, target),
        electrons - electrons.min(),
        _reservoirs(table, ends["reservoir"], unit),
        reservoir=ends["reservoir"],
        source=source,
        target=target,
        forward=table.numbers("forward"),
        reverse=_optional(table, "reverse", np.nan),
        labels=states,
        unit=unit,
        time_unit=placed(table.name, rate_time, table.settings.get("time_unit")),
        **extra,
        place=lambda column, row: table.cell(row, column),
    )


def is_rates(path: Path) -> bool:
    """Whether a file is a table with a column of reservoirs.

    Examples
    --------
    >>> is_rates(Path("nowhere.csv"))
    False
    """
    if not path.is_file() or path.suffix.lower() not in TABLES:
        return False
    line = glance(path)
    names = {name.strip().strip('"') for name in line.split(separator_of(line))}
    return "reservoir" in names and not names.isdisjoint(NEEDED[1:])


def _refuse_columns(table: Table) -> None:
    for name in table.columns:
        if name not in COLUMNS:
            raise InputError(explain(f"{table.name}: unknown column {name!r}", fix=f"known are {', '.join(COLUMNS)}"))
    for name in NEEDED:
        if name not in table.columns:
            what = f"{table.name}: no column {name!r} (there are {', '.join(table.columns)})"
            raise InputError(explain(what, fix="add it"))
    if "kT" in table.columns and "T" in table.columns:
        raise InputError(explain(f"{table.name}: columns kT and T", fix="leave one of them out"))
    if not len(table):
        raise InputError(explain(f"{table.name}: a header but no rates", fix="give at least one transition"))


def _refuse_parts_of_electrons(table: Table) -> None:
    gain = table.numbers("electrons")
    odd = gain != np.round(gain)
    if odd.any():
        k = int(np.argmax(odd))
        raise InputError(explain(f"{table.cell(k, 'electrons')}: {gain[k]:g}", fix="give a whole number of electrons"))


def _names(table: Table, column: str) -> list[str]:
    blank = table.blank(column)
    if blank.any():
        raise InputError(explain(f"{table.cell(int(np.argmax(blank)), column)} is empty", fix="give a name"))
    return [str(name) for name in table.columns[column]]


def _optional(table: Table, column: str, otherwise: float) -> Floats:
    """Return a column with another number for its empty cells, or in place of all of it."""
    found = np.full(len(table), otherwise)
    if column in table.columns:
        said = np.flatnonzero(~table.blank(column))
        found[said] = table.numbers(column, said)
    return found


def _rounded(table: Table, column: str, digits: int | None) -> Floats:
    """Return how far the logs of rates may be from those of the rates that were rounded to what is written."""
    found = np.zeros(len(table))
    rates = _optional(table, column, 0.0)
    runs = np.flatnonzero(rates > 0)
    half = half_units(table.select(column, runs), rates[runs], digits) if len(runs) else None
    if half is not None:
        found[runs] = -np.log1p(-half / rates[runs])
    return found


def _reservoirs(table: Table, names: list[str], unit: EnergyUnit | None) -> list[Reservoir]:
    """Return what the rows say of each reservoir, which must be the same in all of them."""
    first: dict[str, int] = {}
    for k, name in enumerate(names):
        first.setdefault(name, k)
    known: dict[str, dict[str, float]] = {name: {} for name in first}
    for column in ("kT", "T", "mu"):
        values = _optional(table, column, np.nan)
        for k, name in enumerate(names):
            alike = values[k] == values[first[name]] or np.isnan([values[k], values[first[name]]]).all()
            if not alike:
                what = f"{table.cell(k, column)}: another value than in {table.cell(first[name], column)}"
                raise InputError(explain(what, fix=f"give reservoir {name!r} one {column} in all rows"))
        for name, k in first.items():
            if not np.isnan(values[k]):
                where = table.cell(k, column)
                key = "mu" if column == "mu" else "kT"
                given = {column: values[k], "unit": unit}
                known[name][key] = float(values[k]) if key == "mu" else placed(where, thermal_energy, **given).kT
    return [Reservoir(name, **values) for name, values in known.items()]


def _levels(table: Table, column: str, n: int, source: Indices, target: Indices) -> Floats:
    """Return what states differ in, (n,), from what transitions gain; refuse gains that do not add up."""
    gain = table.numbers(column)
    level = spanning_forest(n, source, target, gain, np.zeros(len(gain))).potential
    off = np.abs(gain - (level[target] - level[source]))
    if off.max() > _TOLERANCE * np.abs(gain).max():
        k = int(np.argmax(off))
        what = f"{table.cell(k, column)}: {gain[k]:.15g}, where other transitions between the states add up to "
        what += f"{level[target[k]] - level[source[k]]:.15g}"
        why = "gains are differences of states, from source to target"
        raise InputError(explain(what, why=why, fix="give them with all their digits"))
    return level
