"""One dot at many points: it is diagonalised once, since neither bias nor gate nor temperatures change its states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.blocks import mapped
from detbal.numerics.flux import currents_and_entropy
from detbal.progress import Callback, reported, require_progress
from detbal.transport.bath import BosonBath
from detbal.transport.lead import Lead
from detbal.transport.maps.conditions import Conditions
from detbal.transport.occupation import Floats
from detbal.transport.populations import Chain, chain_of, log_populations
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.transitions import Indices, Transitions, transitions_of

#: Rates that are worked on at once: some of their arrays fit into the cache.
AT_ONCE = 1 << 15


@dataclass(frozen=True, slots=True, eq=False)
class SweptFlows:
    """What flows at each of p points, per unit time (energy/ħ); r reservoirs, leads first.

    Attributes
    ----------
    particles, energy, heat : (p, r) float arrays
        From each reservoir into the dot; heat is energy less μ times particles.
    entropy_production : (p,) float array
        Nats per unit time.
    charge : (p,) float array
        Mean number of electrons.
    """

    particles: Floats
    energy: Floats
    heat: Floats
    entropy_production: Floats
    charge: Floats

    def __len__(self) -> int:
        return len(self.charge)


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """A dot of which temperatures, chemical potentials and a gate change.

    Attributes
    ----------
    charge : (N,) integer array
    labels : sequence of N strings
    leads : tuple of Lead
    baths : tuple of BosonBath
    pairs : Transitions
    gained_energy, gained_charge : (m,) arrays
        By each transition, without a gate.
    chain : Chain
        That of all transitions running both ways.
    """

    charge: Indices
    labels: Sequence[str]
    leads: tuple[Lead, ...]
    baths: tuple[BosonBath, ...]
    pairs: Transitions
    gained_energy: Floats
    gained_charge: Indices
    chain: Chain

    @classmethod
    def of(cls, dot: QuantumDot) -> Sweep:
        """Diagonalise a dot.

        Raises
        ------
        InputError
            A stationary state that is not unique.

        Examples
        --------
        >>> Sweep.of(QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=1.0)})).gained_energy
        array([0.3])
        """
        many = dot.many_body()
        pairs = transitions_of(many)
        ends = np.concatenate((pairs.source, pairs.target)), np.concatenate((pairs.target, pairs.source))
        return cls(
            charge=many.charge,
            labels=many.labels,
            leads=tuple(dot.leads.values()),
            baths=tuple(dot.baths.values()),
            pairs=pairs,
            gained_energy=many.energy[pairs.target] - many.energy[pairs.source],
            gained_charge=many.charge[pairs.target] - many.charge[pairs.source],
            chain=chain_of(many.labels, *ends),
        )

    def at(self, conditions: Conditions) -> SweptFlows:
        """Return the flows at some points, in logs: as accurate as `detbal.transport.stationary.flows_of`.

        Raises
        ------
        InputError
            A stationary state that is not unique.

        Examples
        --------
        >>> sweep = Sweep.of(QuantumDot(0.3, {name: Lead(kT=1.0, gamma=1.0) for name in "LR"}))
        >>> found = sweep.at(Conditions(np.ones((1, 2)), np.array([[0.2, -0.2]]), np.zeros(1)))
        >>> found.particles.round(12).tolist()
        [[0.048740071861, -0.048740071861]]
        """
        pairs = self.pairs
        gained = self.gained_energy + conditions.gate[:, None] * self.gained_charge
        ahead, back = self._log_rates(conditions, gained)
        log_pi = log_populations(self.labels, pairs.source, pairs.target, ahead, back, self.chain)
        flux, entropy = currents_and_entropy(log_pi[:, pairs.source] + ahead, log_pi[:, pairs.target] + back)
        mu = np.pad(conditions.mu, ((0, 0), (0, len(self.baths))))
        relative = gained - mu[:, pairs.reservoir] * self.gained_charge
        return SweptFlows(
            particles=self._through(flux * self.gained_charge),
            energy=self._through(flux * gained),
            heat=self._through(flux * relative),
            entropy_production=entropy.sum(axis=1),
            charge=np.exp(log_pi) @ self.charge,
        )

    def _log_rates(self, conditions: Conditions, gained: Floats) -> tuple[Floats, Floats]:
        ahead, back = np.empty_like(gained), np.empty_like(gained)
        for k, lead in enumerate(self.leads):
            own = self._of(k)
            at = {"kT": conditions.kT[:, k, None], "mu": conditions.mu[:, k, None]}
            ahead[:, own], back[:, own] = lead.log_rates(gained[:, own], **at)
        for k, bath in enumerate(self.baths, len(self.leads)):
            own = self._of(k)
            ahead[:, own], back[:, own] = bath.log_rates(self.gained_energy[own])
        return ahead + self.pairs.log_strength, back + self.pairs.log_strength

    def _through(self, amount: Floats) -> Floats:
        """Sum over the transitions of each reservoir."""
        count = len(self.leads) + len(self.baths)
        return np.stack([amount[:, self._of(k)].sum(axis=1) for k in range(count)], axis=1)

    def _of(self, reservoir: int) -> slice:
        """Transitions of a reservoir: they are in the order of the reservoirs."""
        first, last = np.searchsorted(self.pairs.reservoir, [reservoir, reservoir + 1])
        return slice(int(first), int(last))


def swept(
    dot: QuantumDot, conditions: Conditions, executor: Any = None, progress: Callback | bool | None = False
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
    fields = zip(
        *((one.particles, one.energy, one.heat, one.entropy_production, one.charge) for one in found), strict=True
    )
    return SweptFlows(*(np.concatenate(parts) for parts in fields))
