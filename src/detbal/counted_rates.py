"""Counting by rates between states, all in logs: every cumulant has digits of its own, however far rates range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.counted_cumulants import cumulants_with_floors
from detbal.numerics.quiet_weights import quiet_weights
from detbal.numerics.tilted_generator import TiltedGenerator
from detbal.pairs import FloatArray
from detbal.tilted_counter import TiltedCounter


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CountedRates:
    """Processes between N states, k in number, with what each adds to a counter, in the stationary state.

    Attributes
    ----------
    log_pi : (N,) float array
        ln of the stationary probabilities, finite: all states recur.
    source, target : (k,) integer arrays
    log_rate : (k,) float array
        Finite.
    weight, force : (k,) float arrays
        What a process adds to the counter; ln of its rate over that of its reverse, by local detailed balance, nan
        where that is not known. Processes that run both ways have opposite ones.
    affinity : float or None
        Nats for each unit counted; None where a single counter has no fluctuation theorem of its own.
    sigma : (k,) float array, optional
        Standard deviation of the logarithm of each rate, if they were measured.
    errors : pair
        Relative errors of the stationary probabilities, and of the rates (all, or each), beyond those of doubles.
    """

    log_pi: FloatArray
    source: NDArray[np.integer]
    target: NDArray[np.integer]
    log_rate: FloatArray
    weight: FloatArray
    force: FloatArray
    affinity: float | None
    sigma: FloatArray | None = None
    errors: tuple[float, FloatArray | float] = (0.0, 0.0)

    def cumulants(self, order: int) -> tuple[FloatArray, FloatArray]:
        """Return the first cumulants per unit time, and the size up to which each may be round-off, (order,) both.

        Cost: some eight eliminations of the states for each.

        Examples
        --------
        An electron that is exchanged with the left 1e18 times as fast as with the right, which takes all; counted at
        the left:

        >>> log_pi, log_rate = np.log([0.5, 0.5]), np.log([1.0, 1.0, 1e-18])
        >>> one = CountedRates(
        ...     log_pi=log_pi, source=np.array([0, 1, 1]), target=np.array([1, 0, 0]), log_rate=log_rate,
        ...     weight=np.array([1.0, -1.0, 0.0]), force=np.full(3, np.nan), affinity=None,
        ... )
        >>> one.cumulants(2)[0]
        array([5.e-19, 5.e-19])
        """
        return cumulants_with_floors(
            self.log_pi, self.source, self.target, self.log_rate, self.weight, order, self.errors
        )

    @property
    def entropy_production(self) -> float:
        """Mean of the forces, nats per unit time, added up where little happens; nan where one is not known."""
        if not np.isfinite(self.force).all():
            return float("nan")
        return float(np.exp(self.log_pi[self.source] + self.log_rate) @ self._quiet(self.force))

    def tilted(self) -> TiltedCounter:
        """Return the same as tilts of the generator, counted where little happens.

        Examples
        --------
        >>> one = CountedRates(
        ...     log_pi=np.log([0.5, 0.5]), source=np.array([0, 1]), target=np.array([1, 0]),
        ...     log_rate=np.log([2.0, 2.0]), weight=np.ones(2), force=np.full(2, np.nan), affinity=None,
        ... )
        >>> one.tilted().scgf(np.log([2.0])).round(12)  # 2 (e^χ - 1)
        array([2.])
        """
        generator = TiltedGenerator.of(len(self.log_pi), self.source, self.target, self.log_rate)
        known = np.isfinite(self.force)
        return TiltedCounter(
            generator=generator,
            weight=self._quiet(self.weight),
            force=self._quiet(self.force) if known.all() else self.force,
            unit=float(np.abs(self.weight).max(initial=0.0)) or 1.0,
            affinity=self.affinity,
            lost=float(np.abs(self.force[known]).max(initial=0.0)),
            sigma=self.sigma,
        )

    def _quiet(self, amount: FloatArray) -> FloatArray:
        """Return what counts the same in the long run, but nothing where most happens."""
        traffic = self.log_pi[self.source] + self.log_rate
        return quiet_weights(len(self.log_pi), self.source, self.target, traffic, amount)
