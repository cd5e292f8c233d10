"""Which line of a file holds the headings of its columns, and where one of units is below it."""

from __future__ import annotations

from collections.abc import Sequence

from detbal.photovoltaics.files.headings import is_unit
from detbal.photovoltaics.files.remarks import MARKS
from detbal.readers.columns import split_names


def headings_above(above: Sequence[str], separator: str | None, width: int) -> tuple[str, ...]:
    """Return one heading for each column, of the lines above the numbers; empty texts if they hold none.

    Examples
    --------
    >>> headings_above(["Lamp: xenon", "Wavelength;EQE", "nm;%"], ";", 2)
    ('Wavelength (nm)', 'EQE (%)')
    """
    lines = [_unmarked(line) for line in above if line.strip()][-2:]
    split = [_names(line, separator, width) for line in lines]
    if not split or len(split[-1]) != width:
        return ("",) * width
    if len(split) == 2 and len(split[0]) == width and all(map(is_unit, split[1])) and not all(map(is_unit, split[0])):
        units = (unit.strip("()[] ") for unit in split[1])
        return tuple(f"{name} ({unit})" if unit else name for name, unit in zip(split[0], units, strict=True))
    return tuple(split[-1])


def lone_headings(text: str) -> tuple[str, ...]:
    r"""Return the last line of a text without numbers as headings.

    Examples
    --------
    >>> lone_headings("Lamp: xenon\nWavelength (nm);EQE\n")
    ('Wavelength (nm)', 'EQE')
    """
    lines = [line for line in text.split("\n") if line.strip()]
    return tuple(filter(None, split_names(_unmarked(lines[-1]), None))) if lines else ()


def _names(line: str, separator: str | None, width: int) -> list[str]:
    names = split_names(line, separator)
    return names[:-1] if len(names) == width + 1 and not names[-1] else names


def _unmarked(line: str) -> str:
    text = line.strip()
    mark = next((mark for mark in MARKS if text.startswith(mark)), "")
    return text[len(mark) :].strip(" #" if mark else " ")
