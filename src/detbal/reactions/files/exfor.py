"""Measured cross-sections in EXFOR entries: which heading means what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.cross_sections.cross_section import CrossSection
from detbal.reactions.cross_sections.kinematics import Frame
from detbal.reactions.files.exfor_records import Column, Subentry, read_subentries
from detbal.reactions.nuclide_names import nuclide_name
from detbal.reactions.nuclides import nuclide
from detbal.reactions.reaction import Reaction
from detbal.reactions.species import PHOTON, Species
from detbal.units import ENERGY_UNITS

_REACTION = re.compile(r"\((\d+)-([A-Z]+)-(\d+)\(([^(),]+),([^(),]+)\)(\d+)-([A-Z]+)-(\d+),([^,)]*),([^,)]*)")
_PARTICLES = {"N": "n", "P": "p", "D": "d", "T": "t", "HE3": "3He", "A": "4He"}
_ENERGIES = {"EV": "eV", "KEV": "keV", "MEV": "MeV", "GEV": "GeV"}
_AREAS = {"B": "b", "KB": "kb", "MB": "mb", "MICRO-B": "ub", "MU-B": "ub", "NB": "nb", "PB": "pb"}
_AREAS |= {f"{name}/SR": f"{unit}/sr" for name, unit in _AREAS.items()}
_FRAMES = {"EN": Frame.LABORATORY, "EN-MEAN": Frame.LABORATORY, "EN-CM": Frame.CENTRE_OF_MASS}
_ENERGY_ERRORS = ("EN-ERR", "EN-ERR-DIG")
#: Angles that agree to this, in degrees, are one.
_SAME_ANGLE = 0.01
_COMMON_ERROR = re.compile(r"ERR-(SYS|\d+)")


@dataclass(frozen=True, slots=True, eq=False)
class _Errors:
    """Columns of errors, and whether they are of each point or common to all."""

    pointwise: tuple[Column, ...]
    common: tuple[Column, ...]


def read_exfor(
    path: str | PathLike[str],
    *,
    subentry: str | int | None = None,
    pointer: str = "",
    reaction: Reaction | None = None,
    angle: float | None = None,
    pointwise: Sequence[str] | None = None,
    common: Sequence[str] | None = None,
) -> CrossSection:
    r"""Read a cross-section, or a differential one in the centre of mass, from an entry of EXFOR.

    Parameters
    ----------
    path
    subentry
        Such as 2, or ``"F0631002"``; needed if several hold cross-sections.
    pointer
        Where a table holds several quantities.
    reaction
        None: between the ground levels, with nuclear masses and spins of `detbal.reactions.nuclide`.
    angle
        In the centre of mass, degrees; needed where a table holds several.
    pointwise, common
        Headings of errors that are independent from point to point, and of those common to all (which must be a
        constant fraction). None: ERR-SYS of COMMON, or ERR-1, ERR-2, … without it, are common; all other errors are
        of each point (ERR-T, the total one, alone if there is one). They add in quadrature, and `source` names them.
        Energies have the errors EN-ERR and EN-ERR-DIG, and the rounding of numbers written with five digits or more.

    Raises
    ------
    InputError
        No or several such subentries; a reaction, a quantity, a unit or a heading that is not understood; points
        without an error among others with one: with file and subentry.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.x4"
    >>> rows = ["EN         DATA       ERR-T", "KEV        MICRO-B    MICRO-B", "  20.         318.        25."]
    >>> _ = path.write_text("\n".join(["ENTRY            22310   19961118", "SUBENT        22310003   19961118",
    ...     "BIB                  1          1", "REACTION   (1-H-1(N,G)1-H-2,,SIG)", "ENDBIB               1",
    ...     "DATA                 3          1", *rows, "ENDDATA              3", "ENDSUBENT"]))
    >>> read_exfor(path)
    <CrossSection n + p → γ + d: 1 point from 0.02 to 0.02 MeV, laboratory, integrated, with errors>
    """
    chosen = _chosen(Path(path), subentry)
    place = f"{path}, subentry {chosen.number}"
    match = _reaction_string(chosen, pointer, place)
    differential = match[10] == "DA"
    reaction = _reaction(match, chosen, place) if reaction is None else reaction
    columns = [column for column in (*chosen.table, *chosen.common) if column.pointer in ("", pointer)]
    energy = _one(columns, _FRAMES, place, "an energy (EN, EN-CM)")
    values = _one(columns, ("DATA-CM",) if differential else ("DATA",), place, "values (DATA; DATA-CM per solid angle)")
    n = max(len(energy.values), len(values.values))
    rows = np.isfinite(_spread_over(values, n)) & np.isfinite(_spread_over(energy, n))
    if differential:
        angle, at_angle = _at_angle(columns, n, angle, place)
        rows &= at_angle
    errors = _errors(chosen, pointer, pointwise, common, place)
    data, size = _spread_over(values, n)[rows], _unit(values, _AREAS, place)
    spread, told = _pointwise(errors, values, data, n, rows, place)
    common_error, told_common = _common(errors, values, data, n, rows, place)
    scale = _unit(energy, _ENERGIES, place)
    source = f"EXFOR {chosen.number[:5]}.{chosen.number[5:]}; errors: {', '.join(told) or 'none'}"
    return CrossSection(
        reaction,
        _spread_over(energy, n)[rows],
        data,
        spread,
        unit=scale,
        frame=_FRAMES[energy.heading],
        value_unit=size,
        angle=angle if differential else None,
        energy_errors=_energy_errors(columns, n, rows, energy, place),
        common_error=common_error,
        source=source + (f"; common: {', '.join(told_common)}" if told_common else ""),
    )


def _chosen(path: Path, subentry: str | int | None) -> Subentry:
    found = read_subentries(path)
    fit = [n for n, one in found.items() if one.table and any(_REACTION.match(t) for t in _reactions(one).values())]
    listed = ", ".join(fit) or "none"
    if subentry is None:
        if len(fit) != 1:
            raise InputError(explain(f"{path}: subentries with a reaction and data: {listed}", fix="say subentry="))
        return found[fit[0]]
    wanted = str(subentry)
    number = next((n for n in found if n == wanted or (wanted.isdigit() and int(n[5:]) == int(wanted))), None)
    if number is None or not found[number].table:
        raise InputError(explain(f"{path}: no data in a subentry {subentry}", fix=f"give one of {listed}"))
    return found[number]


def _reactions(one: Subentry) -> dict[str, str]:
    return {pointer: text for (keyword, pointer), text in one.texts.items() if keyword == "REACTION"}


def _reaction_string(one: Subentry, pointer: str, place: str) -> re.Match[str]:
    texts = _reactions(one)
    match = _REACTION.match(texts.get(pointer, ""))
    if match is None:
        fix = f"give a subentry (and pointer=) with a reaction like (24-MG-12(A,P)13-AL-27,,SIG); here: {texts}"
        raise InputError(explain(f"{place}: no reaction of two particles into two is understood", fix=fix))
    branch, quantity, rest = match[9], match[10], texts[pointer][match.end() :].split(")")[0]
    if quantity not in ("SIG", "DA"):
        raise InputError(explain(f"{place}: the quantity is {quantity!r}", fix="give a subentry with SIG or DA"))
    modifiers = {word for word in re.split("[,/]", rest) if word} - {"DERIV", "SPA", "AV", "MXW"}
    if branch not in ("", "PAR") or modifiers:
        what = f"{place}: the quantity is {branch!r}, {quantity}, {', '.join(sorted(modifiers))}"
        raise InputError(explain(what, fix="give a subentry of an absolute cross-section of the whole reaction"))
    return match


def _reaction(match: re.Match[str], one: Subentry, place: str) -> Reaction:
    levels = [c for c in (*one.common, *one.table) if c.heading.startswith("E-LVL")]
    if any((np.nan_to_num(column.values) != 0).any() for column in levels):
        what = f"{place}: the product is left in an excited level"
        raise InputError(explain(what, fix="give reaction=, with the energy and the weight of the level"))
    if match[9] == "PAR" and not levels:
        raise InputError(explain(f"{place}: partial, but no level is given", fix="give reaction="))
    target, product = (nuclide(nuclide_name(int(match[k]), int(match[k + 2]))) for k in (1, 6))
    return Reaction((_particle(match[4], place), target), (_particle(match[5], place), product))


def _particle(code: str, place: str) -> Species:
    if code == "G":
        return PHOTON
    if code not in _PARTICLES:
        raise InputError(
            explain(f"{place}: particle {code!r}", fix=f"G, {', '.join(_PARTICLES)} are known; give reaction=")
        )
    return nuclide(_PARTICLES[code])


def _one(columns: Sequence[Column], headings: Sequence[str] | dict[str, Frame], place: str, what: str) -> Column:
    found = [column for column in columns if column.heading in headings]
    if len(found) != 1:
        there = ", ".join(column.heading + column.pointer for column in columns)
        fix = f"give a subentry that has it (and pointer= for one of several); headings here: {there}"
        raise InputError(explain(f"{place}: {len(found)} columns of {what}", fix=fix))
    return found[0]


def _unit(column: Column, known: dict[str, str], place: str) -> str:
    if column.unit not in known:
        what = f"{place}: {column.heading} is in {column.unit!r}"
        raise InputError(explain(what, fix=f"known are {', '.join(known)}"))
    return known[column.unit]


def _spread_over(column: Column, n: int) -> FloatArray:
    return np.broadcast_to(column.values, (n,)) if len(column.values) in (1, n) else np.full(n, np.nan)


def _at_angle(columns: Sequence[Column], n: int, wanted: float | None, place: str) -> tuple[float, NDArray[np.bool_]]:
    column = _one(columns, ("ANG-CM",), place, "an angle in the centre of mass (ANG-CM)")
    angles = _spread_over(column, n)
    there = np.unique(angles[np.isfinite(angles)])
    if wanted is None and len(there) != 1:
        listed = ", ".join(f"{a:g}" for a in there[:20])
        raise InputError(explain(f"{place}: {len(there)} angles", fix=f"say angle=, one of {listed}"))
    angle = float(there[0]) if wanted is None else float(wanted)
    rows = np.abs(angles - angle) <= _SAME_ANGLE
    if not rows.any():
        raise InputError(
            explain(f"{place}: nothing at {angle:g}°", fix=f"there are {', '.join(f'{a:g}' for a in there)}")
        )
    return angle, rows


def _errors(
    one: Subentry, pointer: str, pointwise: Sequence[str] | None, common: Sequence[str] | None, place: str
) -> _Errors:
    names = re.compile(r"(DATA-ERR|ERR-)[A-Z\d-]*|DATA-ERR")
    own = [c for c in one.table if c.pointer in ("", pointer) and names.fullmatch(c.heading)]
    all_ = [*own, *(c for c in one.common if c.pointer in ("", pointer) and names.fullmatch(c.heading))]
    there = {column.heading: column for column in all_}
    for name in (*(pointwise or ()), *(common or ())):
        if name not in there:
            raise InputError(explain(f"{place}: no errors {name!r}", fix=f"there are {', '.join(there) or 'none'}"))
    shared = list(common or ())
    if common is None:
        shared = [column.heading for column in one.common if _COMMON_ERROR.fullmatch(column.heading)]
        shared = ["ERR-SYS"] if "ERR-SYS" in shared else shared
    systematic = {column.heading for column in one.common if _COMMON_ERROR.fullmatch(column.heading)} | set(shared)
    if pointwise is None:
        each = ["ERR-T"] if "ERR-T" in there else [name for name in there if name not in systematic]
        shared = [] if each == ["ERR-T"] and common is None else shared
    else:
        each = list(pointwise)
    return _Errors(tuple(there[n] for n in each), tuple(there[n] for n in shared if n in there and n not in each))


def _absolute(
    column: Column, values: Column, data: FloatArray, n: int, rows: NDArray[np.bool_], place: str
) -> FloatArray:
    """Return errors in the unit of the values."""
    numbers = _spread_over(column, n)[rows]
    if column.unit == "PER-CENT":
        return np.asarray(np.abs(data) * numbers / 100.0)
    if column.unit == values.unit:
        return np.asarray(numbers)
    if column.unit in _AREAS and values.unit in _AREAS:
        from detbal.reactions.cross_sections.units_of_area import area_unit

        return np.asarray(numbers * area_unit(_AREAS[column.unit]).barns / area_unit(_AREAS[values.unit]).barns)
    raise InputError(explain(f"{place}: {column.heading} is in {column.unit!r}", fix="use pointwise= to leave it out"))


def _pointwise(
    errors: _Errors, values: Column, data: FloatArray, n: int, rows: NDArray[np.bool_], place: str
) -> tuple[FloatArray | None, list[str]]:
    if not errors.pointwise:
        return None, []
    sizes = np.array([_absolute(column, values, data, n, rows, place) for column in errors.pointwise])
    blank = np.isnan(sizes)
    if blank.all(axis=0).any():
        k = int(np.argmax(blank.all(axis=0)))
        what = f"{place}: point {k + 1} has no error, others have"
        raise InputError(explain(what, fix="leave the column out with pointwise=, or give it one"))
    told = [
        f"{column.heading}{f' (at {int((~gap).sum())} points)' if gap.any() else ''}"
        for column, gap in zip(errors.pointwise, blank, strict=True)
    ]
    return np.sqrt(np.nansum(sizes**2, axis=0)), told


def _common(
    errors: _Errors, values: Column, data: FloatArray, n: int, rows: NDArray[np.bool_], place: str
) -> tuple[float, list[str]]:
    total, told = 0.0, []
    for column in errors.common:
        parts = _absolute(column, values, data, n, rows, place) / np.abs(data)
        # a percentage that was rounded to the digits of the value varies a little
        if not (np.isfinite(parts).all() and np.ptp(parts) <= 0.2 * parts.mean()):
            what = f"{place}: {column.heading} runs from {parts.min():.3g} to {parts.max():.3g} of the value"
            raise InputError(explain(what, fix="an error common to all is one fraction: give it as pointwise="))
        total += float(parts.mean()) ** 2
        told.append(f"{column.heading} ({100 * parts.mean():.3g} %)")
    return float(np.sqrt(total)), told


def _energy_errors(
    columns: Sequence[Column], n: int, rows: NDArray[np.bool_], energy: Column, place: str
) -> FloatArray | None:
    """Errors of the energies: those stated, and the rounding of the numbers, evenly spread over the last place."""
    own = ENERGY_UNITS[_unit(energy, _ENERGIES, place)].joules
    last_places = np.broadcast_to(energy.last_places, (n,))[rows]
    size = last_places**2 / 12.0
    for column in columns:
        if column.heading in _ENERGY_ERRORS:
            numbers = np.nan_to_num(_spread_over(column, n)[rows])
            size = size + (numbers * ENERGY_UNITS[_unit(column, _ENERGIES, place)].joules / own) ** 2
    return np.sqrt(size) if size.any() else None
