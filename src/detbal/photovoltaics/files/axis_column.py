"""The column of a block that is its axis, as photon energies; other axes beside it must say the same."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.curve import refuse_another_axis
from detbal.photovoltaics.files.axes import Axis, axis_of, names_axis
from detbal.photovoltaics.files.block import Block
from detbal.photovoltaics.files.chosen import listed
from detbal.photovoltaics.files.headings import split_unit
from detbal.photovoltaics.files.rounding import half_digits
from detbal.photovoltaics.radiation import Floats

#: Relative difference of two axes that is none: 1240/λ for hc/λ (1.3e-4), wavelengths in air (2.8e-4), or both.
SAME_AXIS = 5e-4


def axis_column(block: Block, told: list[int], option: Axis | None) -> tuple[int, Axis]:
    """Return the column of the axis (counted from 0), and what it is.

    Parameters
    ----------
    block
    told
        Columns that an option tells, the axis first; empty if none does.
    option
        What the axis is said to be, by an option.

    Raises
    ------
    InputError
        No unit of the axis, one that is not known, or another than the option says; two axes that contradict each
        other, unless an option says which counts: with file and line.

    Examples
    --------
    >>> from pathlib import Path
    >>> block = Block(Path("a.csv"), ("EQE", "Wavelength (nm)"), (("0.8", "800"),), (2,))
    >>> axis_column(block, [], None)
    (1, <Axis.NM: 'wavelength in nm'>)
    """
    known = [axis_of(name) for name in block.headings]
    places = [k for k, kind in enumerate(known) if kind is not None]
    fitting = [k for k in places if option is None or known[k] is option]
    named_so = [k for k, name in enumerate(block.headings) if names_axis(name)]
    at = told[0] if told else (fitting or places or named_so or [0])[0]
    said, unit = known[at], split_unit(block.headings[at])[1]
    if said is None and unit:
        what = f"{block.place(0)}: the axis {block.headings[at]!r} is not known in {unit!r}"
        fix = "give a wavelength in nm or um, a photon energy in eV or meV, or a wavenumber in cm-1"
        raise InputError(explain(what, fix=fix))
    if said is None and option is None:
        what = f"{block.place(0)}: no unit of the axis ({listed(block)})"
        raise InputError(explain(what, fix="give axis=nm, axis=um or axis=ev, or name it like 'Wavelength (nm)'"))
    if said is not None and option not in (None, said):
        what = f"{block.place(0)}: axis {block.headings[at]!r}, but axis = {option}"
        raise InputError(explain(what, fix="leave the option out, or mend the heading"))
    found = said or option or Axis.NM
    if not told and option is None:
        for other in places:
            _refuse_contradiction(block, (at, found), (other, known[other] or found))
    return at, found


def energies_in(block: Block, column: int, axis: Axis) -> Floats:
    """Return the photon energies of a column, eV, in the order of its lines.

    Raises
    ------
    InputError
        Numbers that are not above 0, that occur twice, or are none of a junction: with file and line.

    Examples
    --------
    >>> from pathlib import Path
    >>> block = Block(Path("a.csv"), ("Energy (meV)", "EQE"), (("1500", "0.8"),), (2,))
    >>> energies_in(block, 0, Axis.MEV)
    array([1.5])
    """
    written = block.numbers(column)
    seen: dict[float, int] = {}
    for row, each in enumerate(written.tolist()):
        if not each > 0:
            what = f"{block.place(row)}: {axis.value} of {each:g}"
            raise InputError(explain(what, fix="give numbers above 0"))
        if each in seen:
            what = f"{block.place(row)}: {axis.value} of {each:.9g} again (first at line {block.lines[seen[each]]})"
            raise InputError(explain(what, fix="give each once: average the values, or split the two scans"))
        seen[each] = row
    energy = np.asarray(axis.energies(written))
    fix = "say what the axis is: nm, um, eV, meV or cm-1, one for all lines"
    refuse_another_axis(energy, written, lambda row: f"{block.place(row)}: {axis.value}", fix)
    return energy


def _refuse_contradiction(block: Block, mine: tuple[int, Axis], theirs: tuple[int, Axis]) -> None:
    """Refuse a second axis that is further off than its digits, and those of the first, explain."""
    (energy, loose), (other, their_loose) = (_with_rounding(block, *each) for each in (mine, theirs))
    apart = np.abs(np.log(energy / other)) > SAME_AXIS + loose + their_loose
    if apart.any():
        row = int(np.argmax(apart))
        (at, axis), (column, _) = mine, theirs
        what = (
            f"{block.place(row)}: {axis.value} of {block.texts(at)[row]} is {energy[row]:.6g} eV, but column "
            f"{column + 1}, {block.headings[column]!r}, says {other[row]:.6g} eV"
        )
        raise InputError(explain(what, fix="mend one of them, or say which columns belong together with columns="))


def _with_rounding(block: Block, column: int, axis: Axis) -> tuple[Floats, Floats]:
    """Return energies of a column, and up to which they may be off, relative to them."""
    written = block.numbers(column)
    return energies_in(block, column, axis), half_digits(block.texts(column), written) / written
