"""The entropy given to the surroundings, as what is counted, and its fluctuation theorem."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.fluctuation import FluctuationTheorem, finite_variables
from detbal.networks.counting.counter import counter_of
from detbal.networks.rate_network import RateNetwork
from detbal.pairs import FloatArray


def entropy_weights(network: RateNetwork) -> FloatArray:
    """Return ln(k_ij/k_ji) of every pair: counting with it counts the entropy given to the surroundings, nats.

    Raises
    ------
    InputError
        If a pair is one-way: the entropy it gives is infinite.

    Examples
    --------
    >>> entropy_weights(RateNetwork.from_rates([[0, 1.0], [2.0, 0]])).round(6)
    array([-0.693147])
    """
    if network.one_way.any():
        name = network.pair_names[int(np.argmax(network.one_way))]
        raise InputError(explain(f"pair {name} is one-way", why="its entropy is infinite", fix="leave it out"))
    return network.log_forward - network.log_reverse


def fluctuation_symmetry(network: RateNetwork, s: ArrayLike | None = None) -> FluctuationTheorem:
    """Hold λ(s) of the entropy given to the surroundings against λ(-1 - s), which the fluctuation theorem makes alike.

    Parameters
    ----------
    network
        Without one-way pairs.
    s : array, optional
        Counting variables; without, some where λ is steep.

    Returns
    -------
    FluctuationTheorem
        UNDECIDED where nothing flows, so that λ is flat.

    Raises
    ------
    InputError
        A pair that is one-way; as `counting_statistics`.

    Notes
    -----
    The symmetry of Gallavotti and Cohen for Markov processes: Lebowitz and Spohn, J. Stat. Phys. 95, 333 (1999). For
    the rates' own ratios it is an identity: it puts λ to the test, not the network.

    Examples
    --------
    >>> ring = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], [2, 3, 2], [1, 1, 5])
    >>> found = fluctuation_symmetry(ring, [-2.0, -0.3, 0.4])
    >>> found.status.name, found.max_residual < 1e-12
    ('BALANCED', True)
    """
    points = None if s is None else finite_variables(s, "s")
    return counter_of(network, entropy_weights(network), affinity=1.0).fluctuation_theorem(1.0, points)
