"""Cross-sections in columns of text: energy, value and perhaps an error; comments say what they are."""

from __future__ import annotations

import contextlib
import re
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.cross_sections.cross_section import CrossSection, relative_error
from detbal.reactions.cross_sections.kinematics import Frame, Kinematics
from detbal.reactions.files.places import at
from detbal.reactions.nuclides import nuclide
from detbal.reactions.reaction import Reaction
from detbal.reactions.species import ELECTRON, PHOTON, Species
from detbal.readers.columns import Columns, read_columns, split_names
from detbal.readers.numbers import parse_numbers
from detbal.readers.text import GLANCE, glance
from detbal.units import to_floats

#: What comments of the form "# key = value" may say; masses and weights override those of known nuclides.
DIRECTIVES = (
    *("reaction", "unit", "frame", "values", "angle", "projectile", "common_error", "kinematics", "source"),
    *("mass", "degeneracy", "q"),
)
_REACTION = re.compile(r"\s*(\S+)\s*\(\s*([^,()\s]+)\s*,\s*([^,()\s]+)\s*\)\s*(\S+)\s*")
_KNOWN = {"g": PHOTON, "γ": PHOTON, "gamma": PHOTON, "e-": ELECTRON, "e": ELECTRON}
_ENERGIES = ("energy", "e", "en")
_ERRORS = ("error", "errors", "err", "sigma", "dvalue", "uncertainty")
_ENERGY_ERRORS = ("energy_error", "energy_errors", "de")
_VALUES = ("value", "values", "cross-section", "cross_section", "data", "xs")


def read_cross_section(
    path: str | PathLike[str],
    *,
    reaction: Reaction | None = None,
    unit: str | None = None,
    frame: str | Frame | None = None,
    value_unit: str | None = None,
) -> CrossSection:
    r"""Read a cross-section from columns of text, such as CSV.

    Comments say what it is: ``# reaction = 24Mg(a,p)27Al``, ``# unit = MeV``, ``# frame = laboratory``, ``# values =
    mb/sr``, ``# angle = 177.8``; where needed also ``# projectile = a``, ``# common_error = 8 %``, ``# kinematics =
    classical``, ``# source = ...``. Species that are no nuclides get ``# mass = A: 39.96, A*: 39.96`` (u), ``#
    degeneracy = A: 1, A*: 3`` and ``# Q = -11.5 eV``. Columns are energy and value, then the error if there is a
    third; with a header, ``energy``, ``value``, ``error``, ``energy_error`` in any order.

    Parameters
    ----------
    path
    reaction, unit, frame, value_unit
        In place of what the comments say.

    Raises
    ------
    InputError
        What neither the file nor the options say; a species that is not known; other columns: with file and line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("# reaction = 7Be(n,p)7Li\n# unit = eV\n# frame = laboratory\n# values = b\n"
    ...                     "energy,value,error\n0.0253,38400,800\n1,6100,200\n")
    >>> read_cross_section(path)
    <CrossSection n + be7 → p + li7: 2 points from 2.53e-08 to 1e-06 MeV, laboratory, integrated, with errors>
    """
    table = read_columns(Path(path), DIRECTIVES)
    said = table.settings
    if reaction is None:
        reaction = _reaction(_required(said.get("reaction"), "reaction", "24Mg(a,p)27Al", path), table)
    columns = _columns(table, path)
    kinematics = named(Kinematics, said.get("kinematics", "relativistic"), f"{path}: kinematics")
    energy_unit = _required(unit or said.get("unit"), "unit", "MeV", path)
    where = _required(frame or said.get("frame"), "frame", "laboratory", path)
    area = _required(value_unit or said.get("values"), "values", "mb", path)
    projectile = _projectile(said.get("projectile"), reaction, path)
    angle = None if "angle" not in said else _number(said["angle"], f"{path}: angle")
    with at(str(path), table.place):
        return CrossSection(
            reaction,
            columns["energy"],
            columns["value"],
            columns.get("error"),
            unit=energy_unit,
            frame=where,
            value_unit=area,
            projectile=projectile,
            angle=angle,
            energy_errors=columns.get("energy_error"),
            common_error=relative_error(said.get("common_error", 0.0)),
            kinematics=kinematics,
            source=said.get("source", str(path)),
        )


def is_cross_section_table(path: Path) -> bool:
    r"""Whether comments near the top name a reaction, and the columns are none of edges.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("# reaction = 7Be(n,p)7Li\n1 2\n")
    >>> is_cross_section_table(path)
    True
    """
    try:
        with path.open("rb") as file:
            top = file.read(GLANCE).decode("utf-8-sig", errors="replace")
    except OSError:
        return False
    if {"source", "target"} <= {name.lower() for name in split_names(glance(path), None)}:  # edges of a network
        return False
    comments = [line.lstrip()[1:] for line in top.splitlines() if line.lstrip().startswith("#")]
    return any(re.fullmatch(rf"\s*reaction\s*[=:]{_REACTION.pattern}", line, re.IGNORECASE) for line in comments)


def _required(value: Any, key: str, example: str, path: object) -> Any:
    if value is None:
        fix = f"write a comment '# {key} = {example}', or give the option"
        raise InputError(explain(f"{path}: {key} is missing", fix=fix))
    return value


def _reaction(text: str, table: Columns) -> Reaction:
    path, said = table.lines.path, table.settings
    match = _REACTION.fullmatch(text)
    if match is None:
        raise InputError(explain(f"{path}: reaction = {text!r}", fix="write it like 24Mg(a,p)27Al"))
    masses, weights = (_by_species(said.get(key, ""), key, path) for key in ("mass", "degeneracy"))
    target, projectile, ejectile, product = (_species(name, masses, weights, path) for name in match.groups())
    unused = {*masses, *weights} - set(match.groups())
    if unused:
        what = f"{path}: mass or degeneracy of {', '.join(sorted(unused))}"
        raise InputError(explain(what, why="not in the reaction", fix=f"name species as in {text}"))
    Q = said.get("q")
    with at(str(path)):
        if Q is not None and to_floats(Q, None, name="Q")[1] is None:
            raise InputError(explain(f"Q = {Q!r} has no unit", fix=f"write it like '# Q = {Q} MeV'"))
        return Reaction((projectile, target), (ejectile, product), Q=Q)


def _species(name: str, masses: dict[str, float], weights: dict[str, float], path: object) -> Species:
    if name in masses or name in weights:
        return Species(name, mass=masses.get(name), degeneracy=weights.get(name))
    if name.lower() in _KNOWN:
        return _KNOWN[name.lower()]
    try:
        return nuclide(name)
    except InputError as error:
        fix = f"write comments '# mass = {name}: …' (u) and '# degeneracy = {name}: …'"
        raise InputError(explain(f"{path}: {error}", fix=fix)) from None


def _by_species(text: str, key: str, path: object) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in text.split(",") if text else ():
        name, colon, number = part.rpartition(":")
        if not colon:
            raise InputError(explain(f"{path}: {key} = {text!r}", fix=f"write '# {key} = A: 1.5, B: 2'"))
        found[name.strip()] = _number(number, f"{path}: {key} of {name.strip()}")
    return found


def _number(text: str, place: str) -> float:
    return float(parse_numbers([text.strip()], lambda _: place)[0])


def _projectile(text: str | None, reaction: Reaction, path: object) -> int | None:
    if text is None:
        return None
    species = {"γ" if text.lower() in _KNOWN and _KNOWN[text.lower()] is PHOTON else text}
    with contextlib.suppress(InputError):
        species.add(nuclide(text).name)
    found = [k for k, s in enumerate(reaction.reactants) if s.name in species]
    if not found:
        raise InputError(explain(f"{path}: projectile = {text!r}", fix=f"give one of the reactants of {reaction}"))
    return found[0]


def _columns(table: Columns, path: object) -> dict[str, FloatArray]:
    width = table.values.shape[1]
    if not table.names:
        if width not in (2, 3):
            what = f"{table.place(0)}: {width} columns without names"
            raise InputError(explain(what, fix="give energy, value and perhaps error, or a header"))
        return dict(zip(("energy", "value", "error"), table.values.T, strict=False))
    meanings = {"energy": _ENERGIES, "value": _VALUES, "error": _ERRORS, "energy_error": _ENERGY_ERRORS}
    found: dict[str, FloatArray] = {}
    for name, column in zip(table.names, table.values.T, strict=True):
        key = next((key for key, names in meanings.items() if name.strip().lower().replace(" ", "_") in names), None)
        if key is None or key in found:
            fix = f"name them {', '.join(meanings)}, each once; units stand in comments"
            raise InputError(explain(f"{path}: column {name!r} is not understood", fix=fix))
        found[key] = np.asarray(column)
    for key in ("energy", "value"):
        if key not in found:
            raise InputError(explain(f"{path}: no column {key!r}", fix=f"there are {', '.join(table.names)}"))
    return found
