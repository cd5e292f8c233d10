"""Cross-sections written as columns of text that are read back as they were."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from detbal.errors import InputError, explain
from detbal.reactions.cross_sections.cross_section import CrossSection
from detbal.reactions.cross_sections.pair import CrossSectionPair
from detbal.reactions.cross_sections.units_of_area import Quantity
from detbal.reactions.species import Species


def write_cross_section(cross_section: CrossSection | CrossSectionPair, path: str | PathLike[str]) -> None:
    """Write a cross-section as a table that `read_cross_section` takes back, in MeV and barn; of a pair the inverse.

    Masses, weights and Q are written too, so that they do not depend on what is known of nuclides.

    Parameters
    ----------
    cross_section
    path
        The file is replaced if it exists.

    Raises
    ------
    InputError
        Anything else, or species whose names the notation A(b,c)D cannot hold.

    Examples
    --------
    >>> import tempfile
    >>> from detbal.reactions.cross_sections.examples import resonant_pair
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> write_cross_section(resonant_pair().inverse.take([20]), path)
    >>> print(path.read_text(encoding="utf-8"))
    # reaction = d(c,a)b
    # mass = c: 2.0, d: 5.999, a: 1.0, b: 7.0
    # degeneracy = c: 3.0, d: 4.0, a: 2.0, b: 1.0
    # Q = -0.931494... MeV
    # unit = MeV
    # frame = laboratory
    # values = b
    # projectile = c
    # kinematics = relativistic
    # source = reciprocity of a + b → c + d
    energy,value
    3.575...,...
    <BLANKLINE>
    """
    one: Any = cross_section.inverse if isinstance(cross_section, CrossSectionPair) else cross_section
    if not isinstance(one, CrossSection):
        what = f"{type(one).__name__} is no cross-section"
        raise InputError(explain(what, fix="give a CrossSection or a CrossSectionPair"))
    columns = {"energy": one.energy, "value": one.values, "error": one.errors, "energy_error": one.energy_errors}
    there = {name: column for name, column in columns.items() if column is not None}
    lines = [f"# {line}" for line in _directives(one)]
    lines.append(",".join(there))
    lines += map(",".join, zip(*(map(repr, column.tolist()) for column in there.values()), strict=True))
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _directives(one: CrossSection) -> Iterator[str]:
    before, after = one.reaction.reactants, one.reaction.products
    for s in (*before, *after):
        if not s.massless and set(s.name) & set("(),: \t"):
            raise InputError(explain(f"species {s.name!r}", fix="name it without blanks, colons, commas and brackets"))
    projectile, target = before[one.projectile], before[1 - one.projectile]
    yield f"reaction = {target.name}({projectile.name},{after[0].name}){after[1].name}"
    massive = list({s.name: s for s in (*before, *after) if not s.massless}.values())
    yield f"mass = {_each(massive, 'mass')}"
    if any(s.degeneracy is not None for s in massive):
        yield f"degeneracy = {_each(massive, 'degeneracy')}"
    yield f"Q = {one.reaction.Q!r} MeV"
    yield "unit = MeV"
    yield f"frame = {one.frame.name.lower()}"
    yield f"values = {'b/sr' if one.quantity is Quantity.DIFFERENTIAL else 'b'}"
    if one.angle is not None:
        yield f"angle = {one.angle!r}"
    yield f"projectile = {projectile.name}"
    if one.common_error:
        yield f"common_error = {one.common_error!r}"
    yield f"kinematics = {one.kinematics.name.lower()}"
    if one.source:
        yield f"source = {' '.join(one.source.split())}"


def _each(species: list[Species], attribute: str) -> str:
    known = ((s.name, getattr(s, attribute)) for s in species)
    return ", ".join(f"{name}: {float(value)!r}" for name, value in known if value is not None)
