"""Integrals of a spectrum over the frequencies that a finite time resolves.

(τ/2π) ∫ S(ω) sinc((ω + a)τ/2) sinc((ω + b)τ/2) dω with sinc x = sin(x)/x: for τ → ∞ it is S(-a) where a = b, and 0
where not.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.refined_panels import refined_panels

Floats = NDArray[np.float64]
Function = Callable[[Floats], Floats]

#: Half-width, in units of 1/τ, of the region around the frequencies where the oscillations are resolved. Beyond, their
#: mean is taken, and what they add at its edge: wrong by about the inverse cube of it.
RESOLVED = 5e3
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(15)
#: Numbers that are held at once.
_HELD = 2**24


def finite_time_overlaps(
    spectrum: Function, shifts: Floats, time: float, scale: float, reach: tuple[float, float] = (-np.inf, np.inf)
) -> tuple[Floats, float]:
    """Return the integrals for all pairs of shifts, shape (F, F), and the share of the outermost panels in them.

    Parameters
    ----------
    spectrum
        S(ω), called with one-dimensional arrays.
    shifts : (F,)
        a and b.
    time : float
        τ.
    scale : float
        A frequency on which S varies near 0: panels reach from 1e-12 to 1e12 of it.
    reach
        Where S is known; outside it counts as zero.

    Returns
    -------
    overlaps : (F, F)
        Positive, to within their error, if S is.
    far : float
        Near 0, unless the integral diverges.

    Raises
    ------
    InputError
        S is not smooth on any scale, as `refined_panels`.

    Notes
    -----
    Gauss-Legendre panels, no wider than one oscillation where those are resolved, and halved until the envelope of the
    integrand is integrated to 1e-12. A line is seen if it has 1e-12 of the integral 5e-3/τ away from its centre:
    Gaussians down to a standard deviation of 1e-3/τ, Lorentzians of any width. About 1e6 values of S, and 1e5 times F²
    operations, for τ max|a| < 1e4.

    Examples
    --------
    >>> flat = finite_time_overlaps(np.ones_like, np.array([0.0, 2.0]), 3.0, 1.0)[0]
    >>> flat.round(8)  # sinc of half the distance times τ
    array([[1.     , 0.04704],
           [0.04704, 1.     ]])
    """
    size = float(np.abs(shifts).max(initial=0.0))
    middle = size + RESOLVED / time
    low, high = _panels(spectrum, size, middle, time, scale, reach)
    near = (np.abs(low + high) / 2.0) < middle
    total = _resolved(spectrum, shifts, time, low[near], high[near])
    averaged, far = _averaged(spectrum, shifts, time, low[~near], high[~near])
    total += averaged
    for edge in (-middle, middle):
        if reach[0] < edge < reach[1]:
            total += _at_edge(spectrum, shifts, time, edge)
    largest = float(np.abs(total).max(initial=0.0))
    return total * (time / (2.0 * np.pi)), far / largest if largest else 0.0


def _panels(
    spectrum: Function, size: float, middle: float, time: float, scale: float, reach: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Return the ends of panels on each of which S, weighed by the envelope, is a polynomial to round-off."""
    powers = scale * 2.0 ** np.arange(-40.0, 41.0)
    steps = np.linspace(-middle, middle, max(2, int(np.ceil(middle * time / np.pi))))
    edges = np.unique(np.concatenate([-powers, [0.0], powers, steps, [limit for limit in reach if np.isfinite(limit)]]))
    edges = edges[(edges >= reach[0]) & (edges <= reach[1])]

    def integral(low: Floats, high: Floats) -> Floats:
        x, weights = _points(low, high)
        envelope = 1.0 / (1.0 + (np.maximum(np.abs(x) - size, 0.0) * time / 2.0) ** 2)
        return np.asarray((_at(spectrum, x) * envelope * weights).sum(axis=1))

    return refined_panels(integral, edges)


def _resolved(spectrum: Function, shifts: Floats, time: float, low: Floats, high: Floats) -> Floats:
    total = np.zeros((len(shifts), len(shifts)))
    for part in _chunks(len(low), len(shifts)):
        x, weights = _points(low[part], high[part])
        weighed = (_at(spectrum, x) * weights).ravel()
        # np.sinc(x) is sin(πx)/(πx)
        wave = np.sinc((x.ravel() + shifts[:, None]) * (time / (2.0 * np.pi)))
        total += (wave * weighed) @ wave.T
    return total


def _averaged(spectrum: Function, shifts: Floats, time: float, low: Floats, high: Floats) -> tuple[Floats, float]:
    """Return what lies far out, where sin sin is replaced by its mean, and the largest share of a last panel."""
    total, ends = np.zeros((len(shifts), len(shifts))), np.zeros(len(low))
    for part in _chunks(len(low), len(shifts)):
        x, weights = _points(low[part], high[part])
        values = _at(spectrum, x) * weights
        inverse = 2.0 / (time * (x.ravel() + shifts[:, None]))
        total += (inverse * values.ravel()) @ inverse.T
        ends[part] = np.abs(values / x**2).sum(axis=1)
    mean = 0.5 * np.cos((shifts[:, None] - shifts[None, :]) * (time / 2.0))
    last = ends[np.argsort(np.abs(low + high))[-4:]]
    return mean * total, float(last.max(initial=0.0)) * 4.0 / time**2


def _at_edge(spectrum: Function, shifts: Floats, time: float, edge: float) -> Floats:
    """Return what the oscillations beyond an edge add, -½ ∫ cos(ωτ + (a + b)τ/2) h(ω) dω to first order in 1/τ."""
    inverse = 2.0 / (time * (edge + shifts))
    height = float(spectrum(np.array([edge]))[0]) * inverse[:, None] * inverse[None, :]
    phase = time * (edge + (shifts[:, None] + shifts[None, :]) / 2.0)
    return np.asarray(np.sign(edge) * 0.5 * np.sin(phase) * height / time)


def _points(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    half = (high - low)[:, None] / 2.0
    return (low + high)[:, None] / 2.0 + half * _NODES, half * _WEIGHTS


def _at(spectrum: Function, x: Floats) -> Floats:
    return spectrum(x.ravel()).reshape(x.shape)


def _chunks(panels: int, shifts: int) -> list[slice]:
    size = max(1, _HELD // (len(_NODES) * shifts))
    return [slice(start, start + size) for start in range(0, panels, size)]
