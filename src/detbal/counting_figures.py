"""Pictures of counting statistics: the scaled cumulant generating function, and how likely other currents are."""

from __future__ import annotations

import numpy as np

from detbal.figures import Curve, CurveFigure
from detbal.pairs import FloatArray
from detbal.progress import reported
from detbal.tilted_counter import TiltedCounter

#: Points of a curve.
_POINTS = 41
#: Affinity times quantum, in nats, up to which both zeros of λ are shown.
_WIDE = 30.0


def counting_figures(
    counter: TiltedCounter, cumulants: FloatArray, counted: str, per: str, *, genuine: bool = True
) -> tuple[CurveFigure, ...]:
    """Draw λ(χ) and its mirror image; and, if λ generates a probability, the rate function I(j) of the current.

    Parameters
    ----------
    counter
    cumulants : (order,)
    counted : str
        What, and from where.
    per : str
        Of which time all is given.
    genuine
        Whether λ generates a probability.

    Examples
    --------
    >>> from detbal.numerics.tilted_generator import TiltedGenerator
    >>> two = TiltedGenerator.of(2, np.array([0, 1]), np.array([1, 0]), np.log([2.0, 2.0]))
    >>> one = TiltedCounter(generator=two, weight=np.ones(2), force=np.zeros(2), unit=1.0, affinity=None)
    >>> [figure.title for figure in counting_figures(one, np.array([2.0, 2.0]), "photons", "unit time")]
    ['Scaled cumulant generating function, photons', 'How unlikely other currents are']
    """
    chi = _variables(counter, len(cumulants))
    found = [counter.tangent(x) for x in reported(chi.tolist(), lambda _: 1, len(chi), None, "counting variables")]
    rate, slope = np.array([[one.value, one.slope] for one in found]).T
    drawn = [_generating_function(counter, cumulants, chi, rate, counted, per)]
    if genuine:
        drawn.append(_rate_function(cumulants, chi, rate, slope, counted, per))
    return tuple(drawn)


def _variables(counter: TiltedCounter, order: int) -> FloatArray:
    """Return variables around 0, and, if that is near enough, around -A, where λ vanishes again."""
    around = 2.0 / counter.unit
    A = counter.affinity
    if A is None or abs(A) * counter.unit > _WIDE or order < 2:
        return np.asarray(np.linspace(-around, around, _POINTS))
    beyond = min(around, abs(A) / 4.0) if A else around
    return np.asarray(np.linspace(min(0.0, -A) - beyond, max(0.0, -A) + beyond, _POINTS))


def _generating_function(
    counter: TiltedCounter, cumulants: FloatArray, chi: FloatArray, rate: FloatArray, what: str, unit: str
) -> CurveFigure:
    curves = [Curve("λ(χ)", chi, rate)]
    caption = f"λ per {unit}."
    if counter.affinity is not None:
        inside = (-counter.affinity - chi >= chi.min()) & (-counter.affinity - chi <= chi.max())
        curves.append(Curve("mirror image, λ(-χ - A)", (-counter.affinity - chi)[inside], rate[inside], points=True))
        caption += f" Where the fluctuation theorem holds, the points lie on the line; A = {counter.affinity:.4g}."
    if len(cumulants) > 1:
        mean, noise = cumulants[:2]
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
    cumulants: FloatArray, chi: FloatArray, rate: FloatArray, slope: FloatArray, counted: str, unit: str
) -> CurveFigure:
    curves = [Curve("I(j)", slope, np.maximum(chi * slope - rate, 0.0))]
    if len(cumulants) > 1 and cumulants[1] > 0:
        mean, noise = cumulants[:2]
        curves.append(Curve("normal", slope, np.asarray((slope - mean) ** 2 / (2.0 * noise))))
    return CurveFigure(
        title="How unlikely other currents are",
        caption=f"After a long time t the mean current j ({counted} per {unit}) has a probability like exp(-t I(j)).",
        x_axis="j",
        y_axis="I(j)",
        curves=tuple(curves),
    )
