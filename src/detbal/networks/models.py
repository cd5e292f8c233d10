"""Standard networks with known answers, for examples, tests and benchmarks."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.networks.rate_network import RateNetwork


def ring(n: int, forward: float, backward: float) -> RateNetwork:
    """Return n states in a ring with the same two rates everywhere.

    Affinity n ln(a/b), entropy production (a - b) ln(a/b), uniform stationary state.

    Parameters
    ----------
    n : int
        At least three states.
    forward, backward : float
        Rates a (i → i + 1) and b.

    Examples
    --------
    >>> ring(4, 2.0, 1.0)
    <RateNetwork: 4 states, 4 pairs>
    """
    if n < 3:
        raise InputError(explain(f"a ring of {n} states", fix="give at least three"))
    i = np.arange(n)
    return RateNetwork.from_pairs(i, (i + 1) % n, np.full(n, float(forward)), np.full(n, float(backward)))


def birth_death(log_up: ArrayLike, log_down: ArrayLike) -> RateNetwork:
    """Return a chain of states with given log-rates up (i → i + 1) and down; balanced whatever they are.

    Parameters
    ----------
    log_up, log_down : (n - 1,)

    Examples
    --------
    >>> birth_death([0.0, -1000.0], [0.0, 0.0])
    <RateNetwork: 3 states, 2 pairs>
    """
    up, down = np.asarray(log_up, dtype=float), np.asarray(log_down, dtype=float)
    n = len(up) + 1
    logs = np.full((n, n), -np.inf)
    i = np.arange(n - 1)
    logs[i, i + 1], logs[i + 1, i] = up, down
    return RateNetwork.from_log_rates(logs)


def kinesin(force: float = 0.0, potential: float = 0.0) -> RateNetwork:
    """Return the six-state network of the molecular motor kinesin.

    Parameters
    ----------
    force : float
        Load against the motor, times step length, in units of kT.
    potential : float
        Chemical potential difference of ATP hydrolysis, in units of kT; 0 is equilibrium.

    Notes
    -----
    S. Liepelt and R. Lipowsky, Phys. Rev. Lett. 98, 258102 (2007). Two dicycles share the mechanical step
    2 ⇌ 5: forward (1-2-5-6) with affinity potential - force, backward (4-5-2-3) with potential + force.
    Rates per second; ATP enters only through `potential`, with an equilibrium constant of 4.9e11.

    Examples
    --------
    >>> import detbal
    >>> float(detbal.drive(kinesin(1.0, 20.0)).affinities.max().round(9))
    21.0
    """
    equilibrium = 4.9e11
    k25, k52, k21 = 3e5, 0.24, 100.0
    chemical = 2.0 * np.exp(potential) / equilibrium
    weak, strong = 2.0 / (1.0 + np.exp(0.15 * force)), 2.0 / (1.0 + np.exp(0.25 * force))
    pairs = [
        ("2", "5", k25 * np.exp(-0.65 * force), k52 * np.exp(0.35 * force), "step"),
        ("1", "2", chemical * strong, k21 * strong, "ATP binding"),
        ("5", "6", 100.0 * weak, 5.0 / 196.0 * weak, "hydrolysis"),
        ("6", "1", 100.0 * weak, 0.02 * weak, "ADP release"),
        ("4", "5", chemical * strong, k21 * (k52 / k25) ** 2 * strong, "ATP binding"),
        ("2", "3", 100.0 * weak, 5.0 / 196.0 * weak, "hydrolysis"),
        ("3", "4", 100.0 * weak, 0.02 * weak, "ADP release"),
    ]
    source, target, forward, reverse, channels = zip(*pairs, strict=True)
    return RateNetwork.from_pairs(
        source, target, forward, reverse, channels=channels, labels=["1", "2", "3", "4", "5", "6"]
    )


def exclusion_process(sites: int, particles: int, forward: float, backward: float) -> RateNetwork:
    """Return the asymmetric simple exclusion process on a ring: particles that hop to free neighbouring sites.

    All C(sites, particles) states are equally probable; the entropy production is
    M (L - M)/(L - 1) (p - q) ln(p/q).

    Parameters
    ----------
    sites, particles : int
    forward, backward : float
        Hopping rates p and q of every particle.

    Examples
    --------
    >>> exclusion_process(5, 2, 1.0, 0.3)
    <RateNetwork: 10 states, 15 pairs>
    """
    if not 0 < particles < sites or sites > 40:
        raise InputError(explain(f"{particles} particles on {sites} sites", fix="take 0 < particles < sites <= 40"))
    states = np.array([sum(1 << i for i in chosen) for chosen in combinations(range(sites), particles)])
    states = np.sort(states)
    source, target = [], []
    for site in range(sites):
        following = (site + 1) % sites
        can_hop = ((states >> site) & 1 == 1) & ((states >> following) & 1 == 0)
        after = states[can_hop] ^ (1 << site) ^ (1 << following)
        source.append(np.flatnonzero(can_hop))
        target.append(np.searchsorted(states, after))
    i, j = np.concatenate(source), np.concatenate(target)
    return RateNetwork.from_pairs(i, j, np.full(len(i), float(forward)), np.full(len(i), float(backward)))


def brusselator(potential: float, volume: float = 2.0, box: int = 22) -> RateNetwork:
    """Return the reversible Brusselator as a lattice of molecule numbers, its parallel reactions kept apart.

    Reactions A ⇌ X, X + B ⇌ Y + C, 2X + Y ⇌ 3X. The second and the third join the same states, so that each
    couple of them is a cycle of two, with affinity `potential`.

    Parameters
    ----------
    potential : float
        Affinity of the cycle in units of kT; 0 is equilibrium, with Poisson populations.
    volume : float
    box : int
        Numbers of X and Y run from 0 to box - 1.

    Notes
    -----
    Rate constants 1, 0.5, 2, 1, 2, 1 (forward and reverse of the three reactions) and A = V, with
    B = e^(potential/2) V/(k₂ k₃), C = e^(-potential/2) V/(k₋₂ k₋₃). In any box the entropy production equals
    potential × current of the second reaction.

    Examples
    --------
    >>> brusselator(1.0, box=3)
    <RateNetwork: 9 states, 10 pairs>
    """
    k1, k1r, k2, k2r, k3, k3r = 1.0, 0.5, 2.0, 1.0, 2.0, 1.0
    b = np.exp(potential / 2) * volume / (k2 * k3)
    c = np.exp(-potential / 2) * volume / (k2r * k3r)
    x, y = (grid.ravel() for grid in np.meshgrid(np.arange(box), np.arange(box), indexing="ij"))
    number = x * box + y
    grow = x + 1 < box
    swap = (x >= 1) & (y + 1 < box)
    auto = (x >= 2) & (x + 1 < box) & (y >= 1)
    columns = [
        # A -> X: rate k1 V; back k-1 (X + 1)
        (number[grow], number[grow] + box, np.full(grow.sum(), k1 * volume), k1r * (x[grow] + 1.0), "A ⇌ X"),
        # X + B -> Y + C: (x, y) -> (x - 1, y + 1)
        (
            number[swap],
            number[swap] - box + 1,
            k2 * b * x[swap] / volume,
            k2r * c * (y[swap] + 1.0) / volume,
            "X + B ⇌ Y + C",
        ),
        # 2X + Y -> 3X: (x, y) -> (x + 1, y - 1)
        (
            number[auto],
            number[auto] + box - 1,
            k3 * x[auto] * (x[auto] - 1.0) * y[auto] / volume**2,
            k3r * (x[auto] + 1.0) * x[auto] * (x[auto] - 1.0) / volume**2,
            "2X + Y ⇌ 3X",
        ),
    ]
    source, target, forward, reverse = (np.concatenate([column[k] for column in columns]) for k in range(4))
    channels = [name for column in columns for name in [column[4]] * len(column[0])]
    return RateNetwork.from_pairs(source, target, forward, reverse, channels=channels)


def merged_channels(network: RateNetwork) -> RateNetwork:
    """Return the network with parallel channels added into one pair for each two states.

    What runs between the channels is lost from view: the entropy production can only fall.

    Examples
    --------
    >>> merged_channels(RateNetwork.from_pairs([0, 0], [1, 1], [1.0, 2.0], [3.0, 4.0])).log_forward.round(6)
    array([1.098612])
    """
    low, high = np.minimum(network.source, network.target), np.maximum(network.source, network.target)
    ahead = np.where(network.source == low, network.log_forward, network.log_reverse)
    back = np.where(network.source == low, network.log_reverse, network.log_forward)
    _keys, slot = np.unique(low.astype(np.int64) * network.n_states + high, return_inverse=True)
    m = int(slot.max(initial=-1)) + 1
    forward, reverse = np.full(m, -np.inf), np.full(m, -np.inf)
    np.logaddexp.at(forward, slot, ahead)
    np.logaddexp.at(reverse, slot, back)
    first = np.zeros(m, dtype=np.int64)
    first[slot[::-1]] = np.arange(len(slot))[::-1]
    alone = network.take_pairs(first)
    return RateNetwork.from_pairs(
        low[first], high[first], np.exp(forward), np.exp(reverse), labels=network.labels,
        discrete_time=alone.discrete_time, energies=network.energies, energy_unit=network.energy_unit,
    )  # fmt: skip
