"""The temperature of a junction at the border: numbers in kelvin, texts and quantities."""

from __future__ import annotations

from typing import Any

from detbal.photovoltaics.radiation import BOLTZMANN
from detbal.units import thermal_energy


def kelvins(T: Any) -> float:
    """Return a temperature in kelvin.

    Parameters
    ----------
    T
        A number in kelvin, text (``"25 °C"``), or a quantity.

    Raises
    ------
    InputError
        Anything that is not one finite temperature above 0.

    Examples
    --------
    >>> round(kelvins("25 °C"), 9)
    298.15
    """
    return thermal_energy(T=T, unit="eV").kT / BOLTZMANN
