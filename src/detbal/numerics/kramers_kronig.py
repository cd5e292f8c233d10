"""The real part of a response from its imaginary part (Kramers and Kronig), exactly for piecewise linear data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: Steps that differ by less than this, relative to the axis's end, are the same.
_UNIFORM = 1e-12
#: Numbers held at a time where the sum is formed directly.
_BLOCK = 4_000_000


def kramers_kronig(omega: FloatArray, imaginary: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return (2/π) P∫₀^∞ ω' f(ω') / (ω'² - ω²) dω' at each ω, for an odd f; and the part of it that is a guess.

    Between the points f is taken as straight, and from ω = 0 (where an odd f is zero) to the first point too. Beyond
    the last point W nothing is known: f is continued as f(W) W/ω, the slowest decay of a relaxation.

    Parameters
    ----------
    omega : (n,)
        Ascending, not negative.
    imaginary : (n,)
        f, zero at ω = 0.

    Returns
    -------
    real : (n,)
        The transform.
    tail : (n,)
        What the continuation beyond W contributes to it: the size of the error made by ending there, if f decays at
        least as fast; ±inf at W, unless f(W) = 0.

    Notes
    -----
    Over a uniform axis that begins at 0 (or at its first step), O(n log n) by a Fourier transform of the convolution;
    else O(n²). R. de L. Kronig, J. Opt. Soc. Am. 12, 547 (1926); H. A. Kramers (1927).

    Examples
    --------
    A relaxation, Im 1/(1 - iω) = ω/(1 + ω²) and Re = 1/(1 + ω²), known up to ω = 50:

    >>> w = np.linspace(0.0, 50.0, 5001)
    >>> real, tail = kramers_kronig(w, w / (1 + w**2))
    >>> (real[[0, 100, 200]] - 1 / (1 + w[[0, 100, 200]] ** 2)).round(4) + 0.0, tail[0].round(4)
    (array([0., 0., 0.]), np.float64(0.0127))
    """
    added = bool(omega[0] > 0)
    w = np.concatenate([[0.0], omega]) if added else omega
    f = np.concatenate([[0.0], imaginary]) if added else imaginary
    if len(w) < 2:
        return np.zeros_like(omega), np.zeros_like(omega)
    step = w[-1] / (len(w) - 1)
    uniform = bool(np.abs(np.diff(w) - step).max() <= _UNIFORM * w[-1])
    inside = _convolved(f) if uniform else _summed(w, f)
    # In units of the same step as above, so that the ln 0 that is left out at W is left out of both alike.
    scaled = w / step if uniform else w
    tail = _tail(scaled, f[-1])
    real = inside + tail
    tail[-1] = np.inf * f[-1] if f[-1] else 0.0
    return (real[1:], tail[1:]) if added else (real, tail)


def _log(size: FloatArray) -> FloatArray:
    """ln|u|, with 0 for ln 0: its coefficients cancel between neighbouring pieces of a continuous function."""
    return np.log(np.where(size == 0.0, 1.0, np.abs(size)))


def _tail(w: FloatArray, last: float) -> FloatArray:
    """Return the contribution of last W/ω beyond W = w[-1]."""
    end = w[-1]
    safe = np.where(w == 0.0, 1.0, w)
    part = end / safe * (_log(end + w) - _log(end - w))
    return np.asarray(last / np.pi * np.where(w == 0.0, 2.0, part))


def _piece(w: FloatArray, low: FloatArray, high: FloatArray, left: FloatArray, right: FloatArray) -> FloatArray:
    """Return π times the contributions of straight pieces from (low, left) to (high, right) and their mirror images."""
    slope = (right - left) / (high - low)
    here = (left + slope * (w - low)) * _log_ratio(low - w, high - w)
    mirrored = (left - slope * (w + low)) * _log_ratio(low + w, high + w)
    return np.asarray(2.0 * (right - left) + here + mirrored)


def _log_ratio(low: FloatArray, high: FloatArray) -> FloatArray:
    """ln(high/low) of numbers of one sign, to full precision where they are close."""
    regular = (low != 0.0) & (high != 0.0)
    growth = np.where(regular, (high - low) / np.where(low == 0.0, 1.0, low), 0.0)
    return np.asarray(np.where(regular, np.log1p(growth), _log(high) - _log(low)))


def _summed(w: FloatArray, f: FloatArray) -> FloatArray:
    """Return the contribution of all pieces, one by one."""
    found = np.empty_like(w)
    rows = max(1, _BLOCK // len(w))
    for start in range(0, len(w), rows):
        part = slice(start, start + rows)
        found[part] = _piece(w[part, None], w[:-1], w[1:], f[:-1], f[1:]).sum(axis=1)
    return found / np.pi


def _convolved(f: FloatArray) -> FloatArray:
    """Return the same over ω = 0, 1, ..., n - 1: a sum of triangles, each with the transform of the first, moved."""
    from scipy.fft import irfft, next_fast_len, rfft

    n = len(f)
    m = np.arange(1.0, 2 * n)
    kernel = (m + 1) * np.log1p(1 / m) + np.concatenate([[0.0], (m[1:] - 1) * np.log1p(-1 / m[1:])])
    odd = np.concatenate([-f[:0:-1], f])
    both = np.concatenate([kernel[::-1], [0.0], -kernel]) / np.pi
    size = next_fast_len(len(odd) + len(both), real=True)
    found = irfft(rfft(odd, size) * rfft(both, size), size)
    # odd starts at -(n - 1), the kernel at -(2n - 1): ω = 0 is at their sum
    inside = found[3 * n - 2 : 4 * n - 2]
    w, end = np.arange(float(n)), np.array(n - 1.0)
    ramp = _piece(w, end, end + 1, f[-1], np.array(0.0))  # the far half of the last triangle is not there
    return np.asarray(inside - ramp / np.pi)
