"""Columns of an EXFOR table: the one with a meaning, its unit, and the rows that are wanted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.files.exfor_records import Column

ENERGIES = {"EV": "eV", "KEV": "keV", "MEV": "MeV", "GEV": "GeV"}
_BARNS = {"B": "b", "KB": "kb", "MB": "mb", "MICRO-B": "ub", "MU-B": "ub", "NB": "nb", "PB": "pb"}
AREAS = _BARNS | {f"{name}/SR": f"{unit}/sr" for name, unit in _BARNS.items()}
#: Angles that agree to this, in degrees, are one.
_SAME_ANGLE = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of a table.

    Attributes
    ----------
    place : str
        File and subentry, for messages.
    chosen : (n,) bool array
    """

    place: str
    chosen: NDArray[np.bool_]

    def of(self, column: Column) -> FloatArray:
        """Return the numbers of a column in these rows; one of COMMON holds for all."""
        return np.asarray(over(column.values, len(self.chosen))[self.chosen])


def over(values: FloatArray, n: int) -> FloatArray:
    """Return a column over n rows: one number of COMMON is repeated.

    Examples
    --------
    >>> over(np.array([2.0]), 3)
    array([2., 2., 2.])
    """
    return np.broadcast_to(values, (n,))


def the_column(columns: Sequence[Column], headings: Collection[str], place: str, what: str) -> Column:
    """Return the one column with one of these headings.

    Raises
    ------
    InputError
        None or several.

    Examples
    --------
    >>> column = Column("EN", "", "MEV", np.array([1.0]), np.zeros(1))
    >>> the_column([column], ["EN", "EN-CM"], "a.x4", "an energy").unit
    'MEV'
    """
    found = [column for column in columns if column.heading in headings]
    if len(found) != 1:
        there = ", ".join(column.heading + column.pointer for column in columns)
        fix = f"give a subentry that has it (and pointer= for one of several); headings here: {there}"
        raise InputError(explain(f"{place}: {len(found)} columns of {what}", fix=fix))
    return found[0]


def unit_of(column: Column, known: dict[str, str], place: str) -> str:
    """Translate the unit of a column.

    Raises
    ------
    InputError
        If it is not known.

    Examples
    --------
    >>> unit_of(Column("DATA", "", "MICRO-B", np.array([1.0]), np.zeros(1)), AREAS, "a.x4")
    'ub'
    """
    if column.unit not in known:
        what = f"{place}: {column.heading} is in {column.unit!r}"
        raise InputError(explain(what, fix=f"known are {', '.join(known)}"))
    return known[column.unit]


def at_angle(columns: Sequence[Column], n: int, wanted: float | None, place: str) -> tuple[float, NDArray[np.bool_]]:
    """Return the angle in the centre of mass that is wanted (or the only one), and the rows at it.

    Raises
    ------
    InputError
        Several angles of which none is asked for, or one that is not there.

    Examples
    --------
    >>> angle, rows = at_angle([Column("ANG-CM", "", "ADEG", np.array([30.0, 60.0]), np.zeros(2))], 2, 60, "a.x4")
    >>> angle, rows
    (60.0, array([False,  True]))
    """
    angles = over(the_column(columns, ("ANG-CM",), place, "an angle in the centre of mass (ANG-CM)").values, n)
    there = np.unique(angles[np.isfinite(angles)])
    listed = ", ".join(f"{a:g}" for a in there[:20])
    if wanted is None and len(there) != 1:
        raise InputError(explain(f"{place}: {len(there)} angles", fix=f"say angle=, one of {listed}"))
    angle = float(there[0]) if wanted is None else float(wanted)
    rows = np.abs(angles - angle) <= _SAME_ANGLE
    if not rows.any():
        raise InputError(explain(f"{place}: nothing at {angle:g}°", fix=f"there are {listed}"))
    return angle, rows
