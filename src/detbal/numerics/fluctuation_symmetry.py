"""λ(χ) = λ(-χ - A): by how much A misses, where λ is known with its derivative."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

_MOST_STEPS = 100
#: Newton's steps are kept to this, in nats, lest they shoot far beyond where λ is flat.
_LONGEST_STEP = 5.0
#: Two λ that agree although both rise are compared on one side of their minimum, if slopes are so far above noise.
_STEEP = 1e6
_EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Tangent:
    """λ at a counting variable, its derivative, and the size up to which λ may be round-off."""

    value: float
    slope: float
    floor: float


Line = Callable[[float], Tangent]


def symmetry_residual(
    ahead: Line, back: Line, chi: float, *, unit: float, lost: float, spread: Callable[[float], float] | None = None
) -> tuple[float, float]:
    """Return the x for which ahead(χ) = back(-χ - x), on the other side of the minimum of λ, and its noise.

    Parameters
    ----------
    ahead, back
        λ, and λ with the affinity taken off its argument: where the symmetry holds, x is 0.
    chi : float
    unit : float
        Largest amount that one process adds to the counter.
    lost : float
        Largest tilt that is hidden in `back`, of which round-off is left.
    spread : callable, optional
        How far ahead(χ) - back(-χ - x) may be off, for a given x, by errors of what λ is calculated from.

    Returns
    -------
    residual, floor
        Nats for each unit counted. The residual stands above its floor only if the two λ differ by more than their
        noise, or rise together. The floor is infinite where λ is flat: nothing is tested there. The residual is
        infinite where the two λ differ and no x makes them alike.

    Notes
    -----
    Newton's method; λ is taken to be convex.

    Examples
    --------
    Three times as often ahead as back, λ = 3(e^χ - 1) + (e^-χ - 1), has A = ln 3; with A = 1 it misses by 0.0986.

    >>> def line(x):
    ...     return Tangent(3 * np.expm1(x) + np.expm1(-x), 3 * np.exp(x) - np.exp(-x), 1e-15)
    >>> residual, floor = symmetry_residual(line, lambda x: line(x - 1.0), 0.5, unit=1.0, lost=1.0)
    >>> bool(abs(residual - np.log(3) + 1) < floor < 1e-13)
    True
    """
    here, there = ahead(chi), back(-chi)
    gap = here.value - there.value
    rounding = here.floor + there.floor
    hidden = 4 * _EPS * (abs(chi) + lost / unit)
    noise = rounding + hidden * abs(there.slope)
    steepness = min(abs(here.slope), abs(there.slope)) / unit
    together = float(np.sign(here.slope) * np.sign(there.slope))
    if abs(gap) > noise or (together > 0 and steepness > _STEEP * noise):
        residual, floor, slope = _shift(here, back, chi, hidden, unit)
    elif together >= 0 or steepness <= rounding:
        return 0.0, np.inf
    else:
        residual, floor, slope = -gap / there.slope, noise / abs(there.slope), there.slope
    if spread is None or not np.isfinite([residual, floor]).all():
        return residual, floor
    return residual, floor + spread(residual) / abs(slope)


def _shift(here: Tangent, back: Line, chi: float, hidden: float, unit: float) -> tuple[float, float, float]:
    """Solve back(-χ - x) = here for x, by Newton's method beyond the minimum, inf if there is no such x.

    Return its round-off and the slope there, too.
    """
    x, longest = 0.0, _LONGEST_STEP / unit
    for _ in range(_MOST_STEPS):
        there = back(-(chi + x))
        rounding = here.floor + there.floor
        if min(abs(here.slope), abs(there.slope)) / unit <= rounding:
            return x, np.inf, there.slope
        if np.sign(there.slope) == np.sign(here.slope):  # not yet beyond the minimum of λ
            x += float(np.sign(here.slope)) * longest
            continue
        step = (here.value - there.value) / -there.slope
        x += float(np.clip(step, -longest, longest))
        precise = rounding / abs(there.slope) + hidden + 4 * _EPS * abs(x)
        if abs(step) <= precise:
            # they differ by more than round-off: where λ was steeper on the way, x has less of it than at its end
            return x, min(precise, abs(x) / 2), there.slope
    return np.inf, 0.0, 0.0
