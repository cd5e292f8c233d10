"""What can be asked of a counter at a lead, by whatever method its statistics are calculated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.fluctuation import FluctuationTheorem, finite_variables
from detbal.progress import Callback
from detbal.result import Result
from detbal.transport.counting.counted import Counted
from detbal.transport.counting.counter import Counter
from detbal.transport.counting.distribution import CountDistribution
from detbal.transport.counting.waiting import Tunnelling, WaitingTimes
from detbal.transport.occupation import Floats


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CountingStatistics(Result):
    """Statistics of a counter at one lead, positive from the lead into the dot, in the stationary state.

    Attributes
    ----------
    lead : str
    counted : Counted
    cumulants : (order,) float array
        Per unit time (energy/ħ for calculated rates): mean current, noise, third, …; in powers of what is counted.
    floor : (order,) float array
        Size up to which each may be round-off.
    entropy_production : float
        Of all reservoirs, nats per unit time.
    counter : Counter
        What calculates the rest: by rates, or with coherences.
    time_unit : str
        What "per unit time" means here.
    """

    lead: str
    counted: Counted
    cumulants: Floats
    floor: Floats
    entropy_production: float
    counter: Counter = field(repr=False)
    time_unit: str

    @property
    def current_floor(self) -> float:
        """Size up to which the current may be round-off."""
        return float(self.floor[0])

    @property
    def fano(self) -> float:
        """Noise over the size of the current: 1 for electrons that know nothing of each other; inf without current."""
        mean, noise = self._mean_and_noise()
        return noise / abs(mean) if abs(mean) > self.current_floor else np.inf

    @property
    def uncertainty_ratio(self) -> float:
        """Noise × entropy production / (2 current²); nan where the current is not above its floor.

        Rates make it 1 at least, the thermodynamic uncertainty relation (Barato and Seifert); coherences may go below.
        """
        mean, noise = self._mean_and_noise()
        if abs(mean) <= self.current_floor:
            return np.nan
        return noise / abs(mean) * (self.entropy_production / abs(mean)) / 2

    def scgf(self, chi: Any) -> Floats:
        """Return λ(χ) = lim ln⟨exp(χ × counter)⟩ / t, in the shape of `chi`.

        Parameters
        ----------
        chi : array
            Counting variables, real; nats for each unit that is counted.

        Raises
        ------
        InputError
            Values that are not finite, or λ beyond the range of floats.

        Notes
        -----
        The largest eigenvalue of the tilted generator. By rates it is found from logs: with digits of its own however
        small it is beside the rates, and at any affinity; cost: some ten eliminations of the states for each. With
        coherences, from all eigenvalues of a dense matrix: good to 1e-15 of the largest rate.

        Examples
        --------
        >>> from detbal.transport.counting.statistics import counting_statistics
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
        >>> counting_statistics(QuantumDot(0.3, sides), lead="L").scgf([0.3, -0.7]).round(8)  # A = 0.4
        array([0.01500146, 0.01500146])
        """
        points = finite_variables(chi)
        return np.reshape(self.counter.scgf(points.ravel()), points.shape)

    def distribution(
        self, t: float, most: int | None = None, *, progress: Callback | bool | None = None
    ) -> CountDistribution:
        """Return P(n, t), the probability that n electrons net have come from the lead after a time t.

        Parameters
        ----------
        t : float
            Starting in the stationary state.
        most : int, optional
            Largest |n|; without it, eight standard deviations beyond the mean.
        progress
            A callback; True for a bar, False for silence, None for a bar after two seconds at a terminal.

        Raises
        ------
        InputError
            Energy is counted, which is no whole number; no time; one in which so much happens, or so many counts, that
            it would take more than a minute or two.

        Notes
        -----
        By rates, by uniformisation in logs: each tail has its digits; cost: (fastest exit rate × t, and `most`) ×
        (processes + states) × counts, 1e-7 to 2e-7 s. With coherences, as a Fourier integral: good to some 1e-15,
        which the floor says.

        Examples
        --------
        >>> from detbal.transport.counting.statistics import counting_statistics
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
        >>> found = counting_statistics(QuantumDot(0.3, sides), lead="L").distribution(20.0)
        >>> bool(abs(found.probability @ found.n - 20 * 0.02843170858585) < 1e-12)
        True
        """
        if self.counted is not Counted.PARTICLES:
            raise InputError(explain("energy is no whole number", fix="count particles to get a distribution"))
        return self.counter.distribution(t, most, self._mean_and_noise(), progress)

    def waiting_times(self, event: Tunnelling = Tunnelling.IN) -> WaitingTimes:
        """Return the statistics of the time between two electrons that enter (or leave) through the lead.

        Raises
        ------
        InputError
            An event that never happens.

        Examples
        --------
        >>> from detbal.transport.counting.statistics import counting_statistics
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> sides = {"L": Lead(kT=1.0, mu=40, gamma=2.0), "R": Lead(kT=1.0, mu=-40, gamma=1.0)}
        >>> waits = counting_statistics(QuantumDot(0.0, sides), lead="L").waiting_times()
        >>> round(waits.mean, 12), round(waits.variance, 12)  # 1/2 + 1, 1/4 + 1
        (1.5, 1.25)
        """
        return self.counter.waiting_times(member(Tunnelling, event, "event"))

    def fluctuation_theorem(self, chi: Any = None) -> FluctuationTheorem:
        """Hold λ against the fluctuation theorem.

        Parameters
        ----------
        chi : (k,), optional
            Counting variables.

        Raises
        ------
        InputError
            No counting variable, or one that is not finite; a process without reverse, reservoirs whose temperature or
            chemical potential is not known; with coherences, reservoirs of several temperatures, or more than two
            chemical potentials.

        Notes
        -----
        Errors of measured rates count in the floors. With coherences it holds where a lead superposes states of one
        energy only, and to order Γ/kT elsewhere.

        Examples
        --------
        >>> from detbal.transport.counting.statistics import counting_statistics
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
        >>> found = counting_statistics(QuantumDot(0.3, sides), lead="L").fluctuation_theorem()
        >>> found.affinity, found.status.name, found.max_residual < 1e-12
        (0.4, 'BALANCED', True)
        """
        return self.counter.fluctuation_theorem(float(self.cumulants[0]), chi)

    def _mean_and_noise(self) -> tuple[float, float]:
        if len(self.cumulants) < 2:
            raise InputError(explain(f"order = {len(self.cumulants)}", fix="ask for two cumulants or more"))
        return float(self.cumulants[0]), float(self.cumulants[1])
