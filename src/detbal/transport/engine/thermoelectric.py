"""A dot between a hot and a cold side, as it is set: power, heat, efficiency, regime."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.result import Result
from detbal.transport.dot_like import DotLike
from detbal.transport.engine.conversion import conversion, sides_of
from detbal.transport.engine.pictures import exergy
from detbal.transport.engine.regime import Regime, regime_of
from detbal.transport.maps.conditions import Conditions, as_set
from detbal.transport.maps.findings import findings_of_map
from detbal.transport.maps.si import power_text
from detbal.transport.maps.sweep import swept
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.quantum_dot import QuantumDot

REFERENCE = (
    "G. Benenti, G. Casati, K. Saito and R. S. Whitney, Fundamental aspects of steady-state conversion of heat to \
work at the nanoscale, Phys. Rep. 694, 1 (2017)"
)
ASSUMPTION = "sequential tunnelling between the eigenstates of the dot"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Thermoelectric(Result):
    """A dot as a machine between a hot and a cold side; energies per unit time (energy/ħ).

    Attributes
    ----------
    regime : Regime
    power : float
        Delivered; negative where work is spent.
    power_floor : float
        Size up to which the power may be round-off.
    heat_hot, heat_cold : float
        From each side into the dot; they add up to the power.
    efficiency : float or None
        Power over the heat of the hot side; None if it is no engine, or none beyond round-off.
    cooling_performance, heating_performance : float or None
        Heat taken from the cold, and given to the hot side, over the power spent; None if it is no refrigerator.
    carnot : float
        1 - T_cold/T_hot, which bounds the efficiency.
    carnot_cooling : float
        T_cold/(T_hot - T_cold), which bounds the coefficient of performance as a refrigerator; as a heat pump, 1 more.
    entropy_production : float
        Nats per unit time.
    hot, cold : tuple of str
        Reservoirs of each side.
    """

    regime: Regime
    power: float
    power_floor: float
    heat_hot: float
    heat_cold: float
    efficiency: float | None
    cooling_performance: float | None
    heating_performance: float | None
    carnot: float
    carnot_cooling: float
    entropy_production: float
    hot: tuple[str, ...]
    cold: tuple[str, ...]


def thermoelectric(dot: DotLike) -> Thermoelectric:
    """Return what a dot does between its hot and its cold reservoirs.

    Parameters
    ----------
    dot : QuantumDot or Molecule
        Its leads and baths are at two temperatures; the chemical potentials of the leads are the load.

    Raises
    ------
    InputError
        One temperature, or more than two; states that are not connected.

    Notes
    -----
    Power Σ -μ J, heat Σ (energy - μ) J of the reservoirs of one temperature. Cost: that of the stationary state.

    Examples
    --------
    A single level couples charge and heat tightly: the efficiency is that of one electron, (μ_R - μ_L)/(ε - μ_L).

    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=2.0, mu=-0.5, gamma=0.1), "R": Lead(kT=1.0, mu=0.5, gamma=0.1)}
    >>> found = thermoelectric(QuantumDot(3.0, sides))
    >>> found.regime.name, round(found.efficiency, 12), round(1 / 3.5, 12), found.carnot
    ('ENGINE', 0.285714285714, 0.285714285714, 0.5)
    """
    needs(dot, "dot", QuantumDot, Molecule)
    return Thermoelectric(**machine(dot, as_set(dot)), assumptions=(ASSUMPTION,), references=(REFERENCE,))


def machine(dot: DotLike, at: Conditions) -> dict[str, Any]:
    """Return the fields of a `Thermoelectric` of a dot under the conditions of one point.

    Raises
    ------
    InputError
        States that are not connected.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot(3.0, {"L": Lead(kT=2.0, gamma=0.1), "R": Lead(kT=1.0, gamma=0.1)})
    >>> machine(dot, as_set(dot))["regime"].name
    'IDLE'
    """
    sides = sides_of(dot)
    flows = swept(dot, at)
    if np.isnan(flows.charge[0]):
        why = "the stationary state is not unique"
        raise InputError(explain("parts of the states are not connected", why=why, fix="look at the leads' bands"))
    found = conversion(flows, at, sides)
    signed = ("power", "heat_hot", "heat_cold", "power_floor", "hot_floor", "cold_floor")
    size = {name: float(getattr(found, name)[0]) for name in signed}
    power, heat_hot, heat_cold = size["power"], size["heat_hot"], size["heat_cold"]
    efficiency, cooling = _known(found.efficiency[0]), _known(found.cooling_performance[0])
    regime = regime_of(**size)
    names = np.array([one.name for one in dot.reservoirs])
    heat = f"heat {power_text(heat_hot, dot.unit)} from hot, {power_text(heat_cold, dot.unit)} from cold"
    facts = [("regime", f"{regime.name}: {regime.value}"), ("power", f"{power_text(power, dot.unit)}; {heat}")]
    if efficiency is not None:
        facts.append(("of heat", f"efficiency {efficiency:.6g}, Carnot's {sides.carnot:.6g}"))
    return {
        "subject": f"{dot!r}"[1:-1],
        "statement": f"work and heat between kT = {sides.kT_hot:g} and {sides.kT_cold:g}",
        "findings": findings_of_map(dot, flows, {}),
        "facts": tuple(facts),
        "regime": regime,
        "power": power,
        "power_floor": size["power_floor"],
        "heat_hot": heat_hot,
        "heat_cold": heat_cold,
        "efficiency": efficiency,
        "cooling_performance": cooling,
        "heating_performance": None if cooling is None else cooling + 1.0,
        "carnot": sides.carnot,
        "carnot_cooling": sides.kT_cold / (sides.kT_hot - sides.kT_cold),
        "entropy_production": float(flows.entropy_production[0]),
        "hot": tuple(names[sides.hot].tolist()),
        "cold": tuple(names[~sides.hot].tolist()),
        "drawings": partial(exergy, heat_hot, heat_cold, power, efficiency, cooling, sides, dot.unit),
    }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
