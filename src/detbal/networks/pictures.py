"""The picture of a network, as data: states by ln π, pairs by current, the strongest vortex highlighted."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError
from detbal.figures import NetworkFigure
from detbal.networks.kolmogorov import Cycles, fundamental_cycles
from detbal.networks.rate_network import RateNetwork
from detbal.networks.stationary import stationary_state
from detbal.numerics.flux import currents_and_entropy
from detbal.pairs import FloatArray

#: States that a picture can hold; of larger networks the surroundings of the strongest vortex are drawn.
MOST_STATES = 60
#: Cycles that are looked at for one that stands out of the noise.
MOST_CANDIDATES = 20


def network_picture(network: RateNetwork) -> NetworkFigure:
    """Return the picture of a network, or of the part of a large one around its strongest vortex.

    The strongest vortex is the fundamental cycle with the largest current times affinity.

    Examples
    --------
    >>> picture = network_picture(RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]]))
    >>> picture.vortex, picture.current.round(6)
    ((0, 1, 2), array([0.333333, 0.333333, 0.333333]))
    """
    cycles = fundamental_cycles(network)
    log_pi, error, known = _populations(network, cycles)
    ahead, back = log_pi[network.source] + network.log_forward, log_pi[network.target] + network.log_reverse
    current, _entropy = currents_and_entropy(ahead, back)
    # a current that may be round-off, or noise, is none
    current[np.abs(current) <= np.exp(np.maximum(ahead, back)) * (network.rounding + 2.0 * error)] = 0.0
    vortex = _strongest_vortex(network, cycles, current)
    shown = _surroundings(network, vortex)
    number = np.full(network.n_states, -1)
    number[shown] = np.arange(len(shown))
    rows = np.flatnonzero((number[network.source] >= 0) & (number[network.target] >= 0))
    backwards = (current[rows] < 0) | np.isneginf(network.log_forward[rows])
    i, j = number[network.source[rows]], number[network.target[rows]]
    place = {int(row): k for k, row in enumerate(rows)}
    return NetworkFigure(
        title="States and currents",
        caption=_caption(network, len(shown), bool(vortex), known),
        names=[network.state_names[k] for k in shown],
        log_weight=log_pi[shown],
        source=np.where(backwards, j, i),
        target=np.where(backwards, i, j),
        current=np.abs(current[rows]),
        one_way=network.one_way[rows],
        vortex=tuple(place[row] for row in vortex if row in place),
    )


def _populations(network: RateNetwork, cycles: Cycles) -> tuple[FloatArray, float, bool]:
    """Return ln π, its error, and whether it is unique; if not, the potential of each part, normalised by itself."""
    try:
        state = stationary_state(network, cycles)
        return state.log_pi, state.relative_error, True
    except InputError:
        potential, part = cycles.forest.potential.copy(), cycles.forest.part
        top = np.full(cycles.forest.parts, -np.inf)
        np.maximum.at(top, part, potential)
        potential -= top[part]
        error = float(cycles.forest.bound.max(initial=0.0))
        return potential - np.log(np.bincount(part, np.exp(potential)))[part], error, False


def _strongest_vortex(network: RateNetwork, cycles: Cycles, current: FloatArray) -> tuple[int, ...]:
    """Return the pairs of the fundamental cycle that produces most entropy, if any does beyond the noise."""
    strength = current[cycles.chords] * cycles.affinities
    strength[np.abs(cycles.affinities) <= cycles.rounding] = 0.0
    for best in np.argsort(-strength, kind="stable")[:MOST_CANDIDATES]:
        if not strength[best] > 0:
            break
        pairs = _pairs_of_cycle(network, cycles, int(cycles.chords[best]))
        noise = float(np.sqrt(np.sum(network.sigma[list(pairs)] ** 2)))
        if abs(cycles.affinities[best]) > 3.0 * noise:
            return pairs
    return ()


def _pairs_of_cycle(network: RateNetwork, cycles: Cycles, chord: int) -> tuple[int, ...]:
    forest, first, second = cycles.forest, int(network.source[chord]), int(network.target[chord])
    path = forest.cycle(first, second)[1:]
    # every other step of the cycle is a tree edge, kept with the child among its two states
    steps = zip(path, [*path[1:], first], strict=True)
    children = [here if forest.parent[here] == there else there for here, there in steps]
    return tuple(sorted({chord, *(int(forest.parent_edge[child]) for child in children)}))


def _surroundings(network: RateNetwork, vortex: tuple[int, ...]) -> NDArray[np.intp]:
    """Return up to `MOST_STATES` states, nearest to the vortex (or to the first state) first met."""
    n = network.n_states
    if n <= MOST_STATES:
        return np.arange(n)
    from scipy.sparse import coo_array

    ends = (
        np.concatenate([network.source, network.target]),
        np.concatenate([network.target, network.source]),
    )
    neighbours = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(n, n)).tocsr()
    start = sorted({int(k) for row in vortex for k in (network.source[row], network.target[row])}) or [0]
    met = dict.fromkeys(start[:MOST_STATES])
    queue = deque(met)
    while queue and len(met) < MOST_STATES:
        state = queue.popleft()
        for other in neighbours.indices[neighbours.indptr[state] : neighbours.indptr[state + 1]]:
            if int(other) not in met and len(met) < MOST_STATES:
                met[int(other)] = None
                queue.append(int(other))
    return np.array(sorted(met))


def _caption(network: RateNetwork, shown: int, vortex: bool, unique: bool) -> str:
    said = ["States by ln π, pairs by their net current."]
    if vortex:
        said.append("Highlighted: the cycle that produces most entropy.")
    if shown < network.n_states:
        said.append(f"{shown} of {network.n_states:,} states are drawn, those around it.")
    if not unique:
        said.append("The stationary state is not unique: each part is normalised by itself.")
    return " ".join(said)
