"""The gallery: networks with known answers, among them some that must not obey detailed balance."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from detbal.domain import Example
from detbal.networks.count_network import CountNetwork
from detbal.networks.files.pathsample import funnel
from detbal.networks.markov_kernel import MarkovKernel
from detbal.networks.models import birth_death, brusselator, exclusion_process, kinesin, merged_channels
from detbal.networks.rate_network import RateNetwork
from detbal.verdict import Status


def vortex() -> RateNetwork:
    """Return three states with a net current around them: affinity 3 ln 2.

    Examples
    --------
    >>> vortex()
    <RateNetwork: 3 states, 3 pairs>
    """
    return RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]], labels="ABC")


def calm() -> RateNetwork:
    """Return the balanced twin of the vortex: the same six numbers, two of them exchanged with their reverse.

    Around the cycle the product of the forward rates is 2 · 2 · 1, that of the reverse ones 1 · 1 · 4.

    Examples
    --------
    >>> calm()
    <RateNetwork: 3 states, 3 pairs>
    """
    return RateNetwork.from_rates([[0, 2, 4], [1, 0, 2], [1, 1, 0]], labels="ABC")


def sampled(drive: float, steps: int = 20_000) -> CountNetwork:
    """Return the transitions counted in a simulated run on four states; `drive` in nats around the ring.

    Examples
    --------
    >>> sampled(0.0, steps=1000).n_transitions
    999.0
    """
    rng = np.random.default_rng(20261123)
    step = np.exp(drive / 8.0)
    hop = 0.2 * np.array(
        [[0, step, 0.5, 1 / step], [1 / step, 0, step, 0], [0.5, 1 / step, 0, step], [step, 0, 1 / step, 0]]
    )
    threshold = np.cumsum(hop + np.diag(1.0 - hop.sum(axis=1)), axis=1)
    states = [0]
    for draw in rng.random(steps - 1):
        states.append(int(np.searchsorted(threshold[states[-1]], draw)))
    return CountNetwork.from_trajectory(np.array(states))


def _metropolis(target: np.ndarray) -> np.ndarray:
    n = len(target)
    moves = np.zeros((n, n))
    for i in range(n):
        for j in (i - 1, i + 1):
            if 0 <= j < n:
                moves[i, j] = 0.5 * min(1.0, target[j] / target[i])
        moves[i, i] = 1.0 - moves[i].sum()
    return moves


def metropolis() -> MarkovKernel:
    """Return a Metropolis sampler of eight levels.

    Examples
    --------
    >>> metropolis()
    <MarkovKernel: 8 states>
    """
    target = np.exp(-0.7 * np.arange(8))
    return MarkovKernel.of(_metropolis(target), target)


def redrawing() -> MarkovKernel:
    """Return a faulty Metropolis sampler that draws again when a move would leave the box.

    The proposals are then not symmetric at the edges, and it samples the wrong distribution.

    Examples
    --------
    >>> redrawing()
    <MarkovKernel: 8 states>
    """
    target = np.exp(-0.7 * np.arange(8))
    moves = _metropolis(target)
    moves[0, 1], moves[-1, -2] = 2 * moves[0, 1], 2 * moves[-1, -2]
    moves[0, 0] = moves[-1, -1] = 0.0
    np.fill_diagonal(moves, np.diagonal(moves) + 1.0 - moves.sum(axis=1))
    return MarkovKernel.of(moves, target)


def scan() -> MarkovKernel:
    """Return a Gibbs sampler of two spins that updates them always in the same order.

    Examples
    --------
    >>> scan()
    <MarkovKernel: 4 states>
    """
    joint = np.array([[5.0, 2.0], [1.0, 4.0]])
    states = [(x, y) for x in range(2) for y in range(2)]
    kernel = np.zeros((4, 4))
    for a, (_x, y) in enumerate(states):
        for b, (x2, y2) in enumerate(states):
            kernel[a, b] = joint[x2, y] / joint[:, y].sum() * joint[x2, y2] / joint[x2].sum()
    return MarkovKernel.of(kernel, joint.ravel(), labels=["↑↑", "↑↓", "↓↑", "↓↓"])


def one_way_ring() -> RateNetwork:
    """Return P = 1 + 1e-12 K with K a ring that runs one way only: tests with an absolute tolerance miss it.

    Examples
    --------
    >>> one_way_ring().one_way
    array([ True,  True,  True])
    """
    p = np.full(3, 1e-12)
    return RateNetwork.from_transition_matrix(np.diag(1.0 - p) + np.diag(p[:2], 1) + np.diag(p[:1], -2))


EXAMPLES = (
    Example("vortex", "three states with a net current around them, affinity 3 ln 2", vortex, Status.BROKEN),
    Example("calm", "its balanced twin", calm, Status.BALANCED),
    Example(
        "kinesin at equilibrium",
        "six states of a molecular motor, ATP and ADP in chemical equilibrium",
        kinesin,
        Status.BALANCED,
        reference="Liepelt and Lipowsky, Phys. Rev. Lett. 98, 258102 (2007)",
    ),
    Example(
        "kinesin at work",
        "the same motor with 20 kT of ATP against a load of 1 kT per step",
        lambda: kinesin(1.0, 20.0),
        Status.BROKEN,
        reference="Liepelt and Lipowsky, Phys. Rev. Lett. 98, 258102 (2007)",
    ),
    Example(
        "energy funnel",
        "minima and transition states in PATHSAMPLE's form, rates by harmonic transition-state theory",
        funnel,
        Status.BALANCED,
        options=MappingProxyType({"kT": 0.4}),
    ),
    Example(
        "Brusselator in equilibrium",
        "484 states, parallel reactions kept apart",
        lambda: brusselator(0.0),
        Status.BALANCED,
    ),
    Example("Brusselator driven", "the same with an affinity of 1 kT", lambda: brusselator(1.0), Status.BROKEN),
    Example(
        "Brusselator driven, merged",
        "parallel reactions added up: most of what drives it is lost from view",
        lambda: merged_channels(brusselator(1.0)),
        Status.BROKEN,
    ),
    Example(
        "exclusion process",
        "five particles hopping round a ring of ten sites",
        lambda: exclusion_process(10, 5, 1.0, 0.3),
        Status.BROKEN,
    ),
    Example(
        "two wells, barely joined",
        "ten states in a line with one link of 1e-100: no cycle, so balanced",
        lambda: birth_death(np.log([1, 2, 1, 1, 1e-100, 1, 1, 3, 1]), np.log([2, 1, 1, 3, 1e-100, 1, 2, 1, 1])),
        Status.BALANCED,
    ),
    Example("one-way ring", "P = 1 + 1e-12 K, with K running one way only", one_way_ring, Status.BROKEN),
    Example("Metropolis sampler", "eight levels, with its target", metropolis, Status.BALANCED),
    Example(
        "redrawing sampler",
        "Metropolis that draws again at the walls: the wrong target",
        redrawing,
        Status.BROKEN,
    ),
    Example("Gibbs scan", "two spins updated in fixed order: target kept, yet not reversible", scan, Status.BROKEN),
    Example("counts, few", "300 steps: too few to show balance", lambda: sampled(0.0, 300), Status.UNDECIDED),
    Example("counts, balanced", "60,000 steps of a balanced chain", lambda: sampled(0.0, 60_000), Status.BALANCED),
    Example(
        "counts, driven",
        "20,000 steps of a chain driven by 2 nats around a ring",
        lambda: sampled(2.0),
        Status.BROKEN,
    ),
)
