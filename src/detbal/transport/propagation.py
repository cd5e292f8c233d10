"""How errors of rates show in the currents: the response of a stationary state, to first order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.transport.currents import heat_of
from detbal.transport.occupation import Floats
from detbal.transport.rate_table import RateTable
from detbal.transport.stationary import Flows


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """How far currents may be off, each (r,), and the entropy production (a number; nan if it is infinite)."""

    particles: Floats
    energy: Floats
    heat: Floats
    entropy_production: float


def standard_errors(table: RateTable, flows: Flows) -> Spread | None:
    """Return standard errors of the currents, from those of the rates; None if these are exact.

    Parameters
    ----------
    table : RateTable
    flows : Flows
        Of this table.

    Notes
    -----
    Errors are independent, but for those that both rates of a transition share. Cost: one system of N equations, N³/3.

    Examples
    --------
    >>> from detbal.transport.reservoir import Reservoir
    >>> from detbal.transport.stationary import flows_of
    >>> known = {"reservoir": ["L", "R"], "source": [0, 0], "target": [1, 1], "reverse": [1.0, 1.0]}
    >>> sides = [Reservoir("L", 1.0, 0.0), Reservoir("R", 1.0, 0.0)]
    >>> table = RateTable.of([0.0, 0.0], [0, 1], sides, forward=[1.0, 1.0], forward_error=[0.1, 0.0], **known)
    >>> standard_errors(table, flows_of(table)).particles  # J_L = (a - 1)/(a + 3) for a = 1 ± 0.1
    array([0.025, 0.025])
    """
    if not (table.sigma_forward.any() or table.sigma_reverse.any() or table.sigma_shared.any()):
        return None
    response = _response(table, flows)
    squares = (response.forward * table.sigma_forward) ** 2 + (response.reverse * table.sigma_reverse) ** 2
    shared = (response.forward + response.reverse) * table.sigma_shared
    return response.spread(table, np.sqrt((squares + shared**2).sum(axis=-1)))


def rounding(table: RateTable, flows: Flows) -> Spread | None:
    """Return bounds on what digits left out of the rates do to the currents; None if there are none.

    Parameters and cost as for `standard_errors`.

    Examples
    --------
    >>> from detbal.transport.reservoir import Reservoir
    >>> from detbal.transport.stationary import flows_of
    >>> known = {"reservoir": ["L", "R"], "source": [0, 0], "target": [1, 1], "reverse": [1.0, 1.0]}
    >>> sides = [Reservoir("L", 1.0, 0.0), Reservoir("R", 1.0, 0.0)]
    >>> table = RateTable.of([0.0, 0.0], [0, 1], sides, forward=[1.0, 1.0], forward_rounding=0.01, **known)
    >>> rounding(table, flows_of(table)).particles  # of either rate 0.0025
    array([0.005, 0.005])
    """
    if not (table.rounding.any() or table.rounding_shared.any()):
        return None
    response = _response(table, flows)
    off = np.abs(response.forward) * table.rounding_forward + np.abs(response.reverse) * table.rounding_reverse
    shared = np.abs(response.forward + response.reverse) * table.rounding_shared
    return response.spread(table, (off + shared).sum(axis=-1))


@dataclass(frozen=True, slots=True, eq=False)
class _Response:
    """Derivatives by the log of each rate, (3r + 1, m): of particles, energy and heat, and of entropy production."""

    forward: Floats
    reverse: Floats

    def spread(self, table: RateTable, of_each: Floats) -> Spread:
        """Sort what there is of each quantity, (3r + 1,)."""
        r = len(table.reservoirs)
        return Spread(of_each[:r], of_each[r : 2 * r], of_each[2 * r : -1], float(of_each[-1]))


def _response(table: RateTable, flows: Flows) -> _Response:
    """Return the derivatives of all currents.

    For X = Σ x J over transitions from a to b, one more electron through a transition is worth z = x + y_b - y_a, with
    the value y of a state that solves Σ_b k_ab (y_b - y_a + x_ab) = X for all a. Then ∂X/∂ln k_ab = π_a k_ab z.
    """
    own = table.reservoir == np.arange(len(table.reservoirs))[:, None]
    alone = ~(np.isfinite(table.log_forward) & np.isfinite(table.log_reverse))
    bias = np.where(alone, 0.0, table.log_forward - np.where(alone, 0.0, table.log_reverse))
    gained = own * table.gained_charge, own * table.gained_energy
    worth = _worth(table, flows, np.vstack((*gained, bias)))
    ahead = np.exp(flows.log_stationary[table.source] + table.log_forward)
    back = np.exp(flows.log_stationary[table.target] + table.log_reverse)
    forward, reverse = worth * ahead, -worth * back
    # Σ J ln(k_ab/k_ba) is the entropy production, and its factors ln k change, too
    endless = bool(np.isinf(flows.flux_entropy).any())
    forward[-1] = np.nan if endless else forward[-1] + flows.flux
    reverse[-1] = np.nan if endless else reverse[-1] - flows.flux
    return _Response(*(_with_heat(table, each) for each in (forward, reverse)))


def _with_heat(table: RateTable, each: Floats) -> Floats:
    particles, energy = np.split(each[:-1], 2)
    return np.vstack((each[:-1], heat_of(particles, energy, table.reservoirs), each[-1:]))


def _worth(table: RateTable, flows: Flows, amounts: Floats) -> Floats:
    """Return z, (k, m), for amounts x that transitions carry, (k, m)."""
    n, a, b = len(table.energy), table.source, table.target
    top = max(float(table.log_forward.max()), float(table.log_reverse.max()))
    ahead, back = np.exp(table.log_forward - top), np.exp(table.log_reverse - top)
    system, known = np.zeros((n + 1, n + 1)), np.zeros((n + 1, len(amounts)))
    for start, end, rate, sign in ((a, b, ahead, 1.0), (b, a, back, -1.0)):
        np.add.at(system, (start, end), rate)
        np.subtract.at(system, (start, start), rate)
        np.subtract.at(known, start, sign * (amounts * rate).T)
    system[:n, n] = -1.0
    system[n, int(np.argmax(flows.log_stationary))] = 1.0  # only differences of y count
    value = np.linalg.solve(system, known)[:n].T
    return np.asarray(amounts + value[:, b] - value[:, a])
