"""Junctions in series: the voltages among which a total voltage divides, with one current through all."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.photovoltaics.device.cell import Cell
from detbal.photovoltaics.device.photon_exchange import PhotonExchange
from detbal.photovoltaics.given import volts
from detbal.photovoltaics.radiation import Floats, log_photons_above
from detbal.photovoltaics.tandem.limit import Terminals
from detbal.units import e

_STEPS = 500
#: A junction that stands so close to its gap, relative, has no stationary state below it.
NEAREST = 1e-12


def series_current(cell: Cell, voltage: Any) -> tuple[Floats, Floats]:
    """Return the current density of a cell in series at total voltages, and the voltage of each of its junctions.

    Parameters
    ----------
    cell
        With `Terminals.TWO`.
    voltage : (...)
        V, over the whole cell.

    Returns
    -------
    current : (...) float array
        A/m², positive if the cell generates.
    voltages : (..., n) float array
        V.

    Raises
    ------
    InputError
        A cell with independent junctions, a voltage of which a junction would have to take more than its gap.

    Notes
    -----
    Newton's rule in all voltages and the current. Cost: some milliseconds for each voltage.

    Examples
    --------
    >>> from detbal.photovoltaics.device.junction import Junction
    >>> from detbal.photovoltaics.illumination import Illumination
    >>> tandem = Cell.of([Junction.step(1.7), Junction.step(1.1)], light=Illumination.am15g())
    >>> current, voltages = series_current(tandem, 1.9)
    >>> round(float(current), 1), voltages.round(3)
    (217.7, array([1.33, 0.57]))
    """
    needs(cell, "cell", Cell)
    if cell.terminals is not Terminals.TWO:
        raise InputError(explain("a cell of independent junctions", fix="give cell.current a voltage for each of them"))
    total, exchange = volts(voltage), cell.exchange()
    found = [divided(exchange, float(one)) for one in total.ravel()]
    voltages = np.array(found).reshape(*total.shape, len(cell))
    current = np.array([shared_current(exchange, one) for one in found]).reshape(total.shape)
    return e * current, voltages


def shared_current(exchange: PhotonExchange, voltage: Floats) -> float:
    """Return the one current, photons/(m² s): of the junction that fixes it best, the one of least slope.

    Examples
    --------
    >>> from detbal.photovoltaics.device.junction import Junction
    >>> shared_current(Cell.of([Junction.step(1.7), Junction.step(1.1)]).exchange(), np.zeros(2))
    0.0
    """
    state = exchange.at(voltage)
    return float(state.current[np.argmin(state.own)])


def divided(exchange: PhotonExchange, total: float) -> Floats:
    """Return the voltages of junctions in series, (n,), that add up to a total voltage.

    Raises
    ------
    InputError
        A total voltage of which a junction would have to take more than its gap.

    Examples
    --------
    In the dark, most falls over the wider gap:

    >>> from detbal.photovoltaics.device.junction import Junction
    >>> divided(Cell.of([Junction.step(1.7), Junction.step(1.1)]).exchange(), 1.6).round(3)
    array([1.089, 0.511])
    """
    n, kT, gaps = len(exchange.gaps), exchange.kT, exchange.gaps
    longest = (gaps.sum() + abs(total)) / kT
    highest = gaps * (1 - NEAREST)
    if total >= highest.sum():
        raise _too_high(total, gaps)
    voltage = _open_circuit(exchange)
    if total > voltage.sum():
        voltage = gaps - (gaps.sum() - total) / n  # all equally far below their gaps
    matrix = np.ones((n + 1, n + 1))
    matrix[n, n] = 0.0
    for _ in range(_STEPS):
        state = exchange.at(voltage)
        scale = max(float(state.own.max()), float(np.abs(state.current).max()), 1e-300)
        # of junctions in the cold none of which conducts to a digit, each takes its share
        matrix[:n, :n] = state.slopes / scale + 1e-200 * np.eye(n)
        known = np.append(state.current / scale, (total - voltage.sum()) / kT)
        step = np.linalg.solve(matrix, known)[:n]
        new = np.minimum(stepped(voltage, np.maximum(step, -longest), kT), 0.5 * (voltage + highest))
        change, voltage = np.abs(new - voltage).max(), new
        if change <= 1e-14 * (1 + abs(total)):
            break
    if (voltage >= gaps - 1e-9 * kT).any():
        raise _too_high(total, gaps)
    return voltage


def stepped(voltage: Floats, step: Floats, kT: float) -> Floats:
    """Take a step, in kT, of Newton's rule: upwards above 0 V, it is one in the recombination, an exponential.

    Examples
    --------
    >>> stepped(np.array([-2.0, 0.0, 0.0]), np.array([1.0, -1.0, 100.0]), 1.0).round(1)
    array([-1. , -1. ,  4.6])
    """
    linear = voltage + kT * step
    exponential = voltage + kT * np.log1p(np.maximum(step, 0.0))
    return np.asarray(np.where(step > 0, np.maximum(exponential, np.minimum(linear, 0.0)), linear))


def _open_circuit(exchange: PhotonExchange) -> Floats:
    """About the open-circuit voltages of the junctions by themselves; 0 in the dark."""
    lit = exchange.light > 0
    log_light = np.log(np.where(lit, exchange.light, 1.0)) + np.log(exchange.elqe)
    found = np.logaddexp(0.0, log_light - log_photons_above(exchange.gaps, exchange.kT))
    return np.where(lit, np.minimum(exchange.kT * found, exchange.gaps - 0.5 * exchange.kT), 0.0)


def _too_high(total: float, gaps: Floats) -> InputError:
    what = f"{total:g} V over junctions that absorb from {', '.join(f'{gap:g}' for gap in gaps)} eV on"
    return InputError(explain(what, why="one of them would have gain", fix="give a lower voltage"))
