"""Integrals over a power spectrum: the Lamb shift, and the correlation function."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray

#: Relative accuracy to which panels are refined, and which is promised of the result.
REFINED, PROMISED = 1e-11, 1e-8
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(15)
_DEEPEST = 40
_CHUNK = 128


def principal_value(
    spectrum: Callable[[FloatArray], FloatArray], omega: FloatArray, scale: float, reach: tuple[float, float]
) -> FloatArray:
    """Return (1/2π) P∫ S(x)/(ω - x) dx, shape as `omega`.

    The two sides of the pole are folded onto each other, ∫₀^∞ [S(ω - y) - S(ω + y)]/y dy, which leaves nothing
    singular; Gauss-Legendre panels, geometric around y = 0 and x = 0, are halved until they agree to 1e-11.

    Parameters
    ----------
    spectrum
        S(x), called with arrays.
    omega
    scale
        A frequency on which S varies, such as kT: panels reach from 1e-12 to 1e12 of it.
    reach
        Where S is known; outside it counts as zero.

    Raises
    ------
    InputError
        The integral diverges (no cut-off at high frequencies), or does not converge to 1e-8.

    Notes
    -----
    About 1e5 values of S per frequency.

    Examples
    --------
    A Lorentzian, whose correlation function is e^{-|t|}:

    >>> shift = principal_value(lambda x: 2 / (1 + x**2), np.array([1.0]), 1.0, (-np.inf, np.inf))
    >>> shift.round(9)  # ω/(1 + ω²)
    array([0.5])
    """
    flat = omega.ravel()
    result = np.empty(len(flat))
    for start in range(0, len(flat), _CHUNK):
        part = flat[start : start + _CHUNK]
        result[start : start + len(part)] = _principal_values(spectrum, part, scale, reach)
    return result.reshape(omega.shape) / (2.0 * np.pi)


def _principal_values(
    spectrum: Callable[[FloatArray], FloatArray], omega: FloatArray, scale: float, reach: tuple[float, float]
) -> FloatArray:
    low, high = reach

    def inside(x: FloatArray) -> FloatArray:
        known = (x >= low) & (x <= high)
        values = np.zeros(x.shape)
        values[known] = spectrum(x[known])
        return values

    edges = [_edges(float(w), scale, reach) for w in omega]
    owner: NDArray[Any] = np.repeat(np.arange(len(omega)), [len(e) - 1 for e in edges])
    a, b = np.concatenate([e[:-1] for e in edges]), np.concatenate([e[1:] for e in edges])
    top = np.array([e[-1] for e in edges])

    def panels(a: FloatArray, b: FloatArray, owner: NDArray[Any]) -> tuple[FloatArray, FloatArray]:
        half = (b - a) / 2.0
        y = (a + b)[:, None] / 2.0 + half[:, None] * _NODES
        below, above = inside(omega[owner, None] - y), inside(omega[owner, None] + y)
        weight = half[:, None] * _WEIGHTS / y
        return ((below - above) * weight).sum(axis=1), (np.abs(below) + np.abs(above)).max(axis=1)

    rough, size = panels(a, b, owner)
    scale_of = np.zeros(len(omega))
    np.maximum.at(scale_of, owner, size)
    far = np.bincount(owner, np.abs(rough) * (b > top[owner] / 16.0), minlength=len(omega))
    scale_of += np.bincount(owner, np.abs(rough), minlength=len(omega))
    if not np.isfinite(high) and (far > PROMISED * scale_of).any():
        raise InputError(
            explain(
                f"the Lamb shift at ω = {omega[int(np.argmax(far / scale_of))]:.6g} diverges",
                why="the spectrum has no cut-off at high frequencies",
                fix="give the spectral density a cut-off, or leave the Lamb shift out",
            )
        )
    total = np.zeros(len(omega))
    left: NDArray[Any] = np.zeros(len(omega))
    for _round in range(_DEEPEST):
        middle = (a + b) / 2.0
        lower, upper = panels(a, middle, owner)[0], panels(middle, b, owner)[0]
        change = np.abs(lower + upper - rough)
        open_ = change > REFINED * scale_of[owner]
        total += np.bincount(owner[~open_], (lower + upper)[~open_], minlength=len(omega))
        if not open_.any():
            return total
        left = np.bincount(owner[open_], change[open_], minlength=len(omega))
        rough = np.concatenate([lower[open_], upper[open_]])
        a, b = np.concatenate([a[open_], middle[open_]]), np.concatenate([middle[open_], b[open_]])
        owner = np.tile(owner[open_], 2)
    total += np.bincount(owner, rough, minlength=len(omega))
    if (left > PROMISED * scale_of).any():
        raise InputError(
            explain(
                f"the Lamb shift at ω = {omega[int(np.argmax(left / scale_of))]:.6g} does not converge",
                why="the spectrum is singular or jumps there",
                fix="ask at another frequency, or leave the Lamb shift out",
            )
        )
    return total


def _edges(omega: float, scale: float, reach: tuple[float, float]) -> FloatArray:
    """Return edges of panels in y = |x - ω|: fine around the pole, around x = 0 and at the ends of the spectrum."""
    powers = scale * 2.0 ** np.concatenate([np.arange(-40.0, -10.0, 2.0), np.arange(-10.0, 41.0)])
    apart = powers > 1e-13 * abs(omega)  # closer panels would be narrower than the spacing of doubles
    around_zero = np.concatenate([abs(omega) - powers[apart], abs(omega) + powers[apart], [abs(omega)]])
    ends = np.abs(np.array([limit for limit in reach if np.isfinite(limit)]) - omega)
    last = ends.max() if len(ends) == 2 else np.inf
    edges = np.concatenate([[0.0], powers, around_zero, ends])
    return np.unique(edges[(edges >= 0) & (edges <= last)])


def correlation_of(
    spectrum: Callable[[FloatArray], FloatArray], t: FloatArray, reach: tuple[float, float]
) -> NDArray[np.complex128]:
    """Return C(t) = (1/2π) ∫ S(ω) e^{-iωt} dω, shape as `t`, by adaptive quadrature (QUADPACK), time by time.

    Parameters
    ----------
    spectrum
        S(ω), called with arrays.
    t
    reach
        Where S is known; outside it counts as zero.

    Raises
    ------
    InputError
        The integral does not converge: C(0) of a Drude-Lorentz bath is infinite, for one.

    Examples
    --------
    >>> correlation_of(lambda w: 2 / (1 + w**2), np.array([1.0]), (-np.inf, np.inf)).real.round(8)  # 1/e
    array([0.36787944])
    """
    low, high = reach

    def at(x: float) -> float:
        return float(spectrum(np.array([x]))[0]) if low <= x <= high else 0.0

    end = max(abs(low), abs(high))
    values = [
        complex(
            _fourier(lambda x: at(x) + at(-x), abs(time), "cos", end),
            -np.sign(time) * _fourier(lambda x: at(x) - at(-x), abs(time), "sin", end) if time else 0.0,
        )
        for time in t.ravel().tolist()
    ]
    return np.array(values, dtype=np.complex128).reshape(t.shape) / (2.0 * np.pi)


def _fourier(function: Callable[[float], float], t: float, weight: str, end: float) -> float:
    from scipy.integrate import IntegrationWarning, quad

    options: dict[str, Any] = {"limit": 500}
    if t:
        options |= {"weight": weight, "wvar": t}
        if np.isinf(end):
            options |= {"limlst": 200}
    with warnings.catch_warnings():
        warnings.simplefilter("error", IntegrationWarning)
        try:
            return float(quad(function, 0.0, end, epsabs=1e-10, **options)[0])
        except IntegrationWarning as error:
            raise InputError(
                explain(
                    f"C(t) at t = {t:.6g} does not converge",
                    why=" ".join(str(error).split()),
                    fix="ask at another time; at t = 0 the spectrum must fall faster than 1/ω",
                )
            ) from None
