"""Distances from the stationary state in the course of time, by the N⁴ numbers of the generator: for small N."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detbal.generators.operators import ComplexArray
from detbal.pairs import FloatArray

#: Relative accuracy of the time at which a distance is reached.
ROOT = 1e-11
#: Distances below this count as this, so that they have a logarithm.
TINY = 1e-200
#: Random pure states from which the worst one is searched, besides the eigenvectors of σ.
STARTS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Evolution:
    """exp(K t), or the powers of a channel, and how far from σ they leave states.

    Attributes
    ----------
    matrix : (N², N²) complex array
        K, rows stacked; for a channel T, T - 1.
    sigma : (N, N) complex array
    steps : bool
        Whether it is a channel, whose times are whole numbers.
    """

    matrix: ComplexArray
    sigma: ComplexArray
    steps: bool = False

    def until(self, t: float) -> ComplexArray:
        """Return exp(K t), or T^t, shape (N², N²).

        Examples
        --------
        >>> one = Evolution(np.zeros((4, 4)), np.eye(2) / 2).until(1.0)
        >>> bool(np.allclose(one, np.eye(4)))
        True
        >>> Evolution(-0.5 * np.eye(4), np.eye(2) / 2, steps=True).until(3)[0, 0]
        np.float64(0.125)
        """
        if self.steps:
            return np.linalg.matrix_power(np.eye(len(self.matrix)) + self.matrix, int(t))
        from scipy.linalg import expm

        return np.asarray(expm(self.matrix * t))

    def times(self, end: float, count: int) -> FloatArray:
        """Return times from 0 to an end, or the step after, evenly spaced; for a channel, no more than count.

        Examples
        --------
        >>> Evolution(np.zeros((4, 4)), np.eye(2) / 2, steps=True).times(4.5, 4)
        array([0., 2., 4., 6.])
        """
        if not self.steps:
            return np.linspace(0.0, end, count)
        stride = max(1.0, float(np.ceil(end / (count - 1))))
        return np.arange(0.0, max(end, 1.0) + stride, stride)

    def distance(self, initial: ComplexArray, t: float) -> float:
        """Return the trace norm ‖ρ_t - σ‖₁ for one initial state.

        Examples
        --------
        >>> still = Evolution(np.zeros((4, 4)), np.eye(2) / 2)
        >>> still.distance(np.diag([1.0, 0.0]), 3.0)
        1.0
        """
        return trace_norm((self.until(t) @ initial.ravel()).reshape(self.sigma.shape) - self.sigma)

    def distances(self, initial: ComplexArray, step: float, count: int) -> FloatArray:
        """Return ‖ρ_t - σ‖₁ at count times, a step apart, from t = 0.

        Examples
        --------
        >>> decay = Evolution(-np.diag([0.0, 1, 1, 0]), np.eye(2) / 2)
        >>> decay.distances(np.full((2, 2), 0.5), np.log(2), 3).round(12)
        array([1.  , 0.5 , 0.25])
        """
        forward, rho, found = self.until(step), initial.ravel(), []
        for _ in range(count):
            found.append(trace_norm(rho.reshape(self.sigma.shape) - self.sigma))
            rho = forward @ rho
        return np.array(found)

    def worst(self, t: float) -> tuple[float, ComplexArray]:
        """Return the largest ‖ρ_t - σ‖₁ that was found, and the pure state, (N, N), that it begins from.

        The distance is convex in ρ_0, so that it is largest for a pure state. From each start it is made larger by
        turns: the sign S of ρ_t - σ, then the top eigenvector of S evolved backwards; neither step can lower it.

        Examples
        --------
        >>> still = Evolution(np.zeros((4, 4)), np.diag([0.9, 0.1]))
        >>> round(still.worst(1.0)[0], 9)  # from the rare state
        1.8
        """
        step = self.until(t)
        n = len(self.sigma)
        best, state = -np.inf, np.eye(n, dtype=np.complex128)[0]
        for psi in _starts(self.sigma):
            reached = -np.inf
            for _ in range(200):
                rho = (step @ np.outer(psi, psi.conj()).ravel()).reshape(n, n) - self.sigma
                values, vectors = np.linalg.eigh((rho + rho.conj().T) / 2.0)
                now = float(np.abs(values).sum())
                if now > best:
                    best, state = now, psi
                if now <= reached * (1.0 + 1e-13):
                    break
                reached = now
                sign = (vectors * np.sign(values)) @ vectors.conj().T
                pulled = (step.conj().T @ sign.ravel()).reshape(n, n)
                psi = np.linalg.eigh((pulled + pulled.conj().T) / 2.0)[1][:, -1]
        return best, np.outer(state, state.conj())

    def time(self, distance: float, bound: float, initial: ComplexArray | None) -> float | None:
        """Return when a trace norm is reached, from one state or from the worst; not after `bound`.

        None where round-off of the evolution keeps it from being reached.

        Examples
        --------
        >>> decay = Evolution(-np.diag([0.0, 1, 1, 0]), np.eye(2) / 2)
        >>> plus = np.full((2, 2), 0.5)
        >>> round(decay.time(0.1, 10.0, plus), 9), round(np.log(10), 9)
        (2.302585093, np.float64(2.302585093))
        >>> half = Evolution(-np.diag([0.0, 0.5, 0.5, 0.0]), np.eye(2) / 2, steps=True)
        >>> half.time(0.1, 10.0, plus)  # 2⁻⁴
        4.0
        """
        from scipy.optimize import brentq

        def excess(t: float) -> float:
            now = self.worst(t)[0] if initial is None else self.distance(initial, t)
            return float(np.log(max(now, TINY) / distance))

        if excess(0.0) <= 0:
            return 0.0
        end = float(np.ceil(bound)) if self.steps else bound * (1.0 + 1e-6)
        if excess(end) > 0:
            return None
        if not self.steps:
            return float(brentq(excess, 0.0, end, xtol=ROOT * bound, rtol=ROOT))
        start = 0.0
        while end - start > 1:  # no step makes two states easier to tell apart
            middle = float((start + end) // 2)
            start, end = (middle, end) if excess(middle) > 0 else (start, middle)
        return end


def trace_norm(matrix: ComplexArray) -> float:
    """Return the sum of the absolute eigenvalues of a Hermitian matrix.

    Examples
    --------
    >>> trace_norm(np.diag([1.0, -2.0]))
    3.0
    """
    return float(np.abs(np.linalg.eigvalsh((matrix + matrix.conj().T) / 2.0)).sum())


def _starts(sigma: ComplexArray) -> Iterator[ComplexArray]:
    n = len(sigma)
    yield from np.linalg.eigh(sigma)[1].T
    rng = np.random.default_rng(n)
    for _ in range(STARTS):
        psi = rng.normal(size=n) + 1j * rng.normal(size=n)
        yield psi / np.linalg.norm(psi)
