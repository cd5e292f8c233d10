"""How many electrons a lead has given after a time, and how likely that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.counted_uniformisation import log_distribution
from detbal.progress import Callback, require_progress
from detbal.transport.counting.processes import Processes
from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices


@dataclass(frozen=True, slots=True, eq=False)
class CountDistribution:
    """P(n, t) from the stationary state.

    Attributes
    ----------
    t : float
    n : (2m + 1,) integer array
        Electrons from the lead into the dot, net: -m to m.
    log_probability : (2m + 1,) float array
        Natural logs; -inf where it cannot be, or, if the floor is infinite, where it is not known.
    floor : (2m + 1,) float array
        Size up to which each log may be round-off, nats.
    """

    t: float
    n: Indices
    log_probability: Floats
    floor: Floats

    @property
    def probability(self) -> Floats:
        """P(n, t), (2m + 1,)."""
        found: Floats = np.exp(self.log_probability)
        return found

    @property
    def outside(self) -> float:
        """Probability of more than m electrons, or less than -m; good to 1e-15."""
        return max(0.0, 1.0 - float(self.probability.sum()))

    @property
    def log_ratio(self) -> Floats:
        """How much likelier forwards, ln P(n)/P(-n), for n = 1 … m; nan where neither can be, ±inf where one cannot."""
        m = len(self.n) // 2
        ahead, back = self.log_probability[m + 1 :], self.log_probability[m - 1 :: -1][:m]
        nowhere = np.isneginf(ahead) & np.isneginf(back)
        return np.asarray(np.where(nowhere, np.nan, ahead - np.where(nowhere, 0.0, back)))


def count_distribution(
    processes: Processes,
    t: float,
    most: int | None,
    spread: tuple[float, float],
    progress: Callback | bool | None = None,
) -> CountDistribution:
    """Return the distribution after a time t.

    Parameters
    ----------
    processes
        With electrons counted.
    t : float
        Above 0.
    most : int or None
        Largest |n|; None for eight standard deviations beyond the mean.
    spread : (mean, variance) per unit time
    progress
        As for `detbal.numerics.counted_uniformisation.log_distribution`.

    Raises
    ------
    InputError
        A time or a number that makes no sense; more events in that time than can be summed.

    Examples
    --------
    >>> from detbal.transport.counting.statistics import counting_statistics
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, mu=40, gamma=1.0), "R": Lead(kT=1.0, mu=-40, gamma=1.0)}
    >>> processes = counting_statistics(QuantumDot(0.0, sides), lead="L").counter.processes
    >>> found = count_distribution(processes, 1.0, 1, (0.5, 0.25))
    >>> found.n, found.probability.round(6)  # e^-1 (0, 3/2, 13/12)
    (array([-1,  0,  1]), array([0.      , 0.551819, 0.398536]))
    """
    most, reach = counts_within(t, most, spread)
    require_progress(progress)
    step = np.where(processes.at_lead, processes.electrons, 0)
    logs = log_distribution(
        processes.log_pi,
        processes.source,
        processes.target,
        processes.log_rate,
        step,
        float(t),
        most,
        reach,
        progress,
    )
    exits = np.bincount(processes.source, np.exp(processes.log_rate)).max() * t
    size = np.where(np.isfinite(logs), np.abs(logs), 0.0)
    largest_log = float(np.abs(processes.log_rate).max())
    n = np.arange(-most, most + 1)
    floor = np.finfo(np.float64).eps * (16 + 4 * exits + 4 * size + (np.abs(n) + 1) * largest_log)
    return CountDistribution(float(t), n, logs, floor)


def counts_within(t: Any, most: int | None, spread: tuple[float, float]) -> tuple[int, int]:
    """Return the largest |n| that is asked for, and how far a path may go before it comes back.

    What lies beyond the second is below round-off, even in the tails.

    Raises
    ------
    InputError
        A time or a number that makes no sense.

    Examples
    --------
    >>> counts_within(100.0, None, (0.5, 0.25))
    (92, 140)
    """
    if isinstance(t, bool) or not isinstance(t, int | float | np.integer | np.floating) or not 0 < t < np.inf:
        raise InputError(explain(f"t = {t!r}", fix="give a time above 0, a number"))
    # a variance of 0 may be negative by round-off
    mean, deviation = abs(spread[0]) * float(t), (max(spread[1], 0.0) * float(t)) ** 0.5
    if most is None:
        most = int(np.ceil(mean + 8 * deviation)) + 2
    if isinstance(most, bool) or not isinstance(most, int | np.integer) or most < 1:
        raise InputError(explain(f"most = {most!r}", fix="give a whole number of electrons, 1 or more"))
    return int(most), max(int(np.ceil(mean + 12 * deviation)) + 30, int(most) + int(np.ceil(4 * deviation)) + 20)
