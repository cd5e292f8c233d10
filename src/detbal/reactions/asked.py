"""At which temperatures a question about a network is asked, where a guess would be wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.network import ReactionNetwork


def temperatures_of(network: ReactionNetwork, T: Any, *, thermal: bool) -> FloatArray:
    """Return the temperatures asked about, in kelvin: those given, else the network's own.

    Parameters
    ----------
    network
    T
        None: rates that are constants of one temperature need none, unless thermochemistry takes part.
    thermal
        Whether thermochemistry takes part.

    Raises
    ------
    InputError
        Neither T nor temperatures of the network, where something depends on them.

    Examples
    --------
    >>> ring = ReactionNetwork.from_equations(["A <=> B"], [1.0], [2.0])
    >>> temperatures_of(ring, "300 K", thermal=False), temperatures_of(ring, None, thermal=False)
    (array([300.]), array([1.]))
    """
    if T is not None or network.temperatures is not None:
        return network.asked(T)
    if thermal:
        raise InputError(explain("equilibrium constants depend on temperature, and none is known", fix="give T="))
    moves = _differ(network, np.array([300.0, 310.0]))
    if not moves.any():  # a table may be flat there, and not reach to what stands for no temperature
        moves = _differ(network, np.append(network.asked(), 300.0))
    if moves.any():
        what = f"the rate of {network.names[int(moves.argmax())]} depends on temperature, and none is known"
        raise InputError(explain(what, fix="give T="))
    return network.asked()


def _differ(network: ReactionNetwork, T: FloatArray) -> NDArray[np.bool_]:
    """Tell which rates differ between two temperatures."""
    try:
        first, last = network.rates.log_rates(T).T
    except InputError as error:  # of temperatures that nobody asked about
        what = "some rates are known in a range of temperatures only, and none is asked about"
        raise InputError(explain(what, fix="give T=")) from error
    with np.errstate(invalid="ignore"):  # -inf: no process
        return np.asarray(np.abs(first - last) > 0)


def one_temperature(network: ReactionNetwork, T: Any, *, thermal: bool, instead: str = "give one T=") -> FloatArray:
    """Return the one temperature asked about, shape (1,).

    Raises
    ------
    InputError
        Several, or none where one is needed.

    Examples
    --------
    >>> one_temperature(ReactionNetwork.from_equations(["A <=> B"], [1.0], [2.0]), 300.0, thermal=False)
    array([300.])
    """
    found = temperatures_of(network, T, thermal=thermal)
    if len(found) > 1:
        what = f"{len(found)} temperatures, {found[0]:.5g} to {found[-1]:.5g} K, where one is asked about"
        raise InputError(explain(what, fix=instead))
    return found
