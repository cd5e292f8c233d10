"""`complete` for reaction networks: a reaction of its own for every reverse that thermochemistry defines."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reactions.checking.extrapolation import extrapolated
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.pairing import process_pairs
from detbal.reactions.rates.rate_coefficients import Rows, mixed
from detbal.reactions.reverse_rates import refusals, reverses, told
from detbal.verdict import first_names


def complete_network(
    network: ReactionNetwork, *, T: Any = None, replace: bool = False, partial: bool = False
) -> ReactionNetwork:
    """Give every reaction that lacks one the reverse that thermochemistry demands.

    Parameters
    ----------
    network
        With thermochemistry. Reactions set aside (decays, weak rates) stay as they are.
    T
        Temperatures that the new network is asked about if nobody says others; its reverse rates are known at any,
        and the `assumptions` tell if polynomials are extrapolated to reach those said here or by the network.
    replace
        Whether reverses that are there, or are said by their source to be derived, are dropped for the right ones.
    partial
        Whether reactions of species that the thermochemistry does not know may stay without reverse; the
        `assumptions` of the new network tell. If not, they are an error.

    Returns
    -------
    ReactionNetwork
        The reactions that were there (less those replaced), then the new ones, marked `derived`, in the order of
        their forward reactions, of which they carry the place and the error. Nothing is `reversible` any more.

    Raises
    ------
    InputError
        No thermochemistry, or (unless `partial`) a species that it does not know.

    Examples
    --------
    >>> from detbal.reactions import Concentration, Reaction, Species
    >>> a, b = (Species(name, mass=1.0, degeneracy=g, energy="0 eV") for name, g in (("a", 1), ("b", 3)))
    >>> half = ReactionNetwork.of([Reaction([a], [b])], [6.0], concentration=Concentration.PER_M3)
    >>> whole = complete_network(half, T=300.0)
    >>> list(whole.names), np.exp(whole.rates.log_rates(whole.temperatures)).round(12).ravel()
    (['a → b', 'b → a'], array([6., 2.]))
    """
    pairs = process_pairs(network)
    lacking = np.ones(len(pairs), dtype=bool) if replace else ~pairs.two_way
    wanted = np.union1d(pairs.member[~pairs.backward & lacking[pairs.pair]], reversible_rows(network))
    dropped = pairs.member[pairs.backward] if replace else np.zeros(0, dtype=np.intp)
    refused, reasons = refusals(network)
    unknown = wanted[refused[wanted] > 0]
    if not partial:
        _require_known(network, unknown, "complete the thermochemistry, or let reactions stay one-way by partial=True")
    if replace:  # what cannot be computed is not replaced
        keeps = pairs.pair[np.isin(pairs.member, unknown)]
        dropped = np.setdiff1d(dropped, pairs.member[np.isin(pairs.pair, keeps)])
    left = np.zeros_like(refused)
    left[unknown] = refused[unknown]
    made = with_reverses(network, np.setdiff1d(wanted, unknown), dropped)
    at = network.temperatures if T is None else network.asked(T)
    beyond = () if at is None else extrapolated(network, at, network.change[np.setdiff1d(wanted, unknown)])
    said = (*made.assumptions, *told(left, reasons), *beyond)
    return made.with_rates(made.rates, assumptions=said, temperatures=at)


def explicit(network: ReactionNetwork) -> ReactionNetwork:
    """Give reversible reactions the reverse that they have by definition, as a reaction of its own; leave the others.

    Raises
    ------
    InputError
        A species that the thermochemistry does not know.

    Examples
    --------
    >>> from detbal.reactions import Concentration, Reaction, Species
    >>> a, b = (Species(name, mass=1.0, degeneracy=g, energy="0 eV") for name, g in (("a", 1), ("b", 3)))
    >>> there = [Reaction([a], [b])]
    >>> network = ReactionNetwork.of(there, [6.0], concentration=Concentration.PER_M3, reversible=True)
    >>> list(explicit(network).names)
    ['a → b', 'b → a']
    """
    rows = reversible_rows(network)
    if not len(rows):
        return network
    refused, _ = refusals(network)
    _require_known(network, rows[refused[rows] > 0], "complete the thermochemistry, or give the reverse rates")
    return with_reverses(network, rows, np.zeros(0, dtype=np.intp))


def with_reverses(network: ReactionNetwork, rows: Rows, without: Rows) -> ReactionNetwork:
    """Append the reverses of some reactions, computed from thermochemistry, and leave out others.

    Parameters
    ----------
    network
    rows : integer array
        Reactions whose reverse is appended.
    without : integer array
        Reactions that are left out.

    Examples
    --------
    >>> from detbal.reactions import Concentration, Reaction, Species
    >>> a, b = (Species(name, mass=1.0, degeneracy=g, energy="0 eV") for name, g in (("a", 1), ("b", 3)))
    >>> half = ReactionNetwork.of([Reaction([a], [b])], [6.0], concentration=Concentration.PER_M3)
    >>> list(with_reverses(half, np.array([0]), np.array([], dtype=int)).names)
    ['a → b', 'b → a']
    """
    if not len(rows) and not len(without):
        return network
    from scipy.sparse import vstack

    stays = np.setdiff1d(np.arange(len(network)), without)
    reversible = network.reversible.copy()
    reversible[rows] = False
    n = len(rows)
    joined = {"reversible": np.concatenate([reversible[stays], np.zeros(n, dtype=bool)])}
    joined["derived"] = np.concatenate([network.derived[stays], np.ones(n, dtype=bool)])
    joined["aside"] = np.concatenate([network.aside[stays], np.zeros(n, dtype=np.intp)])
    both = np.concatenate([stays, rows])
    channels = network.channels.copy()
    own = rows[network.reversible[rows]]  # which no other reaction is the reverse of
    channels[own] = channels.max(initial=0) + 1 + np.arange(len(own))
    joined["channels"] = channels[both]
    made = f"{n:,} reverse rate{'s' * (n != 1)} computed from thermochemistry"
    return network.with_rates(
        mixed([network.rates.take(stays), reverses(network, rows)]),
        reactants=vstack([network.reactants[stays], network.products[rows]]),
        products=vstack([network.products[stays], network.reactants[rows]]),
        relative_errors=None if network.relative_errors is None else network.relative_errors[both],
        places=None if network.places is None else [network.places[int(k)] for k in both],
        assumptions=(*network.assumptions, made),
        **joined,
    )


def reversible_rows(network: ReactionNetwork) -> Rows:
    """Return the reactions whose reverse is, by definition, what thermochemistry says, and which are not set aside.

    Examples
    --------
    >>> reversible_rows(ReactionNetwork.from_equations(["A <=> B"], [1.0], [2.0]))
    array([], dtype=int64)
    """
    return np.flatnonzero(network.reversible & (network.aside == 0))


def _require_known(network: ReactionNetwork, unknown: Rows, fix: str) -> None:
    if len(unknown):
        refused, reasons = refusals(network)
        what = f"no reverse of {', '.join(first_names(network.names, unknown, 3))}{' …' * (len(unknown) > 3)}"
        raise InputError(explain(what, why=reasons[refused[unknown[0]] - 1], fix=fix))
