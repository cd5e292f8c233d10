"""Pictures of counting statistics."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError
from detbal.figures import Curve, CurveFigure
from detbal.transport.counting.counted import Counted
from detbal.transport.counting.counter import Counter
from detbal.transport.counting.distribution import CountDistribution
from detbal.transport.occupation import Floats

#: Variance of the distribution that is drawn, electrons²: wide enough to have a shape, narrow enough to run backwards.
_VARIANCE = 9.0
#: Logs with more round-off than this, in nats, are not drawn.
_CLEAR = 0.1


def pictures(
    counter: Counter, cumulants: Floats, floor: Floats, counted: Counted, lead: str, unit: str
) -> tuple[CurveFigure, ...]:
    """Draw the cumulants; and, of electrons, P(n, t) and its fluctuation theorem, where that is quickly summed.

    Examples
    --------
    >>> from detbal.transport.counting.statistics import counting_statistics
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, mu=1, gamma=1.0), "R": Lead(kT=1.0, mu=-1, gamma=1.0)}
    >>> [one.title for one in counting_statistics(QuantumDot(0.0, sides), lead="L").drawings()]
    ['Cumulants at L', 'Electrons from L after t = 36', 'Fluctuation theorem']
    """
    found = [_cumulants(cumulants, floor, lead)]
    if counted is not Counted.PARTICLES or len(cumulants) < 2 or not cumulants[1] > floor[1]:
        return tuple(found)
    try:
        law = counter.distribution(_VARIANCE / cumulants[1], None, (float(cumulants[0]), float(cumulants[1])))
    except InputError:  # fast states, rare electrons: too much happens until some have come
        return tuple(found)
    found.append(_distribution(law, lead, unit))
    affinity = counter.affinity
    if affinity is not None and _known(law).any():
        found.append(_fluctuations(law, affinity))
    return tuple(found)


def _cumulants(values: Floats, floor: Floats, lead: str) -> CurveFigure:
    order = np.arange(1.0, len(values) + 1)
    known = np.abs(values) > floor
    alone = np.where(order % 2 == 1, values[0], abs(values[0]))
    independent = (Curve("independent electrons", order, alone, points=True),) if known[0] else ()
    return CurveFigure(
        title=f"Cumulants at {lead}",
        caption="Electrons that know nothing of each other, all in one direction, have cumulants of one size.",
        x_axis="order",
        y_axis="cumulant per unit time",
        curves=(Curve("cumulants", order, np.where(known, values, 0.0), error=floor, points=True), *independent),
    )


def _distribution(law: CountDistribution, lead: str, unit: str) -> CurveFigure:
    mean = float(law.probability @ law.n)
    deviation = float(law.probability @ (law.n - mean) ** 2) ** 0.5
    shown = (np.abs(law.n - mean) <= 6 * deviation) & np.isfinite(law.log_probability) & (law.log_probability > -700)
    shown &= law.floor < _CLEAR
    n = law.n[shown].astype(np.float64)
    normal = np.exp(-((n - mean) ** 2) / (2 * deviation**2)) / (np.sqrt(2 * np.pi) * deviation)
    return CurveFigure(
        title=f"Electrons from {lead} after t = {law.t:.4g}",
        caption=f"t in {unit}; the line is a normal distribution of the same mean and variance.",
        x_axis="n",
        y_axis="P(n, t)",
        curves=(Curve("P(n, t)", n, law.probability[shown], points=True), Curve("normal", n, normal)),
        log_y=True,
    )


def _fluctuations(law: CountDistribution, affinity: float) -> CurveFigure:
    n = np.arange(1, len(law.n) // 2 + 1)
    shown = _known(law)
    return CurveFigure(
        title="Fluctuation theorem",
        caption=f"Slope A = {affinity:.4g}; where the dot starts and ends moves the points, for long not their slope.",
        x_axis="n",
        y_axis="ln P(n)/P(-n)",
        curves=(
            Curve("P(n, t)", n[shown].astype(np.float64), law.log_ratio[shown], points=True),
            Curve("A n", n.astype(np.float64), np.asarray(affinity * n, dtype=np.float64)),
        ),
    )


def _known(law: CountDistribution) -> NDArray[np.bool_]:
    """Whether ln P(n)/P(-n) is a number above its round-off, for n = 1 … m."""
    m = len(law.n) // 2
    return np.isfinite(law.log_ratio) & (law.floor[m + 1 :] < _CLEAR) & (law.floor[m - 1 :: -1][:m] < _CLEAR)
