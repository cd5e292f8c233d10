"""Panels for Gauss-Legendre quadrature, halved until the integral over each of them is sure."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain

Floats = NDArray[np.float64]

#: Relative accuracy to which panels are refined.
REFINED = 1e-12
#: Most panels; what needs more has no width that could be resolved.
MOST = 2**18
#: Into how many parts each panel is cut to look for narrow lines, where that makes no more than `SCANNED` parts.
CLOSE, SCANNED = 64, 2**18
_DEEPEST = 40
_CHUNK = 4096


def refined_panels(integral: Callable[[Floats, Floats], Floats], edges: Floats) -> tuple[Floats, Floats]:
    """Return the ends of panels on each of which halving changes the integral by less than 1e-12 of the whole.

    Each panel is first compared with 64 parts of itself, so that a line is seen that lies between its points.

    Parameters
    ----------
    integral
        Of panels from their lower and upper ends, (n,) arrays.
    edges : (n + 1,)
        Ascending; those of the first panels.

    Raises
    ------
    InputError
        The integrand does not get smooth in 2.6e5 panels.

    Examples
    --------
    >>> low, high = refined_panels(lambda a, b: (b**2 - a**2) / 2.0, np.array([0.0, 1.0, 2.0]))
    >>> low, high
    (array([0., 1.]), array([1., 2.]))
    """
    low, high = edges[:-1], edges[1:]
    rough = _in_chunks(integral, low, high)
    parts = int(np.clip(SCANNED // max(len(low), 1), 2, CLOSE))
    done: list[tuple[Floats, Floats]] = []
    settled, count = 0.0, 0
    for _round in range(_DEEPEST):
        ends = low[:, None] + (high - low)[:, None] * (np.arange(parts + 1) / parts)
        ends[:, -1] = high
        fine = _in_chunks(integral, ends[:, :-1].ravel(), ends[:, 1:].ravel()).reshape(-1, parts)
        # the first panels may have missed all there is: what they found is no measure
        whole = settled + float(np.abs(fine).sum())
        rest = np.abs(fine.sum(axis=1) - rough) > REFINED * whole
        done.append((low[~rest], high[~rest]))
        settled, count = settled + float(np.abs(fine[~rest]).sum()), count + int((~rest).sum())
        low, high, rough = ends[rest, :-1].ravel(), ends[rest, 1:].ravel(), fine[rest].ravel()
        if not len(low):
            break
        if count + len(low) > MOST:
            found = f"the spectrum is not smooth around ω = {float(np.median(low)):.6g}"
            why = f"{MOST:,} intervals do not resolve it"
            raise InputError(explain(found, why=why, fix="give a spectrum whose lines have a width, without noise"))
        parts = 2
    done.append((low, high))
    return np.concatenate([each[0] for each in done]), np.concatenate([each[1] for each in done])


def _in_chunks(integral: Callable[[Floats, Floats], Floats], low: Floats, high: Floats) -> Floats:
    found = [integral(low[k : k + _CHUNK], high[k : k + _CHUNK]) for k in range(0, len(low), _CHUNK)]
    return np.concatenate(found) if found else np.empty(0)
