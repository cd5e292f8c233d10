"""Rates at the concentrations that are asked about: they may depend on all of the gas, or on coverages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.driving.compositions import composition, numbers, of_text
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.rates.conditions import DEPENDING, PER_COLLIDER, conditions_of_rates, rates_in_mixture

#: Relative difference up to which a concentration of M agrees with the total of the gas.
AGREES = 1e-9


def concentrations_of(network: ReactionNetwork, given: Any) -> FloatArray:
    """Read the concentrations of all species, (n,); that of M, which stands for all of the gas, follows from them.

    Parameters
    ----------
    network
    given
        As for `detbal.reactions.driving.compositions.composition`, with M or without.

    Raises
    ------
    InputError
        As `composition`; or a concentration of M that is not the total of the gas.

    Examples
    --------
    >>> plain = ReactionNetwork.from_equations(["A <=> B"], [1.0], [2.0])
    >>> concentrations_of(plain, "A: 1, B: 3")
    array([1., 3.])
    """
    conditions = conditions_of_rates(network.rates)
    if conditions is None or conditions.collider is None:
        return composition(given, network.species)
    collider = conditions.collider
    name, others = network.species[collider], [s for k, s in enumerate(network.species) if k != collider]
    stated: Any = None
    if isinstance(given, str):
        given = of_text(given, "concentrations")
    if isinstance(given, Mapping):
        given = dict(given)
        stated = given.pop(name, None)
    elif given is not None and np.shape(given) == (len(network.species),):
        stated, given = np.asarray(given)[collider], np.delete(np.asarray(given), collider)
    c = np.insert(composition(given, others), collider, 0.0)
    c[collider] = c[conditions.phase == 0].sum()
    if stated is not None and not abs(composition([stated], [name])[0] - c[collider]) <= AGREES * c[collider]:
        what = f"concentration of {name} = {stated:g}, but all of the gas is {c[collider]:.10g}"
        raise InputError(explain(what, why=f"{name} stands for all of it", fix=f"leave {name} out"))
    return c


def held_species(network: ReactionNetwork, chemostats: Any) -> NDArray[np.intp]:
    """Return the numbers of the species whose concentrations are held; None is none of them.

    Raises
    ------
    InputError
        Something that is no species; or M, whose concentration follows from the others.

    Examples
    --------
    >>> held_species(ReactionNetwork.from_equations(["A <=> B"], [1.0], [2.0]), "B")
    array([1])
    """
    held = numbers(() if chemostats is None else chemostats, network.species)
    conditions = conditions_of_rates(network.rates)
    if conditions is not None and conditions.collider in held.tolist():
        name = network.species[held[held.tolist().index(conditions.collider)]]
        what = f"chemostats hold {name}, which stands for all of the gas"
        raise InputError(explain(what, why="it follows from the others", fix=f"leave {name} out"))
    return held


def in_mixture(network: ReactionNetwork, c: FloatArray, T: float) -> tuple[ReactionNetwork, FloatArray]:
    """Return a network with its rates in a mixture, and the concentrations with that of M as it follows from them.

    Rates that depend on pressure, composition or coverages are evaluated there, and the efficiencies of colliders M
    come into the rates: those of reactions and, through them, those of the reverses that thermochemistry gives.

    Parameters
    ----------
    network
    c : (n,)
        Concentrations.
    T : float
        Kelvin.

    Raises
    ------
    InputError
        Coverages of a surface that do not add up to one.

    Examples
    --------
    >>> plain = ReactionNetwork.from_equations(["A <=> B"], [1.0], [2.0])
    >>> in_mixture(plain, np.ones(2), 300.0)[0] is plain
    True
    """
    bound = conditions_of_rates(network.rates)
    if bound is None:
        return network, c
    conditions = bound.of_concentrations(c, T)
    whole = c.copy()
    if bound.collider is not None:
        whole[bound.collider] = c[bound.phase == 0].sum()
    others = tuple(said for said in network.assumptions if not said.startswith((DEPENDING, PER_COLLIDER)))
    at = f", {conditions.pressure:.6g} Pa" if (bound.phase == 0).any() else ""
    said = f"{DEPENDING}a mixture, and efficiencies of colliders, in that of the concentrations{at}"
    return network.with_rates(rates_in_mixture(network.rates, conditions), assumptions=(*others, said)), whole
