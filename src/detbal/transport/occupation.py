"""Logs of the occupations of reservoirs: Fermi and Dirac's, Bose and Einstein's. No occupation is ever subtracted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def log_fermi(x: Any) -> Floats:
    """Return ln f of the Fermi function f = 1/(e^x + 1), for x = (E - μ)/kT; ln(1 - f) is that at -x.

    Examples
    --------
    >>> log_fermi([0.0, 800.0]).round(6).tolist()
    [-0.693147, -800.0]
    """
    return np.asarray(-np.logaddexp(0.0, x))


def log_fermi_pair(x: Floats) -> tuple[Floats, Floats]:
    """Return ln f and ln(1 - f), at the cost of one.

    Examples
    --------
    >>> [each.round(6).tolist() for each in log_fermi_pair(np.array([0.0, 800.0]))]
    [[-0.693147, -800.0], [-0.693147, 0.0]]
    """
    both = -np.log1p(np.exp(-np.abs(x)))
    return both - np.maximum(x, 0.0), both + np.minimum(x, 0.0)


def log_bose(x: Any) -> Floats:
    """Return ln n of the Bose function n = 1/(e^x - 1), for x = E/kT > 0; ln(n + 1) is x more.

    Examples
    --------
    >>> log_bose([1e-9, 800.0]).round(6).tolist()
    [20.723266, -800.0]
    """
    x = np.asarray(x, dtype=np.float64)
    return np.asarray(-x - np.log(-np.expm1(-x)))
