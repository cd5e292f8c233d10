"""What stands beside a column of values and in their unit: errors, floors, rounding."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.files.block import Block
from detbal.photovoltaics.files.coverage import coverage_factor
from detbal.photovoltaics.files.headings import Quantity, says, split_unit, unit_in, unknown_unit
from detbal.photovoltaics.files.units import Unit
from detbal.photovoltaics.radiation import Floats

_RELATIVE = re.compile(r"\brel(ative?r?)?\b")
#: What headings write for an error that is not relative.
_ABSOLUTE = ("abs", "abs.", "absolute")


def column_beside(block: Block, quantity: Quantity, value: int, unit: Unit | None) -> Floats | None:
    """Return a column by its heading, (n,), in the unit of the values; None if there is none.

    Parameters
    ----------
    block
    quantity
        ERROR, FLOOR or ROUNDING.
    value
        The column of values, counted from 0.
    unit
        Of the values; None if it is not known.

    Raises
    ------
    InputError
        Several columns; another unit than that of the values, or one that is not known; negative numbers, by their
        line.

    Notes
    -----
    Errors are standard deviations: a multiple of them, such as ``uncertainty (k=2)`` or ``2 sigma``, is divided by its
    factor.

    Examples
    --------
    >>> from pathlib import Path
    >>> block = Block(Path("a.csv"), ("Wavelength (nm)", "EQE (%)", "rel. error (%)"), (("800", "80", "2"),), (2,))
    >>> column_beside(block, Quantity.ERROR, 1, unit_in("EQE (%)"))
    array([1.6])
    """
    found = [k for k, name in enumerate(block.headings) if k != value and says(quantity, name)]
    if len(found) > 1:
        names = ", ".join(repr(block.headings[k]) for k in found)
        raise InputError(
            explain(f"{block.path}: columns {names}", fix="say which with columns= (axis, values, errors)")
        )
    return _beside(block, found[0], value, unit) if found else None


def errors_beside(block: Block, told: Sequence[int], value: int, unit: Unit | None) -> Floats | None:
    """Return errors, (n,): of the third of the columns that are told, or, if none is told, by its heading.

    Raises
    ------
    InputError
        As `column_beside`.

    Examples
    --------
    >>> from pathlib import Path
    >>> block = Block(Path("a.csv"), ("Energy (eV)", "EL", "error"), (("1.4", "80", "2"),), (2,))
    >>> errors_beside(block, [0, 1, 2], 1, None), errors_beside(block, [0, 1], 1, None)
    (array([2.]), None)
    """
    if len(told) > 2:
        return _beside(block, told[2], value, unit)
    return None if told else column_beside(block, Quantity.ERROR, value, unit)


def _beside(block: Block, column: int, value: int, unit: Unit | None) -> Floats:
    """Return a column in the unit of the values; one that is called relative is multiplied by them."""
    heading, factor = coverage_factor(block.headings[column])
    if not factor > 0:
        what = f"{block.path}: column {block.headings[column]!r}"
        raise InputError(explain(what, fix="give a coverage factor above 0, such as k=2"))
    theirs, numbers = unit_in(heading), block.numbers(column) / factor
    if (numbers < 0).any():
        row = int(np.argmax(numbers < 0))
        what = f"{block.place(row)}: {split_unit(heading)[0] or 'error'} of {numbers[row]:g}"
        raise InputError(explain(what, fix="give 0 or more"))
    if _RELATIVE.search(heading.lower().replace("_", " ")):
        if theirs is not None and theirs.powers:
            raise InputError(explain(f"{block.path}: column {heading!r}", fix="give it in %, or as a fraction"))
        return np.asarray(np.abs(block.numbers(value)) * numbers * (1.0 if theirs is None else theirs.scale))
    unknown = unknown_unit(heading)
    strange = unknown.lower() not in ("", *_ABSOLUTE, split_unit(block.headings[value])[1].lower())
    if strange or (theirs is not None and (unit is None or (unit.scale, unit.powers) != (theirs.scale, theirs.powers))):
        what = f"{block.path}: column {block.headings[column]!r} beside {block.headings[value]!r}"
        raise InputError(explain(what, fix="give both in one unit, or name it like 'rel. error (%)' if it is relative"))
    return numbers
