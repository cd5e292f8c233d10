"""A wavelength axis that is scaled: how much, found by moving one curve against the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from detbal.photovoltaics.comparison.overlap import overlap_of
from detbal.photovoltaics.comparison.signals import clear_signals
from detbal.photovoltaics.comparison.thinning import thinned
from detbal.photovoltaics.luminescence import Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, Floats
from detbal.photovoltaics.reciprocity.cause import FEWEST, Cause, apart
from detbal.photovoltaics.reciprocity.law import RAU
from detbal.photovoltaics.reciprocity.law_fit import LawFit, best_law
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.residual import Residuals, fit
from detbal.verdict import Finding

#: Largest scaling of a wavelength axis that is looked for.
_WIDEST = 0.08
#: How sharply it is found, and the step of its derivatives.
_SHARP, _STEP = 1e-9, 1e-3
#: Points of each curve that are enough to search with.
_FEW = 1000
#: Most steps with all of them.
_STEPS = 3


class ShiftedAxis(Finding):
    """The wavelength axis of one curve is scaled against that of the other."""


def shifts_of(pair: ReciprocalPair, T: float, window: tuple[float, float] | None) -> Iterator[Cause]:
    """Yield the readings with the wavelengths of the EL, and of the EQE, scaled to fit best.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> pair = example_pair()
    >>> longer = replace(pair, el=replace(pair.el, energy=pair.el.energy / 1.02))
    >>> "wavelengths of the EL are 1.02" in next(shifts_of(longer, 300.0, None)).finding.message
    True
    """
    makers: tuple[tuple[str, Callable[[float], ReciprocalPair]], ...] = (
        ("EL", lambda s: replace(pair, el=_stretched_el(pair.el, s))),
        ("EQE", lambda s: replace(pair, eqe=_stretched_eqe(pair.eqe, s))),
    )
    for name, moved in makers:
        cause = _shift(name, moved, T, window)
        if cause is not None:
            yield cause


def _shift(
    name: str, moved: Callable[[float], ReciprocalPair], T: float, window: tuple[float, float] | None
) -> Cause | None:
    """Find the factor by which the wavelengths of one curve are too long, and its error, from the slope of the fit."""
    from scipy.optimize import minimize_scalar

    beta = 1 / (BOLTZMANN * T)

    def cost(log_scale: float) -> float:
        pair = moved(float(np.exp(log_scale)))
        both = clear_signals(overlap_of(thinned(pair.eqe, _FEW), thinned(pair.el, _FEW), window))
        if len(both) < FEWEST:
            return np.inf
        left = fit(both.pairs(RAU.log_ratio(both.energy, beta, 0.0), np.ones((len(both), 1)), ("level",)))
        return (left.chi2 if left.chi2 is not None else float(left.residual @ left.residual)) / left.dof

    trial = np.linspace(-_WIDEST, _WIDEST, 81)
    costs = np.array([cost(one) for one in trial])
    k = int(np.argmin(costs))
    if not np.isfinite(costs[k]) or k in (0, len(trial) - 1):
        return None
    ceiling = 2 * float(costs[np.isfinite(costs)].max())  # the minimiser takes no infinite costs
    ends = (trial[k - 1], trial[k + 1])
    best = minimize_scalar(
        lambda one: min(cost(one), ceiling), bounds=ends, method="bounded", options={"xatol": _SHARP}
    ).x
    for _ in range(_STEPS):  # of Newton's, with all points
        made, full, slope = _about(best, moved, beta, window)
        step = float(full.theta.values[1]) if len(made.signals) >= FEWEST else 0.0
        if not _SHARP < abs(step) < trial[1] - trial[0]:
            break
        best += step
    if len(made.signals) < FEWEST:
        return None
    scale = float(np.exp(best))
    told = f"the wavelengths of the {name} are {apart(scale, scale * float(full.theta.errors[1]), 1.0)} times as long"
    rounding = made.residuals.rounding + _SHARP * np.abs(slope)
    full = replace(full, residual=made.residuals.residual, rounding=rounding, chi2=made.residuals.chi2)
    return Cause(ShiftedAxis(f"the law holds if {told} as they should be"), full, 1)


def _about(
    log_scale: float, moved: Callable[[float], ReciprocalPair], beta: float, window: tuple[float, float] | None
) -> tuple[LawFit, Residuals, Floats]:
    """Fit the law on a scaled axis, and the level with a further scaling; return what that takes from the residual."""
    made, above, below = (
        best_law(overlap_of(pair.eqe, pair.el, window), beta, absolute=pair.el.absolute)
        for pair in (moved(float(np.exp(log_scale + step))) for step in (0.0, _STEP, -_STEP))
    )
    energy = made.signals.energy
    sides = [
        np.interp(energy, one.signals.energy, one.residuals.residual) if len(one.signals) else np.zeros(len(energy))
        for one in (above, below)
    ]
    slope = (sides[1] - sides[0]) / (2 * _STEP)
    columns = np.column_stack((np.ones(len(slope)), slope))
    return made, fit(made.signals.pairs(made.log_law, columns, ("level", "scale"))), slope


def _stretched_el(el: Luminescence, scale: float) -> Luminescence:
    """Return the EL on the axis that it has if its wavelengths are `scale` too long; photons per interval are kept."""
    value, error, floor, rounding = (each / scale for each in (el.value, el.error, el.floor, el.rounding))
    return replace(el, energy=el.energy * scale, value=value, error=error, floor=floor, rounding=rounding)


def _stretched_eqe(eqe: QuantumEfficiency, scale: float) -> QuantumEfficiency:
    return replace(eqe, energy=eqe.energy * scale)
