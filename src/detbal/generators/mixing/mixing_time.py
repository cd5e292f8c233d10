"""Mixing times: how long until the stationary state is reached, wherever one began."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.figures import CurveFigure
from detbal.generators.channel import Channel
from detbal.generators.mixing.answer import unit_of_rates
from detbal.generators.mixing.asked import Asked
from detbal.generators.mixing.exact_time import Evolution
from detbal.generators.mixing.gap import spectral_gap
from detbal.generators.mixing.log_sobolev import KASTORYANO_TEMME, LARGEST, constant_below
from detbal.generators.mixing.mixing_result import Distance, MixingTime, approach, facts_of
from detbal.generators.mixing.spectral_gap import TEMME, GapStatus, SpectralGap
from detbal.generators.state import given_state
from detbal.generators.stationary import rows_stacked
from detbal.reals import positive

_WORST = "the worst initial state is the best of local searches among pure states"
_HIDDEN = "the time itself was not computed: the distance is below the round-off of the evolution"


def mixing_time(
    generator: Any,
    *,
    kT: Any = None,
    T: Any = None,
    state: Any = None,
    H: Any = None,
    distance: float = 0.01,
    norm: Distance = Distance.TRACE_NORM,
    initial: Any = None,
    symmetries: Sequence[Any] = (),
    progress: Any = None,
) -> MixingTime:
    """Bound the mixing time, and compute it for small N.

    Parameters
    ----------
    generator, kT, T, state, H, symmetries, progress
        As `spectral_gap`.
    distance : float
        At which a state counts as mixed.
    norm : Distance
        TRACE_NORM, ‖ρ_t - σ‖₁, or TRACE_DISTANCE, half of it.
    initial : (N, N), optional
        A density operator to begin from. Default: the worst of all. The upper bound is that of the worst in any case.

    Returns
    -------
    MixingTime

    Raises
    ------
    InputError
        As `spectral_gap`; a distance that is not positive and below 2 (1 for TRACE_DISTANCE).

    Notes
    -----
    Above: ‖ρ_t - σ‖₁ ≤ e^(-gap t) √(1/p_min - 1) (Temme et al. 2010). Below: an observable Y that decays as e^(-λt)
    tells σ from its own eigenstate, so that the largest ‖ρ_t - σ‖₁ is e^(-λt) or more (half of that, if λ is complex).
    For a channel, (1 - gap)^t and (1 - λ)^t in whole steps t.
    Estimate: ‖ρ_t - σ‖₁ ≤ √(2 D(ρ_t‖σ)) with D ≤ e^(-2αt) ln(1/p_min). Up to N = 16 the time itself, by root finding;
    the worst initial state is the best of local searches among pure states.

    Examples
    --------
    >>> down, up = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [0.5, 0]])
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> found = mixing_time(Lindbladian(np.diag([0.0, np.log(4)]), [down, up]), kT=1.0)
    >>> bool(found.lower <= found.value <= found.upper)
    True
    """
    measure = member(Distance, norm, "norm")
    small = positive(distance, "distance")
    reach = small / measure.value
    if reach >= 2.0:
        why = "no two states are farther apart than that"
        raise InputError(explain(f"distance = {distance}", why=why, fix=f"give less than {2.0 * measure.value:g}"))
    asked = Asked(generator, kT, T, state, H)
    gap = spectral_gap(generator, kT=kT, T=T, state=state, H=H, symmetries=symmetries, progress=progress)
    begin = None if initial is None else given_state(initial, generator.dimension, "initial state").matrix
    steps, resolved = isinstance(generator, Channel), gap.status is GapStatus.RESOLVED
    upper, lower = _upper(gap, reach, steps), None if begin is not None else _lower(gap, reach, steps)
    value, sobolev, estimate, hidden = None, None, None, False
    draw: Callable[[], tuple[CurveFigure, ...]] = tuple
    if generator.dimension <= LARGEST:
        plain, reference = asked.plain()
        evolution = Evolution(rows_stacked(plain), reference.state.matrix, steps)
        if resolved:
            value = evolution.time(reach, upper, begin)
            hidden = value is None
            begin = evolution.worst(upper if value is None else value)[1] if begin is None else begin
            draw = partial(approach, evolution, begin, _decay(gap.interval[0], steps), _log_start(gap), reach)
        if not steps:
            sobolev = constant_below(gap, generator, evolution.matrix, reference.state, progress=progress)
            if sobolev.upper_bound > gap.noise_floor:
                estimate = max(0.0, float(np.log(np.sqrt(-2.0 * gap.log_p_min) / reach)) / sobolev.upper_bound)
    searched = initial is None and value is not None
    rates = unit_of_rates(generator)
    times = " steps" if steps else rates and f" ħ/{rates.strip()}"
    return MixingTime(
        subject=gap.subject,
        statement=f"t at which {'½' * (measure is Distance.TRACE_DISTANCE)}‖ρ_t - σ‖₁ = {small:g}",
        value=value,
        upper=upper,
        lower=lower,
        estimate=estimate,
        log_sobolev=sobolev,
        distance=small,
        norm=measure,
        initial=begin,
        gap=gap,
        findings=gap.findings,
        assumptions=(*gap.assumptions, *(_WORST,) * searched, *(_HIDDEN,) * hidden),
        references=tuple(dict.fromkeys((*gap.references, TEMME, *(KASTORYANO_TEMME,) * (sobolev is not None)))),
        facts=(
            *facts_of(value, upper, lower, estimate, sobolev, times),
            ("gap", f"{gap.value:.8g}{rates} ({gap.status.name})"),
        ),
        drawings=draw,
    )


def _decay(rate: float, steps: bool) -> float:
    """Return how fast the logarithm of a distance falls, from a rate, or from 1 less the factor of each step."""
    if not steps:
        return rate
    return -float(np.log1p(-rate)) if rate < 1.0 else float("inf")


def _upper(gap: SpectralGap, reach: float, steps: bool) -> float:
    """Return when e^(-gap t) √(1/p_min - 1) has fallen to a trace norm."""
    if gap.status is not GapStatus.RESOLVED:
        return float("inf")
    t = max(0.0, _log_start(gap) - float(np.log(reach))) / _decay(gap.interval[0], steps)
    return float(np.ceil(t)) if steps else t


def _lower(gap: SpectralGap, reach: float, steps: bool) -> float | None:
    """Return when the slowest mode of the spectrum has fallen to a trace norm."""
    if gap.true_gap is None or gap.status is not GapStatus.RESOLVED:
        return None
    spread = gap.interval[1] - gap.interval[0] + 1e-9 * gap.true_gap
    real = gap.balanced and abs(gap.true_gap - gap.value) <= spread
    rate = max(gap.true_gap, gap.interval[1]) if real else gap.true_gap * (1.0 + 1e-6)
    t = max(0.0, float(np.log((1.0 if real else 0.5) / reach)) / _decay(rate, steps))
    if not steps:
        return t
    apart = -2.0 * float(np.expm1(gap.log_p_min)) > reach  # the rarest eigenstate, before the first step
    return max(float(apart), float(np.ceil(t * (1.0 - 1e-9))))


def _log_start(gap: SpectralGap) -> float:
    """Return ln √(1/p_min - 1), the χ² distance of the rarest eigenstate."""
    return (-gap.log_p_min + float(np.log1p(-np.exp(gap.log_p_min)))) / 2.0


def _lower(generator: Any, gap: SpectralGap, reach: float) -> float | None:
    """Return when the slowest mode of the spectrum has fallen to a trace norm."""
    if gap.true_gap is None or gap.status is not GapStatus.RESOLVED:
        return None
    spread = gap.interval[1] - gap.interval[0] + 1e-9 * gap.true_gap
    real = gap.balanced and abs(gap.true_gap - gap.value) <= spread
    rate = max(gap.true_gap, gap.interval[1]) if real else gap.true_gap * (1.0 + 1e-6)
    if isinstance(generator, Channel):
        rate = -float(np.log1p(-rate)) if rate < 1.0 else float("inf")
    return max(0.0, float(np.log((1.0 if real else 0.5) / reach)) / rate)
