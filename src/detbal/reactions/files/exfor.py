"""Measured cross-sections in EXFOR entries: which heading means what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.reactions.cross_sections.cross_section import CrossSection
from detbal.reactions.cross_sections.kinematics import Frame
from detbal.reactions.files.exfor_columns import AREAS, ENERGIES, Rows, at_angle, over, the_column, unit_of
from detbal.reactions.files.exfor_errors import (
    common_error,
    energy_errors,
    error_columns,
    point_errors,
    unused_errors,
)
from detbal.reactions.files.exfor_records import Entry, Subentry
from detbal.reactions.files.places import at
from detbal.reactions.nuclide_names import nuclide_name
from detbal.reactions.nuclides import nuclide
from detbal.reactions.reaction import Reaction
from detbal.reactions.species import PHOTON, Species

_REACTION = re.compile(r"\((\d+)-([A-Z]+)-(\d+)\(([^(),]+),([^(),]+)\)(\d+)-([A-Z]+)-(\d+),([^,)]*),([^,)]*)")
#: What the data are, which changes nothing in their meaning: measured, or derived from other data.
_KINDS = {"EXP", "DERIV"}
#: Why some modifiers do not go; others are refused without a reason.
_MODIFIERS = {
    "MXW": "an average over a Maxwellian", "SPA": "an average over a spectrum", "AV": "an average over energies",
    "REL": "relative values", "RAW": "raw data", "FCT": "times a factor",
}  # fmt: skip
#: Nuclei (Z, A) without a bound excited level: what a sum over levels holds of them is their ground level.
_LEVEL_FREE = {(0, 1), (1, 1), (1, 2), (1, 3), (2, 3), (2, 4)}
_PARTICLES = {"N": "n", "P": "p", "D": "d", "T": "t", "HE3": "3He", "A": "4He"}
_FRAMES = {"EN": Frame.LABORATORY, "EN-MEAN": Frame.LABORATORY, "EN-CM": Frame.CENTRE_OF_MASS}


def read_exfor(
    path: str | PathLike[str],
    *,
    subentry: str | int | None = None,
    pointer: str = "",
    reaction: Reaction | None = None,
    angle: float | None = None,
    pointwise: Sequence[str] | str | None = None,
    common: Sequence[str] | str | None = None,
    modifiers: Sequence[str] | str = (),
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
        None: between the ground levels, with nuclear masses and spins of `detbal.reactions.nuclide`. Without PAR, an
        entry sums over all levels of the product: then it is needed, unless the product has none that is bound.
    angle
        In the centre of mass, degrees; needed where a table holds several.
    pointwise, common
        Headings of errors that are independent from point to point, and of those common to all (which must be a
        constant fraction), as a sequence or separated by commas. None: ERR-SYS of COMMON, or ERR-1, ERR-2, … without
        it, are common; all other errors are of each point (ERR-T, the total one, alone if there is one). They add in
        quadrature, and `source` names them, and those not used. Of +DATA-ERR and -DATA-ERR the larger counts, as
        DATA-ERR. Energies have the errors EN-ERR and EN-ERR-DIG, and the rounding of numbers written with five digits
        or more.
    modifiers
        Modifiers of the quantity, such as SPA (an average over a spectrum), that may be passed over here.

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
    match = _reaction_string(chosen, pointer, _names(modifiers) or (), place)
    differential = match[10] == "DA"
    if reaction is None:
        with at(place):
            reaction = _reaction(match, chosen)
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
    each, shared = error_columns(chosen, pointer, _names(pointwise), _names(common), place)
    errors, told = point_errors(each, values, rows)
    common_part, told_common = common_error(shared, values, rows)
    source = f"EXFOR {chosen.number[:5]}.{chosen.number[5:]}; errors: {', '.join(told) or 'none'}"
    source += f"; common: {', '.join(told_common)}" if told_common else ""
    unused = unused_errors(columns, (*each, *shared))
    source += f"; not used: {', '.join(unused)}" if unused else ""
    blank = int((wanted & ~filled).sum())
    source += f"; {blank} row{'s' * (blank != 1)} without a value left out" if blank else ""
    lines = chosen.lines[np.flatnonzero(rows.chosen)] if len(chosen.lines) == n else chosen.lines
    with at(place, lambda k: f"{path}:{lines[k] if k < len(lines) else '?'}"):
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
            source=source,
        )


def _names(given: Sequence[str] | str | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    parts = given.split(",") if isinstance(given, str) else given
    return tuple(name.strip().upper() for name in parts)


def _chosen(path: Path, subentry: str | int | None) -> Subentry:
    entry = Entry.open(path)
    texts = {number: _reactions(entry.texts(number)) for number in entry.numbers}
    fit = [n for n in entry.numbers if entry.has_data(n) and any(_REACTION.match(t) for t in texts[n].values())]
    listed = ", ".join(fit) or "none"
    if subentry is None:
        if not fit:
            raise InputError(_nothing_fits(entry, texts))
        if len(fit) > 1:
            raise InputError(explain(f"{path}: subentries with a reaction and data: {listed}", fix="say subentry="))
        return entry.subentry(fit[0])
    wanted = str(subentry)
    number = next(
        (n for n in texts if n == wanted or (wanted.isdigit() and n[5:].isdigit() and int(n[5:]) == int(wanted))), None
    )
    if number is None or not entry.has_data(number):
        raise InputError(explain(f"{path}: no data in a subentry {subentry}", fix=f"give one of {listed}"))
    return entry.subentry(number)


def _nothing_fits(entry: Entry, texts: Mapping[str, Mapping[str, str]]) -> str:
    """Say of each subentry why it is not taken."""
    why = []
    for number, found in texts.items():
        for text in found.values() or ("no REACTION",):
            understood = _REACTION.match(text) is not None
            reason = "no data" if understood else "not of two nuclides or particles into two"
            why.append(f"{number} {text} ({reason})" if found else f"{number} ({text})")
    listed = "; ".join(why[:6]) + (f"; and {len(why) - 6} more" if len(why) > 6 else "")
    cut = "" if entry.complete else ", and there is no ENDENTRY: the file may be cut short"
    what = f"{entry.path}: no subentry with data of a reaction that is understood{cut}"
    return explain(
        what,
        why=listed or "there is no subentry but the first",
        fix="give an entry with one like (12-MG-24(A,P)13-AL-27,PAR,DA)",
    )


def _reactions(texts: Mapping[tuple[str, str], str]) -> dict[str, str]:
    return {pointer: text for (keyword, pointer), text in texts.items() if keyword == "REACTION"}


def _reaction_string(one: Subentry, pointer: str, passed: Sequence[str], place: str) -> re.Match[str]:
    texts = _reactions(one.texts)
    match = _REACTION.match(texts.get(pointer, ""))
    if match is None:
        fix = f"give a subentry (and pointer=) with a reaction like (12-MG-24(A,P)13-AL-27,,SIG); here: {texts}"
        raise InputError(explain(f"{place}: no reaction of two particles into two is understood", fix=fix))
    branch, quantity, rest = match[9], match[10], texts[pointer][match.end() :].split(")")[0]
    if quantity not in ("SIG", "DA"):
        raise InputError(explain(f"{place}: the quantity is {quantity!r}", fix="give a subentry with SIG or DA"))
    if branch not in ("", "PAR"):
        what = f"{place}: the quantity is {branch!r}, {quantity}"
        raise InputError(explain(what, fix="give a subentry of the whole reaction, or of one level (PAR)"))
    modified = [word for word in re.split("[,/]", rest) if word and word not in (*_KINDS, *passed)]
    if modified:
        told = ", ".join(f"{word}: {_MODIFIERS.get(word, 'not known here')}" for word in modified)
        fix = f"give a subentry of values at an energy each, or pass over it with modifiers={','.join(modified)!r}"
        raise InputError(explain(f"{place}: {quantity} has a modifier ({told})", fix=fix))
    return match


def _reaction(match: re.Match[str], one: Subentry) -> Reaction:
    (target, product), codes = (_nuclide(match, k) for k in (1, 6)), match.group(4, 5)
    projectile, ejectile = (_particle(code) for code in codes)
    levels = [c for c in (*one.common, *one.table) if c.heading.startswith("E-LVL")]
    if any((np.nan_to_num(column.values) != 0).any() for column in levels):
        fix = "give reaction=, with the energy and the weight of the level"
        raise InputError(explain("the product is left in an excited level", fix=fix))
    if match[9] == "PAR" and not levels:
        raise InputError(explain("partial, but no level is given", fix="give reaction="))
    if not levels and (int(match[6]), int(match[8])) not in _LEVEL_FREE:
        why = "reciprocity relates single levels"
        fix = "give a subentry of the ground level (PAR, with E-LVL 0), or reaction= if no other level is reached"
        raise InputError(explain(f"{match[0]}) sums over all levels of {product.name}", why=why, fix=fix))
    return Reaction((projectile, target), (ejectile, product))


def _nuclide(match: re.Match[str], k: int) -> Species:
    return nuclide(nuclide_name(int(match[k]), int(match[k + 2])))


def _particle(code: str) -> Species:
    if code == "G":
        return PHOTON
    if code not in _PARTICLES:
        raise InputError(explain(f"particle {code!r}", fix=f"G, {', '.join(_PARTICLES)} are known; give reaction="))
    return nuclide(_PARTICLES[code])
