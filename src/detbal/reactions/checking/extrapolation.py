"""Where thermochemistry is used beyond the temperatures that it was made for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.pairs import FloatArray
from detbal.reactions.findings import OutsideOfRange
from detbal.reactions.network import ReactionNetwork
from detbal.verdict import Finding

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def outside_of_range(network: ReactionNetwork, T: FloatArray, change: csr_array[Any]) -> tuple[Finding, ...]:
    """Name the species whose polynomials are extrapolated; empty if there are none.

    Parameters
    ----------
    network
    T : (nT,)
        Kelvin.
    change : (n, species) sparse array
        Of the reactions that are asked about.

    Examples
    --------
    >>> from detbal.reactions.thermochemistry.nasa import Polynomials
    >>> from detbal.reactions.thermochemistry.ranges import nasa7
    >>> short = nasa7([300.0, 1000.0], [[2.5, 0, 0, 0, 0, 0, 0]])
    >>> thermo = Polynomials.of(["A", "B"], [short, short])
    >>> network = ReactionNetwork.from_equations(["A <=> B"], [1.0], thermochemistry=thermo)
    >>> [found.where for T in (500.0, 2000.0) for found in outside_of_range(network, np.array([T]), network.change)]
    [('A', 'B')]
    """
    named = getattr(network.thermochemistry, "outside", None)
    if named is None:
        return ()
    asked = {network.species[int(k)] for k in np.unique(change.tocsr().indices)}
    found = {name: limits for name, limits in named(T).items() if name in asked}
    if not found:
        return ()
    first, (lowest, highest) = next(iter(found.items()))
    span = f"{T.min():g} K" if len(T) == 1 else f"{T.min():g} to {T.max():g} K"
    message = f"{len(found):,} species are used at temperatures outside of the range of their polynomials"
    message += f": {first}, made for {lowest:g} to {highest:g} K, at {span}"
    return (OutsideOfRange(message, tuple(found)[:5], len(found)),)


def extrapolated(network: ReactionNetwork, T: FloatArray, change: csr_array[Any]) -> tuple[str, ...]:
    """Say the same among the assumptions of what has no findings.

    Examples
    --------
    >>> from detbal.reactions.models import hydrogen_iodide
    >>> network = hydrogen_iodide()  # from levels, not polynomials: at any temperature
    >>> extrapolated(network, np.array([1e5]), network.change)
    ()
    """
    return tuple(map(in_words, outside_of_range(network, T, change)))


def in_words(found: Finding) -> str:
    """Return message and names of a finding, in one line.

    Examples
    --------
    >>> in_words(OutsideOfRange("2 species are out of range", ("A", "B"), 2))
    '2 species are out of range (A, B)'
    """
    return f"{found.message} ({', '.join(found.where)}{' …' * (found.count > len(found.where))})"
