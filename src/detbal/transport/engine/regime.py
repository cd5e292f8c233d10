"""What a machine between a hot and a cold side does, by the signs of work and heat."""

from __future__ import annotations

from enum import Enum


class Regime(Enum):
    """What a machine does; heat counts from a side into the machine, power as it is delivered."""

    ENGINE = "heat engine: heat of the hot side becomes work"
    REFRIGERATOR = "refrigerator and heat pump: work moves heat from the cold to the hot side"
    ACCELERATOR = "work is spent, and heat flows from hot to cold, as it does by itself"
    HEATER = "work is spent, and heats both sides"
    IDLE = "no work is delivered or spent, beyond round-off"


def regime_of(
    power: float,
    heat_hot: float,
    heat_cold: float,
    *,
    power_floor: float = 0.0,
    hot_floor: float = 0.0,
    cold_floor: float = 0.0,
) -> Regime:
    """Return the regime of a power and heat currents that obey the first and the second law.

    Parameters
    ----------
    power, heat_hot, heat_cold : float
    power_floor, hot_floor, cold_floor : float
        Sizes up to which each counts as none.

    Examples
    --------
    >>> regime_of(1.0, 3.0, -2.0).name, regime_of(-1.0, -3.0, 2.0).name, regime_of(-1.0, -0.5, -0.5).name
    ('ENGINE', 'REFRIGERATOR', 'HEATER')
    >>> regime_of(1e-17, 3.0, -3.0, power_floor=1e-16).name
    'IDLE'
    """
    if abs(power) <= power_floor:
        return Regime.IDLE
    if power > 0:
        return Regime.ENGINE
    if heat_cold > cold_floor:
        return Regime.REFRIGERATOR
    return Regime.ACCELERATOR if heat_hot > hot_floor else Regime.HEATER
