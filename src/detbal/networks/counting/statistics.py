"""Full counting statistics of a current in a network."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from numpy.typing import ArrayLike

from detbal.counting import BARATO_SEIFERT, FLINDT, FullCounting, counting_facts, cumulants_asked
from detbal.counting_figures import counting_figures
from detbal.kinds import needs
from detbal.networks.counting.counter import counter_of
from detbal.networks.drive import drive_rates
from detbal.networks.rate_network import RateNetwork

_REFERENCES = (FLINDT, "J. L. Lebowitz and H. Spohn, J. Stat. Phys. 95, 333 (1999)")


def counting_statistics(network: RateNetwork, weights: ArrayLike, *, order: int = 4) -> FullCounting:
    """Count transitions of a network in its stationary state.

    Parameters
    ----------
    network
        With a unique stationary state that occupies all states.
    weights : (m,)
        What a transition from source to target of each pair adds to the counter; the reverse subtracts it.
    order : int
        How many cumulants: mean, variance, third, …

    Returns
    -------
    FullCounting
        Per unit time, or step. In discrete time the uncertainty ratio may be below 1: see `entropy_bound`.

    Raises
    ------
    InputError
        Weights that are not finite, or not one for each pair; a state that is never occupied, or several stationary
        states; rates, or fluxes, beyond the range of floats; a network too interconnected to be eliminated.

    Notes
    -----
    In logs, and counted where little happens: each cumulant has digits of its own, and a floor. Cost: some
    eight eliminations of the states for each cumulant.

    Examples
    --------
    A ring with rates 2 and 1: a biased walk with mean 2 - 1 and variance 2 + 1 on each of its three pairs.

    >>> ring = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], [2, 2, 2], [1, 1, 1])
    >>> walk = counting_statistics(ring, [1, 1, 1])
    >>> walk.cumulants.round(9), round(walk.uncertainty_ratio, 7)  # (x/2) coth(x/2), x = ln 2
    (array([1., 3., 1., 3.]), 1.0397208)
    >>> walk.fluctuation_theorem().status.name
    'BALANCED'
    """
    needs(network, "network", RateNetwork)
    asked = cumulants_asked(order)
    counter = counter_of(network, weights)
    values, floor = counter.cumulants(asked)
    flow = drive_rates(network)
    unit = "step" if network.discrete_time else "unit time"
    found = FullCounting(
        subject=flow.subject,
        statement=f"cumulants of what transitions add to the counter, per {unit}",
        cumulants=values,
        floor=floor,
        entropy_production=flow.entropy_production,
        counter=counter,
        time_unit=unit,
        findings=flow.findings,
        assumptions=("the stationary state", *flow.assumptions),
        references=(*_REFERENCES, *(() if network.discrete_time else (BARATO_SEIFERT,))),
        drawings=partial(counting_figures, counter.tilted(), values, "what is counted", unit),
    )
    return replace(found, facts=counting_facts(found, bounded=not network.discrete_time))
