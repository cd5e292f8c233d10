"""The fluctuation theorem, λ(χ) = λ(-χ - A): the symmetry of what is counted, whatever λ is calculated from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.fluctuation_symmetry import Line, symmetry_residual
from detbal.pairs import FloatArray
from detbal.progress import reported
from detbal.reals import real_array
from detbal.verdict import EXACT_RESOLUTION, STATISTICAL_RESOLUTION, Finding, Status, deviations_for

#: Counting variables, in nats from where the counter is not tilted.
_DEFAULT = np.array([0.25, 0.5, 1.0, 2.0])
#: Probability that rates with errors seem to break a theorem that holds.
ALPHA = 0.01


class FluctuationTheoremHolds(Finding):
    """λ is symmetric, to within its noise."""


class FluctuationTheoremBroken(Finding):
    """λ is not symmetric: what is counted is not what the entropy is made of, or reversal is none of the generator."""


class FluctuationTheoremUndecided(Finding):
    """Noise hides whether λ is symmetric: nothing, or nearly nothing, flows."""


_KINDS = {
    Status.BALANCED: (FluctuationTheoremHolds, "holds"),
    Status.BROKEN: (FluctuationTheoremBroken, "is broken"),
    Status.UNDECIDED: (FluctuationTheoremUndecided, "is undecided"),
}


@dataclass(frozen=True, slots=True, eq=False)
class FluctuationTheorem:
    """λ(χ) = λ(-χ - A), put to the test.

    Attributes
    ----------
    affinity : float or None
        A, nats for each unit that is counted, from temperatures and chemical potentials. None where a single counter
        has no such symmetry (a third temperature, weights): then the entropy given to the reservoirs is tilted with the
        counter, λ(χ w) = λ(-χ w - F), with F = ln(rate/reverse) by local detailed balance.
    chi : (k,) float array
        Counting variables.
    residual : (k,) float array
        By how much A would have to be larger for the symmetry to hold there, times the largest amount that one process
        adds to the counter: nats.
    floor : (k,) float array
        Size up to which each residual may be round-off, or due to the errors of measured rates; infinite where λ is
        flat, which tests nothing.
    resolution : float
        What BALANCED promises, nats: as for a verdict, 1e-6, or 1 where rates carry errors.
    """

    affinity: float | None
    chi: FloatArray
    residual: FloatArray
    floor: FloatArray
    resolution: float = EXACT_RESOLUTION

    @property
    def max_residual(self) -> float:
        """Largest absolute residual, nats."""
        return float(np.abs(self.residual).max())

    @property
    def status(self) -> Status:
        """BROKEN if a residual stands above its floor; UNDECIDED if floors are too high, or infinite, to tell."""
        if (np.abs(self.residual) > self.floor).any():
            return Status.BROKEN
        tested = np.isfinite(self.floor)
        largest = (np.abs(self.residual) + self.floor)[tested]
        return Status.BALANCED if tested.any() and (largest <= self.resolution).all() else Status.UNDECIDED

    @property
    def holds(self) -> bool:
        """Whether it was tested, and no residual stands above its floor."""
        return self.status is Status.BALANCED

    @property
    def finding(self) -> Finding:
        """The answer in a sentence."""
        kind, told = _KINDS[self.status]
        tested = self.floor[np.isfinite(self.floor)]
        noise = f"noise up to {float(tested.max()):.2g}" if tested.size else "λ is flat at all χ: nothing is tested"
        return kind(f"the fluctuation theorem {told}: residual {self.max_residual:.2g} nats, {noise}")


def counting_variables(mean: float, unit: float, chi: Any = None) -> FloatArray:
    """Return those that are given, or some on the side where λ of a counter with this mean is steep.

    Raises
    ------
    InputError
        None at all, or values that are not finite.

    Examples
    --------
    >>> counting_variables(-0.1, 1.0)
    array([-0.25, -0.5 , -1.  , -2.  ])
    """
    if chi is None:
        return (-1.0 if mean < 0 else 1.0) * _DEFAULT / unit
    points = np.atleast_1d(finite_variables(chi))
    if not points.size:
        raise InputError(explain("chi is empty", why="nothing would be tested", fix="give a counting variable or more"))
    return points


def finite_variables(chi: Any, name: str = "chi") -> FloatArray:
    """Return counting variables as an array; `name` is what messages call them.

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
    points = real_array(chi, name)
    bad = np.argwhere(~np.isfinite(points))
    if len(bad):
        place = f"[{', '.join(map(str, bad[0]))}]" if points.ndim else ""
        raise InputError(explain(f"{name}{place} = {points[tuple(bad[0])]:g}", fix="give finite numbers"))
    return points


def held_against(
    affinity: float | None,
    ahead: Line,
    back: Line,
    chi: FloatArray,
    *,
    unit: float,
    lost: float,
    sigma: Callable[[float, float], float] | None = None,
) -> FluctuationTheorem:
    """Compare λ = ahead(χ) with back(-χ), which the fluctuation theorem makes alike.

    Parameters
    ----------
    affinity
        For the answer.
    ahead, back
        λ with its derivative.
    chi : (k,)
    unit : float
        Largest amount that one process adds to the counter.
    lost : float
        Largest tilt that is hidden in `back`, of which round-off is left.
    sigma : callable, optional
        Standard deviation of ahead(χ) - back(-χ - x), from χ and x, where λ is calculated from rates with errors.

    Examples
    --------
    Electrons that go ahead three times as often as back, λ = 3(e^χ - 1) + (e^-χ - 1):

    >>> from detbal.numerics.fluctuation_symmetry import Tangent
    >>> def line(x):
    ...     return Tangent(3 * np.expm1(x) + np.expm1(-x), 3 * np.exp(x) - np.exp(-x), 1e-15)
    >>> A = np.log(3.0)
    >>> held_against(A, line, lambda x: line(x - A), np.array([0.5]), unit=1.0, lost=A).status.name
    'BALANCED'
    """
    z = deviations_for(ALPHA, chi.size)

    def held(point: float) -> tuple[float, float]:
        spread = (lambda x: z * sigma(point, x)) if sigma else None
        return symmetry_residual(ahead, back, point, unit=unit, lost=lost, spread=spread)

    points = reported(chi.ravel().tolist(), lambda _: 1, chi.size, None, "counting variables")
    found = [held(point) for point in points]
    residual, floor = (unit * np.array(found)).reshape(*chi.shape, 2).transpose((chi.ndim, *range(chi.ndim)))
    resolution = STATISTICAL_RESOLUTION if sigma else EXACT_RESOLUTION
    return FluctuationTheorem(affinity, chi, residual, floor, resolution)
