"""How long it takes from one electron that enters (or leaves) through a lead to the next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.elimination import stationary_log
from detbal.reals import real_array
from detbal.transport.counting.processes import Processes
from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices

#: Times the fastest rate beyond which an exponential of the generator has too few digits.
_MOST_TICKS = 1e10


class Tunnelling(Enum):
    """The event that is waited for; a reservoir may move several electrons at once."""

    IN = "an electron enters the dot through the lead"
    OUT = "an electron leaves the dot through the lead"


@dataclass(frozen=True, slots=True, eq=False)
class WaitingTimes:
    """Times between one event and the next of its kind, in the stationary state.

    Attributes
    ----------
    event : Tunnelling
    rate : float
        Events per unit time, whatever happens in between; 1/mean.
    mean : float
    randomness : float
        Variance over mean²: 1 for events that know nothing of each other, less if they avoid each other.
    generator : (N, N) array
        Of the process without the event: acts on columns. With coherences it is complex, N the elements of the density
        matrix.
    after : (N,) array
        Probabilities of the states (or the density matrix) just after an event.
    event_rates : (N,) array
        Rate of the event from each.
    """

    event: Tunnelling
    rate: float
    mean: float
    randomness: float
    generator: NDArray[Any]
    after: NDArray[Any]
    event_rates: NDArray[Any]

    @property
    def variance(self) -> float:
        """Of the times; inf where it is beyond the range of floats."""
        with np.errstate(over="ignore"):
            return float(self.randomness * np.square(self.mean))

    def density(self, times: Any) -> Floats:
        """Return the probability density at waiting times, in the shape of `times`.

        Parameters
        ----------
        times : array
            0 or more.

        Raises
        ------
        InputError
            A time below 0, or none; one so long beside the fastest rate that round-off takes its digits.

        Notes
        -----
        Good to 1e-15 (1 + fastest rate × time) of the rate of the event. Cost: an exponential of a dense N × N matrix
        for each.

        Examples
        --------
        >>> from detbal.transport.counting.statistics import counting_statistics
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> sides = {"L": Lead(kT=1.0, mu=40, gamma=2.0), "R": Lead(kT=1.0, mu=-40, gamma=1.0)}
        >>> waits = counting_statistics(QuantumDot(0.0, sides), lead="L").waiting_times()
        >>> waits.density([0.0, 1.0]).round(9)  # at first none: 2 (e^-t - e^-2t)
        array([0.        , 0.46508832])
        """
        found = real_array(times, "times")
        bad = ~(np.isfinite(found) & (found >= 0))
        if bad.any():
            what = f"times[{', '.join(map(str, np.argwhere(bad)[0]))}] = {found[bad][0]:g}"
            raise InputError(explain(what, fix="give times of 0 or more"))
        each = [self._density(t) for t in found.ravel().tolist()]
        return np.asarray(np.maximum(np.reshape(each, found.shape), 0.0))

    def _density(self, t: float) -> float:
        from scipy.linalg import expm

        ticks = float(np.abs(np.diag(self.generator)).max()) * t
        if ticks > _MOST_TICKS:
            if self._certain(t):
                return 0.0
            why = f"the fastest rate times that is {ticks:.1g}, and round-off grows with it"
            raise InputError(explain(f"a time of {t:g}", why=why, fix="ask for shorter times"))
        return float((self.event_rates @ expm(self.generator * t) @ self.after).real)

    def _certain(self, t: float) -> bool:
        """Whether the event has come by then, up to what floats cannot hold.

        In twice the longest mean time from any state it comes with a probability of 1/2, and so on.
        """
        without = -self.generator.T
        times = np.linalg.solve(without, np.linalg.solve(without, self.event_rates))
        return bool(t > 2 * 1100 * np.abs(times).sum())


def waiting_times(processes: Processes, event: Tunnelling) -> WaitingTimes:
    """Return the waiting times between events at the lead.

    Raises
    ------
    InputError
        An event that never happens.

    Notes
    -----
    T. Brandes, Ann. Phys. (Berlin) 17, 477 (2008). The moments are sums of positive terms.

    Examples
    --------
    >>> from detbal.transport.counting.statistics import counting_statistics
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, mu=40, gamma=1.0), "R": Lead(kT=1.0, mu=-40, gamma=1.0)}
    >>> found = waiting_times(counting_statistics(QuantumDot(0.0, sides), lead="R").counter.processes, Tunnelling.OUT)
    >>> round(found.randomness, 12)  # the Fano factor of electrons that forget what was before
    0.5
    """
    direction = 1 if event is Tunnelling.IN else -1
    happens = processes.at_lead & (np.sign(processes.electrons) == direction)
    if not happens.any():
        raise InputError(explain(f"event = {event}", why="it never happens here", fix="ask for the other event"))
    n = len(processes.log_pi)
    rate = np.exp(processes.log_rate)
    flux = np.where(happens, np.exp(processes.log_pi[processes.source] + processes.log_rate), 0.0)
    total = float(flux.sum())
    if not total > 0:
        raise InputError(explain(f"event = {event}", why="it is too rare for floats", fix="ask for the other event"))
    after = np.bincount(processes.target, flux, minlength=n) / total
    first = _residence(processes, happens, after)
    second = _residence(processes, happens, first / first.sum())
    mean = float(first.sum())
    generator = np.zeros((n, n))
    np.add.at(generator, (processes.target, processes.source), np.where(happens, 0.0, rate))
    generator -= np.diag(np.bincount(processes.source, rate, minlength=n))
    event_rates: Floats = np.bincount(processes.source, np.where(happens, rate, 0.0), minlength=n).astype(np.float64)
    randomness = 2 * float(second.sum()) / mean - 1
    return WaitingTimes(event, total, mean, randomness, generator, after, event_rates)


def _residence(processes: Processes, ends: NDArray[np.bool_], start: Floats) -> Floats:
    """Return the mean time in each state from a start until a process that ends it: the end, at rate 1, begins anew."""
    n = len(start)
    states: Indices = np.flatnonzero(start > 0)
    end = np.full(len(states), n)
    found = stationary_log(
        n + 1,
        np.concatenate((processes.source, end)),
        np.concatenate((np.where(ends, n, processes.target), states)),
        np.concatenate((processes.log_rate, np.log(start[states]))),
    )
    times: Floats = np.exp(found[:n] - found[n])
    return times
