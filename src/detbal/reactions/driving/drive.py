"""`drive` for reaction networks: affinities, net fluxes and entropy production of a composition or a steady state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.figures import HistogramFigure
from detbal.numerics.flux import currents_and_entropy
from detbal.pairs import ROUNDING, FloatArray
from detbal.reactions.asked import one_temperature
from detbal.reactions.checking.running import Running
from detbal.reactions.complete import explicit, reversible_rows
from detbal.reactions.driving.emergent_cycles import emergent_cycles
from detbal.reactions.driving.mass_action import MassAction
from detbal.reactions.driving.mixture import concentrations_of, held_species, in_mixture
from detbal.reactions.driving.motion import logs_of
from detbal.reactions.driving.steady_state import SteadyState, steady_mixture
from detbal.reactions.findings import SetAside
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.pairing import ProcessPairs
from detbal.reactions.references import POLETTINI_ESPOSITO, SCHNAKENBERG
from detbal.result import Drive
from detbal.verdict import Finding, OneWay, first_names

#: Largest |ln| of a flux that is given per unit time.
FLOAT_RANGE = 600.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NetworkDrive(Drive):
    """What drives a reaction network; `stationary` are the concentrations asked about, steady or not.

    Currents are events per volume and time, forward less reverse: in the network's unit of concentration, as is the
    entropy production, which is in units of k_B (nats) for concentrations of particles, of R for moles.

    Attributes
    ----------
    T : float
        Kelvin; nan if the rates are constants.
    reaction_affinities : (n,) float array
        ln(forward flux/reverse flux) of each pair, nats: -ΔG/kT; ±inf where only one process runs, nan where none.
    log_forward, log_reverse : (n,) float arrays
        ln of the two fluxes of each pair, in the same unit.
    production : (species,) float array
        Net production of every species per volume and time; for one that is held, what its reservoir takes up.
    cycle_currents : (c,) float array
        Turns of each cycle of `affinity_labels` per volume and time. There are cycles only of a steady state.
    relaxation : float
        Entropy production by changes of the free species: all of it, or what `affinity_entropy` leaves of it in a
        steady state, which is round-off of fast reactions. ``nan`` if the total is infinite.
    held : tuple of str
        Species whose concentrations are held.
    steady : bool
        Whether the state is steady.
    slowest : float or None
        Of a steady state: rate at which the slowest deviation dies out, per unit time.
    """

    T: float
    reaction_affinities: FloatArray
    log_forward: FloatArray
    log_reverse: FloatArray
    production: FloatArray
    cycle_currents: FloatArray
    relaxation: float
    held: tuple[str, ...]
    steady: bool
    slowest: float | None


def drive_network(
    network: ReactionNetwork, *, T: Any = None, concentrations: Any = None, chemostats: Any = None
) -> NetworkDrive:
    """Measure what breaks detailed balance in a network of reactions, at one temperature.

    Parameters
    ----------
    network
        Reversible reactions take part with the reverse that thermochemistry gives them; reactions set aside (decays,
        weak rates) and others without reverse take part one way, each by itself.
    T
        Temperature; None: that of the network, or none if the rates are constants.
    concentrations : mapping from names to numbers, text, or (species,) numbers
        Of all species, in the network's unit. That of M, which stands for all of a gas, follows and may be left out.
    chemostats : sequence of names, optional
        None: the composition as it is. Names, or an empty list: the steady state that is reached from it with these
        concentrations held.

    Returns
    -------
    NetworkDrive
        Net currents and affinities of all pairs of reactions, and entropy production: ``inf`` where a process without
        reverse runs. Of a steady state also the cycles that run, which make up all of the entropy production.

    Raises
    ------
    InputError
        No or several temperatures, concentrations that are lacking or negative, unknown species, thermochemistry
        that does not know the species of a reversible reaction.
    NoSteadyState
        See `detbal.reactions.driving.steady_state.steady_state`.

    Notes
    -----
    σ = Σ (r_f - r_r) ln(r_f/r_r) over the pairs (Schnakenberg 1976), with the rate law of `network.counting`; cycles
    are those of the stoichiometric matrix of the species that are not held (Polettini and Esposito 2014). Parallel
    channels of a pair add up; if they have different mechanisms, σ is a lower bound.

    Examples
    --------
    An enzyme between a substrate at 4 and a product at 0.5; at equilibrium their ratio would be 1/6:

    >>> enzyme = ReactionNetwork.from_equations(["E + S <=> ES", "ES <=> E + P"], [2.0, 1.5], [1.0, 0.5])
    >>> state = {"E": 1.0, "S": 4.0, "ES": 0.0, "P": 0.5}
    >>> turning = drive_network(enzyme, concentrations=state, chemostats=["S", "P"])
    >>> turning.affinity_labels[0], turning.affinities.round(6)  # ln(2 · 1.5 · 4 / (1 · 0.5 · 0.5))
    ('S → P by (E + S ⇌ ES), (ES ⇌ E + P)', array([3.871201]))
    """
    thermal = bool(len(reversible_rows(network)))
    at = one_temperature(network, T, thermal=thermal)
    constant = T is None and network.temperatures is None
    c = concentrations_of(network, concentrations)
    held = held_species(network, chemostats)
    names = tuple(network.species[k] for k in held.tolist())
    free = np.setdiff1d(np.arange(len(network.species)), held)
    state: SteadyState | None = None
    if chemostats is None:
        whole = explicit(in_mixture(network, c, float(at[0]))[0])
        law, log_c = MassAction.of(whole, at), logs_of(c)
    else:
        whole, law, state = steady_mixture(network, c, held, at)
        log_c = state.log_c
    pairs = law.pairs
    ahead, back, shift = _in_range(*law.log_fluxes(log_c))
    currents, entropy = currents_and_entropy(ahead, back)
    uncertain = pairs.rounding(at)[:, 0] + ROUNDING + _order(law) * (ROUNDING + (state.error if state else 0.0))
    change = law.change
    cycles = emergent_cycles(change, free, network.species, pairs.names)
    every = len(cycles.closing)
    # only in a steady state do the currents of cycles make up those of the pairs
    cycles = cycles.above_rounding(ahead, back, uncertain) if state else cycles.take(np.zeros(0, dtype=np.intp))
    affinities = cycles.affinities(ahead, back)
    turns = currents[cycles.closing]
    with np.errstate(invalid="ignore"):
        by_cycle = np.where(turns == 0, 0.0, turns * affinities)
    total = float(entropy.sum())
    runs = np.isfinite(ahead) & np.isfinite(back)
    force = _force(ahead, back)
    floor = np.exp(np.maximum(ahead, back)) * uncertain
    return NetworkDrive(
        subject=_subject(network, pairs, every),
        statement="net currents r_f - r_r of all pairs, and Σ (r_f - r_r) ln(r_f/r_r)",
        entropy_production=total,
        entropy_production_floor=float((floor * np.maximum(np.abs(force), uncertain))[runs].sum()),
        currents=currents,
        current_floor=floor,
        current_labels=pairs.names,
        current_entropy=entropy,
        affinities=affinities,
        affinity_labels=cycles.names,
        affinity_entropy=by_cycle,
        stationary=np.exp(log_c),
        log_stationary=log_c,
        state_labels=network.species,
        time_unit=_unit(network, shift),
        findings=_findings(law, ahead, back),
        assumptions=_assumptions(whole, pairs, thermal),
        facts=(("state", _state(state is not None, names, "" if constant else f", at {at[0]:g} K")),),
        references=(SCHNAKENBERG, POLETTINI_ESPOSITO),
        drawings=lambda: _pictures(force, uncertain, currents, floor, pairs.names),
        T=float("nan") if constant else float(at[0]),
        reaction_affinities=force,
        log_forward=ahead,
        log_reverse=back,
        production=np.asarray(change.T @ currents),
        cycle_currents=turns,
        relaxation=total - float(by_cycle.sum()) if np.isfinite(total) else float("nan"),
        held=names,
        steady=state is not None,
        slowest=None if state is None else state.slowest,
    )


def _in_range(ahead: FloatArray, back: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Shift ln of the fluxes into the range of floats, if they are not, and return the shift."""
    top = float(np.maximum(ahead, back).max(initial=-np.inf))
    shift = float(round(top)) if np.isfinite(top) and abs(top) > FLOAT_RANGE else 0.0
    return ahead - shift, back - shift, shift


def _force(ahead: FloatArray, back: FloatArray) -> FloatArray:
    neither = np.isneginf(ahead) & np.isneginf(back)
    return np.where(neither, np.nan, np.where(neither, 0.0, ahead) - np.where(neither, 0.0, back))


def _order(law: MassAction) -> FloatArray:
    """Return how often a relative error of the concentrations comes into the fluxes of each pair, (n,)."""
    return np.asarray((law.reactants + law.products).sum(axis=1)).ravel()


def _unit(network: ReactionNetwork, shift: float) -> str:
    time = f"e^{-shift:.0f} {network.time_unit}" if shift else network.time_unit
    return f"{time} and {network.concentration.symbol}" if network.concentration else time


def _subject(network: ReactionNetwork, pairs: ProcessPairs, cycles: int) -> str:
    ends = f"{cycles:,} independent cycle{'' if cycles == 1 else 's'}"
    return f"reaction network: {len(network.species):,} species, {len(pairs):,} pairs of processes, {ends}"


def _findings(law: MassAction, ahead: FloatArray, back: FloatArray) -> tuple[Finding, ...]:
    """Name the processes that run alone, and those that were set aside but take part."""
    network, found = law.pairs.network, list[Finding]()
    alone = Running(law.pairs, np.ones(1), ahead[:, None], back[:, None]).alone()
    if len(alone):
        message = f"{len(alone):,} processes run whose reverse does not: they produce infinite entropy"
        found.append(OneWay(message, first_names(alone.names, range(len(alone))), len(alone)))
    running = np.zeros(len(network), dtype=bool)
    running[law.pairs.first] = np.isfinite(ahead)
    for k, reason in enumerate(network.reasons, start=1):
        aside = np.flatnonzero((network.aside == k) & running)
        if len(aside):
            message = f"{len(aside):,} reactions take part one way, of which no balance is asked: {reason}"
            found.append(SetAside(message, first_names(network.names, aside), len(aside)))
    return tuple(found)


def _state(steady: bool, held: tuple[str, ...], at: str) -> str:
    if not steady:
        return f"the composition as it was given{at}"
    if not held:
        return f"steady state of the closed network, reached from the composition given{at}"
    names = ", ".join(held[:8]) + (" …" if len(held) > 8 else "")
    return f"steady state with {names} held, reached from the composition given{at}"


def _assumptions(network: ReactionNetwork, pairs: ProcessPairs, thermal: bool) -> tuple[str, ...]:
    said = [f"rate law {network.counting.value}", *network.assumptions]
    if thermal and network.thermochemistry is not None:
        said += network.thermochemistry.assumptions
    channels = np.bincount(2 * pairs.pair + pairs.backward)
    if count := int((channels > 1).sum()):
        said.append(f"{count:,} processes have parallel channels, which add up: a lower bound of what they dissipate")
    return tuple(said)


def _pictures(force: FloatArray, uncertain: FloatArray, currents: FloatArray, floor: FloatArray, names: Any) -> Any:
    """Return affinities and net currents of all pairs that run, against what may be round-off."""
    runs = np.flatnonzero(~np.isnan(force))
    labels = [names[int(k)] for k in runs]
    caption = (
        f"{len(runs):,} of {len(force):,} pairs run; affinity times net current is the entropy production of each."
    )
    affinities = HistogramFigure(
        "Affinities of the reactions", caption, "|affinity| / nats", force[runs], uncertain[runs], 0.0, labels
    )
    net = HistogramFigure("Net currents", "", "|net current|", currents[runs], floor[runs], 0.0, labels)
    return (affinities, net)
