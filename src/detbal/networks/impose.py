"""`impose` for rate networks: the nearest network that obeys detailed balance, in three senses."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np

from detbal.choice import named
from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.networks.check import describe
from detbal.networks.kolmogorov import fundamental_cycles, thermal_pairs
from detbal.networks.rate_network import RateNetwork
from detbal.networks.references import HODGE
from detbal.networks.stationary import stationary_state
from detbal.numerics.potential import best_potential
from detbal.pairs import FloatArray
from detbal.result import Imposed
from detbal.units import thermal_energy


class Nearest(Enum):
    """In which sense the reversible network is the nearest one."""

    LOG_RATES = "least change of the log-rates, nats (weighted by their errors if they have any)"
    STATIONARY = "the same stationary state π, and least Σ π_i/π_j (change of k_ij)²"


impose = verb("impose", Imposed)


@impose.register
def impose_rates(
    network: RateNetwork,
    *,
    kT: Any = None,
    T: Any = None,
    nearest: Nearest | str | None = None,
) -> Imposed:
    """Return the nearest rate network that obeys detailed balance.

    Parameters
    ----------
    network
    kT, T
        With a temperature and energies: balance with the Boltzmann populations. Without: with the best ones.
    nearest : Nearest, or its name
        LOG_RATES (default in continuous time) needs both rates of every pair; STATIONARY (default in discrete time,
        where it keeps probabilities probabilities) gives one-way pairs their reverse.

    Returns
    -------
    Imposed
        `distance` is the root of the sum that `statement` names; `moved` the change of every log-ratio.

    Raises
    ------
    InputError
        One-way pairs (LOG_RATES), a temperature without energies or together with STATIONARY.

    Notes
    -----
    LOG_RATES: potential by least squares on the graph, the gradient part of its Hodge decomposition (Jiang,
    Lim, Yao, Ye 2011); one sparse Laplacian solve. STATIONARY: the projection (P + P*)/2 with
    P*_ij = π_j P_ji/π_i, in closed form; rows keep their sums and parallel channels stay apart.

    Examples
    --------
    >>> vortex = RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> imposed = impose_rates(vortex)
    >>> imposed.nearest.log_forward.round(6)  # every rate becomes √2
    array([0.346574, 0.346574, 0.346574])
    """
    thermal = thermal_energy(kT, T, network.energy_unit, required=False)
    cycles = fundamental_cycles(network)
    chosen = _chosen(nearest, discrete_time=network.discrete_time and thermal is None)
    if chosen is Nearest.STATIONARY:
        if thermal is not None:
            raise InputError(
                explain(
                    f"{thermal.provenance} together with Nearest.STATIONARY",
                    why="that projection keeps the stationary state the network has",
                    fix="leave the temperature out, or use Nearest.LOG_RATES",
                )
            )
        forward, reverse, distance = _symmetrised(network, stationary_state(network, cycles).log_pi)
        references: tuple[str, ...] = ()
    else:
        if len(cycles.one_way):
            raise InputError(
                explain(
                    f"{cycles.names[len(cycles.chords)]}",
                    why="a one-way process is infinitely far from balance in log-rates",
                    fix="impose with nearest=stationary, or complete the missing rate first",
                )
            )
        if thermal is None:
            wanted = _gradient(network)
        elif network.energies is None:
            raise InputError(explain("a temperature but no energies", fix="give the network energies="))
        else:
            wanted = thermal_pairs(network, network.energies, thermal.kT).offset
        forward, reverse, distance = _moved_to(network, wanted)
        references = (HODGE,) if thermal is None else ()
    both = ~network.one_way
    moved = np.full(len(network.source), np.nan)
    moved[both] = (forward - reverse - network.log_forward + network.log_reverse)[both]
    return Imposed(
        subject=describe(network, cycles),
        statement=chosen.value,
        nearest=network.with_log_rates(forward, reverse),
        distance=distance,
        moved=moved,
        labels=network.pair_names,
        assumptions=(f"balance {'with ' + thermal.provenance if thermal else 'with any stationary state'}",),
        references=references,
    )


def _chosen(nearest: Nearest | str | None, *, discrete_time: bool) -> Nearest:
    if nearest is None:
        return Nearest.STATIONARY if discrete_time else Nearest.LOG_RATES
    return named(Nearest, nearest, "nearest")


def _gradient(network: RateNetwork) -> FloatArray:
    """Return the gradient part of the log-ratios, (m,): what a potential can explain, in least squares."""
    difference = network.log_forward - network.log_reverse
    sigma = network.sigma
    weight = 1.0 / np.where(sigma > 0, sigma, 1.0) ** 2 if network.statistical else np.ones(len(difference))
    potential = best_potential(network.n_states, network.source, network.target, weight, difference)
    return potential[network.target] - potential[network.source]


def _moved_to(network: RateNetwork, wanted: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Change both log-rates of every pair, the less certain one more, until their difference is as wanted."""
    excess = network.log_forward - network.log_reverse - wanted
    ahead = np.full(len(excess), 1.0) if network.forward_error is None else network.forward_error**2
    back = np.full(len(excess), 1.0) if network.reverse_error is None else network.reverse_error**2
    share = np.where(ahead + back > 0, ahead / np.where(ahead + back > 0, ahead + back, 1.0), 0.5)
    forward = network.log_forward - share * excess
    reverse = forward - wanted
    change = (share * excess) ** 2 + ((1.0 - share) * excess) ** 2
    return forward, reverse, float(np.sqrt(change.sum()))


def _symmetrised(network: RateNetwork, log_pi: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Give both processes of every pair the mean of their two fluxes."""
    if np.isneginf(log_pi).any():
        name = network.state_names[int(np.argmax(np.isneginf(log_pi)))]
        raise InputError(
            explain(f"state {name} is never occupied", fix="leave the transient states out: network.part(states)")
        )
    at_source, at_target = log_pi[network.source], log_pi[network.target]
    ahead, back = at_source + network.log_forward, at_target + network.log_reverse
    mean = np.logaddexp(ahead, back) - np.log(2.0)
    # current J moves each rate by J/2π: both directions add up to J²/(2 π_i π_j)
    larger = np.maximum(ahead, back)
    with np.errstate(divide="ignore"):
        log_current = larger + np.log(-np.expm1(np.minimum(ahead, back) - larger))
    squares = np.exp(2.0 * log_current - at_source - at_target) / 2.0
    return mean - at_source, mean - at_target, float(np.sqrt(squares.sum()))
