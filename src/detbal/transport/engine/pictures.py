"""Power and efficiency over bias and another setting, as figures."""

from __future__ import annotations

import numpy as np

from detbal.figures import MapFigure
from detbal.transport.maps.diamonds import bias_label, gate_label
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot


def delivered(dot: QuantumDot, bias: Floats, other: Floats, over: str, power: Floats) -> MapFigure:
    """Draw the power where it is delivered, with its maximum marked; what is spent far away would hide it.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot, at = QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=1.0)}), np.array([0.0, 1.0])
    >>> delivered(dot, at, at, "gate", np.array([[-1.0, 0.0], [0.5, 0.2]])).mark
    (0.0, 1.0, 'maximum power')
    """
    j, k = (int(index) for index in np.unravel_index(int(np.argmax(power)), power.shape))
    square = f"{dot.unit.symbol}²" if dot.unit else "energy²"
    return MapFigure(
        title="Power delivered",
        caption="Power where it is delivered; white where work is spent.",
        x_axis=_label(dot, over),
        y_axis=bias_label(dot.unit),
        quantity=f"power / ({square}/ħ)",
        x=other,
        y=bias,
        values=np.where(power > 0, power, np.nan),
        mark=(float(other[k]), float(bias[j]), "maximum power") if power[j, k] > 0 else None,
    )


def efficient(dot: QuantumDot, bias: Floats, other: Floats, over: str, efficiency: Floats) -> MapFigure:
    """Draw the efficiency.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot, at = QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=1.0)}), np.array([0.0, 1.0])
    >>> efficient(dot, at, at, "difference", np.eye(2)).x_axis
    'difference of kT'
    """
    return MapFigure(
        title="Efficiency",
        caption="Efficiency where the dot is an engine.",
        x_axis=_label(dot, over),
        y_axis=bias_label(dot.unit),
        quantity="efficiency / %",
        x=other,
        y=bias,
        values=100 * efficiency,
    )


def _label(dot: QuantumDot, over: str) -> str:
    if over == "gate":
        return gate_label(dot.unit)
    return f"difference of kT / {dot.unit.symbol}" if dot.unit else "difference of kT"
