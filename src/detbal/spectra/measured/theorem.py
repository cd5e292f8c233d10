"""The fluctuation-dissipation theorem for every kind of spectrum, in logs (Callen and Welton 1951; Kubo 1957)."""

from __future__ import annotations

import numpy as np

from detbal.pairs import FloatArray
from detbal.spectra.kind import Kind, factor

STATEMENTS = {
    Kind.WIGHTMAN: "χ″(ω) = S(ω) (1 - e^(-ω/kT)) / 2",
    Kind.SYMMETRISED: "χ″(ω) = S_sym(ω) tanh(ω/2kT)",
    Kind.KUBO: "χ″(ω) = S_K(ω) ω/2kT",
    Kind.SCHOFIELD: "χ″(ω) = S_G(ω) sinh(ω/2kT)",
    Kind.CLASSICAL: "χ″(ω) = S(ω) ω/2kT (classical fluctuation-dissipation theorem)",
}


def log_response(kind: Kind, x: FloatArray) -> FloatArray:
    """Return ln(χ″/S) at balance, x = ω/kT: S_sym tanh(x/2), S(ω) (1 - e^-x)/2, S_K x/2, S_G sinh(x/2).

    A classical spectrum counts as Kubo's, S = 2kT χ″/ω. Where ω < 0 it is the log of the sizes.

    Examples
    --------
    >>> np.exp(log_response(Kind.SCHOFIELD, np.array([2.0]))) / np.sinh(1.0)
    array([1.])
    """
    m0, e0 = factor(Kind.KUBO if kind is Kind.CLASSICAL else kind, x)
    m1, e1 = factor(Kind.SUSCEPTIBILITY, x)
    return np.asarray(np.log(np.abs(x)) + np.log(m1 / m0) + (e1 - e0))


def log_slope(kind: Kind, x: FloatArray) -> FloatArray:
    """Return d ln(χ″/S) / d ln β at balance; x not zero.

    Examples
    --------
    >>> log_slope(Kind.SYMMETRISED, np.array([1e-6, 1e4])).round(6)
    array([1., 0.])
    """
    size = np.abs(x)
    match kind:
        case Kind.WIGHTMAN:  # x / (e^x - 1)
            return np.asarray(np.where(x > 0, size * np.exp(-size), size) / -np.expm1(-size))
        case Kind.SYMMETRISED:  # x / sinh x
            return np.asarray(2.0 * size * np.exp(-size) / -np.expm1(-2.0 * size))
        case Kind.SCHOFIELD:  # (x/2) coth(x/2)
            return np.asarray(size / 2.0 / np.tanh(size / 2.0))
    return np.ones_like(x)


def size_of_x(kind: Kind, log_ratio: FloatArray, side: FloatArray) -> FloatArray:
    """Return the |x| at which ln(χ″/S) has these values; ``nan`` where no positive temperature gives that.

    Parameters
    ----------
    kind
    log_ratio : (n,)
    side : (n,)
        Sign of ω, which matters for the spectrum that is not even.

    Examples
    --------
    >>> size_of_x(Kind.SYMMETRISED, np.log([np.tanh(1.0), 1.1]), np.ones(2)).round(9)
    array([ 2., nan])
    """
    ratio = np.exp(np.minimum(log_ratio, 300.0))
    beyond = np.maximum(log_ratio - 300.0, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        match kind:
            case Kind.WIGHTMAN:
                return np.asarray(-side * np.log1p(-2.0 * side * ratio) + beyond)
            case Kind.SYMMETRISED:
                return np.asarray(2.0 * np.arctanh(ratio))
            case Kind.SCHOFIELD:
                return np.asarray(2.0 * (np.arcsinh(ratio) + beyond))
    return 2.0 * ratio
