"""What a relaxation looks like: populations, implied temperature and distance over time, as figure records."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detbal.figures import Curve, CurveFigure
from detbal.generators.response.effective_temperature import effective_beta

if TYPE_CHECKING:
    from detbal.generators.response.relaxed import Relaxation


class Followed(Enum):
    """What is followed over time."""

    POPULATIONS = "populations of the lowest levels"
    TEMPERATURE = "1/kT that the mean energy implies"
    DISTANCE = "trace distance from the state in the end"


def relaxation_figure(found: Relaxation, followed: Followed, most: int) -> CurveFigure:
    """Return what is followed over time.

    Parameters
    ----------
    found
    followed
    most : int
        Of populations, how many levels.

    Examples
    --------
    >>> from detbal.generators import Lindbladian
    >>> from detbal.generators.response import relaxation
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
    >>> found = relaxation(atom, [0.2, 0.8], [0.0, 1.0, 2.0])
    >>> [relaxation_figure(found, one, 2).curves[0].name for one in Followed]
    ['E = 0', 'implied by ⟨H⟩', 'distance']
    """
    if followed is Followed.POPULATIONS:
        return _populations(found, most)
    return _temperature(found) if followed is Followed.TEMPERATURE else _distance(found)


def _populations(found: Relaxation, most: int) -> CurveFigure:
    """Return the populations of the lowest levels, and where they end."""
    shown = np.argsort(found.energies, kind="stable")[:most]
    kept = _shown(found)
    curves = [Curve(f"E = {found.energies[k]:.4g}", found.times[kept], found.populations[k][kept]) for k in shown]
    end = Curve("stationary state", np.full(len(shown), found.times[-1]), found.final[shown], points=True)
    return CurveFigure(
        title="Relaxation of populations",
        caption=f"The {len(shown)} lowest of {len(found.energies)} levels; points: {found.balance_with}.",
        x_axis="t",
        y_axis="population",
        curves=(*curves, end),
        log_x=_logarithmic(found),
    )


def _temperature(found: Relaxation) -> CurveFigure:
    """Return the implied 1/kT, and that of the state in the end; gaps where it is infinite."""
    kept, beta = _shown(found), found.implied_beta
    last = effective_beta(found.energies, found.final)
    shown = kept & np.isfinite(beta)
    curves = [Curve("implied by ⟨H⟩", found.times[shown], beta[shown])]
    if np.isfinite(last):
        curves.append(Curve("stationary state", found.times[kept][[0, -1]], np.full(2, last)))
    return CurveFigure(
        title="Implied temperature",
        caption=f"Negative where levels are inverted; at last that of: {found.balance_with}.",
        x_axis="t",
        y_axis="1 / kT",
        curves=tuple(curves),
        log_x=_logarithmic(found),
    )


def _distance(found: Relaxation) -> CurveFigure:
    """Return the trace distance from the state in the end, where it is more than round-off."""
    seen = found.distance > 1e-15
    return CurveFigure(
        title="Distance from equilibrium",
        caption=f"Trace distance from: {found.balance_with}.",
        x_axis="t",
        y_axis="½ ‖ρ - σ‖₁",
        curves=(Curve("distance", found.times[seen], found.distance[seen]),),
        log_y=True,
    )


def _logarithmic(found: Relaxation) -> bool:
    later = found.times[found.times > 0]
    return len(later) > 2 and bool(later[-1] > 50.0 * later[0])


def _shown(found: Relaxation) -> NDArray[np.bool_]:
    return found.times > 0 if _logarithmic(found) else np.ones(len(found.times), dtype=bool)
