"""Errors in EXFOR tables: of each point, common to all, and of the energies."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.cross_sections.units_of_area import area_unit
from detbal.reactions.files.exfor_columns import AREAS, ENERGIES, Rows, over, unit_of
from detbal.reactions.files.exfor_records import Column, Subentry
from detbal.units import ENERGY_UNITS

_ERROR = re.compile(r"DATA-ERR[A-Z\d-]*|ERR-[A-Z\d-]+")
_SYSTEMATIC = re.compile(r"ERR-(SYS|\d+)")
_ENERGY_ERRORS = ("EN-ERR", "EN-ERR-DIG")
_PERCENT = "PER-CENT"


def error_columns(
    one: Subentry, pointer: str, pointwise: Sequence[str] | None, common: Sequence[str] | None, place: str
) -> tuple[list[Column], list[Column]]:
    """Return the columns of errors of each point, and of those common to all.

    What is not asked for by heading follows the rules that `detbal.reactions.files.exfor.read_exfor` states.

    Raises
    ------
    InputError
        A heading that is not there.

    Examples
    --------
    >>> from pathlib import Path
    >>> column = Column("ERR-SYS", "", "PER-CENT", np.array([4.0]), np.zeros(1))
    >>> one = Subentry(Path("a.x4"), "X0001002", {}, (column,), (), np.zeros(0, int))
    >>> each, all_ = error_columns(one, "", None, None, "a.x4")
    >>> len(each), all_[0].heading
    (0, 'ERR-SYS')
    """
    columns = [c for c in (*one.table, *one.common) if c.pointer in ("", pointer)]
    there = {c.heading: c for c in columns if _ERROR.fullmatch(c.heading)} | _two_sided(columns, place)
    for name in (*(pointwise or ()), *(common or ())):
        if name not in there:
            raise InputError(explain(f"{place}: no errors {name!r}", fix=f"there are {', '.join(there) or 'none'}"))
    systematic = [c.heading for c in one.common if c.heading in there and _SYSTEMATIC.fullmatch(c.heading)]
    each = list(pointwise or ())
    if pointwise is None:
        each = [name for name in there if name not in (*systematic, *(common or ()))]
        each = ["ERR-T"] if "ERR-T" in there else each
    shared = list(common or ())
    if common is None and each != ["ERR-T"]:  # the total error holds them
        shared = ["ERR-SYS"] if "ERR-SYS" in systematic else systematic
    return [there[name] for name in each], [there[name] for name in shared if name not in each]


def _two_sided(columns: Sequence[Column], place: str) -> dict[str, Column]:
    """Return asymmetric errors as one column each: the larger of both sides, by its name without the sign."""
    found: dict[str, Column] = {}
    for one in columns:
        name = one.heading[1:]
        if one.heading[:1] not in ("+", "-") or not _ERROR.fullmatch(name):
            continue
        before = found.get(name)
        if before is not None and before.unit != one.unit:
            what = f"{place}: +{name} is in {before.unit!r} and -{name} in {one.unit!r}"
            raise InputError(explain(what, fix="leave them out with pointwise="))
        # the lower side may be written with its sign
        values = np.abs(one.values) if one.heading[0] == "-" else one.values
        values = values if before is None else np.fmax(before.values, values)
        found[name] = Column(f"{name} (the larger of + and -)", one.pointer, one.unit, values, np.zeros(len(values)))
    return found


def unused_errors(columns: Sequence[Column], used: Sequence[Column]) -> list[str]:
    """Return the headings that tell of errors and were not used, in order.

    Examples
    --------
    >>> columns = [Column(name, "", "MB", np.ones(1), np.zeros(1)) for name in ("DATA", "DATA-ERR", "MONIT-ERR")]
    >>> unused_errors(columns, columns[1:2])
    ['MONIT-ERR']
    """
    known = {one.heading.split(" ")[0] for one in used} | set(_ENERGY_ERRORS)
    told = (one.heading for one in columns if "ERR" in one.heading and one.heading.lstrip("+-") not in known)
    return list(dict.fromkeys(told))


def point_errors(columns: Sequence[Column], values: Column, rows: Rows) -> tuple[FloatArray | None, list[str]]:
    """Return the errors of each point in the unit of the values, in quadrature, and what they are made of.

    Raises
    ------
    InputError
        A unit that is not known, or a point that has none while others have.

    Examples
    --------
    >>> values = Column("DATA", "", "MB", np.array([2.0]), np.zeros(1))
    >>> percent = Column("ERR-S", "", "PER-CENT", np.array([5.0]), np.zeros(1))
    >>> point_errors([percent], values, Rows("a.x4", np.array([True])))
    (array([0.1]), ['ERR-S'])
    """
    columns = _filled(columns, rows)
    if not columns:
        return None, []
    sizes = np.array([_absolute(column, values, rows) for column in columns])
    blank = np.isnan(sizes)
    if blank.all(axis=0).any():
        k = int(np.argmax(blank.all(axis=0)))
        what = f"{rows.place}: point {k + 1} has no error, others have"
        raise InputError(explain(what, fix="leave the column out with pointwise=, or give it one"))
    told = [
        f"{column.heading}{f' (at {int((~gap).sum())} points)' if gap.any() else ''}"
        for column, gap in zip(columns, blank, strict=True)
    ]
    return np.sqrt(np.nansum(sizes**2, axis=0)), told


def common_error(columns: Sequence[Column], values: Column, rows: Rows) -> tuple[float, list[str]]:
    """Return the relative error common to all points, and what it is made of.

    Raises
    ------
    InputError
        An error that is no constant fraction of the values.

    Examples
    --------
    >>> values = Column("DATA", "", "MB", np.array([2.0, 3.0]), np.zeros(2))
    >>> percent = Column("ERR-1", "", "PER-CENT", np.array([8.0]), np.zeros(1))
    >>> common_error([percent], values, Rows("a.x4", np.array([True, True])))
    (0.08, ['ERR-1 (8 %)'])
    """
    total, told = 0.0, []
    for column in _filled(columns, rows):
        parts = _relative(column, values, rows)
        # a percentage that was rounded to the digits of the value varies a little
        if not (np.isfinite(parts).all() and np.ptp(parts) <= 0.2 * parts.mean()):
            what = f"{rows.place}: {column.heading} runs from {parts.min():.3g} to {parts.max():.3g} of the value"
            raise InputError(explain(what, fix="an error common to all is one fraction: give it as pointwise="))
        total += float(parts.mean()) ** 2
        told.append(f"{column.heading} ({100 * parts.mean():.3g} %)")
    return float(np.sqrt(total)), told


def _relative(column: Column, values: Column, rows: Rows) -> FloatArray:
    """Return errors as parts of the values, where these are not zero."""
    if column.unit == _PERCENT:
        return _sizes(column, rows) / 100.0
    whole = np.abs(rows.of(values))
    if not whole.any():
        what = f"{rows.place}: {column.heading} is no fraction of values that are all zero"
        raise InputError(explain(what, fix="leave it out with common=()"))
    return np.asarray(_absolute(column, values, rows)[whole > 0] / whole[whole > 0])


def energy_errors(columns: Sequence[Column], energy: Column, rows: Rows) -> FloatArray | None:
    """Return the errors of the energies, in their unit: those stated, and the rounding of the numbers.

    Numbers of five digits or more count as rounded, evenly within a unit in the last place.

    Examples
    --------
    >>> energy = Column("EN", "", "MEV", np.array([10.19]), np.array([0.001]))
    >>> energy_errors([], energy, Rows("a.x4", np.array([True]))).round(6)
    array([0.000289])
    """
    own = ENERGY_UNITS[unit_of(energy, ENERGIES, rows.place)].joules
    variance = over(energy.last_places, len(rows.chosen))[rows.chosen] ** 2 / 12.0
    for column in columns:
        if column.heading in _ENERGY_ERRORS:
            sizes = np.nan_to_num(_sizes(column, rows))
            if column.unit == _PERCENT:
                sizes = sizes / 100.0 * rows.of(energy)
            else:
                sizes = sizes * (ENERGY_UNITS[unit_of(column, ENERGIES, rows.place)].joules / own)
            variance = variance + sizes**2
    return np.sqrt(variance) if variance.any() else None


def _filled(columns: Sequence[Column], rows: Rows) -> list[Column]:
    """Leave out columns that are blank."""
    return [column for column in columns if np.isfinite(rows.of(column)).any()]


def _sizes(column: Column, rows: Rows) -> FloatArray:
    """Return the numbers of a column of errors."""
    numbers = rows.of(column)
    if (numbers < 0).any():
        what = f"{rows.place}: {column.heading} holds {numbers[numbers < 0][0]:g}"
        raise InputError(explain(what, why="errors are not negative", fix="correct it, or leave the column out"))
    return numbers


def _absolute(column: Column, values: Column, rows: Rows) -> FloatArray:
    """Return errors in the unit of the values."""
    numbers = _sizes(column, rows)
    if column.unit == _PERCENT:
        return np.asarray(np.abs(rows.of(values)) * numbers / 100.0)
    if column.unit not in AREAS:
        what = f"{rows.place}: {column.heading} is in {column.unit!r}"
        raise InputError(explain(what, fix="use pointwise= to leave it out"))
    unit, own = (area_unit(AREAS[c.unit]).barns for c in (column, values))
    return np.asarray(numbers * (unit / own))
