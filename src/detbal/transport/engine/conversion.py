"""Heat and work: what flows between a hot and a cold side, as power, efficiency and coefficient of performance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.transport.maps.conditions import Conditions
from detbal.transport.maps.sweep import SweptFlows
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Which reservoirs are the hot and which the cold side.

    Attributes
    ----------
    hot : (r,) bool array
        Leads first, then baths.
    kT_hot, kT_cold : float
    """

    hot: NDArray[np.bool_]
    kT_hot: float
    kT_cold: float

    @property
    def carnot(self) -> float:
        """Carnot's efficiency, 1 - T_cold/T_hot."""
        return (self.kT_hot - self.kT_cold) / self.kT_hot


def sides_of(dot: QuantumDot) -> Sides:
    """Split the reservoirs of a dot by their temperatures, of which there must be two.

    Raises
    ------
    InputError
        One temperature, or more than two.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=2.0, gamma=1.0), "R": Lead(kT=1.0, gamma=1.0)}
    >>> found = sides_of(QuantumDot(0.0, sides))
    >>> found.hot.tolist(), found.carnot
    ([True, False], 0.5)
    """
    kT = np.array([one.kT for one in dot.reservoirs], dtype=np.float64)
    known = np.unique(kT)
    if len(known) != 2:
        each = ", ".join(f"{one.name} at {one.kT:g}" for one in dot.reservoirs)
        what = f"reservoirs at {len(known)} temperature{'s' * (len(known) != 1)} (kT of {each})"
        raise InputError(explain(what, why="an engine has a hot and a cold side", fix="give two temperatures"))
    return Sides(kT == known[1], float(known[1]), float(known[0]))


@dataclass(frozen=True, slots=True, eq=False)
class Conversion:
    """Work and heat at p points; arrays are (p,), energies per unit time.

    Attributes
    ----------
    power : float array
        Delivered: electrons moved up in μ.
    heat_hot, heat_cold : float arrays
        From each side into the dot; they add up to the power.
    power_floor : float array
        Size up to which the power may be round-off.
    """

    power: Floats
    heat_hot: Floats
    heat_cold: Floats
    power_floor: Floats

    @property
    def efficiency(self) -> Floats:
        """Power over the heat of the hot side; nan where there is no engine."""
        return _ratio(self.power, self.heat_hot, (self.power > 0) & (self.heat_hot > 0))

    @property
    def cooling_performance(self) -> Floats:
        """Heat of the cold side over the power spent; nan where there is no refrigerator."""
        return _ratio(self.heat_cold, -self.power, (self.power < 0) & (self.heat_cold > 0))


def conversion(flows: SweptFlows, conditions: Conditions, hot: NDArray[np.bool_]) -> Conversion:
    """Sum up work and heat.

    Examples
    --------
    >>> one = np.zeros(1)
    >>> none = np.zeros((1, 2))
    >>> flows = SweptFlows(np.array([[1.0, -1.0]]), none, np.array([[3.0, -2.0]]), one, one, none)
    >>> at = Conditions(np.array([[2.0, 1.0]]), np.array([[0.0, 1.0]]), one)
    >>> conversion(flows, at, np.array([True, False])).efficiency.round(6)
    array([0.333333])
    """
    above = conditions.mu - conditions.mu[:, :1]  # no electrons stay on the dot, so that only differences count
    leads = slice(above.shape[1])
    power = 0.0 - (above * flows.particles[:, leads]).sum(axis=1)  # 0 without a sign
    floor = (np.abs(above) * flows.floor[:, leads]).sum(axis=1)
    return Conversion(power, flows.heat[:, hot].sum(axis=1), flows.heat[:, ~hot].sum(axis=1), floor)


def _ratio(top: Floats, bottom: Floats, where: NDArray[np.bool_]) -> Floats:
    found: Floats = np.full(len(top), np.nan)
    np.divide(top, bottom, out=found, where=where)
    return found
