"""The temperature at which a Gibbs state has a given mean energy."""

from __future__ import annotations

import numpy as np

from detbal.pairs import FloatArray

#: A mean energy this close to the end of the spectrum, as a part of its span, counts as being there.
END = 1e-15


def effective_beta(energies: FloatArray, mean: float) -> float:
    """Return β for which Σ E e^{-βE} / Σ e^{-βE} is a given mean; negative if levels are inverted.

    Parameters
    ----------
    energies : (N,)
    mean : float
        ``inf`` comes out for the ground state, ``-inf`` for the highest level; ``nan`` if all energies are equal.

    Examples
    --------
    >>> energies = np.array([0.0, 1.0])
    >>> [round(effective_beta(energies, mean), 6) for mean in (1 / (1 + np.e**2), 0.5, 1.0)]
    [2.0, 0.0, -inf]
    """
    from scipy.optimize import brentq

    low, span = float(energies.min()), float(np.ptp(energies))
    if span == 0.0:
        return np.nan
    x, wanted = (energies - low) / span, (mean - low) / span
    if wanted <= END or wanted >= 1.0 - END:
        return np.inf if wanted <= END else -np.inf

    def excess(beta: float) -> float:
        exponent = -beta * x
        weights = np.exp(exponent - exponent.max())
        return float(weights @ x / weights.sum()) - wanted

    if abs(excess(0.0)) <= 4.0 * END:
        return 0.0
    edge = 1.0 if excess(0.0) > 0 else -1.0
    while excess(edge) * edge > 0:
        edge *= 2.0
    return float(brentq(excess, 0.0, edge, xtol=1e-14, rtol=1e-14)) / span
