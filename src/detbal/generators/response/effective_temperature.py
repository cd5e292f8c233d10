"""The temperature at which a Gibbs state has a given mean energy."""

from __future__ import annotations

import numpy as np

from detbal.pairs import FloatArray

#: Means of x = E over its span that differ by this are equal: round-off of the sum.
EQUAL = 4e-15


def effective_beta(energies: FloatArray, populations: FloatArray) -> float:
    """Return β for which Σ E e^{-βE} / Σ e^{-βE} is the mean energy of populations; negative if levels are inverted.

    The mean is taken above the ground state (below the highest level, if inverted), so that small populations tell a
    low temperature whatever the zero of energy.

    Parameters
    ----------
    energies : (N,)
    populations : (N,)
        ``inf`` comes out for the ground state, ``-inf`` for the highest level; ``nan`` if all energies are equal.

    Examples
    --------
    >>> energies = np.array([1000.0, 1001.0])
    >>> [round(effective_beta(energies, np.array([1 - p, p])), 6) for p in (np.exp(-100.0), 0.5, 1.0)]
    [100.0, 0.0, -inf]
    """
    span = float(np.ptp(energies))
    if span == 0.0:
        return np.nan
    above, below = (energies - energies.min()) / span, (energies.max() - energies) / span
    mean = float(populations @ above / populations.sum())
    if abs(mean - above.mean()) <= EQUAL:
        return 0.0
    if mean < above.mean():
        return _beta(above, mean) / span
    return -_beta(below, float(populations @ below / populations.sum())) / span


def _beta(x: FloatArray, mean: float) -> float:
    """Return β > 0 for which the mean of x from 0 to 1 has a value below that at β = 0, from its logarithm."""
    from scipy.optimize import brentq

    if mean <= 0.0:
        return np.inf
    with np.errstate(divide="ignore"):
        log_x, wanted = np.log(x), float(np.log(mean))

    def excess(beta: float) -> float:
        return float(np.logaddexp.reduce(log_x - beta * x) - np.logaddexp.reduce(-beta * x)) - wanted

    edge = 1.0
    while excess(edge) > 0:
        edge *= 2.0
    return float(brentq(excess, 0.0, edge, xtol=1e-14, rtol=1e-14))
