"""The quadrants of a junction: what it does by the signs of voltage, power and light."""

from __future__ import annotations

from enum import Enum

from detbal.photovoltaics.radiation import Floats


class Quadrant(Enum):
    """What a junction does at a voltage."""

    CELL = "photovoltaic cell: light is taken, electricity delivered, V > 0"
    LED = "light-emitting diode: electricity is taken, light given, at most as much, V > 0"
    COOLING = "light-emitting diode that cools: more light is given than electricity taken, V > 0"
    DISSIPATING = "beyond open circuit, yet fed by light: light and electricity are both taken, V > 0"
    THERMORADIATIVE = "thermoradiative cell: heat is taken, light and electricity given, V < 0"
    PHOTODIODE = "reverse bias: electricity is taken, V < 0"
    IDLE = "no electrical power"


def quadrant_of(voltage: float, power: float, radiated: float) -> Quadrant:
    """Return the quadrant of a voltage, electrical power delivered and net light given.

    Examples
    --------
    >>> quadrant_of(0.5, -1.0, 1.2), quadrant_of(-0.1, 0.2, 1.0)  # doctest: +ELLIPSIS
    (<Quadrant.COOLING: ...>, <Quadrant.THERMORADIATIVE: ...>)
    """
    if power == 0:
        return Quadrant.IDLE
    if voltage < 0:
        return Quadrant.THERMORADIATIVE if power > 0 else Quadrant.PHOTODIODE
    if power > 0:
        return Quadrant.CELL
    if radiated <= 0:
        return Quadrant.DISSIPATING
    return Quadrant.COOLING if radiated > -power else Quadrant.LED


def quadrants_of(voltage: Floats, power: Floats, radiated: Floats) -> tuple[Quadrant, ...]:
    """Return the quadrant of each.

    Examples
    --------
    >>> import numpy as np
    >>> [one.name for one in quadrants_of(np.array([0.0, 0.5]), np.array([0.0, 1.0]), np.zeros(2))]
    ['IDLE', 'CELL']
    """
    return tuple(quadrant_of(*each) for each in zip(voltage.tolist(), power.tolist(), radiated.tolist(), strict=True))
