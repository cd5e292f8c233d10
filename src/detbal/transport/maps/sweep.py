"""One dot at many points: it is diagonalised once, since neither bias nor gate nor temperatures change its states."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.blocks import mapped
from detbal.numerics.elimination import normalised_logs
from detbal.progress import Callback, reported, require_progress
from detbal.transport.conserved import Exchanged
from detbal.transport.dot_like import DotLike
from detbal.transport.maps.conditions import Conditions
from detbal.transport.maps.flow_kernel import LN_BASE, net_flows
from detbal.transport.maps.rates import RatesAnywhere
from detbal.transport.maps.swept_flows import SweptFlows
from detbal.transport.occupation import Floats
from detbal.transport.populations import Chain, NotConnected, chain_of
from detbal.transport.transitions import Indices, Transitions, transitions_of

#: Rates that are worked on at once: their arrays fit into the cache.
AT_ONCE = 1 << 15


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """A dot or a molecule of which temperatures, chemical potentials and a gate change.

    Attributes
    ----------
    charge : (N,) integer array
    labels : sequence of N strings
    pairs : Transitions
    gained_energy, gained_charge : (m,) float arrays
        By each transition, without a gate.
    rates : RatesAnywhere
    chain : Chain
        That of all transitions running both ways.
    """

    charge: Indices
    labels: Sequence[str]
    pairs: Transitions
    gained_energy: Floats
    gained_charge: Floats
    rates: RatesAnywhere
    chain: Chain

    @classmethod
    def of(cls, dot: DotLike) -> Sweep:
        """Diagonalise a dot.

        Raises
        ------
        InputError
            A stationary state that is not unique.

        Examples
        --------
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> Sweep.of(QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=1.0)})).gained_energy
        array([0.3])
        """
        many = dot.many_body()
        pairs = transitions_of(many)
        reservoirs = (*dot.leads.values(), *dot.baths.values())
        gained = many.energy[pairs.target] - many.energy[pairs.source]
        return cls(
            charge=many.charge,
            labels=many.labels,
            pairs=pairs,
            gained_energy=gained,
            gained_charge=(many.charge[pairs.target] - many.charge[pairs.source]).astype(np.float64),
            rates=RatesAnywhere.of(reservoirs, pairs, gained),
            chain=chain_of(many.labels, *_both_ways(pairs)),
        )

    def at(self, conditions: Conditions) -> SweptFlows:
        """Return the flows at some points: as accurate as `detbal.transport.stationary.flows_of`.

        Examples
        --------
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> sweep = Sweep.of(QuantumDot(0.3, {name: Lead(kT=1.0, gamma=1.0) for name in "LR"}))
        >>> found = sweep.at(Conditions(np.ones((1, 2)), np.array([[0.2, -0.2]]), np.zeros(1)))
        >>> found.particles.round(12).tolist()
        [[0.048740071861, -0.048740071861]]
        """
        pairs, gate = self.pairs, conditions.gate
        reservoirs, leads = self.rates.reservoirs, conditions.mu.shape[1]
        mu = np.pad(conditions.mu, ((0, 0), (0, len(reservoirs) - leads)))
        rates = self.rates.at(conditions)
        flows = net_flows.for_work(20 * len(gate) * len(pairs))
        ends = pairs.source, pairs.target, pairs.reservoir
        through, entropy, probability = flows(
            rates, self._weights(rates), *ends, self.gained_energy, self.gained_charge, gate, mu
        )
        taken = Exchanged(*np.moveaxis(through, 2, 0)).conserved(mu)
        kT = np.hstack((conditions.kT, np.tile([one.kT for one in reservoirs[leads:]], (len(gate), 1))))
        # by each transition, or by heat, whichever is more certain
        by_heat, bound = -(taken.heat / kT).sum(axis=1), (taken.heat_floor / kT).sum(axis=1)
        return SweptFlows(
            **{each.name: getattr(taken, each.name) for each in fields(taken)},
            entropy_production=np.where(bound < entropy[:, 1], by_heat, entropy[:, 0]),
            probability=probability,
            charge=probability @ self.charge,
        )

    def log_traffic(self, conditions: Conditions, lead: int) -> tuple[Floats, Floats]:
        """Return logs (2,) of the fluxes of electrons in and out of the dot: of one lead, and of all others together.

        At the first point; what is too small for a number still has its logarithm, and -inf is nothing at all.

        Examples
        --------
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> sweep = Sweep.of(QuantumDot(2000.0, {name: Lead(kT=1.0, gamma=1.0) for name in "LR"}))
        >>> at = Conditions(np.ones((1, 2)), np.array([[0.5, -0.5]]), np.zeros(1))
        >>> [round(float(np.diff(logs)[0]), 6) for logs in sweep.log_traffic(at, 0)]  # more out than in is > 0
        [-0.379885, 0.620115]
        """
        pairs, rates = self.pairs, self.rates.at(conditions)
        log_pi = normalised_logs(self._weights(rates))[0]
        with np.errstate(divide="ignore"):
            logs = (
                log_pi[np.concatenate((pairs.source, pairs.target))] + np.log(rates[0, :, 0]) + LN_BASE * rates[0, :, 1]
            )
        ways = np.array(np.split(logs, 2))
        own, others = pairs.reservoir == lead, (pairs.reservoir != lead) & (self.gained_charge != 0)
        return tuple(np.logaddexp.reduce(ways[:, chosen], axis=1, initial=-np.inf) for chosen in (own, others))

    def _weights(self, rates: Floats) -> Floats:
        """Weights of the states; nan at points at which they are not connected."""
        runs = rates[..., 0] > 0
        if runs.all():
            return self.chain.weights(rates)
        start, end = _both_ways(self.pairs)
        found = np.full((len(rates), len(self.charge), 2), np.nan)
        alike: dict[bytes, list[int]] = {}  # several patterns, if a band ends between some points
        for k, pattern in enumerate(runs):
            alike.setdefault(pattern.tobytes(), []).append(k)
        for own in alike.values():
            pattern = runs[own[0]]
            with suppress(NotConnected):
                found[own] = chain_of(self.labels, start[pattern], end[pattern]).weights(rates[own][:, pattern])
        return found


def _both_ways(pairs: Transitions) -> tuple[Indices, Indices]:
    return np.concatenate((pairs.source, pairs.target)), np.concatenate((pairs.target, pairs.source))


def swept(
    dot: DotLike, conditions: Conditions, executor: Any = None, progress: Callback | bool | None = False
) -> SweptFlows:
    """Return the flows at all points.

    Parameters
    ----------
    dot
    conditions
    executor
        Anything with ``submit(function, item)`` that returns a future, such as `concurrent.futures.Executor` or dask's
        ``Client``; the numbers do not depend on it.
    progress
        See `detbal.progress.reported`.

    Raises
    ------
    InputError
        A stationary state that is not unique, or an executor or progress that is none.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> dot = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=1.0)})
    >>> swept(dot, Conditions(np.ones((2, 1)), np.zeros((2, 1)), np.array([0.0, -0.3]))).charge.round(6)
    array([0.425557, 0.5     ])
    """
    if executor is not None and not callable(getattr(executor, "submit", None)):
        fix = "give something with .submit, such as concurrent.futures.ThreadPoolExecutor(2), or None"
        raise InputError(explain(f"executor = {executor!r}", fix=fix))
    require_progress(progress)
    sweep = Sweep.of(dot)
    parts = conditions.parts(max(1, AT_ONCE // max(1, len(sweep.pairs))))
    found = list(reported(mapped(sweep.at, parts, executor), len, len(conditions), progress, "points"))
    return SweptFlows(*(np.concatenate([getattr(one, each.name) for one in found]) for each in fields(SweptFlows)))
