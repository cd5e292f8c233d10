"""Expanded uncertainties: headings such as 'uncertainty (k=2)' or '2 sigma' state a multiple of the standard one."""

from __future__ import annotations

import re

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_FACTOR = re.compile(rf"[,;]?\s*\bk\s*=\s*{_NUMBER}\s*[,;]?|(?<![\d.,]){_NUMBER}[\s_-]*(?:sigma|σ)", re.IGNORECASE)
_EMPTY = re.compile(r"\s*(\(\s*\)|\[\s*\])")


def coverage_factor(heading: str) -> tuple[str, float]:
    """Separate a heading from its coverage factor, of which the standard uncertainty is the part; 1 if it has none.

    Notes
    -----
    The expanded uncertainty is U = k u (Guide to the expression of uncertainty in measurement, JCGM 100:2008, 6.2).

    Examples
    --------
    >>> coverage_factor("EQE uncertainty (k=2) (%)"), coverage_factor("2σ"), coverage_factor("error (%)")
    (('EQE uncertainty (%)', 2.0), ('', 2.0), ('error (%)', 1.0))
    """
    found = _FACTOR.search(heading)
    if found is None:
        return heading, 1.0
    without = _EMPTY.sub("", heading[: found.start()] + heading[found.end() :])
    return without.strip(), float((found[1] or found[2]).replace(",", "."))
