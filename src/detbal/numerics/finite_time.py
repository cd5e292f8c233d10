"""Integrals of a spectrum over the frequencies that a finite time resolves.

(τ/2π) ∫ S(ω) sinc((ω + a)τ/2) sinc((ω + b)τ/2) dω with sinc x = sin(x)/x: for τ → ∞ it is S(-a) where a = b, and 0
where not.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Function = Callable[[Floats], Floats]

#: Half-width, in units of 1/τ, of the region around the frequencies where the oscillations are resolved. Beyond, their
#: mean is taken, and what they add at its edge: wrong by about the inverse cube of it.
RESOLVED = 5e3
#: Relative accuracy to which panels are refined.
REFINED = 1e-12
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(15)
_DEEPEST = 40
_CHUNK = 4096


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

    Notes
    -----
    Gauss-Legendre panels, no wider than one oscillation where those are resolved, and halved until the envelope of the
    integrand is integrated to 1e-12. About 1e5 values of S, and as many times F² operations, for τ max|a| < 1e4.

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
    low, high = edges[:-1], edges[1:]

    def integral(low: Floats, high: Floats) -> Floats:
        x, weights = _points(low, high)
        envelope = 1.0 / (1.0 + (np.maximum(np.abs(x) - size, 0.0) * time / 2.0) ** 2)
        return np.asarray((_at(spectrum, x) * envelope * weights).sum(axis=1))

    done: list[tuple[Floats, Floats]] = []
    rough = integral(low, high)
    whole = float(np.abs(rough).sum())
    for _round in range(_DEEPEST):
        centre = (low + high) / 2.0
        lower, upper = integral(low, centre), integral(centre, high)
        rest = np.abs(lower + upper - rough) > REFINED * whole
        done.append((low[~rest], high[~rest]))
        low, high = np.concatenate([low[rest], centre[rest]]), np.concatenate([centre[rest], high[rest]])
        rough = np.concatenate([lower[rest], upper[rest]])
        if not rest.any():
            break
    done.append((low, high))
    return np.concatenate([each[0] for each in done]), np.concatenate([each[1] for each in done])


def _resolved(spectrum: Function, shifts: Floats, time: float, low: Floats, high: Floats) -> Floats:
    total = np.zeros((len(shifts), len(shifts)))
    for start in range(0, len(low), _CHUNK):
        x, weights = _points(low[start : start + _CHUNK], high[start : start + _CHUNK])
        weighed = (_at(spectrum, x) * weights).ravel()
        # np.sinc(x) is sin(πx)/(πx)
        wave = np.sinc((x.ravel() + shifts[:, None]) * (time / (2.0 * np.pi)))
        total += (wave * weighed) @ wave.T
    return total


def _averaged(spectrum: Function, shifts: Floats, time: float, low: Floats, high: Floats) -> tuple[Floats, float]:
    """Return what lies far out, where sin sin is replaced by its mean, and the largest share of a last panel."""
    if not len(low):
        return np.zeros((len(shifts), len(shifts))), 0.0
    x, weights = _points(low, high)
    values = _at(spectrum, x) * weights
    inverse = 2.0 / (time * (x.ravel() + shifts[:, None]))
    mean = 0.5 * np.cos((shifts[:, None] - shifts[None, :]) * (time / 2.0))
    ends = np.abs(values / x**2).sum(axis=1)[np.argsort(np.abs(low + high))[-4:]]
    return mean * ((inverse * values.ravel()) @ inverse.T), float(ends.max()) * 4.0 / time**2


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
