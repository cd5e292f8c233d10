"""The bias, and the gate, at which a dot between hot and cold delivers the most power."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.kinds import needs
from detbal.transport.engine.conversion import Conversion, Sides, conversion, sides_of
from detbal.transport.engine.thermoelectric import ASSUMPTION, Thermoelectric, machine
from detbal.transport.maps.conditions import Across, two_leads
from detbal.transport.maps.diamonds import bias_label
from detbal.transport.maps.sweep import Sweep
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.units import energy_array
from detbal.verdict import Finding

#: Biases up to this many kT of the hot side are searched if nothing is said.
WIDEST = 8.0
#: Points of the first search along an axis.
GRID = 65
REFERENCE = "M. Esposito, K. Lindenberg and C. Van den Broeck, Thermoelectric efficiency at maximum power in a quantum \
dot, EPL 85, 60010 (2009)"


class AtTheEdge(Finding):
    """The maximum lies at the edge of the range that was searched: there may be more beyond."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MaximumPower(Thermoelectric):
    """A dot at its maximum power.

    Attributes
    ----------
    bias, gate : float
        Where that is.
    curzon_ahlborn : float
        1 - √(T_cold/T_hot), for comparison: the efficiency at maximum power of an endoreversible engine.
    """

    bias: float
    gate: float
    curzon_ahlborn: float


def maximum_power(
    dot: QuantumDot, *, across: tuple[str, str] = ("L", "R"), split: float = 0.5, bias: Any = None, gate: Any = 0.0
) -> MaximumPower:
    """Maximise the power over the bias, and over the gate if a range of it is given.

    Parameters
    ----------
    dot
        Its reservoirs are at two temperatures.
    across, split
        As for `detbal.transport.maps.stability.stability_diagram`.
    bias : (low, high), optional
        Range that is searched; 8 kT of the hot side on both sides of none, if nothing is said.
    gate : number or (low, high)
        Energy added to each electron: one, or the range that is searched.

    Raises
    ------
    InputError
        Other than two temperatures, ranges that are none.

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
    needs(dot, "dot", QuantumDot)
    sides, pair = sides_of(dot), two_leads(dot, across, split)
    widest = WIDEST * sides.kT_hot
    box = np.array([_range(dot, (-widest, widest) if bias is None else bias, "bias"), _range(dot, gate, "gate")])
    search = _Search(Sweep.of(dot), pair, sides)
    at = search.refined(search.best_of_grid(box), box)
    edge = [
        name for name, x, (low, high) in zip(("bias", "gate"), at, box, strict=True) if low < high and x in (low, high)
    ]
    found = machine(dot, pair.conditions(*at))
    findings = found.pop("findings")
    if edge:
        message = f"the maximum lies at the edge of the range of the {' and the '.join(edge)}"
        findings = (*findings, AtTheEdge(message, tuple(edge), len(edge)))
    return MaximumPower(
        **found,
        bias=float(at[0]),
        gate=float(at[1]),
        curzon_ahlborn=1 - float(np.sqrt(sides.kT_cold / sides.kT_hot)),
        findings=findings,
        assumptions=(ASSUMPTION,),
        references=(REFERENCE,),
        drawings=lambda: (search.picture(at),),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    sweep: Sweep
    pair: Across
    sides: Sides

    def converted(self, bias: Any, gate: Any) -> Conversion:
        at = self.pair.conditions(bias, gate)
        return conversion(self.sweep.at(at), at, self.sides.hot)

    def best_of_grid(self, box: Floats) -> Floats:
        axes = [np.linspace(low, high, GRID) if low < high else np.array([low]) for low, high in box]
        bias, gate = (each.ravel() for each in np.meshgrid(*axes))
        best = int(np.argmax(self.converted(bias, gate).power))
        return np.array([bias[best], gate[best]])

    def refined(self, start: Floats, box: Floats) -> Floats:
        from scipy.optimize import minimize

        free = box[:, 0] < box[:, 1]
        cell = (box[free, 1] - box[free, 0]) / (GRID - 1)
        scale = abs(float(self.converted(*start).power[0])) or 1.0

        def loss(x: Floats) -> float:
            at = start.copy()
            at[free] = x
            return -float(self.converted(*at).power[0]) / scale

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

    def picture(self, at: Floats) -> CurveFigure:
        """Power and efficiency from no bias to twice that of the maximum."""
        bias = np.linspace(0.0, 2.0 * at[0], 201)
        found = self.converted(bias, at[1])
        top = float(found.power.max())
        engine = found.power > 0
        curves = (
            Curve("power / its maximum", bias[engine], found.power[engine] / top),
            Curve("efficiency / Carnot's", bias[engine], found.efficiency[engine] / self.sides.carnot),
        )
        caption = "Power and efficiency of the engine over the bias, at the gate of maximum power."
        return CurveFigure("Engine", caption, bias_label(self.pair.dot.unit), "share", curves)


def _range(dot: QuantumDot, given: Any, name: str) -> tuple[float, float]:
    found = energy_array(given, dot.unit, name)
    if found.ndim == 0:
        return float(found), float(found)
    if found.shape != (2,) or not found[0] < found[1]:
        raise InputError(explain(f"{name} = {given!r}", fix="give one energy, or (lowest, highest)"))
    return float(found[0]), float(found[1])
