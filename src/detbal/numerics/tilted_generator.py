"""Largest eigenvalue of a tilted generator, from logs: with relative accuracy, however far rates and tilts range.

The matrix has off-diagonal entries rate[e] exp(tilt[e]) and, on its diagonal, minus the sums of the rates without tilt.
Its left eigenvector l > 0 turns it into the generator of the driven process, with rates
rate exp(tilt) l_target / l_source. The l that is sought is that for which the exit rates of the driven process less the
original ones are the same for all states: this difference is the eigenvalue λ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.dominant_paths import log_guess
from detbal.numerics.elimination import stationary_log
from detbal.numerics.ordering import Symbolic, analyse

FloatArray = NDArray[np.float64]
IntArray = NDArray[Any]

_EPS = float(np.finfo(np.float64).eps)
#: Converging quadratically, an eigenvalue that moved by this part will next move by its square.
_CLOSE = 1e-9
_MOST_STEPS = 500
#: Tilts up to which l is first taken to be the same everywhere; exit rates that differ by this part are nearly alike.
_MODERATE, _ALIKE = 30.0, 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """An eigenvalue of a tilted generator.

    Attributes
    ----------
    rate : float
        λ.
    floor : float
        Size up to which λ may be round-off.
    flux : (k,) float array
        Flux of each process in the driven one: the derivative of λ by its tilt.
    response : (k,) float array
        The derivative of λ by the logarithm of each rate.
    """

    rate: float
    floor: float
    flux: FloatArray
    response: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Driven:
    """The process that an l drives: logs of rates, stationary state, and exit rates in excess of those without tilt."""

    log_driven: FloatArray
    log_p: FloatArray
    p: FloatArray
    rate: float
    local: FloatArray
    activity: FloatArray
    noise: FloatArray
    flux: FloatArray
    excess: FloatArray

    @property
    def apart(self) -> FloatArray:
        """What Newton's method makes vanish."""
        return self.local - self.rate


@dataclass(frozen=True, slots=True, eq=False)
class TiltedGenerator:
    """A strongly connected Markov process whose transitions can be tilted; build with `of`.

    Attributes
    ----------
    n : int
        States.
    source, target : (k,) integer arrays
    log_rate : (k,) float array
        Finite.
    """

    n: int
    source: IntArray
    target: IntArray
    log_rate: FloatArray
    plan: Symbolic
    absorbing_plan: Symbolic

    @classmethod
    def of(cls, n: int, source: IntArray, target: IntArray, log_rate: FloatArray) -> TiltedGenerator:
        """Analyse the eliminations once for all tilts."""
        states, end = np.arange(n), np.full(n, n)
        absorbing = analyse(n + 1, np.concatenate((source, states)), np.concatenate((target, end)))
        return cls(n, source, target, log_rate, analyse(n, source, target), absorbing)

    def growth(self, tilt: FloatArray) -> Growth:
        """Return the largest eigenvalue for a tilt of each process.

        Parameters
        ----------
        tilt : (k,)

        Raises
        ------
        InputError
            An eigenvalue beyond the range of floats.

        Notes
        -----
        Newton's method for l, each step with the stationary state of the driven process, in a form in which only
        positive terms are added: small eigenvalues have digits of their own. Limit: states that exchange among
        themselves 1e15 times faster than they grow may hide that they grow faster than slower states. Cost: some five
        (seldom more than twenty) times two eliminations of the states.

        Examples
        --------
        >>> two = TiltedGenerator.of(2, np.array([0, 1]), np.array([1, 0]), np.log([2.0, 2.0]))
        >>> bool(abs(two.growth(np.array([1.0, 1.0])).rate - 2 * np.expm1(1.0)) < 1e-14)
        True
        >>> bool(abs(two.growth(np.array([-2000.0, 2000.0])).rate) < 1e-12)  # a tilt of no cycle
        True
        """
        u, last = self._start(tilt), np.inf
        for _ in range(_MOST_STEPS):
            found = self._driven(tilt, u)
            step = self._improvement(found, found.apart)
            if (np.abs(step) <= 16 * _EPS * (1.0 + np.abs(found.log_p) + np.abs(u))).all():
                break  # l has all its digits
            alike = np.abs(found.apart) <= _CLOSE**0.5 * found.activity + 2 * found.noise
            if alike.all() and abs(found.rate - last) <= _CLOSE * float(found.p @ found.activity):
                break
            last = found.rate
            u = u + step
            u = u - u.max()
        found = self._driven(tilt, u + step)
        return Growth(found.rate, self._floor(found), found.flux, found.excess)

    def _start(self, tilt: FloatArray) -> FloatArray:
        """Return a first l: the same everywhere, where that is nearly it, as on a lattice."""
        same = np.zeros(self.n)
        if np.abs(tilt).max(initial=0.0) < _MODERATE:
            found = self._driven(tilt, same)
            if (np.abs(found.apart) <= _ALIKE * found.activity).all():
                return same
        return log_guess(self.n, self.source, self.target, self.log_rate, tilt)

    def _driven(self, tilt: FloatArray, u: FloatArray) -> _Driven:
        """Return the process that u drives.

        Raises
        ------
        InputError
            A rate beyond the range of floats.
        """
        x = tilt + u[self.target] - u[self.source]
        excess = _excess(self.log_rate, x)
        if not np.isfinite(excess).all():
            k = int(np.argmax(~np.isfinite(excess)))
            what = f"the rate of process {k} times exp({tilt[k]:g})"
            raise InputError(explain(what, why="it overflows", fix="take a smaller counting variable"))
        log_driven = self.log_rate + x
        log_p = stationary_log(self.n, self.source, self.target, log_driven, self.plan)
        p, driven = np.exp(log_p), np.exp(log_driven)
        local: FloatArray = np.bincount(self.source, excess, minlength=self.n).astype(np.float64)
        # the tilt and what it is compensated by, each as good as a double of its size; then exponentials of sums
        moved = driven * (np.abs(tilt) + np.abs(u[self.source]) + np.abs(u[self.target]))
        summed = np.abs(excess) * (8.0 + np.abs(self.log_rate) + np.abs(x))
        return _Driven(
            log_driven=log_driven,
            log_p=log_p,
            p=p,
            rate=float(p @ local) / float(p.sum()),
            local=local,
            activity=np.asarray(np.bincount(self.source, np.abs(excess), minlength=self.n), dtype=np.float64),
            noise=np.asarray(_EPS * np.bincount(self.source, moved + summed, minlength=self.n)),
            flux=p[self.source] * driven,
            excess=p[self.source] * excess,
        )

    def _floor(self, found: _Driven) -> float:
        """Return the size up to which λ may be round-off: that of exit rates, and what l misses, to second order.

        A slow mode makes much of little noise in exit rates: l then has few digits, and λ some less.
        """
        unlike = np.abs(found.apart) + found.noise
        missed = np.abs(self._improvement(found, found.apart))
        missed = missed + np.abs(self._improvement(found, found.noise - float(found.p @ found.noise)))
        size = float(found.p @ (np.abs(found.apart) * (self.n + np.abs(found.log_p))))
        return float(found.p @ found.noise + (found.p * unlike) @ missed) + _EPS * (size + self.n * abs(found.rate))

    def _improvement(self, found: _Driven, apart: FloatArray) -> FloatArray:
        """Solve for the factors of l that make exit rates alike: where they are too large, by a source of its own.

        Newton's step is -G y = apart for the driven generator G. Its negative part stands on the left as a sink, so
        that all terms are positive; the mean difference is added to both sides, lest round-off leave them unequal.
        Time reversal turns G round. The step comes without its mean, which changes nothing.
        """
        if not apart.any():
            return np.zeros(self.n)
        states, end = np.arange(self.n), np.full(self.n, self.n)
        log_p = found.log_p
        backwards = log_p[self.source] + found.log_driven - log_p[self.target]
        with np.errstate(divide="ignore"):
            above, below = np.log(np.maximum(apart, 0.0)), np.log(np.maximum(-apart, 0.0))
        typical = np.logaddexp.reduce(log_p + np.maximum(above, below))
        source, sink = np.logaddexp(above, typical), np.logaddexp(below, typical)
        left = stationary_log(
            self.n + 1,
            np.concatenate((self.target, states, end)),
            np.concatenate((self.source, end, states)),
            np.concatenate((backwards, sink, log_p + source)),
            self.absorbing_plan,
        )
        step = left[: self.n] - log_p
        return np.asarray(step - float(found.p @ step))


def _excess(log_rate: FloatArray, x: FloatArray) -> FloatArray:
    """Return rate (e^x - 1), without cancellation or needless overflow."""
    with np.errstate(over="ignore", under="ignore"):
        above = np.exp(log_rate + np.maximum(x, 0.0)) * -np.expm1(-np.maximum(x, 0.0))
        below = np.exp(log_rate) * np.expm1(np.minimum(x, 0.0))
    return np.where(x > 0, above, below)
