"""Measured cross-sections in EXFOR entries: which heading means what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.reactions.cross_sections.cross_section import CrossSection
from detbal.reactions.cross_sections.kinematics import Frame
from detbal.reactions.files.exfor_columns import AREAS, ENERGIES, Rows, at_angle, over, the_column, unit_of
from detbal.reactions.files.exfor_errors import common_error, energy_errors, error_columns, point_errors
from detbal.reactions.files.exfor_records import Subentry, read_subentries
from detbal.reactions.nuclide_names import nuclide_name
from detbal.reactions.nuclides import nuclide
from detbal.reactions.reaction import Reaction
from detbal.reactions.species import PHOTON, Species

_REACTION = re.compile(r"\((\d+)-([A-Z]+)-(\d+)\(([^(),]+),([^(),]+)\)(\d+)-([A-Z]+)-(\d+),([^,)]*),([^,)]*)")
_PARTICLES = {"N": "n", "P": "p", "D": "d", "T": "t", "HE3": "3He", "A": "4He"}
_FRAMES = {"EN": Frame.LABORATORY, "EN-MEAN": Frame.LABORATORY, "EN-CM": Frame.CENTRE_OF_MASS}


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
    energy = the_column(columns, _FRAMES, place, "an energy (EN, EN-CM)")
    names = ("DATA-CM",) if differential else ("DATA",)
    values = the_column(columns, names, place, "values (DATA; DATA-CM per solid angle)")
    n = max(len(energy.values), len(values.values))
    wanted = np.ones(n, dtype=bool)
    if differential:
        angle, wanted = at_angle(columns, n, angle, place)
    filled = np.isfinite(over(values.values, n)) & np.isfinite(over(energy.values, n))
    rows = Rows(place, wanted & filled)
    each, shared = error_columns(chosen, pointer, pointwise, common, place)
    errors, told = point_errors(each, values, rows)
    common_part, told_common = common_error(shared, values, rows)
    source = f"EXFOR {chosen.number[:5]}.{chosen.number[5:]}; errors: {', '.join(told) or 'none'}"
    source += f"; common: {', '.join(told_common)}" if told_common else ""
    blank = int((wanted & ~filled).sum())
    return CrossSection(
        reaction,
        rows.of(energy),
        rows.of(values),
        errors,
        unit=unit_of(energy, ENERGIES, place),
        frame=_FRAMES[energy.heading],
        value_unit=unit_of(values, AREAS, place),
        angle=angle if differential else None,
        energy_errors=energy_errors(columns, energy, rows),
        common_error=common_part,
        source=source + (f"; {blank} rows without a value left out" if blank else ""),
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
        fix = f"give a subentry (and pointer=) with a reaction like (12-MG-24(A,P)13-AL-27,,SIG); here: {texts}"
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
