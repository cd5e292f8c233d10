"""The pairs of every object of the domain, as the core's `Pairs`."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np

from detbal.errors import InputError, NotOffered, explain
from detbal.networks.kolmogorov import free_pairs, thermal_pairs
from detbal.networks.markov_kernel import MarkovKernel
from detbal.networks.rate_network import RateNetwork
from detbal.pairs import ROUNDING, Pairs
from detbal.units import thermal_energy


@singledispatch
def pairs(network: Any, **options: Any) -> Pairs:
    """List the pairs of a network; one implementation per kind of object."""
    raise NotOffered(explain(f"no pairs for {type(network).__name__}", fix="give an object of detbal.networks"))


@pairs.register
def pairs_of_rates(
    network: RateNetwork,
    *,
    kT: Any = None,
    T: Any = None,
) -> Pairs:
    """List the pairs of a rate network: with a temperature nothing is unknown, else ln π of every state is.

    Examples
    --------
    >>> len(pairs_of_rates(RateNetwork.from_rates([[0, 1.0], [2.0, 0]])).unknowns)
    2
    """
    thermal = thermal_energy(kT, T, network.energy_unit, required=False)
    if thermal is None:
        return free_pairs(network)
    if network.energies is None:
        raise InputError(
            explain(
                f"a temperature ({thermal.provenance}) but no energies",
                fix="give the network energies=, or leave the temperature out to test Kolmogorov's rule",
            )
        )
    return thermal_pairs(network, network.energies, thermal.kT)


@pairs.register
def pairs_of_kernel(kernel: MarkovKernel) -> Pairs:
    """List the pairs of a Markov kernel; its target is the offset.

    Examples
    --------
    >>> pairs_of_kernel(MarkovKernel.of([[0.5, 0.5], [0.25, 0.75]], [1, 2])).offset.round(6)
    array([0.693147])
    """
    chain, log_pi = kernel.chain, kernel.log_target
    size = np.abs(log_pi[chain.source]) + np.abs(log_pi[chain.target])
    return Pairs.from_logs(
        chain.log_forward,
        chain.log_reverse,
        offset=log_pi[chain.target] - log_pi[chain.source],
        rounding=chain.rounding + ROUNDING * size / 8.0,
        labels=chain.pair_names,
    )
