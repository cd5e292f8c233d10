"""A wavelength axis that is scaled: how much, found by moving one curve against the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from detbal.photovoltaics.luminescence import Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, log_emission
from detbal.photovoltaics.reciprocity.cause import FEWEST, Cause, level_fit, plus_minus
from detbal.photovoltaics.reciprocity.overlap import Overlap, overlap_of
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.residual import Residuals
from detbal.verdict import Finding

#: Largest scaling of a wavelength axis that is looked for.
_WIDEST = 0.08
#: How sharply it is found.
_SHARP = 1e-9


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

    def made(log_scale: float) -> tuple[Overlap, Residuals | None]:
        both = overlap_of(moved(float(np.exp(log_scale))), window)
        if len(both) < FEWEST:
            return both, None
        return both, level_fit(both, log_emission(both.energy, BOLTZMANN * T))

    def cost(log_scale: float) -> float:
        residuals = made(log_scale)[1]
        if residuals is None or not residuals.dof:
            return np.inf
        chi2 = residuals.chi2 if residuals.chi2 is not None else float(residuals.residual @ residuals.residual)
        return chi2 / residuals.dof

    trial = np.linspace(-_WIDEST, _WIDEST, 81)
    costs = np.array([cost(one) for one in trial])
    k = int(np.argmin(costs))
    if not np.isfinite(costs[k]) or k in (0, len(trial) - 1):
        return None
    ceiling = 2 * float(costs[np.isfinite(costs)].max())  # the minimiser takes no infinite costs
    ends = (trial[k - 1], trial[k + 1])
    found = minimize_scalar(
        lambda one: min(cost(one), ceiling), bounds=ends, method="bounded", options={"xatol": _SHARP}
    )
    best = float(found.x)
    both, residuals = made(best)
    if residuals is None:
        return None
    step = 1e-3
    columns = []
    for side in (step, -step):
        other, left = made(best + side)
        if left is None:
            return None
        columns.append(np.interp(both.energy, other.energy, left.residual))
    slope = (columns[1] - columns[0]) / (2 * step)  # what a longer axis takes from the residual
    full = level_fit(both, log_emission(both.energy, BOLTZMANN * T), slope)
    scale = float(np.exp(best))
    spread = plus_minus(scale, scale * float(full.theta.errors[1]))
    told = f"the law holds if the wavelengths of the {name} are {spread} times as long as they should be"
    rounding = residuals.rounding + _SHARP * np.abs(slope)
    full = replace(full, residual=residuals.residual, rounding=rounding, chi2=residuals.chi2)
    return Cause(ShiftedAxis(told), full, 1)


def _stretched_el(el: Luminescence, scale: float) -> Luminescence:
    """Return the EL on the axis that it has if its wavelengths are `scale` too long; photons per interval are kept."""
    return replace(el, energy=el.energy * scale, value=el.value / scale, error=el.error / scale, floor=el.floor / scale)


def _stretched_eqe(eqe: QuantumEfficiency, scale: float) -> QuantumEfficiency:
    return replace(eqe, energy=eqe.energy * scale)
