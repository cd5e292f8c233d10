"""Hypothesis strategies: networks that obey detailed balance by construction, and ones driven by a known amount."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from detbal.errors import InputError, explain
from detbal.networks.rate_network import RateNetwork


@st.composite
def reversible_networks(draw: Any, *, most_states: int = 12, span: float = 20.0) -> tuple[RateNetwork, np.ndarray]:
    """Draw a connected network that obeys detailed balance, with its energies in units of kT.

    Parameters
    ----------
    most_states : int
        At least 2.
    span : float
        Energies and log-barriers reach from -span to span.

    Raises
    ------
    InputError
        Too few states.

    Examples
    --------
    >>> from hypothesis import find
    >>> network, energies = find(reversible_networks(), lambda drawn: True)
    >>> import detbal
    >>> detbal.check(network, tol=1e-9).status.name
    'BALANCED'
    """
    _refuse_fewer(most_states, 2, "a pair")
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

    Parameters
    ----------
    most_states : int
        At least 3.
    least_drive : float
        Smallest size of the drive, nats; the largest is 50.

    Returns
    -------
    network, drive
        The affinity of every cycle through that pair is ±drive; of every other one, zero.

    Raises
    ------
    InputError
        Too few states.

    Examples
    --------
    >>> from hypothesis import find
    >>> network, drive = find(driven_networks(), lambda drawn: drawn[1] > 0.5)
    >>> import detbal
    >>> detbal.check(network).status.name, abs(detbal.check(network).max_residual - drive) < 1e-9
    ('BROKEN', True)
    """
    _refuse_fewer(most_states, 3, "a cycle")
    network, _energies = draw(
        reversible_networks(most_states=most_states).filter(lambda drawn: len(_chords(drawn[0])) > 0)
    )
    chord = draw(st.sampled_from(_chords(network)))
    sign = draw(st.sampled_from([-1.0, 1.0]))
    drive = sign * draw(st.floats(least_drive, 50.0, allow_nan=False))
    forward = network.log_forward.copy()
    forward[chord] += drive
    return network.with_log_rates(forward, network.log_reverse), drive


def _refuse_fewer(most_states: int, least: int, what: str) -> None:
    if most_states < least:
        raise InputError(explain(f"most_states = {most_states}", fix=f"give at least {least}, for {what} to exist"))


def _chords(network: RateNetwork) -> list[int]:
    from detbal.networks.kolmogorov import fundamental_cycles

    return [int(k) for k in fundamental_cycles(network).chords]


def _connected_pairs(draw: Any, n: int) -> np.ndarray:
    tree = [(draw(st.integers(0, k - 1)), k) for k in range(1, n)]
    free = [(a, b) for b in range(n) for a in range(b) if (a, b) not in set(tree)]
    more = draw(st.lists(st.sampled_from(free), unique=True, max_size=2 * n)) if free else []
    return np.array(sorted({*tree, *more}))
