"""Kolmogorov's rule: no vortex around any cycle, tested on one cycle per chord of a spanning forest.

Around every cycle the product of the forward rates must equal that of the reverse ones. It is enough to ask
this of the E - N + c cycles that the chords of a spanning forest close; all others are combinations of them.
In logs nothing overflows, no stationary state is needed, and the cost is O(N + E).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.names import CycleNames
from detbal.networks.rate_network import RateNetwork
from detbal.numerics.cycles import independent_cycles
from detbal.numerics.forest import Forest, sums_around
from detbal.pairs import ROUNDING, FloatArray, Pairs
from detbal.residual import NO_UNKNOWNS, Residuals, fit


@dataclass(frozen=True, slots=True, eq=False)
class Cycles:
    """The fundamental cycles of a network and their affinities.

    Attributes
    ----------
    forest : Forest
        Spans the pairs that run both ways (numbered as in the network); its potential is ln π wherever detailed
        balance holds.
    chords : (μ,) integer array
        Pairs that close a cycle, one each.
    affinities : (μ,) float array
        Sum of ln(k_ij/k_ji) around the cycle that starts along the chord, from its source to its target. Nats.
    rounding : (μ,) float array
        Bound on the round-off of each affinity.
    one_way : (w,) integer array
        Pairs of which only one process exists; they belong to no forest.
    names : CycleNames
        Names of the cycles, then of the one-way processes.
    """

    forest: Forest
    chords: NDArray[np.intp]
    affinities: FloatArray
    rounding: FloatArray
    one_way: NDArray[np.intp]
    names: CycleNames


def fundamental_cycles(network: RateNetwork) -> Cycles:
    """Find a fundamental cycle for every chord of a breadth-first forest, with its affinity; O(N + E).

    Examples
    --------
    >>> vortex = RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> cycles = fundamental_cycles(vortex)
    >>> cycles.affinities.round(6), cycles.names[0]
    (array([2.079442]), '1 → 2 → 0 → 1')
    """
    one_way = network.one_way
    difference = network.log_forward - network.log_reverse
    source, target, rounding = network.source, network.target, network.rounding
    rows: NDArray[np.intp] | None = None
    if one_way.any():
        rows = np.flatnonzero(~one_way)
        source, target, difference, rounding = source[rows], target[rows], difference[rows], rounding[rows]
    found = independent_cycles(network.n_states, source, target, difference, rounding)
    forest, chords = found.forest, found.chords
    if rows is not None:  # number the edges as the network does
        chords = rows[chords]
        edges = forest.parent_edge.copy()
        edges[edges >= 0] = rows[forest.tree_edges]
        forest = replace(forest, parent_edge=edges)
    alone = np.flatnonzero(one_way)
    names = CycleNames(
        network.pair_names,
        forest,
        np.concatenate([chords, alone]),
        len(chords),
        np.isneginf(network.log_reverse[alone]),
    )
    return Cycles(forest, chords, found.sums, found.bound, alone, names)


def kolmogorov_residuals(cycles: Cycles, network: RateNetwork) -> Residuals:
    """Return the cycle affinities, and ±inf for every one-way pair, as residuals with their errors.

    Where the rates carry statistical errors, χ² and p-value are those of the best potential: one test of all cycles
    at once, whatever forest they were taken from.

    Examples
    --------
    >>> atom = RateNetwork.from_rates([[0, 1.0], [0.0, 0]])
    >>> kolmogorov_residuals(fundamental_cycles(atom), atom).residual
    array([inf])
    """
    infinite = np.where(np.isneginf(network.log_reverse[cycles.one_way]), np.inf, -np.inf)
    sigma, fitted = np.zeros(len(cycles.names)), None
    if network.statistical:
        fitted = fit(free_pairs(network))
        variance = sums_around(cycles.forest, network.source, network.target, cycles.chords, network.sigma**2)
        sigma[: len(cycles.chords)] = np.sqrt(variance)
    return Residuals(
        residual=np.concatenate([cycles.affinities, infinite]),
        rounding=np.concatenate([cycles.rounding, np.zeros(len(infinite))]),
        sigma=sigma,
        labels=cycles.names,
        dof=len(cycles.chords),
        theta=fitted.theta if fitted else NO_UNKNOWNS,
        chi2=fitted.chi2 if fitted else None,
        p_value=fitted.p_value if fitted else None,
    )


def free_pairs(network: RateNetwork) -> Pairs:
    """Return the pairs with ln π of every state as the unknowns: the design is the incidence matrix.

    Row (i, j): ln(k_ij/k_ji) = ln π_j - ln π_i.

    Examples
    --------
    >>> free_pairs(RateNetwork.from_rates([[0, 1.0], [2.0, 0]])).design.toarray()
    array([[-1.,  1.]])
    """
    from scipy.sparse import csr_array

    m = len(network.source)
    columns = np.stack([network.source, network.target], axis=1).ravel()
    incidence = csr_array((np.tile([-1.0, 1.0], m), columns, np.arange(0, 2 * m + 1, 2)), shape=(m, network.n_states))
    return Pairs.from_logs(
        network.log_forward,
        network.log_reverse,
        design=incidence,
        rounding=network.rounding,
        sigma=network.sigma,
        labels=network.pair_names,
        unknowns=[f"ln π({name})" for name in network.state_names],
    )


def thermal_pairs(network: RateNetwork, energies: FloatArray, kT: float) -> Pairs:
    """Return the pairs with energies and temperature known: there are no unknowns.

    Row (i, j): ln(k_ij/k_ji) = -(E_j - E_i)/kT + ln(g_j/g_i).

    Examples
    --------
    >>> atom = RateNetwork.from_rates([[0, 1.0], [2.0, 0]])
    >>> thermal_pairs(atom, np.array([0.0, 3.0]), 1.5).offset
    array([-2.])
    """
    i, j = network.source, network.target
    degeneracy = network.log_degeneracies[j] - network.log_degeneracies[i]
    with np.errstate(over="ignore"):  # refused below, by name
        size = (np.abs(energies[i]) + np.abs(energies[j])) / kT
    if not np.isfinite(size).all():
        k = int(np.argmax(~np.isfinite(size)))
        what = f"energies of pair {network.pair_names[k]} over kT = {kT:g} exceed the range of floats"
        raise InputError(explain(what, fix="check the unit of the energies or of kT"))
    return Pairs.from_logs(
        network.log_forward,
        network.log_reverse,
        offset=-(energies[j] - energies[i]) / kT + degeneracy,
        rounding=network.rounding + ROUNDING * size / 8.0,
        sigma=network.sigma,
        labels=network.pair_names,
    )


def energy_pairs(network: RateNetwork, energies: FloatArray) -> Pairs:
    """Return the pairs with β = 1/kT as the one unknown: a thermometer.

    Row (i, j): ln(k_ij/k_ji) = ln(g_j/g_i) - β (E_j - E_i).

    Examples
    --------
    >>> atom = RateNetwork.from_rates([[0, 1.0], [2.0, 0]])
    >>> energy_pairs(atom, np.array([0.0, 3.0])).design
    array([[-3.]])
    """
    i, j = network.source, network.target
    return Pairs.from_logs(
        network.log_forward,
        network.log_reverse,
        offset=network.log_degeneracies[j] - network.log_degeneracies[i],
        design=-(energies[j] - energies[i])[:, None],
        rounding=network.rounding,
        sigma=network.sigma,
        labels=network.pair_names,
        unknowns=["β"],
    )
