"""`drive` for rate networks: currents, affinities and entropy production of the stationary state."""

from __future__ import annotations

import numpy as np

from detbal.dispatch import verb
from detbal.networks.check import describe, one_way_findings
from detbal.networks.kolmogorov import fundamental_cycles
from detbal.networks.pictures import network_picture
from detbal.networks.rate_network import RateNetwork
from detbal.networks.references import SCHNAKENBERG
from detbal.networks.stationary import Stationary, stationary_state
from detbal.numerics.flux import currents_and_entropy
from detbal.result import Drive

#: Largest |ln| of a flux that is given per unit time.
FLOAT_RANGE = 600.0


drive = verb("drive", Drive)


@drive.register
def drive_rates(network: RateNetwork) -> Drive:
    """Return currents, cycle affinities and entropy production of the stationary state.

    Parameters
    ----------
    network

    Returns
    -------
    Drive
        Currents per unit time (per step in discrete time) from the source to the target of each pair;
        affinities of the fundamental cycles, each starting along its chord; entropy production in nats per
        unit time, total, by pair and by cycle. Parallel channels are kept apart: merging them would hide
        what runs between them. ``inf`` where a process without reverse carries a current.

    Raises
    ------
    InputError
        If the stationary state is not unique.

    Notes
    -----
    Schnakenberg (1976): σ = Σ_pairs J ln(π_i k_ij / π_j k_ji) = Σ_chords J × affinity. Cost: that of the
    stationary state, plus O(N + E).

    Examples
    --------
    >>> ring = drive_rates(RateNetwork.from_rates([[0, 3, 0.5], [0.5, 0, 3], [3, 0.5, 0]]))
    >>> round(ring.entropy_production, 7), ring.currents.round(6)  # (a - b) ln(a / b)
    (4.4793987, array([ 0.833333, -0.833333,  0.833333]))
    """
    cycles = fundamental_cycles(network)
    state = stationary_state(network, cycles)
    log_pi = state.log_pi
    ahead, back = log_pi[network.source] + network.log_forward, log_pi[network.target] + network.log_reverse
    traffic = np.maximum(ahead, back)
    # currents beyond the range of floats are given in another unit of time
    top = float(traffic.max(initial=-np.inf))
    shift = float(round(top)) if np.isfinite(top) and abs(top) > FLOAT_RANGE else 0.0
    ahead, back, traffic = ahead - shift, back - shift, traffic - shift
    currents, entropy = currents_and_entropy(ahead, back)
    uncertain = network.rounding + 2.0 * state.relative_error
    runs = np.isfinite(ahead) & np.isfinite(back)
    force = np.abs(np.where(runs, ahead, 0.0) - np.where(runs, back, 0.0))
    current_floor = np.exp(traffic) * uncertain
    floor = current_floor * np.maximum(force, uncertain)
    rows = cycles.names.rows
    infinite = np.where(np.isneginf(network.log_reverse[cycles.one_way]), np.inf, -np.inf)
    affinities = np.concatenate([cycles.affinities, infinite])
    with np.errstate(invalid="ignore"):
        by_cycle = np.where(currents[rows] == 0, 0.0, currents[rows] * affinities)
    return Drive(
        subject=describe(network, cycles),
        statement="currents J_ij = π_i k_ij - π_j k_ji of the stationary state, and Σ J ln(π_i k_ij / π_j k_ji)",
        entropy_production=float(entropy.sum()),
        entropy_production_floor=float(floor[runs].sum()),
        currents=currents,
        current_floor=current_floor,
        current_labels=network.pair_names,
        current_entropy=entropy,
        affinities=affinities,
        affinity_labels=cycles.names,
        affinity_entropy=by_cycle,
        stationary=np.exp(log_pi),
        log_stationary=log_pi,
        state_labels=network.state_names,
        time_unit=_time_unit(network, shift),
        findings=tuple(one_way_findings(network, cycles)),
        assumptions=(_how(state),),
        references=(SCHNAKENBERG, *([state.reference] if state.reference else [])),
        drawings=lambda: (network_picture(network),),
    )


def _time_unit(network: RateNetwork, shift: float) -> str:
    unit = "step" if network.discrete_time else "unit time"
    return f"e^{-shift:.0f} {unit}s" if shift else unit


def _how(state: Stationary) -> str:
    return f"stationary state {state.method}; relative error of its entries up to {state.relative_error:.1g}"
