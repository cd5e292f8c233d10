"""`complete` for networks: one direction of every process known, the other follows from the temperature."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.networks.kolmogorov import thermal_pairs
from detbal.networks.rate_network import RateNetwork
from detbal.units import thermal_energy

complete = verb("complete", object)


@complete.register
def complete_rates(
    network: RateNetwork,
    *,
    kT: Any = None,
    T: Any = None,
) -> RateNetwork:
    """Give every one-way pair the reverse rate that detailed balance demands.

    Parameters
    ----------
    network
        With energies. Pairs that have both rates stay as they are.
    kT, T
        Temperature; one of them.

    Returns
    -------
    RateNetwork
        Reverse rates k_ji = k_ij (g_i/g_j) exp((E_j - E_i)/kT). Completed pairs carry no statistical error: whatever
        the error of the rate that was given, the ratio is exact.

    Raises
    ------
    InputError
        No energies, or not exactly one temperature.

    Examples
    --------
    >>> half = RateNetwork.from_edges([0], [1], [2.0], energies=[0.0, 3.0])
    >>> float(np.exp(complete_rates(half, kT=3.0).log_reverse[0])).__round__(6)  # 2 e
    5.436564
    """
    thermal = thermal_energy(kT, T, network.energy_unit)
    if network.energies is None:
        raise InputError(
            explain(
                "the network has no energies",
                fix="give energies= when building it (in a csv file: columns source_energy and target_energy)",
            )
        )
    expected = thermal_pairs(network, network.energies, thermal.kT).offset
    no_reverse, no_forward = np.isneginf(network.log_reverse), np.isneginf(network.log_forward)
    log_reverse = np.where(no_reverse, network.log_forward - expected, network.log_reverse)
    log_forward = np.where(no_forward, network.log_reverse + expected, network.log_forward)
    whole = network.with_log_rates(log_forward, log_reverse, keep_errors=True)
    made = no_reverse | no_forward
    errors = (network.forward_error, network.reverse_error)
    ahead, back = (None if error is None else np.where(made, 0.0, error) for error in errors)
    return replace(whole, forward_error=ahead, reverse_error=back)
