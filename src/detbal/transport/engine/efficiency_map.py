"""Power and efficiency over the bias, and over a gate or a difference of temperatures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.errors import InputError, OptionError, explain
from detbal.kinds import needs
from detbal.progress import Callback
from detbal.result import Result
from detbal.transport.dot_like import DotLike
from detbal.transport.engine.conversion import Sides, conversion, sides_of, temperatures, told
from detbal.transport.engine.pictures import machine_maps
from detbal.transport.engine.thermoelectric import ASSUMPTION, REFERENCE
from detbal.transport.maps.conditions import Across, Conditions, axis, bias_axis, two_leads
from detbal.transport.maps.findings import findings_of_map
from detbal.transport.maps.si import power_text
from detbal.transport.maps.sweep import swept
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.units import EnergyUnit

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class EfficiencyMap(Result):
    """A dot as a machine over v biases and g other settings; energies per unit time (energy/ħ).

    Attributes
    ----------
    bias : (v,) float array
    other : (g,) float array
        Gates, or differences of temperature as energies.
    over : str
        What `other` is: "gate" or "difference".
    power : (v, g) float array
        Delivered; negative where work is spent.
    power_floor : (v, g) float array
        Size up to which the power may be round-off: it is zero where it is not larger.
    heat_hot, heat_cold : (v, g) float arrays
        From each side into the dot.
    efficiency : (v, g) float array
        Power over the heat of the hot side; nan where there is no engine, or none beyond round-off.
    cooling_performance : (v, g) float array
        Heat of the cold side over the power spent; nan where there is no refrigerator.
    entropy_production : (v, g) float array
    carnot : (g,) float array
        All others are nan where parts of the states are not connected.
    unit : str
        Symbol of the unit of energies; empty if there is none.
    """

    bias: Floats
    other: Floats
    over: str
    power: Floats
    power_floor: Floats
    heat_hot: Floats
    heat_cold: Floats
    efficiency: Floats
    cooling_performance: Floats
    entropy_production: Floats
    carnot: Floats
    unit: str = ""

    def to_xarray(self) -> xarray.Dataset:
        """Return a labelled dataset (needs xarray).

        Examples
        --------
        >>> from detbal.transport.lead import Lead
        >>> dot = QuantumDot(3.0, {name: Lead(kT=1.0, gamma=0.1) for name in "LR"})
        >>> efficiency_map(dot, bias=[-0.5, 0.5], difference=[0.0, 1.0]).to_xarray().power.dims
        ('bias', 'difference')
        """
        import xarray

        energy = self.unit or "natural"
        flow = f"{energy}^2/hbar"
        units = {
            "power": flow, "power_floor": flow, "heat_hot": flow, "heat_cold": flow, "efficiency": "1",
            "cooling_performance": "1", "entropy_production": f"k_B {energy}/hbar",
        }  # fmt: skip
        columns: dict[str, Any] = {
            name: (("bias", self.over), getattr(self, name), {"units": unit}) for name, unit in units.items()
        }
        columns["carnot"] = (self.over, self.carnot, {"units": "1"})
        axes = {"bias": ("bias", self.bias, {"units": energy}), self.over: (self.over, self.other, {"units": energy})}
        return xarray.Dataset(columns, coords=axes, attrs={"assumptions": "; ".join(self.assumptions)})


def efficiency_map(
    dot: DotLike,
    *,
    bias: Any,
    gate: Any = None,
    difference: Any = None,
    across: tuple[str, str] = ("L", "R"),
    split: float = 0.5,
    executor: Any = None,
    progress: Callback | bool | None = None,
) -> EfficiencyMap:
    """Return power, heat and efficiency over the bias and one other setting.

    Parameters
    ----------
    dot : QuantumDot or Molecule
    bias : (v,)
        Ascending, as an energy or in volts; it is added to what the leads have already.
    gate : (g,), optional
        Energy added to each electron, ascending; the reservoirs of the dot are at two temperatures.
    difference : (g,), optional
        In place of a gate: by how much kT of the first lead is raised, ascending, 0 or more; the reservoirs of the dot
        are at one temperature.
    across, split, executor, progress
        As for `detbal.transport.maps.stability.stability_diagram`.

    Raises
    ------
    InputError
        Axes that do not ascend; reservoirs at other temperatures than are needed.
    OptionError
        Neither gate nor difference, or both.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot(3.0, {name: Lead(kT=1.0, gamma=0.1) for name in "LR"})
    >>> found = efficiency_map(dot, bias=[-1.0, -0.5], difference=[0.0, 1.0])
    >>> found.efficiency.round(6)  # V/(3 + V/2) where it is below Carnot's
    array([[     nan, 0.285714],
           [     nan, 0.153846]])
    """
    needs(dot, "dot", QuantumDot, Molecule)
    if (gate is None) == (difference is None):
        raise OptionError(explain("neither gate nor difference, or both", fix="give one of them"))
    pair, V = two_leads(dot, across, split), bias_axis(bias, dot.unit)
    if difference is None:
        sides, over, other = sides_of(dot), "gate", axis(gate, dot.unit, "gate")
        at, carnot = pair.conditions(V[:, None], other), np.full(len(other), sides.carnot)
    else:
        other, over = axis(difference, dot.unit, "difference", least=0.0), "difference"
        at = pair.conditions(V[:, None], warmer=other)
        sides = _first_alone(pair, at)
        carnot = other / (sides.kT_cold + other)
    flows = swept(dot, at, executor, progress)
    found, grid = conversion(flows, at, sides), (len(V), len(other))
    power, efficiency, floor = (each.reshape(grid) for each in (found.power, found.efficiency, found.power_floor))
    unit = dot.unit.symbol if dot.unit else ""
    return EfficiencyMap(
        subject=f"{dot!r}"[1:-1],
        statement=f"work and heat over bias from {' to '.join(pair.names)} and {over}, {len(V)} × {len(other)} points",
        bias=V,
        other=other,
        over=over,
        power=power,
        power_floor=floor,
        heat_hot=found.heat_hot.reshape(grid),
        heat_cold=found.heat_cold.reshape(grid),
        efficiency=efficiency,
        cooling_performance=found.cooling_performance.reshape(grid),
        entropy_production=flows.entropy_production.reshape(grid),
        carnot=carnot,
        unit=unit,
        findings=findings_of_map(dot, flows, {"bias": V, over: other}),
        assumptions=(ASSUMPTION,),
        references=(REFERENCE,),
        facts=(("best", _best(power, floor, efficiency, dot.unit)),),
        drawings=partial(machine_maps, V, other, over, power, floor, efficiency, dot.unit),
    )


def _best(power: Floats, floor: Floats, efficiency: Floats, unit: EnergyUnit | None) -> str:
    works = power > floor
    if not works.any():
        return "no power is delivered"
    best = f", efficiency {np.nanmax(efficiency):.6g}" if np.isfinite(efficiency).any() else ""
    return f"power {power_text(float(power[works].max()), unit)}{best}, each where it is largest"


def _first_alone(pair: Across, at: Conditions) -> Sides:
    """Take the first lead as the hot side of a dot of one temperature."""
    known, which = temperatures(pair.dot)
    if len(known) > 1:
        why = f"the difference is put on {pair.names[0]}"
        raise InputError(explain(told(pair.dot, known), why=why, fix="give a dot of one temperature"))
    return Sides(np.arange(len(which)) == pair.first, at.kT[:, pair.first], float(known[0]))
