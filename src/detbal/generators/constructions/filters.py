"""How strongly a Gibbs sampler weighs transitions by the energy that they gain."""

from __future__ import annotations

from enum import Enum

import numpy as np

from detbal.choice import member
from detbal.pairs import FloatArray
from detbal.reals import positive

#: Largest energy in units of kT that is told from larger ones.
FARTHEST = 1e150


class Filter(Enum):
    """Which transitions a sampler makes; x = ν/kT, with the energy ν that is gained.

    Examples
    --------
    >>> Filter["GAUSSIAN"].value
    'those of about kT: rates fall like a Gaussian both ways'
    """

    GAUSSIAN = "those of about kT: rates fall like a Gaussian both ways"
    METROPOLIS = "all that lose energy alike, and e^-x of those that gain it"


def log_filter(weight: Filter, gained: FloatArray, kT: float, bandwidth: float | None = None) -> FloatArray:
    """Return ln f(ν) for jumps V_ij = A_ij f(ν_ij) with f(ν) = q(ν) e^(-x/4) and q even, shape as `gained`.

    Parameters
    ----------
    weight : Filter
        GAUSSIAN: q = e^(-x²/8). METROPOLIS: q = e^(-√(1 + x²)/4).
    gained : float array
        ν.
    kT : float
    bandwidth : float, optional
        S: multiplies q by e^(-0.2/(1 - (ν/S)²)) for |ν| < S, and by 0 elsewhere.

    Raises
    ------
    InputError
        No member of `Filter`, or a bandwidth that is not positive.

    Notes
    -----
    Filters of Z. Ding, B. Li and L. Lin, arXiv:2404.05998. The exponents are added before they are taken:
    √(1 + x²) + x of a large negative x is a small number.

    Examples
    --------
    >>> log_filter(Filter.METROPOLIS, np.array([-1e6, 0.0, 1e6]), 1.0).round(6)
    array([-0.0e+00, -2.5e-01, -5.0e+05])
    """
    kind = member(Filter, weight, "weight")
    x = ratio(gained, kT)
    if kind is Filter.GAUSSIAN:
        logs = -(x**2) / 8.0 - x / 4.0
    else:
        root = np.hypot(1.0, x)
        # √(1 + x²) + x = 1/(√(1 + x²) - x) for x < 0, where the sum would cancel
        logs = -0.25 * np.where(x < 0, 1.0 / (root - np.minimum(x, 0.0)), root + x)
    return np.asarray(logs if bandwidth is None else logs + _log_bump(gained, bandwidth))


def ratio(energies: FloatArray, unit: float) -> FloatArray:
    """Return energies in a unit, at most 1e150 in size: their squares are floats, whose exponentials are long 0.

    Examples
    --------
    >>> ratio(np.array([-3.0, 1e10]), 1e-300)
    array([-1.e+150,  1.e+150])
    """
    with np.errstate(over="ignore"):
        return np.clip(energies / unit, -FARTHEST, FARTHEST)


def _log_bump(gained: FloatArray, bandwidth: float) -> FloatArray:
    width = positive(bandwidth, "bandwidth", fix="give the largest energy of a transition, positive")
    inside = np.abs(gained) < width
    y = np.where(inside, gained / width, 0.0)
    return np.where(inside, -0.2 / (1.0 - y**2), -np.inf)
