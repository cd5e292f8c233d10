"""Mixing times: how long until the stationary state is reached, wherever one began."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.figures import CurveFigure
from detbal.generators.channel import Channel
from detbal.generators.mixing.answer import unit_of_rates
from detbal.generators.mixing.asked import Asked
from detbal.generators.mixing.bounds import decay, earliest, latest, log_start
from detbal.generators.mixing.exact_time import Evolution
from detbal.generators.mixing.gap import spectral_gap
from detbal.generators.mixing.log_sobolev import KASTORYANO_TEMME, LARGEST, constant_below
from detbal.generators.mixing.mixing_result import Distance, MixingTime, approach, facts_of
from detbal.generators.mixing.spectral_gap import TEMME, GapStatus, SpectralGap
from detbal.generators.operators import ComplexArray
from detbal.generators.state import given_state
from detbal.generators.stationary import rows_stacked
from detbal.reals import positive

_WORST = "the worst initial state is the best of local searches among pure states"
_HIDDEN = "the time itself was not computed: the distance is below the round-off of the evolution"


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What the whole evolution tells, where N is small enough for it."""

    initial: ComplexArray | None
    assumptions: tuple[str, ...]
    value: float | None = None
    drawings: Callable[[], tuple[CurveFigure, ...]] = tuple


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
    steps, rates = isinstance(generator, Channel), unit_of_rates(generator)
    upper, lower = latest(gap, reach, steps), None if begin is not None else earliest(gap, reach, steps)
    sobolev, estimate, evolution = None, None, None
    if generator.dimension <= LARGEST:
        plain, reference = asked.plain()
        evolution = Evolution(rows_stacked(plain), reference.state.matrix, steps)
        if not steps:
            sobolev = constant_below(gap, generator, evolution.matrix, reference.state, progress=progress)
            if sobolev.upper_bound > gap.noise_floor:
                estimate = max(0.0, float(np.log(np.sqrt(-2.0 * gap.log_p_min) / reach)) / sobolev.upper_bound)
    known = _Known(begin, gap.assumptions)
    if evolution is not None and gap.status is GapStatus.RESOLVED:
        known = _known(evolution, gap, reach, upper, begin)
    times = " steps" if steps else rates and f" ħ/{rates.strip()}"
    return MixingTime(
        subject=gap.subject,
        statement=f"t at which {'½' * (measure is Distance.TRACE_DISTANCE)}‖ρ_t - σ‖₁ = {small:g}",
        value=known.value,
        upper=upper,
        lower=lower,
        estimate=estimate,
        log_sobolev=sobolev,
        distance=small,
        norm=measure,
        initial=known.initial,
        gap=gap,
        findings=gap.findings,
        assumptions=known.assumptions,
        references=tuple(dict.fromkeys((*gap.references, TEMME, *(KASTORYANO_TEMME,) * (sobolev is not None)))),
        facts=(
            *facts_of(known.value, upper, lower, estimate, sobolev, times),
            ("gap", f"{gap.value:.8g}{rates} ({gap.status.name})"),
        ),
        drawings=known.drawings,
    )


def _known(evolution: Evolution, gap: SpectralGap, reach: float, upper: float, initial: ComplexArray | None) -> _Known:
    """Find the time itself, and the worst state if none was given."""
    value = evolution.time(reach, upper, initial)
    assumptions = gap.assumptions if value is not None else (*gap.assumptions, _HIDDEN)
    if initial is None:
        last = upper if value is None else max(0.0, value - evolution.steps)  # of a channel, when it is not yet mixed
        initial = evolution.worst(last)[1]
        assumptions = assumptions if value is None else (*assumptions, _WORST)
    rate = decay(gap.interval[0], evolution.steps)
    return _Known(initial, assumptions, value, partial(approach, evolution, initial, rate, log_start(gap), reach))
