"""Which column of a block: told by an option, or by the headings, and never by its place among several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detbal.errors import InputError, explain
from detbal.photovoltaics.files.block import Block
from detbal.photovoltaics.files.headings import Quantity, says


def given_columns(block: Block, columns: Any, *, most: int) -> list[int]:
    """Return columns (counted from 0) of an option: two or more places counted from 1, or headings; [] for None.

    Raises
    ------
    InputError
        A column that is not there, or one twice; too few or too many.

    Examples
    --------
    >>> from pathlib import Path
    >>> block = Block(Path("a.csv"), ("Wavelength (nm)", "EQE"), (("800", "0.8"),), (2,))
    >>> given_columns(block, "2,1", most=3), given_columns(block, ["EQE", 1], most=3)
    ([1, 0], [1, 0])
    """
    if columns is None:
        return []
    parts = columns.split(",") if isinstance(columns, str) else list(columns)
    found = [_column(block, part.strip() if isinstance(part, str) else part) for part in parts]
    if not 2 <= len(found) <= most or len(set(found)) < len(found):
        what = f"columns = {columns!r}"
        raise InputError(explain(what, fix=f"give 2 to {most} different columns"))
    return found


def sole_column(block: Block, quantities: Sequence[Quantity], *, besides: int) -> int:
    """Return the one column that holds a quantity; without headings, the other one of two.

    Raises
    ------
    InputError
        None, or several, with the headings.

    Examples
    --------
    >>> from pathlib import Path
    >>> block = Block(Path("a.csv"), ("Wavelength (nm)", "EQE"), (("800", "0.8"),), (2,))
    >>> sole_column(block, [Quantity.EFFICIENCY], besides=0)
    1
    """
    if not any(block.headings) and len(block.headings) == 2:
        return 1 - besides
    for quantity in quantities:
        found = [k for k, name in enumerate(block.headings) if k != besides and _holds(quantity, name)]
        if len(found) > 1:
            several = ", ".join(repr(block.headings[k]) for k in found)
            raise InputError(explain(f"{block.path}: columns {several}", fix="say which with columns= (axis, values)"))
        if found:
            return found[0]
    internal = [name for name in block.headings if _holds(Quantity.INTERNAL, name)]
    if Quantity.EFFICIENCY in quantities and internal:
        what = f"{block.place(0)}: {internal[0]!r} is of the absorbed photons, no external quantum efficiency"
        fix = "multiply it by the absorptance; or take it as it is, by columns= (axis, values)"
        raise InputError(explain(what, fix=fix))
    wanted = " or ".join(quantity.name.lower() for quantity in quantities)
    what = f"{block.place(0)}: no column says that it holds {wanted} ({listed(block)})"
    raise InputError(explain(what, fix='say which columns are axis and values, such as columns="1,2"'))


def _holds(quantity: Quantity, heading: str) -> bool:
    return says(quantity, heading) and not says(Quantity.ERROR, heading) and not says(Quantity.FLOOR, heading)


def _column(block: Block, part: Any) -> int:
    if isinstance(part, str) and part in block.headings:
        if block.headings.count(part) == 1:
            return block.headings.index(part)
    elif str(part).isdigit() and 1 <= int(part) <= len(block.headings):
        return int(part) - 1
    what = f"{block.path}: no single column {part!r} ({listed(block)})"
    raise InputError(explain(what, fix=f"give places from 1 to {len(block.headings)}, or headings that occur once"))


def listed(block: Block) -> str:
    """List the headings of a block, for messages.

    Examples
    --------
    >>> from pathlib import Path
    >>> listed(Block(Path("a.csv"), ("Wavelength (nm)", "EQE"), (("800", "0.8"),), (2,)))
    "columns 'Wavelength (nm)', 'EQE'"
    """
    if not any(block.headings):
        return f"{len(block.headings)} columns without headings"
    return "columns " + ", ".join(map(repr, block.headings))


def truth(value: Any, name: str) -> bool | None:
    """Return a truth value, or None for none; a text such as "no" is not taken for true.

    Raises
    ------
    InputError
        Anything else.

    Examples
    --------
    >>> truth("yes", "percent")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: percent = 'yes'; give true or false
    """
    if value is None or isinstance(value, bool):
        return value
    raise InputError(explain(f"{name} = {value!r}", fix="give true or false"))
