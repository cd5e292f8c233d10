"""Orderings of two operators, and how their spectra hang together in equilibrium."""

from __future__ import annotations

from enum import Enum

import numpy as np

from detbal.pairs import FloatArray


class Ordering(Enum):
    """How A(t) and B(0) are ordered in a correlation function.

    In equilibrium all spectra are that of ⟨A(t)B⟩ times a function of x = ω/kT.

    Examples
    --------
    >>> Ordering.SYMMETRISED.log_factor(np.array([0.0]))
    array([0.])
    """

    STANDARD = "⟨A(t)B⟩"
    SYMMETRISED = "½⟨A(t)B + BA(t)⟩"
    WIGHTMAN = "⟨A(t - i/2kT)B⟩, the correlation of KMS"
    KUBO = "kT ∫ ⟨A(t - iλ)B⟩ dλ over λ from 0 to 1/kT, the canonical correlation"

    def log_factor(self, x: FloatArray) -> FloatArray:
        """Return the log of the spectrum over that of ⟨A(t)B⟩, at x = ω/kT.

        0, ln (1 + e^-x)/2, -x/2, and ln (1 - e^-x)/x; no overflow at any x.

        Examples
        --------
        >>> Ordering.KUBO.log_factor(np.array([0.0, 1e4, -1e4])).round(4)
        array([ 0.0000000e+00, -9.2103000e+00,  9.9907897e+03])
        """
        match self:
            case Ordering.STANDARD:
                return np.zeros_like(x)
            case Ordering.SYMMETRISED:
                return np.asarray(np.logaddexp(0.0, -x) - np.log(2.0))
            case Ordering.WIGHTMAN:
                return -x / 2.0
            case Ordering.KUBO:
                size = np.abs(x)
                safe = np.where(size > 0, size, 1.0)
                return np.asarray(np.where(size > 0, np.log(-np.expm1(-safe) / safe), 0.0) + np.maximum(-x, 0.0))
