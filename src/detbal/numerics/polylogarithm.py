"""Polylogarithms of exp(-x): the integrals of Bose functions from a threshold on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# ζ(2), ζ(3), ζ(4) and ζ at the integers below, for the expansion about x = 0
_ZETA = {4: np.pi**4 / 90, 3: 1.2020569031595942, 2: np.pi**2 / 6, 0: -0.5}
_ODD = (-1 / 12, 1 / 120, -1 / 252, 1 / 240, -1 / 132, 691 / 32760, -1 / 12, 3617 / 8160)
_ZETA |= {-(2 * k + 1): value for k, value in enumerate(_ODD)}
#: Below this the expansion about x = 0 is taken, above it the sum of exponentials.
_SMALL = 0.5


def scaled_polylog(order: int, x: Any) -> NDArray[np.float64]:
    """Return e^x Li_n(e^-x), to a few ulp: it does not underflow, and goes to 1 for large x.

    Parameters
    ----------
    order : 0, 1, 2, 3 or 4
    x : array
        Positive; 0 is allowed for orders of 2 and more.

    Notes
    -----
    For x >= 1/2 the sum of e^{-(k-1)x}/k^n; below it the expansion in powers of x with ζ(n-k), see D. C. Wood,
    The Computation of Polylogarithms, University of Kent, Technical Report 15-92 (1992), equation 9.3.
    Cost: some 80 operations for each x.

    Examples
    --------
    >>> scaled_polylog(2, [0.0, 1e4]).round(6)  # π²/6 and 1
    array([1.644934, 1.      ])
    """
    argument = np.asarray(x, dtype=np.float64)
    if order == 0:
        return np.asarray(-1.0 / np.expm1(-argument))
    if order == 1:
        return np.asarray(np.where(argument > 700, 1.0, -_exp(argument) * _log_one_less(argument)))
    small = argument < _SMALL
    if not small.any():
        return np.asarray(_sum(order, argument))
    found = np.empty(argument.shape)
    found[small] = np.exp(argument[small]) * _near_zero(order, argument[small])
    found[~small] = _sum(order, argument[~small])
    return found


def _exp(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.exp(np.minimum(x, 700)))


def _log_one_less(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """ln(1 - e^-x), accurate at both ends."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(x > 0.7, np.log1p(-np.exp(-np.maximum(x, 0.7))), np.log(-np.expm1(-x))))


def _sum(order: int, x: NDArray[np.float64]) -> NDArray[np.float64]:
    terms = 1 if not x.size else int(np.ceil(38 / max(float(x.min()), _SMALL))) + 1
    q = np.exp(-x)
    total = np.zeros_like(x)
    for k in range(terms, 0, -1):  # smallest first
        total = total * q + 1.0 / float(k) ** order
    return total


def _near_zero(order: int, x: NDArray[np.float64]) -> NDArray[np.float64]:
    total = np.zeros_like(x)
    power = np.ones_like(x)  # (-x)^k / k!
    harmonic = sum(1.0 / j for j in range(1, order))
    for k in range(order + 16):
        if k == order - 1:
            # x^(n-1) ln x goes to 0 with x
            total += power * (harmonic - np.log(np.where(x > 0, x, 1.0)))
        else:
            total += power * _ZETA.get(order - k, 0.0)
        power = power * (-x) / (k + 1)
    return total
