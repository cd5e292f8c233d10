"""What drives a cell of several junctions out of equilibrium, junction by junction and between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from detbal.figures import Curve, CurveFigure
from detbal.photovoltaics.device.cell import Cell
from detbal.photovoltaics.device.cell_point import cell_point
from detbal.photovoltaics.device.drive import REFERENCES
from detbal.photovoltaics.device.entropy import Made, log_incident, log_occupation, made
from detbal.photovoltaics.device.photon_exchange import PhotonExchange, through_others
from detbal.photovoltaics.device.series import divided, series_current
from detbal.photovoltaics.given import one_voltage
from detbal.photovoltaics.radiation import BOLTZMANN, HEMISPHERE, Floats
from detbal.photovoltaics.tandem.limit import Terminals
from detbal.result import Drive
from detbal.units import e, k_B


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CellDrive(Drive):
    """The answer of `drive` for a cell; rates per second and m².

    Attributes
    ----------
    voltages, current_density : (n,) float arrays
        Of the junctions, V and A/m², positive if they generate; in series the currents are one.
    power, light_in, light_out, heat : float
        W/m²: delivered to the leads; absorbed and emitted through the front; left in the heat bath of the cell.
    """

    affinity_of: ClassVar[str] = "channel"
    current_of: ClassVar[str] = "channel"

    voltages: Floats
    current_density: Floats
    power: float
    light_in: float
    light_out: float
    heat: float


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
    labels, currents, parts = _channels(cell, exchange, V)
    rates = np.array([one.rate for one in parts])
    power = float(current @ V)
    light_in, light_out = _radiant(cell, V)
    each = np.where(currents != 0, rates / np.where(currents != 0, currents, 1.0), np.where(rates > 0, np.nan, 0.0))
    return CellDrive(
        subject=f"{cell}, at {', '.join(f'{one:.4g}' for one in V)} V",
        statement="entropy production of absorption, emission and recombination",
        entropy_production=float(rates.sum()),
        entropy_production_floor=sum(one.floor for one in parts),
        currents=currents,
        current_floor=1e-14 * np.abs(currents),
        current_labels=labels,
        current_entropy=rates,
        affinities=each,
        affinity_labels=labels,
        affinity_entropy=rates,
        stationary=np.zeros(0),
        log_stationary=np.zeros(0),
        state_labels=(),
        time_unit="second and m²",
        voltages=V,
        current_density=current,
        power=power,
        light_in=light_in,
        light_out=light_out,
        heat=light_in - light_out - power,
        assumptions=_assumptions(cell),
        references=REFERENCES,
        facts=(
            ("power", f"{power:.4g} W/m² to the leads; light {light_in:.4g} in, {light_out:.4g} W/m² out"),
            ("currents", f"{', '.join(f'{one:.4g}' for one in current)} A/m², from the top down"),
            ("entropy", f"{k_B * float(rates.sum()):.4g} W/(m² K), {float(rates.sum()):.4g} nats/(m² s)"),
        ),
        drawings=lambda: _figures(cell, V, current),
    )


def _voltages(cell: Cell, exchange: PhotonExchange, voltage: Any) -> Floats:
    if voltage is None:
        return cell_point(cell).voltage
    if cell.terminals is Terminals.TWO:
        return divided(exchange, one_voltage(voltage))
    return cell.voltages(voltage)


def _channels(cell: Cell, exchange: PhotonExchange, V: Floats) -> tuple[tuple[str, ...], Floats, list[Made]]:
    """Return name, net pairs/(m² s) (made, handed down, or less what is lost), and entropy of each process."""
    excess, n = exchange.excess(V), len(cell)
    front = exchange.light - (exchange.outward * excess).sum(axis=1)
    lost = (exchange.total * excess).sum(axis=1) * (1 / exchange.elqe - 1)
    passed = exchange.exchanged(excess)
    found = [(f"front to junction {k}", front[k], one) for k, one in enumerate(_front_entropy(cell, V))]
    pairs = [(k, j) for k in range(n) for j in range(k + 1, n)] if cell.coupling is not None else []
    found += [
        (f"junction {k} to junction {j}", passed[k, j], _ended(passed[k, j], (V[k] - V[j]) / cell.kT)) for k, j in pairs
    ]
    found += [(f"junction {k}, without light", -lost[k], _ended(lost[k], V[k] / cell.kT)) for k in range(n)]
    labels, currents, parts = zip(*found, strict=True)
    return labels, np.array(currents), list(parts)


def _ended(flow: float, affinity: float) -> Made:
    """All free energy of a flow within the cell ends as heat at its temperature."""
    return Made(float(flow * affinity), 1e-14 * abs(float(flow * affinity)))


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
