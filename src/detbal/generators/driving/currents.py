"""Net currents between the eigenstates of a state, and the affinities of their cycles.

In the eigenbasis of σ its populations obey dp_i/dt = Σ_j (T_ji p_j - T_ij p_i): a rate equation, with everything that
belongs to one (Schnakenberg 1976). Transitions that several baths cause are parallel channels and are kept apart:
merging them would hide the heat that runs between the baths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.generators.findings import NotCompletelyPositive
from detbal.generators.frame import Frame
from detbal.generators.populations import SEEN, populations
from detbal.generators.state import State
from detbal.names import CycleNames, PairNames
from detbal.numerics.cycles import independent_cycles
from detbal.numerics.flux import currents_and_entropy
from detbal.pairs import FloatArray
from detbal.verdict import Finding, LeftOut, OneWay, first_names


@dataclass(frozen=True, slots=True, eq=False)
class PopulationCurrents:
    """Currents, affinities and entropy production of the populations; fields as in `detbal.result.Drive`."""

    currents: FloatArray
    current_floor: FloatArray
    current_labels: Sequence[str]
    current_entropy: FloatArray
    entropy_floor: float
    affinities: FloatArray
    affinity_labels: Sequence[str]
    affinity_entropy: FloatArray
    findings: tuple[Finding, ...]


def population_currents(parts: Mapping[str, Frame], state: State) -> PopulationCurrents:
    """Return the net currents between eigenstates.

    Parameters
    ----------
    parts
        The generator in the eigenbasis of `state`, by bath (under the name "" if there are none).
    state

    Examples
    --------
    >>> from detbal.generators.framing import framed
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.state import given_state
    >>> mixed = given_state(np.eye(3) / 3, 3)
    >>> turn = np.roll(np.eye(3), 1, axis=0)
    >>> hops = [a * np.outer(turn[:, k], np.eye(3)[k]) for k in range(3) for a in [2**0.5]]
    >>> hops += [np.outer(turn[k], np.eye(3)[k]) for k in range(3)]
    >>> found = population_currents({"": framed(Lindbladian(np.zeros((3, 3)), hops), mixed)}, mixed)
    >>> found.affinities.round(6), found.current_entropy.sum().round(6)  # 3 ln 2, (2 - 1) ln 2
    (array([2.079442]), np.float64(0.693147))
    """
    source: list[NDArray[np.intp]] = []
    target: list[NDArray[np.intp]] = []
    channels: list[str] = []
    forward, reverse, blur_forward, blur_reverse = [], [], [], []
    findings: list[Finding] = []
    for bath, frame in parts.items():
        found = populations(frame, state)
        i, j = found.source, found.target
        source.append(i)
        target.append(j)
        channels += [bath] * len(i)
        forward.append(found.rates[i, j])
        reverse.append(found.rates[j, i])
        blur_forward.append(found.errors[i, j])
        blur_reverse.append(found.errors[j, i])
        count = len(found.hidden)
        if count:
            told = f"{count} transition{'s' * (count != 1)} left out: the reverse would be below round-off if balanced"
            where = first_names(found.hidden_names, range(count))
            findings.append(LeftOut(f"{bath}: {told}" if bath else told, where, count))
    i, j = np.concatenate(source), np.concatenate(target)
    ahead, back = np.concatenate(forward), np.concatenate(reverse)
    error_ahead, error_back = np.concatenate(blur_forward), np.concatenate(blur_reverse)
    names = PairNames(tuple(state.names()), i, j, tuple(channels) if any(parts) else None)
    return _currents(names, (ahead, error_ahead), (back, error_back), state, findings)


def _currents(
    names: PairNames,
    forward: tuple[FloatArray, FloatArray],
    reverse: tuple[FloatArray, FloatArray],
    state: State,
    findings: list[Finding],
) -> PopulationCurrents:
    (ahead, error_ahead), (back, error_back) = forward, reverse
    i, j = names.source, names.target
    negative = (ahead < -SEEN * error_ahead) | (back < -SEEN * error_back)
    flux_ahead, flux_back = (ahead * np.exp(state.log_p[i]), back * np.exp(state.log_p[j]))
    log_ahead, log_back = _log(ahead, error_ahead), _log(back, error_back)
    currents, entropy = currents_and_entropy(log_ahead + state.log_p[i], log_back + state.log_p[j])
    currents = np.where(negative, flux_ahead - flux_back, currents)
    entropy = np.where(negative, np.nan, entropy)
    relative = error_ahead / np.maximum(np.abs(ahead), error_ahead + 1e-300)
    relative_back = error_back / np.maximum(np.abs(back), error_back + 1e-300)
    current_floor = np.abs(flux_ahead) * (relative + state.error[i]) + np.abs(flux_back) * (
        relative_back + state.error[j]
    )
    both = np.isfinite(log_ahead) & np.isfinite(log_back) & ~negative
    force = np.where(both, np.abs(np.where(both, log_ahead - log_back, 0.0) + state.log_p[i] - state.log_p[j]), 0.0)
    uncertain = 1.2 * (relative + relative_back)
    grown = uncertain + state.error[i] + state.error[j]
    entropy_floor = current_floor * np.maximum(force, grown) + np.abs(currents) * grown
    rows = np.flatnonzero(both)
    difference = (log_ahead - log_back)[rows]
    cycles = independent_cycles(state.levels, i[rows], j[rows], difference, uncertain[rows])
    alone = np.flatnonzero(~both & ~negative)
    absent_reverse = np.isneginf(log_back[alone])
    affinities = np.concatenate([cycles.sums, np.where(absent_reverse, np.inf, -np.inf)])
    order = np.concatenate([rows[cycles.chords], alone])
    labels = CycleNames(names, cycles.forest, order, len(cycles.chords), absent_reverse)
    with np.errstate(invalid="ignore"):
        by_cycle = np.where(currents[order] == 0, 0.0, currents[order] * affinities)
    if len(alone):
        told = "without a reverse (or with one below round-off): the entropy production is infinite"
        count = len(alone)
        where = first_names(labels[len(cycles.chords) :], range(count))
        findings.append(OneWay(f"{count} transition{'s' * (count != 1)} {told}", where, count))
    if negative.any():
        count = int(negative.sum())
        told = f"{count} transitions with a negative rate: they have a current, but no entropy production"
        findings.append(NotCompletelyPositive(told, first_names(names, np.flatnonzero(negative)), count))
    return PopulationCurrents(
        currents=currents,
        current_floor=current_floor,
        current_labels=names,
        current_entropy=entropy,
        entropy_floor=float(entropy_floor[both].sum()),
        affinities=affinities,
        affinity_labels=labels,
        affinity_entropy=by_cycle,
        findings=tuple(findings),
    )


def _log(rate: FloatArray, error: FloatArray) -> FloatArray:
    """Take logs of rates; what is not seen above round-off counts as absent."""
    seen = rate > SEEN * error
    return np.asarray(np.where(seen, np.log(np.where(seen, rate, 1.0)), -np.inf))
