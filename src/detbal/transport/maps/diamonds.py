"""Coulomb diamonds as figures."""

from __future__ import annotations

import numpy as np

from detbal.figures import Colours, Curve, CurveFigure, MapFigure
from detbal.transport.maps.si import amperes, largest, prefixed
from detbal.transport.occupation import Floats
from detbal.units import EnergyUnit

#: Decades of |dI/dV| that are told apart.
DECADES = 4.0


def diamonds(
    bias: Floats, gate: Floats, current: Floats, conductance: Floats, unit: EnergyUnit | None
) -> tuple[MapFigure | CurveFigure, ...]:
    """Return the maps of the signed current and of the size of the differential conductance, gate to the right.

    They are curves where there is one bias or one gate only.

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
    unknown = ", and where states are not connected" if np.isnan(current).any() else ""
    maps = [
        MapFigure(
            title="Current",
            caption=f"Current over gate and bias; white where it is blocked{unknown}.",
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
                caption=f"Size of dI/dV; more than {DECADES:g} decades below the largest are not told apart.",
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
    return tuple(map(drawn, maps))


def drawn(record: MapFigure) -> MapFigure | CurveFigure:
    """Return a map of one row or one column as a curve.

    Examples
    --------
    >>> at = np.array([0.0, 1.0])
    >>> drawn(MapFigure("", "A map.", "x", "y", "z", at, at[:1], np.ones((1, 2)))).caption
    'A map. y: 0.'
    """
    if min(record.values.shape) > 1:
        return record
    row = len(record.y) == 1
    ways = (record.x, record.x_axis), (record.y, record.y_axis)
    (x, x_axis), (at, fixed) = ways if row else ways[::-1]
    values, log = record.values.ravel(), record.colours is Colours.LOGARITHMIC
    shown = np.isfinite(values) & ((values > 0) | (not log))
    curve = Curve(record.quantity, x[shown], values[shown], points=len(x) == 1)
    caption = f"{record.caption} {fixed}: {at[0]:g}."
    return CurveFigure(record.title, caption, x_axis, record.quantity, (curve,), log_y=log)


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
    factor, symbol = prefixed(largest(current) * amperes(unit), "A")
    return amperes(unit) * factor, f"current / {symbol}"
