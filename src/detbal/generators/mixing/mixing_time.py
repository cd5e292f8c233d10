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
from detbal.generators.mixing.exact_time import Evolution
from detbal.generators.mixing.gap import spectral_gap
from detbal.generators.mixing.log_sobolev import log_sobolev
from detbal.generators.mixing.mixing_result import Distance, MixingTime, approach, facts_of
from detbal.generators.mixing.sampler import FilteredSampler
from detbal.generators.mixing.spectral_gap import TEMME, GapStatus, SpectralGap
from detbal.generators.operators import ComplexArray
from detbal.generators.reference import reference_state
from detbal.generators.state import State, gibbs_state, given_state
from detbal.generators.stationary import rows_stacked
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.reals import positive
from detbal.units import thermal_energy

#: Up to this dimension the time itself is computed, and the log-Sobolev constant minimised.
EXACT = 16
KASTORYANO_TEMME = (
    "M. J. Kastoryano and K. Temme, Quantum logarithmic Sobolev inequalities and rapid mixing, J. Math. Phys. 54, "
    "052202 (2013)"
)


_WORST = "the worst initial state is the best of local searches among pure states"


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
        A density operator to begin from. Default: the worst of all.

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
    options: dict[str, Any] = {"kT": kT, "T": T, "state": state, "H": H}
    gap = spectral_gap(generator, **options, symmetries=symmetries, progress=progress)
    begin = None if initial is None else given_state(initial, generator.dimension, "initial state").matrix
    upper, lower = _upper(generator, gap, reach), None if begin is not None else _lower(generator, gap, reach)
    value, sobolev, estimate = None, None, None
    draw: Callable[[], tuple[CurveFigure, ...]] = tuple
    if generator.dimension <= EXACT and not isinstance(generator, Channel):
        matrix, sigma = _matrix_and_state(generator, options)
        if gap.status is GapStatus.RESOLVED:
            evolution = Evolution(matrix, sigma.matrix)
            value = evolution.time(reach, upper, begin)
            begin = evolution.worst(value)[1] if begin is None else begin
            draw = partial(approach, evolution, begin, gap.value, _log_start(gap), reach)
        sobolev = log_sobolev(matrix, sigma, progress=progress)
        if sobolev.upper_bound > gap.noise_floor:
            estimate = max(0.0, float(np.log(np.sqrt(-2.0 * gap.log_p_min) / reach)) / sobolev.upper_bound)
    searched = initial is None and value is not None
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
        assumptions=(*gap.assumptions, *(_WORST,) * searched),
        references=tuple(dict.fromkeys((*gap.references, TEMME, *(KASTORYANO_TEMME,) * (sobolev is not None)))),
        facts=(*facts_of(value, upper, lower, estimate, sobolev), ("gap", f"{gap.value:.8g} ({gap.status.name})")),
        drawings=draw,
    )


def _upper(generator: Any, gap: SpectralGap, reach: float) -> float:
    """Return when e^(-gap t) √(1/p_min - 1) has fallen to a trace norm."""
    if gap.status is not GapStatus.RESOLVED:
        return float("inf")
    rate = gap.interval[0]
    if isinstance(generator, Channel):
        rate = -float(np.log1p(-rate)) if rate < 1.0 else float("inf")
    return max(0.0, _log_start(gap) - float(np.log(reach))) / rate


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


def _matrix_and_state(generator: Any, options: dict[str, Any]) -> tuple[ComplexArray, State]:
    match generator:
        case FilteredSampler():
            return rows_stacked(generator.lindbladian()), gibbs_state(generator.H, thermal_energy(kT=generator.kT))
        case DaviesGenerator() if all(given is None for given in options.values()):
            return rows_stacked(generator.lindbladian()), generator.stationary_state()
        case DaviesGenerator():
            plain = {**options, "H": generator.H if options["H"] is None else options["H"]}
            return rows_stacked(generator.lindbladian()), reference_state(generator.lindbladian(), **plain).state
    return rows_stacked(generator), reference_state(generator, **options).state
