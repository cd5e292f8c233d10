"""One device as cell and as light-emitting diode: swept from reverse to forward bias."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.kinds import needs
from detbal.photovoltaics.device.channels import REFERENCES
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.device.quadrant import Quadrant, quadrants_of
from detbal.photovoltaics.given import volts
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.radiation import Floats
from detbal.result import Result

SOURCES = (
    *REFERENCES,
    "R. Strandberg, Theoretical efficiency limits for thermoradiative energy conversion, J. Appl. Phys. 117, 055105 \
(2015)",
    "P. Santhanam, D. J. Gray and R. J. Ram, Thermoelectrically pumped light-emitting diodes operating above unity \
efficiency, Phys. Rev. Lett. 108, 097403 (2012)",
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DualityCurve(Result):
    """A junction over voltage; arrays are (n,).

    Attributes
    ----------
    voltage, current_density : float arrays
        V and A/m², positive if the junction generates.
    power : float array
        Electrical power delivered, W/m².
    light_out, radiated : float arrays
        Light emitted through the front, and that less what is absorbed, W/m².
    heat : float array
        Left in the junction's heat bath, W/m²; negative where it is cooled.
    cell_efficiency : float array
        Power over that of the light; nan where none is delivered, or there is no light.
    wall_plug : float array
        Net light over the electrical power taken; nan where not both are above 0 at V > 0.
    heat_efficiency : float array
        Power over the heat taken (thermoradiative); nan elsewhere.
    quadrants : tuple of Quadrant
    carnot : float
        1 - T_ambient/T: bound of `heat_efficiency`, where the junction is the hotter; else 0.
    """

    voltage: Floats
    current_density: Floats
    power: Floats
    light_out: Floats
    radiated: Floats
    heat: Floats
    cell_efficiency: Floats
    wall_plug: Floats
    heat_efficiency: Floats
    quadrants: tuple[Quadrant, ...]
    carnot: float


def duality_curve(junction: Junction, voltages: Any, illumination: Illumination | None = None) -> DualityCurve:
    """Sweep one device from reverse to forward bias.

    Parameters
    ----------
    junction
    voltages : (n,)
        V, from below 0 to above it.
    illumination
        In place of the light of the junction.

    Raises
    ------
    InputError
        No row of voltages, or one at or above the lowest energy that is absorbed.

    Examples
    --------
    A diode at the temperature of its surroundings gives more light than it takes electricity, if weakly driven:

    >>> [one.name for one in duality_curve(Junction.step(1.0, T=300), [-0.1, 0.5]).quadrants]
    ['PHOTODIODE', 'COOLING']
    >>> [one.name for one in duality_curve(Junction.step(0.2, T=600, ambient=300), [-0.05, 0.1]).quadrants]
    ['THERMORADIATIVE', 'COOLING']
    """
    needs(junction, "junction", Junction)
    V = volts(voltages)
    if V.ndim != 1 or not len(V):
        raise InputError(explain(f"voltages of shape {V.shape}", fix="give a row of them"))
    device = replace(junction, light=junction.light if illumination is None else illumination)
    J, out, taken = device.current(V), device.emitted_power(V), device.received()[1]
    power, radiated = J * V, out - taken
    heat = -radiated - power
    quadrants = quadrants_of(V, power, radiated)
    lit = 0.0 if device.light is None else device.light.power
    efficiency = _ratio(power, lit, np.array([one is Quadrant.CELL for one in quadrants]) & (lit > 0))
    wall_plug = _ratio(radiated, -power, (V > 0) & (power < 0) & (radiated > 0))
    of_heat = _ratio(power, -heat, np.array([one is Quadrant.THERMORADIATIVE for one in quadrants]) & (heat < 0))
    return DualityCurve(
        subject=f"junction at {device.T:g} K, surroundings at {device.ambient:g} K, "
        + ("in the dark" if device.light is None else f"under {device.light.name}"),
        statement=f"electricity, light and heat from {V.min():g} to {V.max():g} V",
        voltage=V,
        current_density=J,
        power=power,
        light_out=out,
        radiated=radiated,
        heat=heat,
        cell_efficiency=efficiency,
        wall_plug=wall_plug,
        heat_efficiency=of_heat,
        quadrants=quadrants,
        carnot=max(0.0, 1 - device.ambient / device.T),
        assumptions=("the voltage is that of the junction, without its leads", "a substrate is at its temperature"),
        references=SOURCES,
        facts=(("quadrants", ", ".join(one.name.lower() for one in dict.fromkeys(quadrants))),),
        drawings=lambda: _figures(V, power, radiated),
    )


def _ratio(above: Any, below: Any, where: Any) -> Floats:
    return np.asarray(np.where(where, above / np.where(where, below, 1.0), np.nan))


def _figures(V: Floats, power: Floats, radiated: Floats) -> tuple[CurveFigure, ...]:
    order = np.argsort(V, kind="stable")
    V, power, radiated = V[order], power[order], radiated[order]
    whole = CurveFigure(
        title="One junction as cell and as light-emitting diode",
        caption="Above 0 it delivers; a diode cools where more light is given than electricity taken.",
        x_axis="voltage / V",
        y_axis="power given / W/m²",
        curves=(Curve("electricity", V, power), Curve("light, net", V, radiated)),
    )
    delivers = np.flatnonzero(power > 0)
    if not len(delivers):
        return (whole,)
    # what it delivers is often small beside the light of its forward bias
    near = slice(max(int(delivers[0]) - 1, 0), int(delivers[-1]) + 2)
    shown = power[near] >= -0.2 * power.max()
    part = CurveFigure(
        title="Where it delivers electricity",
        caption="The part of the sweep in which electricity is given, by itself.",
        x_axis="voltage / V",
        y_axis="electricity given / W/m²",
        curves=(Curve("electricity", V[near][shown], power[near][shown]),),
    )
    return whole, part
