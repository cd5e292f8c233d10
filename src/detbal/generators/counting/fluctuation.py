"""The fluctuation theorem of a counter: λ(χ) = λ(-χ - A), put to the test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.counting.counter import Counter
from detbal.numerics.fluctuation_symmetry import Tangent, symmetry_residual
from detbal.pairs import FloatArray
from detbal.progress import reported
from detbal.reals import real_array
from detbal.verdict import EXACT_RESOLUTION, Finding, Status

#: Counting variables times the largest quantum, in nats from where the counter is not tilted.
_DEFAULT = np.array([0.25, 0.5, 1.0, 2.0])
#: A slope of λ below this part of what is counted in both directions is round-off.
_FLAT = 1e-13


class FluctuationTheoremHolds(Finding):
    """λ is symmetric, to within round-off."""


class FluctuationTheoremBroken(Finding):
    """λ is not symmetric: what is counted is not what the entropy is made of, or reversal is none of the generator."""


class FluctuationTheoremUndecided(Finding):
    """Round-off hides whether λ is symmetric: nothing, or nearly nothing, flows."""


_KINDS = {
    Status.BALANCED: (FluctuationTheoremHolds, "holds"),
    Status.BROKEN: (FluctuationTheoremBroken, "is broken"),
    Status.UNDECIDED: (FluctuationTheoremUndecided, "is undecided"),
}


@dataclass(frozen=True, slots=True, eq=False)
class FluctuationTheorem:
    """λ(χ) = λ(-χ - A), put to the test (Gallavotti and Cohen).

    Attributes
    ----------
    affinity : float or None
        A, nats for each unit that is counted: for energy 1/kT of the other baths less 1/kT of the one counted at. None
        where a single counter has no such symmetry (a third temperature, weights): then the entropy given to the baths
        is tilted with the counter, λ(χ w) = λ(-χ w - F), with F = ln(rate/reverse).
    chi : (k,) float array
        Counting variables.
    residual : (k,) float array
        By how much A would have to be larger for the symmetry to hold there, times the largest quantum counted: nats.
    floor : (k,) float array
        Size up to which each residual may be round-off; infinite where λ is flat, which tests nothing.
    """

    affinity: float | None
    chi: FloatArray
    residual: FloatArray
    floor: FloatArray

    @property
    def max_residual(self) -> float:
        """Largest absolute residual, nats."""
        return float(np.abs(self.residual).max())

    @property
    def status(self) -> Status:
        """BROKEN if a residual stands above its floor; UNDECIDED if floors are too high, or infinite, to tell."""
        size, tested = np.abs(self.residual), np.isfinite(self.floor)
        if (size > self.floor).any():
            return Status.BROKEN
        largest = (size + self.floor)[tested]
        return Status.BALANCED if tested.any() and (largest <= EXACT_RESOLUTION).all() else Status.UNDECIDED

    @property
    def holds(self) -> bool:
        """Whether it was tested, and no residual stands above its floor."""
        return self.status is Status.BALANCED

    @property
    def finding(self) -> Finding:
        """The answer in a sentence."""
        kind, told = _KINDS[self.status]
        tested = self.floor[np.isfinite(self.floor)]
        noise = f"round-off up to {float(tested.max()):.2g}" if tested.size else "λ is flat at all χ: nothing is tested"
        size = f"residual {self.max_residual:.2g} nats, {noise}"
        return kind(f"the fluctuation theorem {told}: {size}")


def fluctuation_theorem(counter: Counter, chi: Any = None) -> FluctuationTheorem:
    """Compare λ at tilts that the fluctuation theorem makes alike.

    Parameters
    ----------
    counter
    chi : (k,), optional
        Counting variables.

    Raises
    ------
    InputError
        Forces that are not known; no variables at all, or ones that are not finite.

    Notes
    -----
    G. Gallavotti, E. G. D. Cohen, Phys. Rev. Lett. 74, 2694 (1995). A tilted generator and its adjoint have conjugate
    eigenvalues, and detailed balance with each bath makes the adjoint one with another tilt. Newton's method,
    some five to ten eigenvalues for each variable.

    Examples
    --------
    >>> from detbal.generators.counting.from_lindbladian import of_lindbladian
    >>> from detbal.generators.counting.choices import Counted, Tilt
    >>> from detbal.generators.counting.counter import counter_of
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> down, up = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [1.0, 0]])
    >>> jumps = [down, np.exp(-0.5) * up, down, np.exp(-1.0) * up]
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), jumps, baths=["hot", "hot", "cold", "cold"])
    >>> system = of_lindbladian(atom, kT={"hot": 1.0, "cold": 0.5})
    >>> found = fluctuation_theorem(counter_of(system, "hot", Counted.ENERGY, Tilt.JUMPS, 2))
    >>> found.affinity, found.status.name
    (1.0, 'BALANCED')
    """
    weight = counter.weight
    if counter.affinity is None and np.isnan(counter.force).any():
        fix = "give kT= of every bath, or every jump its reverse"
        raise InputError(explain("ln(rate/reverse) of some jumps is not known", why="it is what is tested", fix=fix))
    against = counter.force if counter.affinity is None else counter.affinity * weight
    if chi is None:
        chi = (-1.0 if counter.cumulants[0] < 0 else 1.0) * _DEFAULT / counter.quantum
    points = np.atleast_1d(finite_variables(chi))
    if not points.size:
        raise InputError(explain("chi is empty", why="nothing would be tested", fix="give a counting variable or more"))

    def tangent(tilt: FloatArray) -> Tangent:
        found = counter.generator.growth(tilt)
        slope, size = float(found.flux @ weight), float(np.abs(found.flux) @ np.abs(weight))
        floor = found.floor + counter.rounding * float(np.abs(found.flux).sum())
        return Tangent(found.rate, slope if abs(slope) > _FLAT * size else 0.0, floor)

    def residual(x: float) -> tuple[float, float]:
        return symmetry_residual(
            lambda s: tangent(s * weight),
            lambda s: tangent(s * weight - against),
            x,
            unit=counter.quantum,
            lost=float(np.abs(against).max()),
        )

    listed = reported(points.ravel().tolist(), lambda _: 1, points.size, None, "counting variables")
    found = np.array([residual(x) for x in listed]).reshape(*points.shape, 2) * counter.quantum
    return FluctuationTheorem(counter.affinity, points, found[..., 0], found[..., 1])


def finite_variables(chi: Any) -> FloatArray:
    """Return counting variables as an array.

    Raises
    ------
    InputError
        Values that are not finite real numbers.

    Examples
    --------
    >>> finite_variables([0.5, np.inf])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: chi[1] = inf; give finite numbers
    """
    points = real_array(chi, "chi")
    bad = np.argwhere(~np.isfinite(points))
    if len(bad):
        place = f"[{', '.join(map(str, bad[0]))}]" if points.ndim else ""
        raise InputError(explain(f"chi{place} = {points[tuple(bad[0])]}", fix="give finite numbers"))
    return points
