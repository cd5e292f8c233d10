"""The pairs of every object of the domain, as the core's `Pairs`."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.networks.count_network import UNSEEN, CountNetwork
from detbal.networks.kolmogorov import free_pairs, thermal_pairs
from detbal.networks.markov_kernel import MarkovKernel
from detbal.networks.rate_network import RateNetwork
from detbal.pairs import ROUNDING, Pairs
from detbal.units import thermal_energy

pairs = verb("pairs", Pairs)


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


@pairs.register
def pairs_of_counts(counts: CountNetwork) -> Pairs:
    """List the pairs of transition counts; a strength θ of every state is unknown (Bradley and Terry's model).

    Row (i, j): ln(c_ij/c_ji) = θ_i - θ_j, with variance 1/c_ij + 1/c_ji. A direction that was never seen counts as
    half a transition. The check itself uses the likelihood, not these logs.

    Examples
    --------
    >>> pairs_of_counts(CountNetwork.from_counts([[90, 10], [8, 42]])).sigma.round(3)
    array([0.474])
    """
    from scipy.sparse import csr_array

    ahead = np.where(counts.forward > 0, counts.forward, UNSEEN)
    back = np.where(counts.reverse > 0, counts.reverse, UNSEEN)
    m = len(ahead)
    columns = np.stack([counts.source, counts.target], axis=1).ravel()
    design = csr_array((np.tile([1.0, -1.0], m), columns, np.arange(0, 2 * m + 1, 2)), shape=(m, counts.n_states))
    return Pairs.of(
        ahead,
        back,
        design=design,
        sigma=np.sqrt(1.0 / ahead + 1.0 / back),
        labels=counts.pair_names,
        unknowns=[f"θ({name})" for name in counts.state_names],
    )
