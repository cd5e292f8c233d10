"""A dot between a hot and a cold side, as it is set: power, heat, efficiency, regime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.kinds import needs
from detbal.result import Result
from detbal.transport.engine.conversion import conversion, sides_of
from detbal.transport.engine.regime import Regime, regime_of
from detbal.transport.maps.conditions import Conditions, as_set
from detbal.transport.maps.sweep import swept
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.validity import validity

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
    heat_hot, heat_cold : float
        From each side into the dot; they add up to the power.
    efficiency : float or None
        Power over the heat of the hot side; None if it is no engine.
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


def thermoelectric(dot: QuantumDot) -> Thermoelectric:
    """Return what a dot does between its hot and its cold reservoirs.

    Parameters
    ----------
    dot
        Its leads and baths are at two temperatures; the chemical potentials of the leads are the load.

    Raises
    ------
    InputError
        One temperature, or more than two.

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
    needs(dot, "dot", QuantumDot)
    return Thermoelectric(**machine(dot, as_set(dot)), assumptions=(ASSUMPTION,), references=(REFERENCE,))


def machine(dot: QuantumDot, at: Conditions) -> dict[str, Any]:
    """Return the fields of a `Thermoelectric` of a dot under the conditions of one point.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot(3.0, {"L": Lead(kT=2.0, gamma=0.1), "R": Lead(kT=1.0, gamma=0.1)})
    >>> machine(dot, as_set(dot))["regime"].name
    'IDLE'
    """
    sides = sides_of(dot)
    flows = swept(dot, at)
    found = conversion(flows, at, sides.hot)
    power, heat_hot, heat_cold = float(found.power[0]), float(found.heat_hot[0]), float(found.heat_cold[0])
    regime = regime_of(power, heat_hot, heat_cold)
    cools = regime is Regime.REFRIGERATOR
    efficiency = float(found.efficiency[0]) if regime is Regime.ENGINE and heat_hot > 0 else None
    unit = f" {dot.unit.symbol}²/ħ" if dot.unit else ""
    names = np.array([one.name for one in dot.reservoirs])
    facts = [("regime", f"{regime.name}: {regime.value}")]
    facts.append(("power", f"{power:.6g}{unit}; heat {heat_hot:.6g}{unit} from hot, {heat_cold:.6g}{unit} from cold"))
    if efficiency is not None:
        facts.append(("of heat", f"efficiency {efficiency:.6g}, Carnot's {sides.carnot:.6g}"))
    return {
        "subject": f"{dot!r}"[1:-1],
        "statement": f"work and heat between kT = {sides.kT_hot:g} and {sides.kT_cold:g}",
        "findings": validity(dot),
        "facts": tuple(facts),
        "regime": regime,
        "power": power,
        "heat_hot": heat_hot,
        "heat_cold": heat_cold,
        "efficiency": efficiency,
        "cooling_performance": float(found.cooling_performance[0]) if cools else None,
        "heating_performance": -heat_hot / -power if cools else None,
        "carnot": sides.carnot,
        "carnot_cooling": sides.kT_cold / (sides.kT_hot - sides.kT_cold),
        "entropy_production": float(flows.entropy_production[0]),
        "hot": tuple(names[sides.hot].tolist()),
        "cold": tuple(names[~sides.hot].tolist()),
    }
