"""What is answered when a mixing time is asked for, in words and as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from detbal.figures import Curve, CurveFigure
from detbal.generators.mixing.exact_time import Evolution, trace_norm
from detbal.generators.mixing.log_sobolev import LogSobolev
from detbal.generators.mixing.spectral_gap import SpectralGap
from detbal.generators.operators import ComplexArray
from detbal.result import Result

#: ln of the largest number drawn, and less that of the smallest.
LARGEST = 200.0
#: Points of a curve.
POINTS = 60


class Distance(Enum):
    """How far a state is from another; the value is its part of the trace norm."""

    TRACE_NORM = 1.0
    TRACE_DISTANCE = 0.5


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MixingTime(Result):
    """How long until every state, or a given one, is within a distance of the stationary state.

    Attributes
    ----------
    value : float or None
        The time, in the inverse energy unit of the generator (ħ = 1), or the number of steps of a channel; None where
        N is above 16, the gap undecided, or the distance so small that round-off hides it.
    upper : float
        Bound from the gap and the smallest population, for every initial state; ``inf`` where the gap is undecided.
    lower : float or None
        Bound from the slowest decay in the spectrum: some state takes longer. None where the spectrum is not known,
        or one initial state was given.
    estimate : float or None
        Time from the log-Sobolev constant. That is an upper bound of the constant, so that this is no bound at all.
    log_sobolev : LogSobolev or None
        None where N is above 16, and for channels.
    distance : float
        In the measure `norm`.
    norm : Distance
    initial : (N, N) complex array or None
        Initial state: as given, or the pure one that is worst for `value`.
    gap : SpectralGap
    """

    value: float | None
    upper: float
    lower: float | None
    estimate: float | None
    log_sobolev: LogSobolev | None
    distance: float
    norm: Distance
    initial: ComplexArray | None
    gap: SpectralGap


def facts_of(
    value: float | None,
    upper: float,
    lower: float | None,
    estimate: float | None,
    sobolev: LogSobolev | None,
    unit: str = "",
) -> tuple[tuple[str, str], ...]:
    """Put times into words; the unit with a space before it.

    Examples
    --------
    >>> facts_of(2.5, 3.0, None, None, None, " ħ/meV")
    (('time', '2.5 ħ/meV'), ('bounds', 'unknown to 3 ħ/meV (spectrum; χ² distance)'))
    """
    facts = [] if value is None else [("time", f"{value:.8g}{unit}")]
    least = "unknown" if lower is None else f"{lower:.6g}"
    facts.append(("bounds", f"{least} to {upper:.6g}{unit} (spectrum; χ² distance)"))
    if sobolev is not None and estimate is not None:
        told = f"{estimate:.6g}{unit}, with a log-Sobolev constant of {sobolev.upper_bound:.6g} or less: no bound"
        facts.append(("estimate", told))
    return tuple(facts)


def approach(
    evolution: Evolution, initial: ComplexArray, rate: float, log_start: float, reach: float
) -> tuple[CurveFigure, ...]:
    """Return the picture of ‖ρ_t - σ‖₁ from an initial state, with its bound.

    Parameters
    ----------
    evolution
    initial : (N, N)
    rate, log_start : float
        The bound is exp(log_start - rate t).
    reach : float
        The trace norm that was asked for.

    Examples
    --------
    >>> decay = Evolution(-np.diag([0.0, 1, 1, 0]), np.eye(2) / 2)
    >>> approach(decay, np.full((2, 2), 0.5), 1.0, 0.0, 0.1)[0].curves[0].y[0]
    np.float64(1.0)
    """
    begin = trace_norm(initial - evolution.sigma)
    t = evolution.times(1.05 * max(0.0, log_start - np.log(reach)) / rate, POINTS)
    figure = CurveFigure(
        title="Approach to the stationary state",
        caption=f"At t = 0 the trace norm is {begin:.3g}; two states are 2 apart at most.",
        x_axis="steps" if evolution.steps else "time (inverse unit of the generator)",
        y_axis="‖ρ_t - σ‖₁",
        curves=(
            Curve("from the initial state", t, evolution.distances(initial, float(t[1]), len(t))),
            Curve("χ² bound", t, np.exp(np.clip(log_start - rate * t, -LARGEST, LARGEST))),
            Curve("distance asked for", t, np.full_like(t, reach)),
        ),
        log_y=True,
    )
    return (figure,)
