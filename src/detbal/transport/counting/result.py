"""What can be asked of a counter at a lead, beside what any counter answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from detbal.choice import member
from detbal.counting import FullCounting
from detbal.errors import InputError, explain
from detbal.progress import Callback
from detbal.transport.counting.counted import Counted
from detbal.transport.counting.counter import Counter
from detbal.transport.counting.distribution import CountDistribution
from detbal.transport.counting.waiting import Tunnelling, WaitingTimes


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CountingStatistics(FullCounting):
    """Statistics of a counter at one lead, positive from the lead into the dot, in the stationary state.

    Per unit time is per ħ/energy for calculated rates. Errors of measured rates count in the floors of the fluctuation
    theorem. With coherences it is answered for reservoirs of one temperature and up to two chemical potentials, and
    holds where a lead superposes states of one energy only, to order Γ/kT elsewhere.

    Attributes
    ----------
    lead : str
    counted : Counted
    counter : Counter
        What calculates the rest: by rates, or with coherences.
    """

    lead: str
    counted: Counted
    counter: Counter = field(repr=False)

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
