"""A stack of step absorbers: what each junction absorbs and emits, and the slopes of its emission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detbal.photovoltaics.radiation import Floats, log_photons_slope, net_photons_above


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Junctions from the top (widest gap) down; each absorbs all light between its gap and the one above.

    Attributes
    ----------
    gaps : (..., n) float array
        eV, strictly descending along the last axis.
    light : (..., n) float array
        Photons/(m² s) of the illumination that each junction absorbs, above 0.
    kT : float
        eV.
    elqe : (n,) float array
        Part of the recombination that leaves its junction as light.
    exchange : float
        Étendue between neighbours over that of the outer hemisphere: n² if they are coupled, 0 with a mirror between.

    Examples
    --------
    In the dark at zero voltage no junction gives or takes a net photon:

    >>> stack = Stack(np.array([1.7, 1.1]), np.ones(2), 0.0257, np.ones(2), 12.25)
    >>> (stack.at(np.zeros(2)).current - stack.light).tolist()
    [0.0, 0.0]
    """

    gaps: Floats
    light: Floats
    kT: float
    elqe: Floats
    exchange: float

    def at(self, voltage: Floats) -> State:
        """Return currents, and their slopes, at voltages (..., n) below the gaps."""
        sent = _Emission.of(self, voltage, net_photons_above)
        slope = _Emission.of(self, voltage, _photons_slope)
        current = self.light - sent.total(self.exchange) / self.elqe
        current[..., 1:] += self.exchange * sent.above_own[..., :-1]
        current[..., :-1] += self.exchange * sent.above_next[..., 1:]
        return State(
            current=current,
            own=self.kT * slope.total(self.exchange) / self.elqe,
            down=self.kT * self.exchange * slope.above_own[..., :-1],
            up=self.kT * self.exchange * slope.above_next[..., 1:],
        )

    def steps_like(self, voltage: Floats) -> Floats:
        """Return their own gaps: these are steps."""
        return self.gaps


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Net currents in photons/(m² s), and the slopes of the emission times kT, in the same unit.

    Attributes
    ----------
    current : (..., n) float array
        Absorbed less recombined, in every junction.
    own : (..., n) float array
        Rise of a junction's recombination with its voltage.
    down, up : (..., n-1) float arrays
        Rise of what junction k sends into k+1, and k+1 into k.
    """

    current: Floats
    own: Floats
    down: Floats
    up: Floats

    def through_neighbours(self, source: Floats) -> Floats:
        """Solve for the own emissions that balance `source` (..., n, m) together with those of the neighbours.

        Examples
        --------
        >>> one = State(np.zeros(2), np.ones(2), np.array([0.5]), np.array([0.0]))
        >>> one.through_neighbours(np.ones((2, 1)))[:, 0].tolist()
        [1.0, 1.5]
        """
        if not self.down.any():
            return source
        return np.asarray(np.linalg.solve(self.slopes / self.own[..., None, :], source))

    @property
    def slopes(self) -> Floats:
        """Fall of the current of each junction with each voltage, times kT: (..., n, n)."""
        n = self.own.shape[-1]
        k = np.arange(n)
        matrix = np.zeros((*self.own.shape, n))
        matrix[..., k, k] = self.own
        matrix[..., k[1:], k[:-1]] = -self.down
        matrix[..., k[:-1], k[1:]] = -self.up
        return matrix


@dataclass(frozen=True, slots=True, eq=False)
class _Emission:
    """What each junction emits, or a derivative, into a hemisphere above its own gap, and above that of the next."""

    above_own: Floats
    above_next: Floats

    @classmethod
    def of(cls, stack: Stack, voltage: Floats, law: Callable[..., Floats]) -> _Emission:
        own = law(stack.gaps, stack.kT, voltage)
        above = np.zeros_like(own)
        above[..., 1:] = law(stack.gaps[..., :-1], stack.kT, voltage[..., 1:])
        return cls(own, above)

    def total(self, exchange: float) -> Floats:
        """Through the top of the stack between the two gaps, into the junction above, and into that below."""
        found = self.above_own - self.above_next + exchange * self.above_next
        found[..., :-1] += exchange * self.above_own[..., :-1]
        return found


def _photons_slope(gap: Floats, kT: float, voltage: Floats) -> Floats:
    return np.asarray(np.exp(log_photons_slope(gap, kT, voltage)))
