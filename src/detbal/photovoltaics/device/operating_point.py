"""Short circuit, open circuit and maximum power of an illuminated junction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.photovoltaics.device.absorber import edge_of
from detbal.photovoltaics.device.cell import Cell
from detbal.photovoltaics.device.cell_point import CellPoint, cell_point
from detbal.photovoltaics.device.junction import Junction


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What a current-voltage curve is summed up by.

    Attributes
    ----------
    jsc : float
        A/m².
    voc : float
        V.
    fill_factor, efficiency : float
        The efficiency is of the power of the light.
    voltage : float
        Of maximum power, V.
    """

    jsc: float
    voc: float
    fill_factor: float
    efficiency: float
    voltage: float


@overload
def operating_point(device: Junction) -> OperatingPoint: ...


@overload
def operating_point(device: Cell) -> CellPoint: ...


def operating_point(device: Junction | Cell) -> OperatingPoint | CellPoint:
    """Return the operating point of a junction, or of a cell of several, under its light.

    Parameters
    ----------
    device
        A cell is taken at the greatest power of all its junctions together, in series or independent of each other.

    Raises
    ------
    InputError
        A device without light, one that delivers no current at 0 V, or one with no open circuit below its edge.

    Notes
    -----
    W. Shockley and H. J. Queisser, J. Appl. Phys. 32, 510 (1961). Cost: some 60 evaluations of the current.

    Examples
    --------
    >>> from detbal.photovoltaics.illumination import Illumination
    >>> sun = Illumination.am15g()
    >>> best = operating_point(Junction.step(1.34, light=sun))
    >>> round(best.voc, 4), round(best.efficiency, 4)
    (1.0835, 0.3376)
    >>> print(operating_point(Cell.of([Junction.step(1.7), Junction.step(1.1)], light=sun, coupling=3.5)))
    43.86%, 438.77 W/m²: 216.8 A/m² at 1.2673 V, 216.8 A/m² at 0.7569 V
    """
    if isinstance(device, Cell):
        return cell_point(device)
    needs(device, "device", Junction, Cell)
    return _junction_point(device)


def _junction_point(junction: Junction) -> OperatingPoint:
    from scipy.optimize import brentq, minimize_scalar

    if junction.light is None:
        raise InputError(explain("a junction without light", fix="give light=Illumination..."))
    jsc = float(junction.current(0.0))
    if jsc <= 0:
        raise InputError(explain(f"a short-circuit current of {jsc:g} A/m²", fix="give light that it absorbs"))
    top = edge_of(junction.absorber) * (1 - 1e-12)

    def current(V: float) -> float:
        return jsc - float(junction.dark(V))

    if current(top) > 0:
        what = f"no open circuit below the lowest energy absorbed, {edge_of(junction.absorber):.6g} eV"
        why = "the light is too strong, or the absorptance has a tail, in which there would be gain"
        raise InputError(explain(what, why=why, fix="give weaker light, or cut the tail (voltage_losses allows it)"))
    voc = float(brentq(current, 0.0, top, xtol=1e-300))
    found = minimize_scalar(
        lambda V: -V * current(V), bounds=(0.0, voc), method="bounded", options={"xatol": 1e-9 * voc}
    )
    power = -float(found.fun)
    return OperatingPoint(jsc, voc, power / (jsc * voc), power / junction.light.power, float(np.asarray(found.x)))
