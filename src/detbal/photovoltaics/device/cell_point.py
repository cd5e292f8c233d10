"""Maximum power, short circuit and open circuit of an illuminated cell of several junctions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.device.cell import Cell
from detbal.photovoltaics.device.photon_exchange import PhotonExchange
from detbal.photovoltaics.device.series import series_current, stepped
from detbal.photovoltaics.radiation import Floats
from detbal.photovoltaics.tandem.independent import independent
from detbal.photovoltaics.tandem.limit import Terminals
from detbal.photovoltaics.tandem.operating_point import in_series
from detbal.units import e

_STEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class CellPoint:
    """A cell at its maximum power.

    Attributes
    ----------
    photocurrent, current, voltage : (n,) float arrays
        Of each junction: A/m² from outside at 0 V, A/m², and V.
    power : float
        W/m².
    efficiency : float
        Of the power of the light.
    jsc, voc, fill_factor : float or None
        Of the cell in series, A/m² and V; None if its junctions are independent.
    """

    photocurrent: Floats
    current: Floats
    voltage: Floats
    power: float
    efficiency: float
    jsc: float | None
    voc: float | None
    fill_factor: float | None

    def __repr__(self) -> str:
        each = ", ".join(f"{J:.4g} A/m² at {V:.4f} V" for J, V in zip(self.current, self.voltage, strict=True))
        return f"{self.efficiency:.2%}, {self.power:.5g} W/m²: {each}"


def cell_point(cell: Cell) -> CellPoint:
    """Return the operating point of a cell under its light; as `operating_point`.

    Examples
    --------
    >>> from detbal.photovoltaics.device.junction import Junction
    >>> from detbal.photovoltaics.illumination import Illumination
    >>> found = cell_point(Cell.of([Junction.step(1.7), Junction.step(1.1)], light=Illumination.am15g()))
    >>> round(found.efficiency, 3), found.voltage.round(2)
    (0.445, array([1.34, 0.74]))
    """
    if cell.light is None:
        raise InputError(explain("a cell without light", fix="give light=Illumination..."))
    exchange = cell.exchange()
    dark = ~(exchange.light > 0)
    if dark.any():
        what = f"junctions[{int(np.argmax(dark))}] takes up no light of {cell.light.name}"
        raise InputError(explain(what, fix="give light that it absorbs, and that those above leave to it"))
    series = cell.terminals is Terminals.TWO
    voltage = in_series(exchange) if series else independent(exchange)
    _below_gain(exchange, voltage)
    current = e * exchange.at(voltage).current
    power = float(current @ voltage)
    jsc = voc = fill_factor = None
    if series:
        jsc, voc = float(series_current(cell, 0.0)[0]), float(_open_circuit(exchange, voltage).sum())
        fill_factor = power / (jsc * voc)
    return CellPoint(e * exchange.light, current, voltage, power, power / cell.light.power, jsc, voc, fill_factor)


def _open_circuit(exchange: PhotonExchange, voltage: Floats) -> Floats:
    """Voltages at which no current flows anywhere, from those of maximum power upwards."""
    for _ in range(_STEPS):
        state = exchange.at(voltage)
        step = np.asarray(np.linalg.solve(state.slopes, state.current))
        new = np.minimum(stepped(voltage, step, exchange.kT), 0.5 * (voltage + exchange.gaps))
        change, voltage = np.abs(new - voltage).max(), new
        if change <= 1e-14 * exchange.gaps.max():
            break
    _below_gain(exchange, voltage)
    return voltage


def _below_gain(exchange: PhotonExchange, voltage: Floats) -> None:
    """Refuse voltages that run into the lowest energy which a junction absorbs."""
    near = ~(exchange.gaps - voltage >= 1e-9 * exchange.kT)  # nan, too
    if near.any():
        k = int(np.argmax(near))
        what = (
            f"junctions[{k}] balances its light nowhere below the lowest energy it absorbs, {exchange.gaps[k]:.6g} eV"
        )
        why = "the light is too strong, or the absorptance has a tail, in which there would be gain"
        raise InputError(explain(what, why=why, fix="give weaker light, or cut the tail"))
