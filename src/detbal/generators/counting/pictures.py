"""Pictures of counting statistics: the scaled cumulant generating function, and how likely other currents are."""

from __future__ import annotations

import numpy as np

from detbal.figures import Curve, CurveFigure
from detbal.generators.counting.counter import Counter
from detbal.pairs import FloatArray
from detbal.progress import reported

#: Points of a curve.
_POINTS = 41
#: Affinity times quantum, in nats, up to which both zeros of λ are shown.
_WIDE = 30.0


def pictures(counter: Counter, counted: str, where: str, unit: str, genuine: bool = True) -> tuple[CurveFigure, ...]:
    """Draw λ(χ) and its mirror image; and, if λ generates a probability, the rate function I(j) of the current.

    Examples
    --------
    >>> from detbal.generators.counting.from_lindbladian import of_lindbladian
    >>> from detbal.generators.counting.choices import Counted, Tilt
    >>> from detbal.generators.counting.counter import counter_of
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> jumps = [[[0, 1.0], [0, 0]], [[0, 0], [1.0, 0]]]
    >>> pumped = of_lindbladian(Lindbladian(np.diag([0.0, 2.0]), jumps, baths=["cold", "pump"]))
    >>> counter = counter_of(pumped, "pump", Counted.ENERGY, Tilt.JUMPS, 2)
    >>> [one.title for one in pictures(counter, "energy", "pump", "unit time")]
    ['Scaled cumulant generating function, energy from pump', 'How unlikely other currents are']
    """
    chi = _variables(counter)
    listed = reported(chi.tolist(), lambda _: 1, len(chi), None, "counting variables")
    found = [counter.generator.growth(x * counter.weight) for x in listed]
    rate = np.array([one.rate for one in found])
    slope = np.array([float(one.flux @ counter.weight) for one in found])
    drawn = [_generating_function(counter, chi, rate, f"{counted} from {where}" if where else counted, unit)]
    if genuine:
        drawn.append(_rate_function(counter, chi, rate, slope, counted, unit))
    return tuple(drawn)


def _variables(counter: Counter) -> FloatArray:
    """Return variables around 0, and, if that is near enough, around -A, where λ vanishes again."""
    around = 2.0 / counter.quantum
    A = counter.affinity
    if A is None or abs(A) * counter.quantum > _WIDE or len(counter.cumulants) < 2:
        return np.asarray(np.linspace(-around, around, _POINTS))
    beyond = min(around, abs(A) / 4.0) if A else around
    return np.asarray(np.linspace(min(0.0, -A) - beyond, max(0.0, -A) + beyond, _POINTS))


def _generating_function(counter: Counter, chi: FloatArray, rate: FloatArray, what: str, unit: str) -> CurveFigure:
    curves = [Curve("λ(χ)", chi, rate)]
    caption = f"λ per {unit}."
    if counter.affinity is not None:
        inside = (-counter.affinity - chi >= chi.min()) & (-counter.affinity - chi <= chi.max())
        curves.append(Curve("mirror image, λ(-χ - A)", (-counter.affinity - chi)[inside], rate[inside], points=True))
        caption += f" Where the fluctuation theorem holds, the points lie on the line; A = {counter.affinity:.4g}."
    if len(counter.cumulants) > 1:
        mean, noise = counter.cumulants[:2]
        normal = mean * chi + noise * chi**2 / 2.0
        curves.append(Curve("mean and noise alone", chi, np.asarray(normal)))
    return CurveFigure(
        title=f"Scaled cumulant generating function, {what}",
        caption=caption,
        x_axis="χ (nats per unit counted)",
        y_axis="λ",
        curves=tuple(curves),
    )


def _rate_function(
    counter: Counter, chi: FloatArray, rate: FloatArray, slope: FloatArray, counted: str, unit: str
) -> CurveFigure:
    curves = [Curve("I(j)", slope, np.maximum(chi * slope - rate, 0.0))]
    if len(counter.cumulants) > 1 and counter.cumulants[1] > 0:
        mean, noise = counter.cumulants[:2]
        curves.append(Curve("normal", slope, np.asarray((slope - mean) ** 2 / (2.0 * noise))))
    return CurveFigure(
        title="How unlikely other currents are",
        caption=f"After a long time t the mean current j ({counted} per {unit}) has a probability like exp(-t I(j)).",
        x_axis="j",
        y_axis="I(j)",
        curves=tuple(curves),
    )
