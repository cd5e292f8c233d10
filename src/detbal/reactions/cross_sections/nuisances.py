"""What is common to all points of a pair and not known exactly: a normalisation, a shift of energies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.chi_square import chi2_survival
from detbal.pairs import FloatArray
from detbal.reactions.cross_sections.comparison import Comparison, Points
from detbal.reactions.cross_sections.covariance import Whitening
from detbal.reactions.cross_sections.judgement import below_the_larger
from detbal.residual import Estimate, Residuals

#: How many shifts of the energy are tried in each window, and by what the windows narrow.
TRIES, WINDOWS = 61, (1.0, 4.0, 16.0)
#: By how much the scatter of noise in slopes counts in the variance of a shift. By theory once; in simulations of noisy
#: dense tables, errors came out too small by up to 30 % then.
NOISY = 2.0
NORMALISATION, SHIFT = "ln of the normalisation", "energy shift (MeV)"


@dataclass(frozen=True, slots=True)
class Nuisances:
    """What is common to all points and not known exactly.

    Attributes
    ----------
    normalisation : float
        Standard deviation of ln of a factor between the two; 0: none, ``inf``: free.
    shift : float
        Standard deviation of an energy shift (see `ShiftOf`), MeV; 0: none, ``inf``: free.
    reach : float
        Shifts of up to this size are tried, MeV.
    """

    normalisation: float = 0.0
    shift: float = 0.0
    reach: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Nuisances that were fitted, and what is left.

    Attributes
    ----------
    points : Points
        At the fitted shift.
    residuals : Residuals
    normalisation, normalisation_error, shift, shift_error : float
        nats, MeV; errors are nan where there is none.
    """

    points: Points
    residuals: Residuals
    normalisation: float
    normalisation_error: float
    shift: float
    shift_error: float


def fitted(comparison: Comparison, nuisances: Nuisances) -> Fitted:
    """Fit the nuisances to the points by weighted least squares; what is known of them beforehand counts as a datum.

    Where the points have no errors all count alike, and what is known beforehand cannot be weighed against them: the
    nuisances then are free.

    Raises
    ------
    InputError
        If there is no energy at which both are known.

    Examples
    --------
    >>> from detbal.reactions.cross_sections.examples import pair_without_spins
    >>> made = fitted(Comparison.of(pair_without_spins()), Nuisances(normalisation=np.inf))
    >>> round(float(np.exp(made.normalisation)), 9)
    0.166666667
    """
    above = 2.0 * nuisances.reach
    start = comparison.points(above=above)
    if not len(start):
        raise InputError(_no_overlap(comparison, nuisances))
    statistical = bool((start.sigma > 0).any())
    if not statistical:
        free = {name: np.inf for name in ("normalisation", "shift") if getattr(nuisances, name) > 0}
        nuisances = replace(nuisances, **free)
    shift = _fit_shift(comparison, nuisances, above, statistical) if nuisances.shift > 0 else _Shift(0.0, 0.0, 0.0)
    points = comparison.points(shift.value, above=above)
    return _result(comparison, points, nuisances, shift, statistical)


@dataclass(frozen=True, slots=True)
class _Shift:
    """A fitted shift, its variance (MeV²), and how the level follows it (1/MeV)."""

    value: float
    variance: float
    drift: float


def _prior(width: float) -> float:
    """Weight of what is known beforehand."""
    return 0.0 if width in (0.0, np.inf) else 1.0 / width**2


def _whitening(points: Points, statistical: bool) -> Whitening:
    """Return what the points are weighted by in fits: their covariance, and the bounds as if they were errors."""
    if not statistical:
        return Whitening(np.ones((1, len(points))))
    return points.covariance.plus(points.rounding**2 + points.interpolation**2).whitening()


def _level(residual: FloatArray, whiten: Whitening, nuisances: Nuisances) -> float:
    if nuisances.normalisation == 0:
        return 0.0
    ones = whiten(np.ones(len(residual)))
    return float(ones @ whiten(residual) / (ones @ ones + _prior(nuisances.normalisation)))


def _fit_shift(comparison: Comparison, nuisances: Nuisances, above: float, statistical: bool) -> _Shift:
    """Find the shift of most likelihood within reach, in windows that narrow: the points within them all take part."""
    from scipy.optimize import minimize_scalar

    reach, best = nuisances.reach, 0.0
    for window in reach / np.array(WINDOWS):
        low, high = max(best - window, -reach), min(best + window, reach)
        lowest, highest = (comparison.points(end, above=above).place for end in (low, high))
        only = np.intersect1d(lowest, highest)
        if len(only) < 3:
            what = f"{len(only)} points lie within the other table for all shifts of up to {window:.3g} MeV"
            raise InputError(explain(what, fix="allow smaller shifts, or give more points that overlap"))
        misfit = _misfit(comparison, nuisances, above, comparison.points(best, above=above, only=only), statistical)
        tries = np.linspace(low, high, TRIES)
        best = float(tries[int(np.argmin([misfit(float(one)) for one in tries]))])
    width = float(tries[1] - tries[0])
    bounds = (max(best - width, -reach), min(best + width, reach))
    best = float(minimize_scalar(misfit, bounds=bounds, method="bounded", options={"xatol": width * 1e-7}).x)
    return _with_error(comparison, nuisances, above, best, statistical)


def _with_error(comparison: Comparison, nuisances: Nuisances, above: float, shift: float, statistical: bool) -> _Shift:
    """Return the shift with its variance.

    Noise in the slopes of an interpolated table looks like sensitivity: it is taken off the information, and its
    scatter added to that of the estimate.
    """
    points = comparison.points(shift, above=above)
    h = 1e-3 * nuisances.reach
    sides = [comparison.points(shift + s, above=above, only=points.place) for s in (-h, h)]
    common = np.intersect1d(sides[0].place, sides[1].place)
    low, high = (side.residual[np.isin(side.place, common)] for side in sides)
    rise = np.zeros(len(points))
    rise[np.isin(points.place, common)] = (high - low) / (2 * h)
    whiten = _whitening(points, statistical)
    drift = _level(rise, whiten, nuisances)
    ones, steep = whiten(np.ones(len(points))), whiten(rise)
    noise = float(np.sum((points.steepness_sigma / (points.spread if statistical else 1.0)) ** 2))
    signal = float(steep @ steep) - (ones @ ones + _prior(nuisances.normalisation)) * drift**2
    signal += _prior(nuisances.shift) - noise
    variance = (signal + NOISY * noise) / signal**2 if signal > 0 else np.inf
    return _Shift(shift, float(variance), float(drift))


def _misfit(
    comparison: Comparison, nuisances: Nuisances, above: float, start: Points, statistical: bool
) -> Callable[[float], float]:
    """-2 ln of the likelihood over the shift.

    Interpolation smooths noise more between the nodes than on them: with χ² alone, shifts that bring points between
    nodes would win. So the variance follows that, and Σ ln σ² counts; all else in the variance is held.
    """
    held = np.zeros(int(start.place.max(initial=0)) + 1)
    held[start.place] = start.spread**2 - start.between.variances

    def misfit(shift: float) -> float:
        points = comparison.points(shift, above=above, only=start.place)
        if statistical:
            whiten = points.between.plus(held[points.place]).whitening()
        else:
            whiten = Whitening(np.ones((1, len(points))))
        level = _level(points.residual, whiten, nuisances)
        terms = whiten(points.residual - level) ** 2
        known = level**2 * _prior(nuisances.normalisation) + shift**2 * _prior(nuisances.shift)
        # a point that is lost at this shift, where the table is too coarse, must not count for it
        lost = (len(start) - len(points)) * float(terms.max(initial=0.0))
        return float(terms.sum()) + (whiten.log_determinant if statistical else 0.0) + lost + known

    return misfit


def _result(comparison: Comparison, points: Points, nuisances: Nuisances, shift: _Shift, statistical: bool) -> Fitted:
    whiten = _whitening(points, statistical)
    level = _level(points.residual, whiten, nuisances)
    parameters = np.array([level, shift.value])
    ones = whiten(np.ones(len(points)))
    variances = np.array([1.0 / (ones @ ones + _prior(nuisances.normalisation)), shift.variance])
    variances[0] += shift.drift**2 * shift.variance if shift.drift else 0.0
    widths = np.array([nuisances.normalisation, nuisances.shift])
    residual = points.residual - parameters[0]
    free, known = int((widths == np.inf).sum()), (widths > 0) & (widths < np.inf)
    dof = len(residual) - free
    chi2 = p_value = None
    if statistical:
        chi2 = _chi2(points, residual) + float(np.sum((parameters[known] / widths[known]) ** 2))
        p_value = _combined(chi2_survival(chi2, dof), _mean_survival(points, nuisances))
    else:
        variances = variances * (float(residual @ residual) / dof if dof > 0 else np.nan)
    errors = np.where(widths > 0, np.sqrt(variances), np.nan)
    fitted_ones = np.flatnonzero(widths > 0)
    side = comparison.pair.forward if comparison.pair.forward.reaction.Q >= 0 else comparison.pair.inverse
    channel = " + ".join(s.name for s in side.reaction.reactants)
    residuals = Residuals(
        residual=residual,
        rounding=points.rounding + points.interpolation,
        sigma=points.sigma,
        labels=[f"{energy:.6g} MeV of {channel}" for energy in points.energy],
        dof=max(dof, 0),
        theta=Estimate([(NORMALISATION, SHIFT)[k] for k in fitted_ones], parameters[fitted_ones], errors[fitted_ones]),
        chi2=chi2,
        p_value=p_value,
    )
    return Fitted(points, residuals, level, float(errors[0]), shift.value, float(errors[1]))


def _chi2(points: Points, residual: FloatArray) -> float:
    """Return χ² of the noise, at the least: bounds on round-off and interpolation count as if used up, not as Gaussian.

    What points share cancels in combinations of them, to first order in the errors; of the second, logarithms leave
    about √2 σ² in each.
    """
    second_order = 2.0 * points.covariance.variances**2
    whiten = points.covariance.plus(points.rounding**2 + second_order).whitening()
    size = np.abs(whiten(below_the_larger(residual))) - whiten.bound(points.rounding + points.interpolation)
    return float(np.sum(np.maximum(size, 0.0) ** 2))


def _mean_survival(points: Points, nuisances: Nuisances) -> float | None:
    """Return the probability of a mean that is farther off: small deviations add up in it; None if a factor is free."""
    if nuisances.normalisation == np.inf:
        return None
    mean, sigma, bias = points.mean()
    excess = max(abs(float(below_the_larger(np.array(mean)))) - bias, 0.0)
    width = float(np.hypot(sigma, nuisances.normalisation))
    return chi2_survival((excess / width) ** 2, 1) if width > 0 else None


def _combined(*p_values: float | None) -> float | None:
    """Return the least of several, times their number (Bonferroni)."""
    known = [p for p in p_values if p is not None]
    return min(1.0, len(known) * min(known)) if known else None


def _no_overlap(comparison: Comparison, nuisances: Nuisances) -> str:
    sparse, dense = comparison.strengths()
    spans = [f"{one.energy[0]:.6g} to {one.energy[-1]:.6g} MeV" for one in (sparse, dense)]
    what = f"{comparison.pair.name}: in the channel of less energy, {spans[0]} against {spans[1]} in the centre of mass"
    why = "there is no energy at which both are known"
    if nuisances.reach:
        why += f" and that is more than {2 * nuisances.reach:.3g} MeV above threshold"
    return explain(what, why=why, fix="nothing is extrapolated: give data whose energies overlap, closely enough")
