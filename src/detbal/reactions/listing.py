"""Objects of this domain as `detbal.Pairs`."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.pairs import Pairs
from detbal.reactions.asked import temperatures_of
from detbal.reactions.checking.wegscheider import free_pairs
from detbal.reactions.expectation import expected_log_ratio
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.pairing import process_pairs

pairs = verb("pairs", Pairs)


@pairs.register
def pairs_of_network(network: ReactionNetwork, *, T: Any = None) -> Pairs:
    """List forward and reverse rate coefficients at one temperature; one-way pairs have no reverse.

    Parameters
    ----------
    network
        With thermochemistry the expected log-ratio is ln K(T); without, the potentials of the species are unknowns.
    T
        One temperature (kelvin, or text); the first of the network's own if left out.

    Raises
    ------
    InputError
        Several temperatures, or a pair that thermochemistry does not know.

    Examples
    --------
    >>> ring = ReactionNetwork.from_equations(["A <=> B"], [1.0], [2.0])
    >>> pairs_of_network(ring).log_ratio.round(6)
    array([-0.693147])
    """
    kelvin = temperatures_of(network, T, thermal=network.thermochemistry is not None)
    if T is not None and len(kelvin) > 1:
        raise InputError(explain(f"{len(kelvin)} temperatures", fix="list the pairs of one"))
    found, first = process_pairs(network), kelvin[:1]
    if network.thermochemistry is None:
        return free_pairs(found, first)
    expected, rounding = (values[:, 0] for values in expected_log_ratio(found, first))
    if np.isnan(expected).any():
        name = found.names[int(np.argmax(np.isnan(expected)))]
        what = f"thermochemistry does not know all species of {name}"
        raise InputError(explain(what, fix="take the other reactions: network.take(rows)"))
    ahead, back = (side[:, 0] for side in found.log_sides(first))
    return Pairs.from_logs(
        ahead,
        back,
        offset=expected,
        rounding=found.rounding(first)[:, 0] + rounding,
        sigma=found.sigma(),
        labels=found.names,
    )
