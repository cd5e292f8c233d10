"""Examples of levels and collisions: each is a test, documentation and a demonstration."""

from __future__ import annotations

from functools import partial

import numpy as np

from detbal.domain import Example
from detbal.reactions.molecular.collisions import CollisionalRates
from detbal.reactions.molecular.excitation import complete_collisional_rates
from detbal.reactions.molecular.levels import EnergyLevels
from detbal.verdict import Status


def rotor_collisions(*, weights: bool = True) -> CollisionalRates:
    """Return rates between three levels of a rotor with B = 1.9225 cm⁻¹ (as of CO), upward ones by detailed balance.

    Downward rates are round numbers of the right order, not data.

    Parameters
    ----------
    weights
        Whether the upward rates have the ratio of statistical weights.

    Examples
    --------
    >>> rotor_collisions()
    <CollisionalRates: 6 transitions between 3 levels, at 10 to 40 K>
    """
    levels = EnergyLevels([0.0, 3.845, 11.535], [1, 3, 5])
    down = np.array([[3.3e-11, 3.4e-11], [3.0e-11, 2.9e-11], [7.1e-11, 6.8e-11]])
    whole = complete_collisional_rates(CollisionalRates(levels, [1, 2, 2], [0, 0, 1], [10.0, 40.0], down))
    if weights:
        return whole
    ratio = levels.weights[whole.final] / levels.weights[whole.initial]
    upward = levels.energies[whole.final] > levels.energies[whole.initial]
    rates = whole.rates / np.where(upward, ratio, 1.0)[:, None]
    return CollisionalRates(levels, whole.initial, whole.final, whole.T, rates)


EXAMPLES = (
    Example(
        "collisions of a rotor",
        "rates up and down between three rotational levels at 10 and 40 K",
        rotor_collisions,
        Status.BALANCED,
    ),
    Example(
        "collisions without weights",
        "upward rates with the Boltzmann factor, but without the ratio of statistical weights",
        partial(rotor_collisions, weights=False),
        Status.BROKEN,
    ),
)
