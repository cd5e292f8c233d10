"""A counter as a tilt of a generator: λ(χ), its slope and its symmetry, whether rates are tilted or quantum jumps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np

from detbal.fluctuation import FluctuationTheorem, counting_variables, held_against
from detbal.numerics.fluctuation_symmetry import Tangent
from detbal.numerics.tilted_generator import Growth
from detbal.pairs import FloatArray
from detbal.progress import reported

_EPS = float(np.finfo(np.float64).eps)
#: A slope of λ below this part of what is counted in both directions is round-off.
_FLAT = 1e-13


class Tilted(Protocol):
    """A generator whose processes, or entries, can be tilted one by one."""

    def growth(self, tilt: FloatArray) -> Growth:
        """Return the eigenvalue of largest real part, and its derivative by the tilt of each."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TiltedCounter:
    """What is counted, with the entropy that it costs, as tilts of a generator with k processes, or entries.

    Attributes
    ----------
    generator : Tilted
    weight : (k,) float array
        What each adds to the counter.
    force : (k,) float array
        ln(rate/reverse) of each, by local detailed balance; nan where it is not known.
    unit : float
        Largest amount that one process adds.
    affinity : float or None
        Nats for each unit counted; None where a single counter has no fluctuation theorem of its own.
    lost : float
        Largest ln(rate/reverse), of which round-off is left in the rates, nats.
    rounding : float
        Relative round-off of what λ is calculated from, beyond that of doubles.
    sigma : (k,) float array, optional
        Standard deviation of the logarithm of each rate, if they were measured.
    """

    generator: Tilted
    weight: FloatArray
    force: FloatArray
    unit: float
    affinity: float | None
    lost: float = 0.0
    rounding: float = 0.0
    sigma: FloatArray | None = None

    def tangent(self, chi: float) -> Tangent:
        """Return λ(χ), its slope, and its round-off.

        Examples
        --------
        >>> from detbal.numerics.tilted_generator import TiltedGenerator
        >>> two = TiltedGenerator.of(2, np.array([0, 1]), np.array([1, 0]), np.log([2.0, 2.0]))
        >>> one = TiltedCounter(generator=two, weight=np.ones(2), force=np.zeros(2), unit=1.0, affinity=None)
        >>> found = one.tangent(1.0)
        >>> bool(abs(found.value - 2 * np.expm1(1.0)) < 1e-14), bool(abs(found.slope - 2 * np.e) < 1e-14)
        (True, True)
        """
        return self._tangent(chi * self.weight)

    def scgf(self, chi: FloatArray) -> FloatArray:
        """Return λ, the eigenvalue of largest real part of the tilted generator, (k,).

        Parameters
        ----------
        chi : (k,)

        Examples
        --------
        >>> from detbal.numerics.tilted_generator import TiltedGenerator
        >>> two = TiltedGenerator.of(2, np.array([0, 1]), np.array([1, 0]), np.log([2.0, 2.0]))
        >>> one = TiltedCounter(generator=two, weight=np.ones(2), force=np.zeros(2), unit=1.0, affinity=None)
        >>> one.scgf(np.log([2.0, 3.0])).round(12)  # 2 (e^χ - 1)
        array([2., 4.])
        """
        points = reported(chi.tolist(), lambda _: 1, len(chi), None, "counting variables")
        return np.array([self.generator.growth(x * self.weight).rate for x in points])

    def fluctuation_theorem(self, mean: float, chi: Any = None) -> FluctuationTheorem:
        """Hold λ(χ) against λ(-χ - A); where a single counter has no A, with the forces tilted, too.

        Parameters
        ----------
        mean : float
            Of the counter, whose sign says where λ is steep.
        chi : (k,), optional
            Counting variables; where λ is flat they test nothing.

        Raises
        ------
        InputError
            No counting variable, or ones that are not finite.

        Notes
        -----
        A tilted generator and its adjoint have conjugate eigenvalues, and detailed balance with each reservoir makes
        the adjoint one with another tilt: G. Gallavotti, E. G. D. Cohen, Phys. Rev. Lett. 74, 2694 (1995); J. L.
        Lebowitz, H. Spohn, J. Stat. Phys. 95, 333 (1999). Newton's method, some five to ten eigenvalues for each χ.
        Errors of measured rates go into the floors to first order.

        Examples
        --------
        Two channels between two states, of which one is driven:

        >>> from detbal.numerics.tilted_generator import TiltedGenerator
        >>> ends = np.array([0, 1, 0, 1]), np.array([1, 0, 1, 0])
        >>> two = TiltedGenerator.of(2, *ends, np.log([1.0, 1.0, 2.0, 1.0]))
        >>> weight, force = np.array([0.0, 0.0, 1.0, -1.0]), np.log(2.0) * np.array([0.0, 0.0, 1.0, -1.0])
        >>> one = TiltedCounter(generator=two, weight=weight, force=force, unit=1.0, affinity=np.log(2.0))
        >>> one.fluctuation_theorem(mean=0.2).status.name
        'BALANCED'
        """
        against = self.force if self.affinity is None else self.affinity * self.weight
        return held_against(
            self.affinity,
            self.tangent,
            lambda x: self._tangent(x * self.weight - against),
            counting_variables(mean, self.unit, chi),
            unit=self.unit,
            lost=max(self.lost, float(np.abs(against).max(initial=0.0))),
            sigma=None if self.sigma is None else partial(self._deviation, self.sigma, against),
        )

    def _tangent(self, tilt: FloatArray) -> Tangent:
        found = self.generator.growth(tilt)
        slope, size = float(found.flux @ self.weight), float(np.abs(found.flux) @ np.abs(self.weight))
        floor = found.floor + self.rounding * float(np.abs(found.flux).sum())
        if self.affinity is None:  # single tilts are rounded, too; those of one field all in the same way
            floor += 4 * _EPS * float(np.abs(found.flux) @ np.abs(self.force))
        return Tangent(found.rate, slope if abs(slope) > _FLAT * size else 0.0, floor)

    def _deviation(self, sigma: FloatArray, against: FloatArray, chi: float, x: float) -> float:
        ahead = self.generator.growth(chi * self.weight)
        back = self.generator.growth(-(chi + x) * self.weight - against)
        return float(np.linalg.norm((ahead.response - back.response) * sigma))
