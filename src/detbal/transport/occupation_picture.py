"""The picture of a drive: how the states of a dot are filled, against equilibrium."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.figures import Curve, CurveFigure
from detbal.transport.occupation import Floats, log_fermi
from detbal.transport.reservoir import Reservoir
from detbal.units import EnergyUnit

#: Smaller logs of occupations are not drawn.
_LEAST = -600.0


@dataclass(frozen=True, slots=True, eq=False)
class Stationary:
    """States with their occupations, for text and pictures.

    Attributes
    ----------
    labels : sequence of N strings
    log_probability, energy : (N,) float arrays
        Logs of the occupations, nan if unknown.
    charge : (N,) array
    orbitals : bool
        These are orbitals, each filled by itself, rather than the states of the whole dot.
    """

    labels: Sequence[str]
    log_probability: Floats
    energy: Floats
    charge: NDArray[np.int64] | Floats
    orbitals: bool = False


def occupation_picture(one: Reservoir, unit: EnergyUnit | None, state: Stationary) -> tuple[CurveFigure, ...]:
    """Lay out occupations over energy, beside those of equilibrium with one reservoir, if it is known well enough.

    Examples
    --------
    >>> filled = Stationary(["empty", "full"], np.log([0.4, 0.6]), np.array([0.0, 0.3]), np.array([0, 1]))
    >>> [curve.name for curve in occupation_picture(Reservoir("L", 1.0, 0.2), None, filled)[0].curves]
    ['stationary', 'in equilibrium with L']
    >>> [curve.name for curve in occupation_picture(Reservoir("L", 1.0), None, filled)[0].curves]
    ['stationary']
    """
    seen = state.log_probability > _LEAST  # and no nan
    if not seen.any():
        return ()
    counted = one.mu is not None
    above = state.energy - (one.mu or 0.0) * state.charge
    curves = [Curve("stationary", above[seen], np.exp(state.log_probability[seen]), points=True)]
    caption = ""
    if counted and one.kT is not None:
        order = np.argsort(above)
        log_gibbs = _in_equilibrium(above[order] / one.kT, state.orbitals)
        shown = log_gibbs > _LEAST
        curves.append(Curve(f"in equilibrium with {one.name}", above[order][shown], np.exp(log_gibbs[shown])))
        caption = f"Against the grand canonical ones of {one.name}."
    what = "orbitals" if state.orbitals else "states"
    figure = CurveFigure(
        title=f"Occupations of the {what}",
        caption=caption,
        x_axis=f"{'E - μ N' if counted else 'E'}{' / ' + unit.symbol if unit else ''}",
        y_axis="probability",
        curves=tuple(curves),
        log_y=True,
    )
    return (figure,)


def _in_equilibrium(x: Floats, orbitals: bool) -> Floats:
    """Return ln of the occupations by (E - μN)/kT: of each orbital, or of all states together."""
    return log_fermi(x) if orbitals else np.asarray(-x - np.logaddexp.reduce(-x))
