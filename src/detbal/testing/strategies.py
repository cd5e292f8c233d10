"""Hypothesis strategies: networks that obey detailed balance by construction, and ones driven by a known amount."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from detbal.networks.rate_network import RateNetwork


@st.composite
def reversible_networks(draw: Any, *, most_states: int = 12, span: float = 20.0) -> tuple[RateNetwork, np.ndarray]:
    """Draw a connected network that obeys detailed balance, with its energies in units of kT.

    Parameters
    ----------
    most_states : int
    span : float
        Energies and log-barriers reach from -span to span.

    Examples
    --------
    >>> network, energies = reversible_networks().example()  # doctest: +SKIP
    """
    n = draw(st.integers(2, most_states))
    pairs = _connected_pairs(draw, n)
    number = st.floats(-span, span, allow_nan=False)
    energies = np.array(draw(st.lists(number, min_size=n, max_size=n)))
    barriers = np.array(draw(st.lists(number, min_size=len(pairs), max_size=len(pairs))))
    i, j = pairs[:, 0], pairs[:, 1]
    logs = np.full((n, n), -np.inf)
    logs[i, j] = barriers + (energies[i] - energies[j]) / 2
    logs[j, i] = barriers - (energies[i] - energies[j]) / 2
    return RateNetwork.from_log_rates(logs), energies


@st.composite
def driven_networks(draw: Any, *, most_states: int = 12, least_drive: float = 1e-6) -> tuple[RateNetwork, float]:
    """Draw a connected network with one pair, on a cycle, whose log-ratio is off by a known amount.

    Returns
    -------
    network, drive
        The affinity of every cycle through that pair is ±drive; of every other one, zero.

    Examples
    --------
    >>> network, drive = driven_networks().example()  # doctest: +SKIP
    """
    network, _energies = draw(
        reversible_networks(most_states=most_states).filter(lambda drawn: len(_chords(drawn[0])) > 0)
    )
    chord = draw(st.sampled_from(_chords(network)))
    sign = draw(st.sampled_from([-1.0, 1.0]))
    drive = sign * draw(st.floats(least_drive, 50.0, allow_nan=False))
    forward = network.log_forward.copy()
    forward[chord] += drive
    return network.with_log_rates(forward, network.log_reverse), drive


def _chords(network: RateNetwork) -> list[int]:
    from detbal.networks.kolmogorov import fundamental_cycles

    return [int(k) for k in fundamental_cycles(network).chords]


def _connected_pairs(draw: Any, n: int) -> np.ndarray:
    tree = [(draw(st.integers(0, k - 1)), k) for k in range(1, n)]
    free = [(a, b) for b in range(n) for a in range(b) if (a, b) not in set(tree)]
    more = draw(st.lists(st.sampled_from(free), unique=True, max_size=2 * n)) if free else []
    return np.array(sorted({*tree, *more}))
