"""What a machine between a hot and a cold side does, by the signs of work and heat."""

from __future__ import annotations

from enum import Enum


class Regime(Enum):
    """What a machine does; heat counts from a side into the machine, power as it is delivered."""

    ENGINE = "heat engine: heat of the hot side becomes work"
    REFRIGERATOR = "refrigerator and heat pump: work moves heat from the cold to the hot side"
    ACCELERATOR = "work is spent, and heat flows from hot to cold, as it does by itself"
    HEATER = "work is spent, and heats both sides"
    IDLE = "no work is delivered or spent"


def regime_of(power: float, heat_hot: float, heat_cold: float) -> Regime:
    """Return the regime of a power and heat currents that obey the first and the second law.

    Examples
    --------
    >>> regime_of(1.0, 3.0, -2.0).name, regime_of(-1.0, -3.0, 2.0).name, regime_of(-1.0, -0.5, -0.5).name
    ('ENGINE', 'REFRIGERATOR', 'HEATER')
    """
    if power == 0:
        return Regime.IDLE
    if power > 0:
        return Regime.ENGINE
    if heat_cold > 0:
        return Regime.REFRIGERATOR
    return Regime.ACCELERATOR if heat_hot > 0 else Regime.HEATER
