"""The bias, and the gate, at which a dot between hot and cold delivers the most power."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.kinds import needs
from detbal.transport.dot_like import DotLike
from detbal.transport.engine.conversion import Conversion, Sides, conversion, sides_of
from detbal.transport.engine.pictures import spent
from detbal.transport.engine.thermoelectric import ASSUMPTION, Thermoelectric, machine
from detbal.transport.maps.conditions import Across, two_leads
from detbal.transport.maps.diamonds import bias_label
from detbal.transport.maps.sweep import Sweep
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.units import energy_array, potential_array
from detbal.verdict import Finding

#: Biases up to this many kT of the hot side are searched if nothing is said.
WIDEST = 8.0
#: Points of the first search along an axis.
GRID = 65
REFERENCE = "M. Esposito, K. Lindenberg and C. Van den Broeck, Thermoelectric efficiency at maximum power in a quantum \
dot, EPL 85, 60010 (2009)"


class NoEngine(Finding):
    """No power is delivered anywhere in the range that was searched: the largest is none, or what is spent least."""


class AtTheEdge(Finding):
    """The maximum lies at the edge of the range that was searched: there may be more beyond."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MaximumPower(Thermoelectric):
    """A dot at its maximum power.

    Attributes
    ----------
    bias, gate : float
        Where that is: the bias as it is added to what the leads have already.
    curzon_ahlborn : float
        1 - √(T_cold/T_hot), for comparison: the efficiency at maximum power of an endoreversible engine.
    """

    bias: float
    gate: float
    curzon_ahlborn: float


def maximum_power(
    dot: DotLike, *, across: tuple[str, str] = ("L", "R"), split: float = 0.5, bias: Any = None, gate: Any = 0.0
) -> MaximumPower:
    """Maximise the power over the bias, and over the gate if a range of it is given.

    Parameters
    ----------
    dot : QuantumDot or Molecule
        Its reservoirs are at two temperatures.
    across, split
        As for `detbal.transport.maps.stability.stability_diagram`.
    bias : number or (low, high), optional
        One, or the range that is searched, as energies or in volts; it is added to what the leads have already. 8 kT
        of the hot side on both sides of none, if nothing is said.
    gate : number or (low, high)
        Energy added to each electron: one, or the range that is searched.

    Raises
    ------
    InputError
        Other than two temperatures, ranges that are none, states that are nowhere connected.

    Notes
    -----
    A grid finds the best region, and Nelder and Mead's search the maximum in it, to about 1e-8 of the range: the power
    then has all digits. Cost: 65 stationary states for each axis of the grid, multiplied, and some 100 more.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=0.1), "R": Lead(kT=0.9, gamma=0.1)})
    >>> found = maximum_power(dot, gate=(0.0, 5.0))
    >>> round(found.efficiency, 6), round(found.curzon_ahlborn, 6)
    (0.051333, 0.051317)
    """
    needs(dot, "dot", QuantumDot, Molecule)
    sides, pair = sides_of(dot), two_leads(dot, across, split)
    widest = WIDEST * sides.kT_hot
    reach = (-widest, widest) if bias is None else potential_array(bias, dot.unit, "bias")
    box = np.array([_range(reach, "bias"), _range(energy_array(gate, dot.unit, "gate"), "gate")])
    search = _Search(Sweep.of(dot), pair, sides)
    at = search.refined(search.best_of_grid(box), box)
    edge = [
        name for name, x, (low, high) in zip(("bias", "gate"), at, box, strict=True) if low < high and x in (low, high)
    ]
    found = machine(dot, pair.conditions(*at))
    findings = list(found.pop("findings"))
    if not found["power"] > found["power_floor"]:
        findings.append(NoEngine("no power is delivered in the range that was searched"))
    if edge:
        message = f"the maximum lies at the edge of the range of the {' and the '.join(edge)}"
        findings.append(AtTheEdge(message, tuple(edge), len(edge)))
    total = search.total(at[0])
    where = f"bias {at[0]:.6g} added, so that μ of {' less that of '.join(pair.names)} is {total:.6g}; gate {at[1]:.6g}"
    return MaximumPower(
        **found | {"facts": (*found["facts"], ("found at", where)), "drawings": partial(search.picture, at, box[0])},
        bias=float(at[0]),
        gate=float(at[1]),
        curzon_ahlborn=1 - float(np.sqrt(sides.kT_cold / sides.kT_hot)),
        findings=tuple(findings),
        assumptions=(ASSUMPTION,),
        references=(REFERENCE,),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    sweep: Sweep
    pair: Across
    sides: Sides

    def converted(self, bias: Any, gate: Any) -> Conversion:
        at = self.pair.conditions(bias, gate)
        return conversion(self.sweep.at(at), at, self.sides)

    def total(self, bias: float) -> float:
        """Return μ of the first lead less that of the second, where a bias is added."""
        mu = self.pair.conditions(bias).mu[0]
        return float(mu[self.pair.first] - mu[self.pair.second])

    def best_of_grid(self, box: Floats) -> Floats:
        axes = [np.linspace(low, high, GRID) if low < high else np.array([low]) for low, high in box]
        bias, gate = (each.ravel() for each in np.meshgrid(*axes))
        power = self.converted(bias, gate).power
        best = int(np.argmax(np.where(np.isnan(power), -np.inf, power)))
        return np.array([bias[best], gate[best]])

    def refined(self, start: Floats, box: Floats) -> Floats:
        from scipy.optimize import minimize

        free = box[:, 0] < box[:, 1]
        if not free.any():
            return start
        cell = (box[free, 1] - box[free, 0]) / (GRID - 1)
        scale = abs(float(self.converted(*start).power[0])) or 1.0

        def loss(x: Floats) -> float:
            at = start.copy()
            at[free] = x
            power = float(self.converted(*at).power[0])
            return np.inf if np.isnan(power) else -power / scale

        inward = np.where(start[free] + cell > box[free, 1], -cell, cell)
        simplex = np.vstack((start[free], start[free] + np.diag(inward)))
        found = minimize(
            loss,
            start[free],
            method="Nelder-Mead",
            bounds=[(float(low), float(high)) for low, high in box[free]],
            options={"initial_simplex": simplex, "xatol": 1e-10 * cell.max(), "fatol": 0.0, "maxiter": 400},
        )
        at = start.copy()
        at[free] = found.x
        return at

    def picture(self, at: Floats, reach: Floats) -> tuple[CurveFigure]:
        """Power and efficiency from no bias between the leads to twice that of the maximum; power alone if spent."""
        whole, unit = self.total(at[0]), self.pair.dot.unit
        found = self.converted(at[0] + np.linspace(-whole, whole, 201), at[1])
        between, engine = np.linspace(0.0, 2.0 * whole, 201), found.power > found.power_floor
        first, second = self.pair.names
        x_axis = f"{bias_label(unit)}, of {first} above {second}"
        if engine.any():
            curves = (
                Curve("power / its maximum", between[engine], found.power[engine] / float(found.power[engine].max())),
                Curve("efficiency / Carnot's", between[engine], found.efficiency[engine] / self.sides.carnot),
            )
            caption = "Power and efficiency of the engine over the bias, at the gate of maximum power."
            return (CurveFigure("Engine", caption, x_axis, "share", curves),)
        wide = np.unique(np.linspace(reach[0], reach[1], 201))
        return (spent(wide + whole - at[0], self.converted(wide, at[1]).power, x_axis, unit),)


def _range(found: Any, name: str) -> tuple[float, float]:
    found = np.asarray(found)
    if found.ndim == 0:
        return float(found), float(found)
    if found.shape != (2,) or not found[0] < found[1]:
        raise InputError(explain(f"{name} = {tuple(found.tolist())}", fix="give one energy, or (lowest, highest)"))
    return float(found[0]), float(found[1])
