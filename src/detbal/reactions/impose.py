"""`impose` for reaction networks: the nearest thermodynamically consistent rate coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.numerics.projection import projection
from detbal.pairs import ROUNDING, FloatArray
from detbal.reactions.asked import temperatures_of
from detbal.reactions.checking.extrapolation import in_words, outside_of_range
from detbal.reactions.expectation import expected_log_ratio
from detbal.reactions.findings import ByConstruction, SetAside
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.pairing import ProcessPairs, process_pairs
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.fitted import fitted_laws, in_order
from detbal.reactions.rates.rate_coefficients import RateCoefficients, Rows
from detbal.reactions.rates.shifted import Shifted
from detbal.reactions.references import WEGSCHEIDER
from detbal.result import Imposed
from detbal.verdict import Finding, first_names


class Nearest(Enum):
    """What the nearest network is consistent with."""

    THERMOCHEMISTRY = "ln(k_f/k_r) = ln K(T) for every pair, with least change of ln k"
    CYCLES = "ln(k_f/k_r) adds up to zero around every cycle, with least change of ln k"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ImposedNetwork(Imposed):
    """The nearest network; `moved` is the change of each log-ratio where it is the largest.

    Attributes
    ----------
    temperatures : (nT,) float array
        Kelvin.
    moved_over_temperature : (n, nT) float array
        Change of each pair's ln(k_f/k_r), nats.
    farthest : (n,) integer array
        Pairs, those first that moved the most.
    interpolated : (n,) bool array
        Pairs whose change is known at the temperatures asked about, and interpolated between them.
    """

    temperatures: FloatArray
    moved_over_temperature: FloatArray
    farthest: Rows
    interpolated: Any


def impose_network(network: ReactionNetwork, *, T: Any = None, nearest: Nearest | str | None = None) -> ImposedNetwork:
    """Return the nearest network that is thermodynamically consistent.

    Parameters
    ----------
    network
        Every pair needs both rates. What is set aside, or reversible by thermochemistry, stays as it is.
    T
        Temperatures; None: those of the network.
    nearest : Nearest, or its name, optional
        THERMOCHEMISTRY (the default if there is one) or CYCLES, which needs none.

    Returns
    -------
    ImposedNetwork
        `nearest` has the rates times factors which hold at any temperature if ln of each is a + b/T + c ln T (found
        from five temperatures or more, the highest at least 1.5 times the lowest), else at those asked about and
        between them: `interpolated` tells. Findings and `nearest` tell of polynomials that are extrapolated.
        `distance` is the root of the sum of squares of all changes of ln k (one for each direction of a pair; its
        parallel channels move together), root mean square over the temperatures, nats.

    Raises
    ------
    InputError
        Pairs without one of the rates; species unknown to the thermochemistry; reversible reactions with CYCLES.

    Notes
    -----
    Least squares of ln k, each weighted by the inverse square of `relative_errors` if the network has any: of a pair,
    the rate with the larger variance moves more. Pairs without any error count as a thousand times more certain than
    the most certain other rate. CYCLES: projection on the column space of the stoichiometric matrix (Wegscheider
    1901), one factorisation for all temperatures: O(species³) up to 4000 of them, sparse above.

    Examples
    --------
    >>> ring = ReactionNetwork.from_equations(["A <=> B", "B <=> C", "C <=> A"], [1.0, 1.0, 8.0], [1.0, 1.0, 1.0])
    >>> imposed = impose_network(ring)
    >>> np.exp(imposed.nearest.rates.log_rates(np.ones(1))).round(6).ravel()  # each ratio loses a factor 2
    array([0.707107, 0.707107, 5.656854, 1.414214, 1.414214, 1.414214])
    """
    default = Nearest.CYCLES if network.thermochemistry is None else Nearest.THERMOCHEMISTRY
    chosen = default if nearest is None else named(Nearest, nearest, "nearest")
    thermal = chosen is Nearest.THERMOCHEMISTRY
    at = temperatures_of(network, T, thermal=thermal)
    pairs = process_pairs(network)
    ahead, back = pairs.log_sides(at)
    constant = T is None and network.temperatures is None
    _require_two_ways(pairs, np.isneginf(ahead) | np.isneginf(back), None if constant else at)
    forward, reverse = _variances(pairs)
    ratio = ahead - back
    if thermal:
        excess = ratio - _of_thermochemistry(pairs, at)
    else:
        _require_no_reversible(network)
        powers = ratio - pairs.log_identical[:, None]  # in the rate law of mass action
        excess, _ = projection(pairs.change, np.sqrt(forward + reverse)).residual(powers)
    share = (forward / (forward + reverse))[:, None]
    moves = np.concatenate([-share * excess, (1.0 - share) * excess])
    floor = 8.0 * pairs.rounding(at) + ROUNDING * np.abs(ratio).max(initial=0.0)
    if constant:  # so are the changes
        factors: RateCoefficients = Arrhenius.from_logs(moves[:, 0], *np.zeros((2, len(moves))))
        interpolated = np.zeros(len(moves), dtype=bool)
    else:
        factors, interpolated = fitted_laws(moves, at, np.concatenate([floor, floor]))
    beyond = outside_of_range(network, at, pairs.change) if thermal else ()
    between = np.asarray(interpolated.reshape(2, -1).any(axis=0))
    moved = -excess[np.arange(len(pairs)), np.abs(excess).argmax(axis=1)]
    told = () if constant else _told(between, at)
    said = (*network.assumptions, *told, *map(in_words, beyond))
    settings = {"assumptions": said, "temperatures": None if constant else at}
    sources = network.thermochemistry.assumptions if thermal and network.thermochemistry else ()
    return ImposedNetwork(
        subject=f"reaction network: {len(network.species):,} species, {len(pairs):,} pairs",
        statement=chosen.value,
        nearest=network.with_rates(Shifted(network.rates, _by_reaction(pairs, factors)), **settings),
        distance=float(np.sqrt(np.sum(moves**2) / len(at))),
        moved=moved,
        labels=pairs.names,
        findings=(*_left_alone(network), *beyond),
        assumptions=(*network.assumptions, *sources, _weighting(network), *told),
        references=() if thermal else (WEGSCHEIDER,),
        temperatures=at,
        moved_over_temperature=-excess,
        farthest=np.argsort(-np.abs(moved), kind="stable"),
        interpolated=between,
    )


def _require_two_ways(pairs: ProcessPairs, absent: Any, T: FloatArray | None) -> None:
    lacking = np.flatnonzero(absent.any(axis=1))
    if len(lacking):
        names = ", ".join(first_names(pairs.names, lacking, 3)) + (" …" if len(lacking) > 3 else "")
        where = "" if T is None else f" at {T[int(absent[lacking[0]].argmax())]:g} K"
        what = f"{len(lacking)} of {len(pairs)} pairs lack one of their rates{where}"
        fix = "complete the network first, or impose on the part of it that has both: network.take(rows)"
        raise InputError(explain(f"{what}: {names}", why="they are infinitely far from balance in ln k", fix=fix))


def _require_no_reversible(network: ReactionNetwork) -> None:
    rows = np.flatnonzero(network.reversible & (network.aside == 0))
    if len(rows):
        what = f"{len(rows)} reactions are reversible by thermochemistry, such as {network.names[int(rows[0])]}"
        fix = "complete the network first, which gives them rates of their own, or use Nearest.THERMOCHEMISTRY"
        raise InputError(explain(what, why="balance without thermochemistry could not move them", fix=fix))


def _variances(pairs: ProcessPairs) -> tuple[FloatArray, FloatArray]:
    """Return the variances of ln k, forward and reverse; 1 where neither has an error to go by."""
    errors = pairs.network.relative_errors
    if errors is None:
        return np.ones(len(pairs)), np.ones(len(pairs))
    out = np.zeros((2, len(pairs)))
    np.maximum.at(out, (pairs.backward.astype(np.intp), pairs.pair), errors[pairs.member] ** 2)
    exact = out.sum(axis=0) == 0
    # rates said to be exact are the last to move, but do where they contradict one another
    out[:, exact] = (1e-3**2) * out[out > 0].min() if (out > 0).any() else 1.0
    return out[0], out[1]


def _of_thermochemistry(pairs: ProcessPairs, T: FloatArray) -> FloatArray:
    expected, _ = expected_log_ratio(pairs, T)
    unknown = np.flatnonzero(np.isnan(expected).any(axis=1))
    if len(unknown):
        names = ", ".join(first_names(pairs.names, unknown, 3)) + (" …" if len(unknown) > 3 else "")
        what = f"the thermochemistry does not know all species of {len(unknown)} pairs: {names}"
        fix = "use nearest=Nearest.CYCLES, or impose on the part that it knows: network.take(rows)"
        raise InputError(explain(what, fix=fix))
    return expected


def _by_reaction(pairs: ProcessPairs, factors: RateCoefficients) -> RateCoefficients:
    """Give every reaction the factor of its direction of its pair, and 1 to those that are in no pair."""
    own = factors.take(pairs.pair + len(pairs) * pairs.backward)
    rest = np.setdiff1d(np.arange(len(pairs.network)), pairs.member)
    return in_order([own, Arrhenius(np.ones(len(rest)))], [pairs.member, rest])


def _told(interpolated: Any, T: FloatArray) -> tuple[str, ...]:
    count = int(interpolated.sum())
    if not count:
        return ()
    if len(T) == 1:
        return (f"the changes of {count:,} pairs hold at {T[0]:g} K alone",)
    said = f"the changes of {count:,} pairs hold at {len(T)} temperatures, {T.min():g} to {T.max():g} K"
    return (f"{said}; in between they are interpolated, beyond they are refused",)


def _weighting(network: ReactionNetwork) -> str:
    if network.relative_errors is None:
        return "all rate coefficients are moved with equal ease: they came without errors"
    return "rate coefficients are moved in proportion to their variances"


def _left_alone(network: ReactionNetwork) -> tuple[Finding, ...]:
    found: list[Finding] = []
    if rows := np.flatnonzero(network.aside).tolist():
        message = f"{len(rows):,} reactions are set aside and stay as they are"
        found.append(SetAside(message, first_names(network.names, rows), len(rows)))
    if rows := np.flatnonzero(network.reversible & (network.aside == 0)).tolist():
        message = f"{len(rows):,} reactions are reversible by thermochemistry and stay as they are"
        found.append(ByConstruction(message, first_names(network.names, rows), len(rows)))
    return tuple(found)
