"""Principal parts of a flat band that is filled by the Fermi function: level shifts of first order."""

from __future__ import annotations

import numpy as np

from detbal.transport.occupation import Floats, log_fermi

#: Distance from μ, over kT, at which a Fermi function is 0 or 1 to within a double.
_FAR = 40.0
_PANELS, _POINTS = 16, 16


def filled_part(x: Floats, low: float, high: float) -> Floats:
    """Return P∫ f(y)/(y - x) dy from `low` to `high`, with f = 1/(e^y + 1).

    Parameters
    ----------
    x : array
        (E - μ)/kT; infinite results where it is the edge of a band that is filled, or empty, there.
    low, high : float
        Edges of the band in the same measure, finite.

    Notes
    -----
    Re ψ(½ + ix/2π) - ln(|x - low|/2π) up to what the tails of f leave beyond the edges, e^{-|edge|}, which is
    integrated. Error 1e-14 or so, absolute.

    Examples
    --------
    >>> at_mu = filled_part(np.array([0.0]), -1e3, 1e3)
    >>> bool(abs(at_mu[0] + np.log(1e3 / (2 * np.pi)) + np.euler_gamma + np.log(4)) < 1e-13)  # ψ(1/2) = -γ - ln 4
    True
    """
    x = np.asarray(x, dtype=np.float64)
    return _from(x, low) - _from(x, high)


def empty_part(x: Floats, low: float, high: float) -> Floats:
    """Return P∫ (1 - f(y))/(y - x) dy from `low` to `high`.

    Examples
    --------
    >>> both = filled_part(np.array([1.0]), -20.0, 30.0) + empty_part(np.array([1.0]), -20.0, 30.0)
    >>> (both - np.log(29.0 / 21.0)).round(12) + 0.0
    array([0.])
    """
    return -filled_part(-np.asarray(x, dtype=np.float64), -high, -low)  # 1 - f(y) = f(-y)


def _from(x: Floats, edge: float) -> Floats:
    """P∫ f(y)/(y - x) dy from `edge` on."""
    from scipy.special import digamma

    if edge < 0:  # what an edge far below leaves, and the tail of 1 - f below the edge, mirrored
        smooth = digamma(0.5 + 0.5j * x / np.pi).real + np.log(2 * np.pi)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(smooth - np.log(np.abs(x - edge)) - _from(-x, -edge))
    return _tail(x, edge) if edge < _FAR else np.zeros_like(x)


def _tail(x: Floats, edge: float) -> Floats:
    """P∫ f(y)/(y - x) dy from `edge` ≥ 0 on."""
    nodes, weights = np.polynomial.legendre.leggauss(_POINTS)
    half = (_FAR - edge) / (2 * _PANELS)
    centres = edge + half * (2 * np.arange(_PANELS) + 1)
    y = (centres[:, None] + half * nodes).ravel()
    w = np.tile(half * weights, _PANELS)
    d = y - x[..., None]
    f_y, f_x = np.exp(log_fermi(y)), np.exp(log_fermi(x))
    near = np.abs(d) < 1
    # f(y) - f(x) = -f(y) (1 - f(x)) (e^{y - x} - 1): nothing cancels, and the quotient is smooth at y = x
    close = -f_y * (1 - f_x)[..., None] * _expm1_over(np.where(near, d, 1.0))
    quotient = np.where(near, close, (f_y - f_x[..., None]) / np.where(near, 1.0, d))
    with np.errstate(divide="ignore"):
        log = np.log(np.abs(_FAR - x)) - np.log(np.abs(edge - x))
    return np.asarray(quotient @ w + np.where(x == _FAR, 0.0, f_x * log))


def _expm1_over(d: Floats) -> Floats:
    return np.divide(np.expm1(d), d, out=np.ones_like(d), where=d != 0)
