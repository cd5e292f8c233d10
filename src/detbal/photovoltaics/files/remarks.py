"""What comments of a file tell: ``# digits = exact``, ``# injection = 20 mA/cm2``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detbal.errors import InputError, explain

#: What a comment begins with.
MARKS = ("#", "%", "//")
_REMARK = re.compile(rf"\s*(?:{'|'.join(MARKS)})\s*(digits|injection)\s*[=:]\s*(.+?)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remark:
    """What one comment tells.

    Attributes
    ----------
    key : str
        ``digits`` or ``injection``.
    text : str
        What is said of it.
    line : int
        Where it stands in the file, counted from 1.
    """

    key: str
    text: str
    line: int


def remarks_in(lines: Sequence[str]) -> tuple[Remark, ...]:
    """Return what the comments among some lines tell.

    Examples
    --------
    >>> remarks_in(["# lamp: xenon", "# Digits: exact", "800,1"])
    (Remark(key='digits', text='exact', line=2),)
    """
    found = ((k, _REMARK.fullmatch(line)) for k, line in enumerate(lines, start=1))
    return tuple(Remark(match[1].lower(), match[2], k) for k, match in found if match)


def sole_remark(path: Path, remarks: Sequence[Remark], key: str) -> Remark | None:
    """Return what is told of a key; None if nothing is.

    Raises
    ------
    InputError
        If it is told twice, with file and line.

    Examples
    --------
    >>> sole_remark(Path("a.csv"), remarks_in(["# digits = 3"]), "digits").text
    '3'
    """
    found = [one for one in remarks if one.key == key]
    if len(found) > 1:
        what = f"{path}:{found[1].line}: {key} = {found[1].text} (first at line {found[0].line}: {found[0].text})"
        raise InputError(explain(what, fix="say it once"))
    return found[0] if found else None
