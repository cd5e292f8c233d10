"""Evaluated cross-sections in ENDF-6 files: MF = 3."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.cross_sections.cross_section import CrossSection
from detbal.reactions.cross_sections.kinematics import Frame
from detbal.reactions.files.places import at
from detbal.reactions.nuclide_names import nuclide_name
from detbal.reactions.nuclides import nuclide
from detbal.reactions.reaction import Reaction
from detbal.reactions.species import PHOTON, Species
from detbal.readers.endf import looks_like_endf, read_section
from detbal.readers.endf_records import Record, Records

#: Projectiles by IPART = 1000 Z + A (NSUB = 10 IPART), and what leaves by MT, the product in its ground level.
_EJECTILES = {50: "n", 102: "γ", 600: "p", 650: "d", 700: "t", 750: "3He", 800: "4He"}
#: Laws of interpolation between the points: linear and logarithmic ones. The points themselves are what is read.
_LAWS = {2, 3, 4, 5}


def read_endf_cross_section(
    path: str | PathLike[str], *, MT: int, material: int | None = None, reaction: Reaction | None = None
) -> CrossSection:
    """Read a section of MF = 3 at the points of its table (in eV and barn, projectile in the laboratory).

    Parameters
    ----------
    path
    MT
        102 (capture), 50 (n), 600 (p₀), 650 (d₀), 700 (t₀), 750 (³He₀), 800 (α₀); others need `reaction`.
    material
        MAT; needed where the file holds several.
    reaction
        None: projectile and target from MF = 1, MT = 451; the product in its ground level. For capture it then is the
        sum over all levels that γ leave, not the one reaction whose reverse is photodisintegration of the ground
        level, so that must be given.

    Raises
    ------
    InputError
        No such section; an MT whose product is not known; resonances that are not in the table (see Notes).

    Notes
    -----
    In evaluations with resonance parameters (MF = 2), MF = 3 holds only a background up to some energy. A file whose
    MF = 2 gives parameters (LRP = 1) is refused: reconstruct it first. Points below the threshold, at zero energy or
    with a value of zero at the threshold are left out.

    Examples
    --------
    >>> import tempfile
    >>> from detbal.reactions.nuclides import nuclide
    >>> head = [3006.0, 5.96345, 0, 0, 0, 0]
    >>> table = ["4.780000+6 4.780000+6          0          0          1          3",
    ...          "          3          2", "1.000000-2 1.000000+3 2.530000-2 6.300000+2 1.000000+0 1.000000+2"]
    >>> lines = ["".join(f"{x:11.4f}" for x in head), *table]
    >>> path = Path(tempfile.mkdtemp()) / "a.endf"
    >>> _ = path.write_text("".join(f"{text:66s} 325 3700{k:5d}" + chr(10) for k, text in enumerate(lines, 1)))
    >>> reaction = Reaction([nuclide("n"), nuclide("6Li")], [nuclide("t"), nuclide("4He")])
    >>> read_endf_cross_section(path, MT=700, reaction=reaction)
    <CrossSection n + li6 → t + he4: 3 points from 1e-08 to 1e-06 MeV, laboratory, integrated, exact>
    """
    path = Path(path)
    section = read_section(path, 3, MT, material=material)
    _refuse_resonances(path, section.material)
    if reaction is None:
        with at(str(path)):
            reaction = _reaction(path, MT, section.material)
    records = Records(section)
    records.read_head()
    table = records.read_table()
    energy, values = table.body[0::2], table.body[1::2]
    threshold = max(0.0, -1e6 * reaction.Q)
    open_ = (energy > 0) & (values > 0)
    source = f"{path.name}, MAT {section.material}, MF=3, MT={MT}, {table.integers[3]} points"
    if not open_.any():
        raise InputError(explain(f"{table.place}: all {len(energy)} values are zero", fix="give another MT"))
    _require_laws(table)
    inside = _inside(reaction, energy, open_, threshold)
    with at(table.place):
        return CrossSection(
            reaction, energy[inside], values[inside], unit="eV", frame=Frame.LABORATORY, value_unit="b", source=source
        )


def has_cross_sections(path: Path) -> bool:
    r"""Whether it is an ENDF-6 file with a section of MF = 3.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.endf"
    >>> _ = path.write_text("a tape".ljust(66) + "   1 0  0    0\n" + " 1.0".ljust(66) + "  26 3102    1\n")
    >>> has_cross_sections(path)
    True
    """
    if not looks_like_endf(path):
        return False
    with path.open("rb") as file:
        return any(line[70:72] == b" 3" for line in file)


def _inside(reaction: Reaction, energy: FloatArray, open_: NDArray[np.bool_], threshold: float) -> NDArray[np.bool_]:
    if threshold == 0:
        return open_
    projectile, target = reaction.reactants
    return np.asarray(open_ & (energy > threshold * (1.0 + (projectile.mass or 0.0) / (target.mass or np.inf))))


def _require_laws(table: Record) -> None:
    laws = set(table.interpolation[:, 1].tolist())
    if not laws <= _LAWS:
        what = f"{table.place}: interpolation laws {sorted(laws)}"
        raise InputError(
            explain(what, why="1 is a histogram, others are of charged particles", fix="linearise it first")
        )


def _refuse_resonances(path: Path, material: int) -> None:
    with path.open("rb") as file:
        described = any(line[70:75] == b" 1451" for line in file)
    if described and Records(read_section(path, 1, 451, material=material)).read_head().integers[0] == 1:
        what = f"{path}: MF=3 is only a background of the resonances in MF=2 (LRP = 1)"
        raise InputError(explain(what, fix="reconstruct the cross-section first, with NJOY, PREPRO or the like"))


def _reaction(path: Path, MT: int, material: int) -> Reaction:
    if MT not in _EJECTILES or MT == 102:
        why = "a sum over levels" if MT == 102 else "no single pair of products in their ground levels is meant by it"
        raise InputError(explain(f"MT={MT}", why=why, fix="give reaction="))
    description = Records(read_section(path, 1, 451, material=material))
    first = description.read_head()
    description.read_head()
    third = description.read_head()
    target, projectile = _nuclide(round(first.reals[0])), _nuclide(third.integers[2] // 10)
    ejectile = nuclide(_EJECTILES[MT])
    names = [s.composition for s in (projectile, target, ejectile)]
    Z, A = (
        int(sum(s[key] * sign for s, sign in zip(names, (1, 1, -1), strict=True))) for key in ("charge", "nucleons")
    )
    return Reaction((projectile, target), (ejectile, nuclide(nuclide_name(Z, A))))


def _nuclide(za: int) -> Species:
    return PHOTON if za == 0 else nuclide(nuclide_name(za // 1000, za % 1000))
