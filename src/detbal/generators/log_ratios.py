"""From norms of halves to nats: the scale on which a whole generator is compared with a pair of rates."""

from __future__ import annotations

import numpy as np

from detbal.numerics.kronecker import Halves
from detbal.pairs import FloatArray


def log_ratios(*forms: Halves) -> tuple[FloatArray, FloatArray]:
    """Turn norms into nats, with their noise: the log-ratio of the single pair that would be as asymmetric.

    2 artanh(‖A‖/‖S‖) for antisymmetric and symmetric halves, which for rates f and r is |ln(f/r)|; infinite where the
    antisymmetric half is the larger one, and with an infinite noise where that hides the symmetric half.

    Examples
    --------
    >>> log_ratios(Halves(whole=5.0, symmetric=2.5, antisymmetric=1.5, noise=0.0))[0].round(6)  # rates 4 and 1
    array([1.386294])
    """
    residual, floor = np.zeros(len(forms)), np.zeros(len(forms))
    for k, halves in enumerate(forms):
        a, s, noise = halves.antisymmetric, halves.symmetric, halves.noise
        if not np.isfinite(noise) or noise >= s:
            floor[k] = np.inf
            continue
        low, middle, high = ((max(a + d, 0.0) / (s - d)) for d in (-noise, 0.0, noise))
        if low >= 1:
            residual[k] = np.inf
        elif middle >= 1 or high >= 1:
            residual[k] = 2.0 * np.arctanh(min(middle, low))
            floor[k] = np.inf if low == 0 else 0.0
        else:
            residual[k] = 2.0 * np.arctanh(middle)
            floor[k] = 2.0 * np.arctanh(high) - residual[k]
    return residual, floor
