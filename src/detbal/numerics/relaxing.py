"""How a Markov chain relaxes to its stationary state: solutions with its generator by sums of positive terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.residence import Residence

FloatArray = NDArray[np.float64]
IntArray = NDArray[Any]

_EPS = float(np.finfo(np.float64).eps)
#: What is smaller is lost.
_TINY = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, slots=True, eq=False)
class Relaxing:
    """A chain with its stationary state, the error of that, and how it relaxes to it; build with `of`.

    Attributes
    ----------
    pi, error : (N,) float arrays
        Stationary probabilities, and the size up to which each may be wrong.
    backwards : tuple
        Sources, targets and logarithms of the rates of the chain that runs backwards in time.
    residence : Residence
        Of the chain that ends in its most occupied state.
    """

    pi: FloatArray
    error: FloatArray
    backwards: tuple[IntArray, IntArray, FloatArray]
    residence: Residence

    @classmethod
    def of(cls, log_pi: FloatArray, source: IntArray, target: IntArray, log_rate: FloatArray, known: float) -> Relaxing:
        """Analyse the elimination once for all right sides.

        Parameters
        ----------
        log_pi : (N,)
            ln of the stationary state, all finite: irreducible process.
        source, target, log_rate : (k,)
        known : float
            Relative error of the stationary state beyond that of doubles.
        """
        n, pi = len(log_pi), np.exp(log_pi)
        error = (_EPS * (n + 8.0 + np.abs(log_pi)) + known) * pi + _TINY
        backwards = target, source, log_pi[source] + log_rate - log_pi[target]
        return cls(pi, error, backwards, Residence.of(n, source, target, log_rate, int(np.argmax(pi))))

    def solve(self, b: FloatArray, doubt: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return x of ``generator @ x = b`` that sums to 0, and its error, for right sides that do; (..., N) all.

        Raises
        ------
        InputError
            A state that is left so slowly that floats do not hold the time it takes.

        Examples
        --------
        >>> ends = np.array([0, 1]), np.array([1, 0])
        >>> chain = Relaxing.of(np.log([0.75, 0.25]), *ends, np.log([1.0, 3.0]), 0.0)
        >>> chain.solve(np.array([1.0, -1.0]), np.zeros(2))[0]
        array([-0.25,  0.25])
        """
        n = len(self.pi)
        inflow = np.array([np.maximum(-b, 0.0), np.maximum(b, 0.0), doubt])
        up, down, wide = self._times(self.residence, inflow)
        found, error = up - down, wide + _EPS * (n + 8.0) * (up + down) + _TINY
        spread = (self.error + _EPS * n * self.pi) * np.abs(found).sum(axis=-1, keepdims=True)
        whole, missed = (each.sum(axis=-1, keepdims=True) for each in (found, error))
        return found - self.pi * whole, error + self.pi * missed + spread

    def adjoint(self) -> Callable[[FloatArray], FloatArray]:
        """Return a solver of ``y @ generator = b``, where ``b @ pi = 0``: what the chain backwards does to ``b pi``.

        Examples
        --------
        >>> ends = np.array([0, 1]), np.array([1, 0])
        >>> chain = Relaxing.of(np.log([0.75, 0.25]), *ends, np.log([1.0, 3.0]), 0.0)
        >>> y = chain.adjoint()(np.array([1.0, -3.0]))
        >>> y @ np.array([[-1.0, 3.0], [1.0, -3.0]])
        array([ 1., -3.])
        """
        reverse = Residence.of(len(self.pi), *self.backwards, int(np.argmax(self.pi)))

        def solve(b: FloatArray) -> FloatArray:
            up, down = self._times(reverse, np.array([np.maximum(-b, 0.0), np.maximum(b, 0.0)]) * self.pi)
            return np.asarray((up - down) / self.pi)

        return solve

    @staticmethod
    def _times(residence: Residence, inflow: FloatArray) -> FloatArray:
        times = residence.times(inflow.reshape(-1, inflow.shape[-1])).reshape(inflow.shape)
        if not np.isfinite(times).all():
            why = "rates of e^-700 or less are 0 as floats, and what leads on so slowly takes for ever"
            raise InputError(explain("no cumulants", why=why, fix="take a higher temperature"))
        return times
