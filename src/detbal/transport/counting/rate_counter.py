"""Counting by rates between states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detbal.counted_rates import CountedRates
from detbal.fluctuation import FluctuationTheorem
from detbal.progress import Callback
from detbal.transport.counting.distribution import CountDistribution, count_distribution
from detbal.transport.counting.fluctuation import require_forces, single_affinity
from detbal.transport.counting.processes import Processes
from detbal.transport.counting.waiting import Tunnelling, WaitingTimes, waiting_times
from detbal.transport.occupation import Floats


@dataclass(frozen=True, slots=True, eq=False)
class RateCounter:
    """A counter whose statistics are those of single processes.

    Attributes
    ----------
    processes : Processes
    """

    processes: Processes

    @property
    def affinity(self) -> float | None:
        """Nats for each unit counted; None where a single counter has no fluctuation theorem of its own."""
        return single_affinity(self.processes) if self.processes.reversible else None

    def rates(self) -> CountedRates:
        """Return the processes as any counter has them."""
        one = self.processes
        return CountedRates(
            log_pi=one.log_pi,
            source=one.source,
            target=one.target,
            log_rate=one.log_rate,
            weight=one.weight,
            force=one.force,
            affinity=self.affinity,
            sigma=one.sigma if one.sigma.any() else None,
        )

    def cumulants(self, order: int) -> tuple[Floats, Floats]:
        """Return the first cumulants per unit time and the round-off of each, by eliminations of the states.

        Examples
        --------
        >>> from detbal.transport.counting.counted import Counted
        >>> from detbal.transport.counting.processes import processes_of
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> from detbal.transport.pauli import pauli_rates
        >>> sides = {"L": Lead(kT=1.0, mu=40, gamma=1.0), "R": Lead(kT=1.0, mu=-40, gamma=1.0)}
        >>> processes, _ = processes_of(pauli_rates(QuantumDot(0.0, sides)), "L", Counted.PARTICLES)
        >>> RateCounter(processes).cumulants(2)[0].round(12)
        array([0.5 , 0.25])
        """
        return self.rates().cumulants(order)

    def scgf(self, chi: Floats) -> Floats:
        """Return λ, the largest eigenvalue of the tilted generator, from logs: with digits of its own, at any affinity.

        Cost: some ten eliminations of the states for each.
        """
        return self.rates().tilted().scgf(chi)

    def distribution(
        self, t: float, most: int | None, spread: tuple[float, float], progress: Callback | bool | None = None
    ) -> CountDistribution:
        """Return P(n, t) by uniformisation in logs: each tail has its digits."""
        return count_distribution(self.processes, t, most, spread, progress)

    def waiting_times(self, event: Tunnelling) -> WaitingTimes:
        """Return the times between one event and the next of its kind, by sums of positive terms."""
        return waiting_times(self.processes, event)

    def fluctuation_theorem(self, mean: float, chi: Any = None) -> FluctuationTheorem:
        """Hold λ against the fluctuation theorem; where a single counter has none, with the entropy tilted, too."""
        require_forces(self.processes)
        return self.rates().tilted().fluctuation_theorem(mean, chi)
