"""Fewer points of a curve, where a search or a question needs no more."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from detbal.photovoltaics.curve import Curve

AnyCurve = TypeVar("AnyCurve", bound=Curve)


def thinned(curve: AnyCurve, enough: int) -> AnyCurve:
    """Return every n-th point of a curve, so that about `enough` are left, or up to twice as many.

    Examples
    --------
    >>> import numpy as np
    >>> from detbal.photovoltaics.curve import curve_of
    >>> len(thinned(curve_of(np.linspace(1.0, 2.0, 1000), np.ones(1000), name="EQE"), 100))
    100
    """
    step = max(len(curve) // enough, 1)
    if step == 1:
        return curve
    columns = ("energy", "value", "error", "floor", "rounding")
    return replace(curve, **{name: getattr(curve, name)[::step] for name in columns})
