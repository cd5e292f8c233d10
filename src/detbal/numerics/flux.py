"""Net currents and entropy production from the two opposite fluxes of each pair, in logs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def currents_and_entropy(log_ahead: FloatArray, log_back: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return net current and entropy production of pairs of opposite fluxes.

    Parameters
    ----------
    log_ahead, log_back : (m,)
        Natural logs of the fluxes; ``-inf`` for none.

    Returns
    -------
    current : (m,) float array
        exp(log_ahead) - exp(log_back), without cancellation beyond that of the logs.
    entropy : (m,) float array
        current × (log_ahead - log_back), nats: 0 where nothing runs, ``inf`` where only one process runs.

    Examples
    --------
    >>> currents_and_entropy(np.log([2.0, 1.0]), np.array([0.0, -np.inf]))
    (array([1., 1.]), array([0.69314718,        inf]))
    """
    alone = np.isneginf(log_ahead) | np.isneginf(log_back)
    force = np.where(alone, 0.0, log_ahead) - np.where(alone, 0.0, log_back)
    larger = np.maximum(log_ahead, log_back)
    current = np.sign(force) * np.exp(larger) * -np.expm1(-np.abs(force))
    current = np.where(alone, np.exp(log_ahead) - np.exp(log_back), current)
    entropy = np.where(alone, np.where(current == 0, 0.0, np.inf), current * force)
    return current, entropy


def flux_floor(log_ahead: FloatArray, log_back: FloatArray, states: int) -> FloatArray:
    """Return the size up to which net currents may be round-off: that of the larger of the two opposite fluxes.

    Its relative error is one of an elimination of so many states, and of logarithms, which grows with their size.

    Examples
    --------
    >>> bool(flux_floor(np.zeros(1), np.zeros(1), 2)[0] < 1e-14)
    True
    """
    size = sum(np.abs(np.where(np.isfinite(logs), logs, 0.0)) for logs in (log_ahead, log_back))
    floor: FloatArray = np.exp(np.maximum(log_ahead, log_back)) * np.finfo(np.float64).eps * (states + 8 + size)
    return floor
