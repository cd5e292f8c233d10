"""Currents and powers in amperes and watts."""

from __future__ import annotations

import numpy as np

from detbal.transport.occupation import Floats
from detbal.units import EnergyUnit, e, hbar


def amperes(unit: EnergyUnit) -> float:
    """Return the electric current of one electron per ħ/energy.

    Examples
    --------
    >>> from detbal.units import energy_unit
    >>> f"{amperes(energy_unit('meV')):.6g}"
    '2.43413e-07'
    """
    return float(e * unit.joules / hbar)


def watts(unit: EnergyUnit) -> float:
    """Return the power of one energy per ħ/energy.

    Examples
    --------
    >>> from detbal.units import energy_unit
    >>> f"{watts(energy_unit('meV')):.6g}"
    '2.43413e-10'
    """
    return float(unit.joules**2 / hbar)


def prefixed(size: float, symbol: str) -> tuple[float, str]:
    """Return the factor by which numbers are multiplied, and the symbol with the prefix that suits the largest.

    Examples
    --------
    >>> prefixed(3e-9, "A")
    (1000000000.0, 'nA')
    """
    for prefix, factor in (("", 1.0), ("m", 1e3), ("μ", 1e6), ("n", 1e9), ("p", 1e12), ("f", 1e15)):
        if size * factor >= 1.0:
            return factor, prefix + symbol
    return (1e18, "a" + symbol) if size > 0 else (1e15, "f" + symbol)


def largest(values: Floats) -> float:
    """Return the largest size of what is known; 0 if nothing is.

    Examples
    --------
    >>> largest(np.array([np.nan, -2.0, 1.0])), largest(np.array([np.nan]))
    (2.0, 0.0)
    """
    return float(np.abs(values[np.isfinite(values)]).max(initial=0.0))


def current_text(current: float, unit: EnergyUnit | None) -> str:
    """Write a current with its unit, and in amperes.

    Examples
    --------
    >>> from detbal.units import energy_unit
    >>> current_text(0.5, energy_unit("meV")), current_text(0.5, None)
    ('0.5 meV/ħ (121.7 nA)', '0.5')
    """
    if unit is None:
        return f"{current:.6g}"
    factor, symbol = prefixed(abs(current) * amperes(unit), "A")
    return f"{current:.6g} {unit.symbol}/ħ ({current * amperes(unit) * factor:.4g} {symbol})"


def power_text(power: float, unit: EnergyUnit | None) -> str:
    """Write a power with its unit, and in watts.

    Examples
    --------
    >>> from detbal.units import energy_unit
    >>> power_text(0.5, energy_unit("meV")), power_text(0.5, None)
    ('0.5 meV²/ħ (121.7 pW)', '0.5')
    """
    if unit is None:
        return f"{power:.6g}"
    factor, symbol = prefixed(abs(power) * watts(unit), "W")
    return f"{power:.6g} {unit.symbol}²/ħ ({power * watts(unit) * factor:.4g} {symbol})"
