"""A counter of a network's transitions, in continuous time or in steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.counted_rates import CountedRates
from detbal.errors import InputError, explain
from detbal.fluctuation import FluctuationTheorem
from detbal.networks.counting.process_list import Processes, processes
from detbal.networks.rate_network import RateNetwork
from detbal.numerics.quiet_weights import chord_weights
from detbal.numerics.tilted_chain import TiltedChain, cumulants_per_step
from detbal.numerics.tilted_generator import TiltedGenerator
from detbal.pairs import FloatArray
from detbal.tilted_counter import TiltedCounter

_EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, eq=False)
class NetworkCounter:
    """A counter whose statistics are those of single processes.

    Attributes
    ----------
    rates : CountedRates
        Probabilities, in discrete time.
    discrete_time : bool
    """

    rates: CountedRates
    discrete_time: bool

    @property
    def affinity(self) -> float | None:
        """Nats for each unit counted; None where a single counter has no fluctuation theorem of its own."""
        return self.rates.affinity

    def cumulants(self, order: int) -> tuple[FloatArray, FloatArray]:
        """Return the first cumulants per unit time, or step, and the size up to which each may be round-off."""
        values, floors = self.rates.cumulants(order)
        return cumulants_per_step(values, floors) if self.discrete_time else (values, floors)

    def tilted(self) -> TiltedCounter:
        """Return the same as tilts of the generator, or of the transition matrix."""
        found = self.rates.tilted()
        if self.discrete_time and isinstance(found.generator, TiltedGenerator):
            return replace(found, generator=TiltedChain(found.generator))
        return found

    def scgf(self, chi: FloatArray) -> FloatArray:
        """Return λ, (k,)."""
        return self.tilted().scgf(chi)

    def fluctuation_theorem(self, mean: float, chi: Any = None) -> FluctuationTheorem:
        """Hold λ against the fluctuation theorem; where a single counter has none, with the entropy tilted, too.

        Raises
        ------
        InputError
            A pair that is one-way.
        """
        if np.isnan(self.rates.force).any():
            fix = "leave it out, or measure its reverse"
            raise InputError(explain("a pair is one-way", why="the entropy that it gives is infinite", fix=fix))
        return self.tilted().fluctuation_theorem(mean, chi)


def counter_of(network: RateNetwork, weights: Any, affinity: float | None = None) -> NetworkCounter:
    """Return the counter of a network to which each pair adds its weight.

    Parameters
    ----------
    network
    weights : (m,)
        What a transition from source to target of each pair adds; the reverse subtracts it.
    affinity : float, optional
        Nats for each unit counted, if that is known.

    Raises
    ------
    InputError
        As `processes`.

    Examples
    --------
    Around a ring there is one cycle, and whatever is counted costs entropy in proportion:

    >>> ring = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], [2, 2, 2], [1, 1, 1])
    >>> round(counter_of(ring, [1, 1, 1]).affinity, 12)  # ln 2
    0.69314718056
    >>> round(counter_of(ring, [1, 0, 0]).affinity, 12)  # three steps for each
    2.07944154168
    """
    column = np.asarray(weights)
    if column.ndim != 1:
        fix = f"give one number for each of the {len(network.source)} pairs"
        raise InputError(explain(f"weights of shape {column.shape}", fix=fix))
    listed = processes(network, column[:, None])
    weight = listed.weights[:, 0]
    rates = CountedRates(
        log_pi=listed.log_pi,
        source=listed.source,
        target=listed.target,
        log_rate=listed.log_rate,
        weight=weight,
        force=listed.force,
        affinity=_affinity(listed, weight) if affinity is None else affinity,
        errors=listed.errors,
    )
    return NetworkCounter(rates, network.discrete_time)


def _affinity(listed: Processes, weight: FloatArray) -> float | None:
    """Return the entropy of each unit counted, if that is the same around all cycles; None if it is not."""
    if np.isnan(listed.force).any() or not len(weight):
        return None
    n, traffic = len(listed.log_pi), listed.log_pi[listed.source] + listed.log_rate
    counted, produced = (chord_weights(n, listed.source, listed.target, traffic, one) for one in (weight, listed.force))
    most = int(np.argmax(np.abs(counted)))
    if not counted[most]:
        return None
    found = float(produced[most] / counted[most])
    rounding = 8 * _EPS * (np.abs(listed.force).max() + abs(found) * np.abs(weight).max()) + listed.errors[1].max()
    return found if (np.abs(produced - found * counted) <= n * rounding).all() else None
