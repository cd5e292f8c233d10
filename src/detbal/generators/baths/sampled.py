"""Correlation functions known at some times: their transform, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.baths.exponentials import Complex
from detbal.generators.baths.spectra import log_of
from detbal.pairs import ROUNDING, FloatArray
from detbal.reals import real_array

#: Fewest samples from which a spline, and one through every second of them, can be drawn.
FEWEST = 8
_CHUNK = 1_000_000


@dataclass(frozen=True, eq=False)
class SampledCorrelation:
    """C(t) at increasing times from 0 on; C(-t) = C(t)*.

    The power spectrum is S(ω) = 2 Re ∫₀^T C(t) e^{iωt} dt of the cubic spline through the samples, integrated in
    closed form. Its error is bounded by the sum of three: the change when every second sample is left out; what
    lies beyond the last time T if the decay goes on as over the last two tenths of the window; round-off.

    Attributes
    ----------
    times : (n,) float array
    c : (n,) complex array
    asymmetry : float
        Largest |C(-t) - C(t)*| over largest |C|, where negative times were given; else 0.
    """

    times: FloatArray
    c: Complex
    asymmetry: float

    @classmethod
    def of(cls, c: Any, times: Any) -> SampledCorrelation:
        """Check and sort the samples; negative times serve to test C(-t) = C(t)*.

        Parameters
        ----------
        c : (n,) complex, or callable
            Values, or a function of an array of times.
        times : (n,) float
            Must hold 0 and at least 8 times in all that are not negative.

        Raises
        ------
        InputError
            Wrong shapes, NaN or infinite values, one time twice, or no time 0.

        Examples
        --------
        >>> t = np.linspace(0, 40, 4001)
        >>> lorentzian = SampledCorrelation.of(np.exp(-t), t)
        >>> lorentzian.values(np.array([1.0])).round(6)
        array([1.])
        """
        places = real_array(times, "times")
        values = np.asarray(c(places) if callable(c) else c)
        if values.dtype.kind not in "iufc":
            raise InputError(
                explain(f"correlation_function holds entries of type {values.dtype}", fix="give complex numbers")
            )
        if places.ndim != 1 or values.shape != places.shape:
            raise InputError(
                explain(
                    f"correlation_function has shape {values.shape}, times {places.shape}",
                    fix="give two arrays of one dimension and the same length",
                )
            )
        for name, array in (("times", places), ("correlation_function", values)):
            if not np.isfinite(array).all():
                k = int(np.argmax(~np.isfinite(array)))
                raise InputError(explain(f"{name}[{k}] = {array[k]}", fix="give finite numbers"))
        order = np.argsort(places, kind="stable")
        places, values = places[order], values[order].astype(np.complex128)
        if (np.diff(places) == 0).any():
            k = int(np.argmax(np.diff(places) == 0))
            raise InputError(explain(f"times hold {places[k]:.6g} twice", fix="give one value for each"))
        late = places >= 0
        if not late.any() or places[late][0] != 0 or late.sum() < FEWEST:
            raise InputError(
                explain(
                    f"{late.sum()} times that are not negative, the first {places[late][:1]}",
                    fix=f"give the time 0 and at least {FEWEST} times in all from there on",
                )
            )
        if not values.any():
            raise InputError(explain("correlation_function is zero throughout", fix="give a bath that fluctuates"))
        asymmetry = _asymmetry(places, values)
        return cls(places[late], values[late], asymmetry)

    @property
    def range(self) -> tuple[float, float]:
        """Frequencies that the samples resolve: up to π over the longest step."""
        high = float(np.pi / np.diff(self.times).max())
        return -high, high

    def half_transform(self, omega: FloatArray) -> Complex:
        """Return ∫₀^T C(t) e^{iωt} dt, shape as `omega`: S(ω)/2 plus i times the Lamb shift."""
        low, high = self.range
        outside = (omega < low) | (omega > high)
        if outside.any():
            raise InputError(
                explain(
                    f"frequency {omega[outside].flat[0]:.6g}",
                    why=f"the time steps resolve frequencies up to {high:.6g}",
                    fix="sample more densely, or ask within that range",
                )
            )
        return _transform(self.times, self._spline, omega)

    def values(self, omega: FloatArray) -> FloatArray:
        """Return S(ω)."""
        return 2.0 * self.half_transform(omega).real

    def logs(self, omega: FloatArray) -> FloatArray:
        """Return ln S(ω)."""
        return log_of(self.values(omega), omega)

    def error(self, omega: FloatArray) -> FloatArray:
        """Return a bound on the error of S(ω): sampling, truncation and round-off."""
        sparse, spline = self._sparse
        change = np.abs(2.0 * _transform(sparse, spline, omega).real - self.values(omega))
        size = float(np.abs(self.c) @ np.gradient(self.times))
        bound: FloatArray = change + self.truncation + ROUNDING * size
        return bound

    @property
    def truncation(self) -> float:
        """Bound on what the times after the last one would add to S, if the decay goes on."""
        end = float(self.times[-1])
        size = np.abs(self.c)
        last = float(size[self.times >= 0.9 * end].max())
        before = float(size[(self.times >= 0.8 * end) & (self.times < 0.9 * end)].max(initial=last))
        if last == 0:
            return 0.0
        rate = max(float(np.log(before / last)) / (0.1 * end), 1.0 / end)
        return 2.0 * last / rate

    def lamb_shift(self, omega: FloatArray) -> FloatArray:
        """Return the Lamb shift, Im ∫₀^T C(t) e^{iωt} dt."""
        return self.half_transform(omega).imag

    def correlation(self, t: FloatArray) -> Complex:
        """Return C(t) from the spline; times after the last are refused."""
        late = np.abs(t) > self.times[-1]
        if late.any():
            raise InputError(
                explain(
                    f"C at time {t[late].flat[0]:.6g} is not known",
                    why=f"its samples end at {self.times[-1]:.6g} and are not extrapolated",
                    fix="ask for earlier times",
                )
            )
        c: Complex = np.asarray(self._spline(np.abs(t)), dtype=np.complex128)
        return np.where(t < 0, c.conj(), c)

    @cached_property
    def _spline(self) -> Any:
        from scipy.interpolate import CubicSpline

        return CubicSpline(self.times, self.c)

    @cached_property
    def _sparse(self) -> tuple[FloatArray, Any]:
        from scipy.interpolate import CubicSpline

        kept = np.unique(np.append(np.arange(0, len(self.times), 2), len(self.times) - 1))
        return self.times[kept], CubicSpline(self.times[kept], self.c[kept])


def _asymmetry(times: FloatArray, c: Complex) -> float:
    early = times < 0
    at = np.searchsorted(times, -times[early])
    if (at >= len(times)).any() or not np.allclose(times[at], -times[early], rtol=1e-12, atol=0.0):
        raise InputError(
            explain(
                "negative times are not the positive ones mirrored",
                fix="give both t and -t, or only times from 0 on: C(-t) = C(t)* is known",
            )
        )
    # not at t = 0, where Im C jumps if J falls no faster than 1/ω, and what is given is its limit from above
    return float(np.abs(c[early] - c[at].conj()).max(initial=0.0) / np.abs(c).max())


def _transform(times: FloatArray, spline: Any, omega: FloatArray) -> Complex:
    """Integrate a piecewise cubic times e^{iωt} exactly, over all its pieces."""
    step = np.diff(times)
    even = float(np.ptp(step)) <= 1e-9 * float(step.max())  # all pieces have the same moments
    flat = omega.ravel()
    result = np.empty(len(flat), dtype=np.complex128)
    # row m: the coefficient of u^m, u from 0 to 1 within each piece
    pieces = spline.c[::-1] * step ** np.arange(1, 5)[:, None]
    for start in range(0, len(flat), max(1, _CHUNK // len(step))):
        part = flat[start : start + max(1, _CHUNK // len(step))]
        phase = np.exp(1j * np.multiply.outer(part, times[:-1]))
        if even:
            values = (_moments(part * step[0]) * (pieces @ phase.T)).sum(axis=0)
        else:
            values = np.einsum("wj,mwj,mj->w", phase, _moments(np.multiply.outer(part, step)), pieces)
        result[start : start + len(part)] = values
    return result.reshape(omega.shape)


def _moments(theta: FloatArray) -> Complex:
    """Return ∫₀¹ u^m e^{iθu} du for m = 0, 1, 2, 3 along a new first axis."""
    small = np.abs(theta) < 2.0
    safe = np.where(small, 2.0, theta)
    edge = np.exp(1j * safe)
    moments = [(edge - 1.0) / (1j * safe)]
    for m in (1, 2, 3):  # stable for θ of 2 or more
        moments.append((edge - m * moments[-1]) / (1j * safe))
    large = np.stack(moments)
    if not small.any():
        return large
    nodes, weights = np.polynomial.legendre.leggauss(12)
    u, w = (nodes + 1.0) / 2.0, weights / 2.0
    wave = np.exp(1j * np.where(small, theta, 0.0)[..., None] * u)
    near = np.stack([(wave * (w * u**m)).sum(axis=-1) for m in range(4)])
    return np.where(small, near, large)
