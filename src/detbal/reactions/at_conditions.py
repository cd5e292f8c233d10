"""Networks at another pressure or composition than those that their source names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detbal.errors import InputError, explain
from detbal.reactions.files.cantera_yaml import conditions_of
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.rates.conditions import DEPENDING, rebound
from detbal.reactions.rates.rate_coefficients import nested


def at_conditions(
    network: ReactionNetwork, *, pressure: Any = None, composition: Mapping[str, float] | str | None = None
) -> ReactionNetwork:
    """Return a network with its rate coefficients at another pressure or composition.

    Parameters
    ----------
    network
    pressure : optional
        Number in Pa, or text (``"10 atm"``).
    composition : mapping of species to amounts, or text such as ``"CH4:1, O2:2"``, optional
        As in `Conditions.changed`.

    Raises
    ------
    InputError
        As `Conditions.changed`; or if no rate of the network depends on them.

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> at_conditions(ReactionNetwork.from_equations(["A => B"], [1.0]), pressure=1e5)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: no rate coefficient of this network depends on pressure or composition; ...
    """
    bound = next((part.conditions for part in nested(network.rates) if hasattr(part, "at")), None)
    if bound is None:
        what = "no rate coefficient of this network depends on pressure or composition"
        raise InputError(explain(what, fix="ask for it as it is"))
    given = conditions_of(pressure, composition)
    conditions = bound.changed(list(network.species), **given)
    others = tuple(said for said in network.assumptions if not said.startswith(DEPENDING))
    what = f" and {_amounts(given['composition'])}" if composition else ""
    said = f"{DEPENDING}pressure or composition at {conditions.pressure:g} Pa{what} (given anew)"
    return network.with_rates(rebound(network.rates, conditions), assumptions=(*others, said))


def _amounts(composition: Mapping[str, float]) -> str:
    return ", ".join(f"{name}: {amount:g}" for name, amount in composition.items())
