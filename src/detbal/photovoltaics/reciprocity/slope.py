"""The temperature that a pair shows: 1/kT from the slope of EL over EQE, with the level beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detbal.photovoltaics.reciprocity.overlap import Overlap, log_front
from detbal.residual import Estimate, Residuals, fit

_MOST_STEPS = 50


def slope_fit(both: Overlap, level: str) -> Residuals | None:
    """Fit β = 1/kT (1/eV) and the level of ln EL - ln(EQE φ_bb); None where the slope is no temperature.

    Linear in the Boltzmann range; for the -1 of Bose and Planck, a few steps of Newton's from there.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> from detbal.photovoltaics.reciprocity.overlap import overlap_of
    >>> made = slope_fit(overlap_of(example_pair(2000)), "level")
    >>> round(float(1 / (8.617333262e-5 * made.theta.values[0])), 4)
    2000.0
    """
    energy, ones = both.energy, np.ones(len(both))
    names = ("β", level)
    made = fit(both.pairs(log_front(energy), np.column_stack((-energy, ones)), names))
    beta = float(made.theta.values[0])
    for _ in range(_MOST_STEPS):
        if not beta > 0:
            return None
        below_one = -np.expm1(-beta * energy)
        black = log_front(energy) - beta * energy - np.log(below_one)
        made = fit(both.pairs(black, np.column_stack((-energy / below_one, ones)), names))
        step = float(made.theta.values[0])
        beta += step
        if abs(step) <= 1e-12 * beta:
            break
    values = np.array([beta, made.theta.values[1]])
    return replace(made, theta=Estimate(names, values, made.theta.errors)) if beta > 0 else None
