"""Heat and work: what flows between a hot and a cold side, as power, efficiency and coefficient of performance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.transport.dot_like import DotLike
from detbal.transport.maps.conditions import Conditions
from detbal.transport.maps.swept_flows import SweptFlows
from detbal.transport.occupation import Floats

#: Relative difference up to which two temperatures are one: that of conversions between units.
ALIKE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Which reservoirs are the hot and which the cold side.

    Attributes
    ----------
    hot : (r,) bool array
        Leads first, then baths.
    kT_hot, kT_cold : float
        Or (p,) arrays, at p points.
    """

    hot: NDArray[np.bool_]
    kT_hot: Any
    kT_cold: Any

    @property
    def carnot(self) -> Any:
        """Carnot's efficiency, 1 - T_cold/T_hot."""
        return (self.kT_hot - self.kT_cold) / self.kT_hot


def temperatures(dot: DotLike) -> tuple[Floats, NDArray[np.intp]]:
    """Return the temperatures of the reservoirs of a dot, ascending and as kT, and which of them each reservoir has.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=0.3, gamma=1.0), "R": Lead(kT=0.1 + 0.2, gamma=1.0), "P": Lead(kT=0.1, gamma=1.0)}
    >>> temperatures(QuantumDot(0.0, sides))
    (array([0.1, 0.3]), array([1, 1, 0]))
    """
    kT = np.array([one.kT for one in dot.reservoirs], dtype=np.float64)
    order = np.argsort(kT)
    higher = np.diff(kT[order], prepend=0.0) > ALIKE * kT[order]
    which = np.empty(len(kT), dtype=np.intp)
    which[order] = np.cumsum(higher) - 1
    return kT[order][higher], which


def sides_of(dot: DotLike) -> Sides:
    """Split the reservoirs of a dot by their temperatures, of which there must be two.

    Raises
    ------
    InputError
        One temperature, or more than two.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=2.0, gamma=1.0), "R": Lead(kT=1.0, gamma=1.0)}
    >>> found = sides_of(QuantumDot(0.0, sides))
    >>> found.hot.tolist(), found.carnot
    ([True, False], 0.5)
    """
    known, which = temperatures(dot)
    if len(known) != 2:
        fix = "give two temperatures"
        raise InputError(explain(told(dot, known), why="an engine has a hot and a cold side", fix=fix))
    return Sides(which == 1, float(known[1]), float(known[0]))


def told(dot: DotLike, known: Floats) -> str:
    """Say for a message what temperatures the reservoirs have.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> told(QuantumDot(0.0, {"L": Lead(kT=2.0, gamma=1.0)}), np.array([2.0]))
    'reservoirs at 1 temperature (kT of L at 2)'
    """
    each = ", ".join(f"{one.name} at {one.kT:g}" for one in dot.reservoirs)
    return f"reservoirs at {len(known)} temperature{'s' * (len(known) != 1)} (kT of {each})"


@dataclass(frozen=True, slots=True, eq=False)
class Conversion:
    """Work and heat at p points; arrays are (p,), energies per unit time.

    Attributes
    ----------
    power : float array
        Delivered: electrons moved up in μ.
    heat_hot, heat_cold : float arrays
        From each side into the dot; they add up to the power.
    power_floor, hot_floor, cold_floor : float arrays
        Size up to which each may be round-off.
    entropy_production : float array
    sides : Sides
    """

    power: Floats
    heat_hot: Floats
    heat_cold: Floats
    power_floor: Floats
    hot_floor: Floats
    cold_floor: Floats
    entropy_production: Floats
    sides: Sides

    @property
    def efficiency(self) -> Floats:
        """Power over the heat of the hot side; nan where there is no engine, or none beyond round-off.

        Near Carnot's it is Carnot's less what is dissipated, T_cold × entropy production, of that heat: so round-off
        never lifts it above.
        """
        works = (self.power > self.power_floor) & (self.heat_hot > self.hot_floor)
        lost = self.sides.kT_cold * self.entropy_production
        ratio, wasted = (_ratio(part, self.heat_hot, works) for part in (self.power, lost))
        return np.where(self.power <= lost, ratio, self.sides.carnot - wasted)

    @property
    def cooling_performance(self) -> Floats:
        """Heat of the cold side over the power spent; nan where there is no refrigerator, or none beyond round-off."""
        works = (-self.power > self.power_floor) & (self.heat_cold > self.cold_floor)
        lost, above = self.sides.kT_hot * self.entropy_production, self.sides.kT_hot - self.sides.kT_cold
        ratio, wasted = (_ratio(part, -self.power, works) for part in (self.heat_cold, lost))
        far = self.heat_cold * above <= self.sides.kT_cold * lost
        ideal = _ratio(np.broadcast_to(self.sides.kT_cold, far.shape), np.broadcast_to(above, far.shape), ~far)
        return np.where(far, ratio, ideal * (1.0 - wasted))


def conversion(flows: SweptFlows, conditions: Conditions, sides: Sides) -> Conversion:
    """Sum up work and heat.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.maps.conditions import as_set
    >>> from detbal.transport.maps.sweep import swept
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> dot = QuantumDot(3.0, {"L": Lead(kT=2.0, gamma=1.0), "R": Lead(kT=1.0, mu=1.0, gamma=1.0)})
    >>> conversion(swept(dot, as_set(dot)), as_set(dot), sides_of(dot)).efficiency.round(12)  # 1 of 3 delivered
    array([0.33333333])
    """
    above = conditions.mu - conditions.mu[:, :1]  # no electrons stay on the dot, so that only differences count
    leads, hot = slice(above.shape[1]), sides.hot
    return Conversion(
        power=0.0 - (above * flows.particles[:, leads]).sum(axis=1),  # 0 without a sign
        heat_hot=flows.heat[:, hot].sum(axis=1),
        heat_cold=flows.heat[:, ~hot].sum(axis=1),
        power_floor=(np.abs(above) * flows.floor[:, leads]).sum(axis=1),
        hot_floor=flows.heat_floor[:, hot].sum(axis=1),
        cold_floor=flows.heat_floor[:, ~hot].sum(axis=1),
        entropy_production=flows.entropy_production,
        sides=sides,
    )


def _ratio(top: Floats, bottom: Floats, where: NDArray[np.bool_]) -> Floats:
    found: Floats = np.full(len(top), np.nan)
    np.divide(top, bottom, out=found, where=where)
    return found
