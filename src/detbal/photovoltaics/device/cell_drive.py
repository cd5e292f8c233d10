"""What drives a cell of several junctions out of equilibrium, junction by junction and between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.figures import Curve, CurveFigure
from detbal.photovoltaics.device.cell import Cell
from detbal.photovoltaics.device.cell_point import cell_point
from detbal.photovoltaics.device.channels import Channel, DeviceDrive, dissipating, round_off
from detbal.photovoltaics.device.entropy import Made, log_incident, log_occupation, made
from detbal.photovoltaics.device.photon_exchange import PhotonExchange, through_others
from detbal.photovoltaics.device.series import divided, series_current
from detbal.photovoltaics.given import one_voltage
from detbal.photovoltaics.radiation import BOLTZMANN, HEMISPHERE, Floats, log_emission
from detbal.photovoltaics.tandem.limit import Terminals
from detbal.units import e


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CellDrive(DeviceDrive):
    """The answer of `drive` for a cell; rates per second and m².

    Attributes
    ----------
    voltages, current_density : (n,) float arrays
        Of the junctions, V and A/m², positive if they generate; in series the currents are one.
    """

    voltages: Floats
    current_density: Floats


def drive_cell(cell: Cell, *, voltage: Any = None) -> CellDrive:
    """Return what a cell exchanges at a voltage, and the entropy that it makes.

    Parameters
    ----------
    cell
    voltage
        V: one over the whole cell in series, one for each of independent junctions; at maximum power unless given.

    Raises
    ------
    InputError
        Another number of voltages, one in the range of gain, none for a cell without light.

    Notes
    -----
    Light of occupation n that is absorbed by a junction which emits with occupation m, with μ = qV, makes
    ∫ [n ln(n/m) - (1+n) ln((1+n)/(1+m))]; photons that junctions exchange make q(V_k - V_j)/kT each, what recombines
    without light qV/kT for each pair. None of these is ever negative.

    Examples
    --------
    >>> from detbal.photovoltaics.device.junction import Junction
    >>> dark = Cell.of([Junction.step(1.7), Junction.step(1.1)], coupling=3.5)
    >>> drive_cell(dark, voltage=0.0).entropy_production, drive_cell(dark, voltage=2.0).entropy_production > 0
    (0.0, True)
    """
    exchange = cell.exchange()
    V = _voltages(cell, exchange, voltage)
    current = e * exchange.at(V).current
    light_in, light_out = _radiant(cell, V)
    return CellDrive.of(
        _channels(cell, exchange, V),
        subject=f"{cell}, at {', '.join(f'{one:.4g}' for one in V)} V",
        voltages=V,
        current_density=current,
        power=float(current @ V),
        light_in=light_in,
        light_out=light_out,
        assumptions=_assumptions(cell),
        facts=(("currents", f"{', '.join(f'{one:.4g}' for one in current)} A/m², from the top down"),),
        drawings=lambda: _figures(cell, V, current),
    )


def _voltages(cell: Cell, exchange: PhotonExchange, voltage: Any) -> Floats:
    if voltage is None:
        return cell_point(cell).voltage
    if cell.terminals is Terminals.TWO:
        return divided(exchange, one_voltage(voltage))
    return cell.voltages(voltage)


def _channels(cell: Cell, exchange: PhotonExchange, V: Floats) -> list[Channel]:
    """Return the light through the front, that between junctions, and what recombines without."""
    excess, n = exchange.excess(V), len(cell)
    outward = (exchange.outward * excess).sum(axis=1)
    lost = (exchange.total * excess).sum(axis=1) * (1 / exchange.elqe - 1)
    passed = exchange.exchanged(excess)
    sent = (exchange.between * np.abs(excess)[:, None]).sum(axis=-1)  # from k to j, which cancels that from j to k
    floors = [round_off(*streams) for streams in zip(*_streams(cell, exchange), np.abs(outward), strict=True)]
    found = [
        Channel(f"front to junction {k}", float(exchange.light[k] - outward[k]), floors[k], one)
        for k, one in enumerate(_front_entropy(cell, V))
    ]
    pairs = [(k, j) for k in range(n) for j in range(k + 1, n)] if cell.coupling is not None else []
    found += [
        dissipating(f"junction {k} to junction {j}", passed[k, j], (V[k] - V[j]) / cell.kT, sent[k, j], sent[j, k])
        for k, j in pairs
    ]
    return found + [dissipating(f"junction {k}, without light", -lost[k], -V[k] / cell.kT) for k in range(n)]


def _streams(cell: Cell, exchange: PhotonExchange) -> tuple[Floats, ...]:
    """Return what adds up to the light of each junction at 0 V, with either sign, photons/(m² s), each (n,)."""
    if cell.ambient == cell.T:  # what comes from the surroundings and what goes there cancel exactly
        return (cell.absorbed(),)
    of = (exchange.outward @ np.exp(log_emission(exchange.energy, BOLTZMANN * T)) for T in (cell.ambient, cell.T))
    return (cell.absorbed(), *of)


def _front_entropy(cell: Cell, V: Floats) -> list[Made]:
    energy, weight, own = cell.grid(cell.light)
    log_in = log_incident(energy, cell.front, BOLTZMANN * cell.ambient, cell.light)
    found = []
    for share, mu in zip(cell.front * weight * through_others(own), V, strict=True):
        some = share > 0
        found.append(made(share[some], energy[some], log_in[some], log_occupation(energy[some], cell.kT, float(mu))))
    return found


def _radiant(cell: Cell, V: Floats) -> tuple[float, float]:
    """W/m² absorbed and emitted through the front."""
    energy, weight, own = cell.grid(cell.light)
    shares = cell.front * weight * through_others(own) * HEMISPHERE * energy**3 * e
    log_in = log_incident(energy, cell.front, BOLTZMANN * cell.ambient, cell.light)
    emitted = 0.0
    for share, mu in zip(shares, V, strict=True):
        some = share > 0
        emitted += float(share[some] @ np.exp(log_occupation(energy[some], cell.kT, float(mu))))
    return float(shares.sum(axis=0) @ np.exp(log_in)), emitted


def _assumptions(cell: Cell) -> tuple[str, ...]:
    between = (
        "an ideal mirror between the junctions hands light down only: no radiative coupling"
        if cell.coupling is None
        else f"junctions see each other through a medium of refractive index {cell.coupling:g}, over a whole hemisphere"
    )
    return (
        "one quasi-Fermi-level splitting, qV, throughout each junction",
        "a junction in the stack absorbs the part that it absorbs by itself of what those above leave it, and an ideal "
        "mirror lies behind the last",
        between,
        "a surface that absorbs a part is taken as black on that part: a lower bound of the entropy production",
        "what is not radiative ends as heat at the temperature of the cell",
    )


def _figures(cell: Cell, V: Floats, current: Floats) -> tuple[CurveFigure, ...]:
    """Draw the current-voltage curve of a cell in series, about its working point."""
    if cell.terminals is not Terminals.TWO or V.sum() <= 0:
        return ()
    at = float(V.sum())
    swept = np.linspace(0.0, at + 0.25 * (cell.exchange().gaps.sum() - at), 81)
    J = series_current(cell, swept)[0]
    shown = np.abs(J) <= 1.2 * max(float(np.abs(J[0])), float(np.abs(current).max()))
    return (
        CurveFigure(
            title="Junctions in series",
            caption=f"Over the whole cell: {float(current @ V):.4g} W/m² at the point marked.",
            x_axis="voltage / V",
            y_axis="current generated / (A/m²)",
            curves=(
                Curve("cell", swept[shown], J[shown]),
                Curve("here", np.array([at]), current[:1], points=True),
            ),
        ),
    )
