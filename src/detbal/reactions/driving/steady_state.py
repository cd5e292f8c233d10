"""Steady states of reaction networks with some concentrations held, in logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detbal.errors import DetbalError, explain
from detbal.pairs import FloatArray
from detbal.reactions.complete import explicit
from detbal.reactions.driving.mass_action import MassAction
from detbal.reactions.driving.mixture import in_mixture
from detbal.reactions.driving.motion import Indices, Motion, logs_of
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.rates.conditions import conditions_of_rates

#: A step in time may change ln of a concentration by this much; what has none yet starts this far below the largest,
#: which is less than the round-off of that.
LARGEST_CHANGE, FROM_NOTHING = 0.5, 45.0
MOST_STEPS, MOST_STALLS = 1500, 40
#: A species that is so many e-folds off from the largest concentration of the start has died out, or grows for ever.
FARTHEST = 600.0


#: How often rates are evaluated at the mixture that they lead to; it has settled if no ln c moves by more than this.
MOST_MIXTURES, SAME_MIXTURE = 100, 1e-10


class NoSteadyState(DetbalError, ValueError):
    """No steady state was found, or none that is stable."""


@dataclass(frozen=True, slots=True, eq=False)
class SteadyState:
    """A stable steady state.

    Attributes
    ----------
    log_c : (n,) float array
        ln of all concentrations, those that are held included.
    error : float
        Bound on the error of the logs that Newton left.
    slowest : float
        Rate at which the slowest deviation dies out, per unit time; ``nan`` if nothing is free.
    """

    log_c: FloatArray
    error: float
    slowest: float


def steady_state(law: MassAction, c: FloatArray, free: Indices, names: Sequence[str]) -> SteadyState:
    """Follow concentrations in time until they stand still, and confirm by Newton's method that they do.

    Parameters
    ----------
    law : MassAction
    c : (n,)
        Concentrations to begin with, zero or positive; species of which there is none, and which nothing there makes,
        stay at zero.
    free : integer array
        Species that change; the others are held.
    names : sequence of n strings

    Raises
    ------
    NoSteadyState
        Concentrations that never stand still (they oscillate or grow), a species that dies out or never appears, a
        steady state that is unstable or one of a continuum.

    Notes
    -----
    Implicit Euler steps in the logs of the concentrations, which stay positive and keep what is conserved, with a
    step in time that grows as the changes become small (pseudo-transient continuation, Kelley and Keyes 1998, SIAM J.
    Numer. Anal. 35, 508). Then Newton's method, with the conserved quantities as further equations; stability from
    the eigenvalues of the Jacobian. Every equation is divided by the turnover of its species, so that neither
    concentrations nor rates have to be in the range of floats. Dense: O(free³) for each step.

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> network = ReactionNetwork.from_equations(["A <=> B"], [1.0], [3.0])
    >>> found = steady_state(MassAction.of(network, np.ones(1)), np.array([4.0, 0.0]), np.array([0, 1]), "AB")
    >>> np.exp(found.log_c).round(9)
    array([3., 1.])
    """
    free = free[_ever_there(law, c)[free]]
    if not len(free):
        return SteadyState(logs_of(c), 0.0, float("nan"))
    motion = Motion.of(law, c, free, names)
    top = float(logs_of(c).max()) if c.any() else 0.0
    x = np.maximum(logs_of(c)[free], top - FROM_NOTHING)
    log_step = motion.shortest_time(x) - np.log(10.0)
    stalls, unstable = 0, False
    for _ in range(MOST_STEPS):
        new = motion.step(x, log_step)
        change = np.inf if new is None else float(np.abs(new - x).max())
        if new is None or change > 2 * LARGEST_CHANGE:
            log_step -= np.log(4.0)
            continue
        x = new
        _require_finite(motion, x, top)
        log_step += np.log(2.0) if change < LARGEST_CHANGE else 0.0
        if change < LARGEST_CHANGE / 10:
            if (settled := motion.newton(x)) is not None:
                if (slowest := motion.slowest(settled[0])) is not None:
                    return SteadyState(motion.whole(settled[0]), settled[1], slowest)
                unstable = True
            log_step = min(log_step + np.log(5.0), motion.longest_step(x))
        stalls = stalls + 1 if change < 1e-12 else 0
        if stalls > MOST_STALLS:  # it stands still, but not where Newton's method could confirm it
            break
    what = f"no steady state after {MOST_STEPS} steps in time; {motion.name_of_restless(x)} changes most"
    if unstable:
        what = "small deviations from the steady state grow, or go around it for ever"
    why = "the network oscillates or grows, or its time scales are too far apart for double precision"
    raise NoSteadyState(explain(what, why=why, fix="look at it in time, begin elsewhere, or hold other species"))


def steady_mixture(
    network: ReactionNetwork, c: FloatArray, held: Indices, T: FloatArray
) -> tuple[ReactionNetwork, MassAction, SteadyState]:
    """Find a steady state at which the rates are those of its own mixture.

    Rates that depend on all of the gas or on coverages are evaluated at the steady state that the ones before led to,
    until it stays. So its stability is that at rates which do not change.

    Parameters
    ----------
    network
    c : (n,)
        Concentrations to begin with.
    held : integer array
        Species whose concentrations are held.
    T : (1,)
        Kelvin.

    Returns
    -------
    The network with rates in that mixture and all reverses, its rate law, and the state.

    Raises
    ------
    NoSteadyState
        As `steady_state`; or if the mixtures do not settle.

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> plain = ReactionNetwork.from_equations(["A <=> B"], [1.0], [3.0])
    >>> _, _, state = steady_mixture(plain, np.array([4.0, 0.0]), np.array([], dtype=int), np.ones(1))
    >>> np.exp(state.log_c).round(9)
    array([3., 1.])
    """
    bound = conditions_of_rates(network.rates)
    collider = [] if bound is None or bound.collider is None else [bound.collider]
    free = np.setdiff1d(np.arange(len(c)), [*held.tolist(), *collider])
    last = logs_of(c)
    for _ in range(MOST_MIXTURES):
        mixed, c = in_mixture(network, c, float(T[0]))
        whole = explicit(mixed)
        law = MassAction.of(whole, T)
        state = steady_state(law, c, free, network.species)
        if bound is None:
            return whole, law, state
        there = state.log_c > -np.inf
        moved = float(np.abs(state.log_c[there] - last[there]).max(initial=0.0))
        if moved < SAME_MIXTURE:
            return whole, law, replace(state, error=max(state.error, moved))
        last, c = state.log_c, np.exp(state.log_c)
    what = f"rates at the steady state, evaluated anew, still move it by {moved:.2g} nats after {MOST_MIXTURES} times"
    raise NoSteadyState(explain(what, why="they depend on its mixture", fix="begin elsewhere, or hold other species"))


def _require_finite(motion: Motion, x: FloatArray, top: float) -> None:
    """Refuse species that die out or grow without end."""
    worst = int(np.argmax(np.abs(x - top)))
    if abs(x[worst] - top) > FARTHEST:
        what = f"species {motion.names[int(motion.free[worst])]}"
        if x[worst] > top:
            raise NoSteadyState(explain(f"{what} grows without end", fix="give it a way out, or hold it"))
        fix = "leave out what it takes part in, or begin with some of it or of what makes it"
        raise NoSteadyState(explain(f"{what} dies out or never appears", fix=fix))


def _ever_there(law: MassAction, c: FloatArray) -> NDArray[np.bool_]:
    """Tell which species are there, or are made of those that are, (species,)."""
    there = c > 0
    sides = ((law.log_forward, law.reactants, law.products), (law.log_reverse, law.products, law.reactants))
    for _ in range(len(c)):
        before = int(there.sum())
        for logs, used, made in sides:
            happens = np.isfinite(logs) & (used @ (~there).astype(float) == 0)
            there = there | (made.T @ happens.astype(float) > 0)
        if int(there.sum()) == before:
            break
    return np.asarray(there)
