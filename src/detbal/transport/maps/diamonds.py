"""Coulomb diamonds as figures."""

from __future__ import annotations

import numpy as np

from detbal.figures import Colours, MapFigure
from detbal.transport.occupation import Floats
from detbal.units import EnergyUnit, e, hbar

#: Decades of |dI/dV| that are told apart.
DECADES = 4.0


def diamonds(
    bias: Floats, gate: Floats, current: Floats, conductance: Floats, unit: EnergyUnit | None
) -> tuple[MapFigure, ...]:
    """Return the maps of the signed current and of the size of the differential conductance, gate to the right.

    Parameters
    ----------
    bias : (v,)
    gate : (g,)
    current : (v, g)
        Electrons per unit time (energy/ħ).
    conductance : (v, g)
        e²/h; there is no second map where all of it is nan.
    unit
        Of energies; with one the current is drawn in amperes.

    Examples
    --------
    >>> at = np.array([0.0, 1.0])
    >>> [figure.quantity for figure in diamonds(at, at, np.eye(2), np.eye(2), None)]
    ['current / (energy/ħ)', '|dI/dV| / (e²/h)']
    """
    scale, quantity = _amperes(current, unit)
    names = bias_label(unit), gate_label(unit)
    maps = [
        MapFigure(
            title="Current",
            caption="Current over gate and bias; white where it is blocked.",
            x_axis=names[1],
            y_axis=names[0],
            quantity=quantity,
            x=gate,
            y=bias,
            values=current * scale,
            colours=Colours.DIVERGING,
        )
    ]
    if np.isfinite(conductance).any():
        maps.append(
            MapFigure(
                title="Differential conductance",
                caption=f"Size of dI/dV; what is more than {DECADES:g} decades below the largest is not told apart.",
                x_axis=names[1],
                y_axis=names[0],
                quantity="|dI/dV| / (e²/h)",
                x=gate,
                y=bias,
                values=np.abs(conductance),
                colours=Colours.LOGARITHMIC,
                decades=DECADES,
            )
        )
    return tuple(maps)


def bias_label(unit: EnergyUnit | None) -> str:
    """Return the axis of a bias: in volts, if energies are in electronvolts.

    Examples
    --------
    >>> from detbal.units import energy_unit
    >>> bias_label(energy_unit("meV")), bias_label(energy_unit("K")), bias_label(None)
    ('bias / mV', 'bias energy / K', 'bias energy')
    """
    if unit is None:
        return "bias energy"
    volts = unit.symbol.endswith("eV")
    return f"bias / {unit.symbol.removesuffix('eV')}V" if volts else f"bias energy / {unit.symbol}"


def gate_label(unit: EnergyUnit | None) -> str:
    """Return the axis of a gate.

    Examples
    --------
    >>> gate_label(None)
    'gate energy per electron'
    """
    return f"gate energy per electron / {unit.symbol}" if unit else "gate energy per electron"


def _amperes(current: Floats, unit: EnergyUnit | None) -> tuple[float, str]:
    """Scale and name of a current, with a prefix that suits its largest value."""
    if unit is None:
        return 1.0, "current / (energy/ħ)"
    scale = float(e * unit.joules / hbar)
    largest = float(np.abs(current).max(initial=0.0)) * scale
    for prefix, size in (("A", 1.0), ("mA", 1e-3), ("μA", 1e-6), ("nA", 1e-9), ("pA", 1e-12)):
        if largest >= size:
            return scale / size, f"current / {prefix}"
    return scale / 1e-15, "current / fA"
