"""Power and efficiency over bias and another setting, as figures."""

from __future__ import annotations

import numpy as np

from detbal.figures import Colours, Curve, CurveFigure, MapFigure, WaterfallFigure
from detbal.transport.engine.conversion import Sides
from detbal.transport.maps.diamonds import bias_label, drawn, gate_label
from detbal.transport.maps.si import largest, prefixed, watts
from detbal.transport.occupation import Floats
from detbal.units import EnergyUnit

#: Powers that differ by this part of the largest are equal.
ALIKE = 1e-9


def machine_maps(
    bias: Floats, other: Floats, over: str, power: Floats, floor: Floats, efficiency: Floats, unit: EnergyUnit | None
) -> tuple[MapFigure | CurveFigure, ...]:
    """Draw power and efficiency, both (v, g), over v biases and g other settings; curves if one of these is one.

    Examples
    --------
    >>> at = np.array([0.0, 1.0])
    >>> [one.title for one in machine_maps(at, at, "gate", np.eye(2), 0.1 * np.eye(2), np.eye(2), None)]
    ['Power delivered', 'Efficiency']
    """
    maps = [delivered(bias, other, over, power, floor, unit)]
    if np.isfinite(efficiency).any():
        maps.append(
            MapFigure(
                title="Efficiency",
                caption="Efficiency where the dot is an engine, beyond round-off.",
                x_axis=_label(over, unit),
                y_axis=bias_label(unit),
                quantity="efficiency / %",
                x=other,
                y=bias,
                values=100 * efficiency,
            )
        )
    return tuple(map(drawn, maps))


def delivered(
    bias: Floats, other: Floats, over: str, power: Floats, floor: Floats, unit: EnergyUnit | None
) -> MapFigure:
    """Draw the power where it is delivered, with its maximum marked; what is spent far away would hide it.

    Where none is delivered anywhere, what is spent is drawn.

    Examples
    --------
    >>> at = np.array([0.0, 1.0])
    >>> delivered(at, at, "gate", np.array([[-1.0, 0.0], [0.5, 0.2]]), np.full((2, 2), 1e-9), None).mark
    (0.0, 1.0, 'maximum power')
    """
    works = power > floor
    factor, quantity = power_scale(np.where(works, power, 0.0) if works.any() else power, unit)
    x_axis, y_axis = _label(over, unit), bias_label(unit)
    if not works.any():
        caption, values = "No power is delivered here, beyond round-off: what is spent.", power * factor
        return MapFigure("Power", caption, x_axis, y_axis, quantity, other, bias, values, colours=Colours.DIVERGING)
    known = np.where(works, power, np.nan)
    j, k = (int(index) for index in np.unravel_index(int(np.nanargmax(known)), power.shape))
    maxima = int((known >= (1.0 - ALIKE) * known[j, k]).sum())
    return MapFigure(
        title="Power delivered",
        caption="Power where it is delivered, beyond round-off; white where work is spent.",
        x_axis=x_axis,
        y_axis=y_axis,
        quantity=quantity,
        x=other,
        y=bias,
        values=known * factor,
        mark=(float(other[k]), float(bias[j]), "maximum power" if maxima == 1 else f"one of {maxima} equal maxima"),
    )


def spent(bias: Floats, power: Floats, x_axis: str, unit: EnergyUnit | None) -> CurveFigure:
    """Draw the power of what is no engine, over biases (v,).

    Examples
    --------
    >>> spent(np.array([0.0, 1.0]), np.array([0.0, -0.5]), "bias energy", None).title
    'No engine'
    """
    known = np.isfinite(power)
    factor, quantity = power_scale(power, unit)
    curve = Curve("power", bias[known], power[known] * factor, points=len(bias) == 1)
    caption = "No power is delivered: what is spent over the bias, at the gate where that is least."
    return CurveFigure("No engine", caption, x_axis, quantity, (curve,))


def exergy(
    heat_hot: float,
    heat_cold: float,
    power: float,
    efficiency: float | None,
    cooling: float | None,
    sides: Sides,
    unit: EnergyUnit | None,
) -> tuple[WaterfallFigure, ...]:
    """Draw what an engine makes of heat, or a refrigerator of work; nothing for what is neither.

    Examples
    --------
    >>> (figure,) = exergy(2.0, -1.5, 0.5, 0.25, None, Sides(np.array([True, False]), 2.0, 1.0), None)
    >>> figure.levels, figure.losses[1]
    ([2.0, 1.0, 0.5], 'dissipated')
    """
    levels: tuple[float, ...]
    if efficiency is not None:
        title, caption = "Heat to work", "What becomes of the heat that the hot side gives."
        levels = heat_hot, sides.carnot * heat_hot, power
        steps = (
            ["heat of the hot side", "work that Carnot allows", "work delivered"],
            ["to the cold side", "dissipated"],
        )
    elif cooling is not None:
        title, caption = "Cooling", "Heat that is taken from the cold side for the work spent."
        levels = -power * sides.kT_cold / (sides.kT_hot - sides.kT_cold), heat_cold
        steps = ["cooling that Carnot allows", "cooling"], ["dissipated"]
    else:
        return ()
    factor, quantity = power_scale(np.array(levels), unit)
    return (WaterfallFigure(title, caption, quantity, steps[0], [factor * level for level in levels], steps[1]),)


def power_scale(power: Floats, unit: EnergyUnit | None) -> tuple[float, str]:
    """Return by how much powers are multiplied, and how they are called then.

    Examples
    --------
    >>> power_scale(np.array([0.5]), None)
    (1.0, 'power / (energy²/ħ)')
    """
    if unit is None:
        return 1.0, "power / (energy²/ħ)"
    factor, symbol = prefixed(largest(power) * watts(unit), "W")
    return factor * watts(unit), f"power / {symbol}"


def _label(over: str, unit: EnergyUnit | None) -> str:
    if over == "gate":
        return gate_label(unit)
    return f"difference of kT / {unit.symbol}" if unit else "difference of kT"
