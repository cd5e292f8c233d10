"""Bounds of mixing times that a gap gives: from above by the χ² distance, from below by the slowest mode."""

from __future__ import annotations

import numpy as np

from detbal.generators.mixing.spectral_gap import GapStatus, SpectralGap

#: Relative round-off of a number of steps, which must not turn 3 into 4.
STEP = 1e-9


def decay(rate: float, steps: bool) -> float:
    """Return how fast the logarithm of a distance falls: a rate, or -ln(1 - rate) for the factor of a step.

    Examples
    --------
    >>> decay(0.5, steps=False), decay(1.0, steps=True)
    (0.5, inf)
    """
    if not steps:
        return rate
    return -float(np.log1p(-rate)) if rate < 1.0 else float("inf")


def log_start(gap: SpectralGap) -> float:
    """Return ln √(1/p_min - 1), the χ² distance of the rarest eigenstate.

    Examples
    --------
    >>> from detbal.generators.mixing.gap import spectral_gap
    >>> from detbal.generators.models import driven_qubit
    >>> round(log_start(spectral_gap(driven_qubit(0.0, 0.0, thermal=0.5))), 6)  # p = 3/4, 1/4
    0.549306
    """
    return (-gap.log_p_min + float(np.log1p(-np.exp(gap.log_p_min)))) / 2.0


def latest(gap: SpectralGap, reach: float, steps: bool) -> float:
    """Return when e^(-gap t) √(1/p_min - 1) has fallen to a trace norm; ``inf`` where the gap is undecided.

    Examples
    --------
    >>> from detbal.generators.mixing.gap import spectral_gap
    >>> from detbal.generators.models import driven_qubit
    >>> round(latest(spectral_gap(driven_qubit(0.0, 0.0, thermal=0.5)), 0.01, steps=False), 6)
    5.154476
    """
    if gap.status is not GapStatus.RESOLVED:
        return float("inf")
    t = max(0.0, log_start(gap) - float(np.log(reach))) / decay(gap.interval[0], steps)
    return float(np.ceil(t)) if steps else t


def earliest(gap: SpectralGap, reach: float, steps: bool) -> float | None:
    """Return when the slowest mode of the spectrum has fallen to a trace norm; None where it is not known.

    Examples
    --------
    >>> from detbal.generators.mixing.gap import spectral_gap
    >>> from detbal.generators.models import driven_qubit
    >>> round(earliest(spectral_gap(driven_qubit(0.0, 0.0, thermal=0.5)), 0.01, steps=False), 6)
    4.60517
    """
    if gap.true_gap is None or gap.status is not GapStatus.RESOLVED:
        return None
    spread = gap.interval[1] - gap.interval[0] + 1e-9 * gap.true_gap
    real = gap.balanced and abs(gap.true_gap - gap.value) <= spread
    rate = max(gap.true_gap, gap.interval[1]) if real else gap.true_gap * (1.0 + 1e-6)
    t = max(0.0, float(np.log((1.0 if real else 0.5) / reach)) / decay(rate, steps))
    if not steps:
        return t
    apart = -2.0 * float(np.expm1(gap.log_p_min)) > reach  # the rarest eigenstate, before the first step
    return max(float(apart), float(np.ceil(t * (1.0 - STEP))))
