"""Why both sides of a spectrum disagree: the simplest change that would make them agree."""

from __future__ import annotations

import numpy as np

from detbal.numerics.chi_square import chi2_survival
from detbal.numerics.least_squares import least_squares
from detbal.pairs import FloatArray
from detbal.spectra.findings import (
    AnotherTemperature,
    ClassicalSpectrum,
    ScaledSides,
    ShiftedAxis,
    WrongSign,
)
from detbal.spectra.kind import Kind
from detbal.spectra.two_sides.balance import Balance, balance_of
from detbal.spectra.two_sides.rows import Rows
from detbal.spectra.two_sides.sides import Sides
from detbal.verdict import Finding

#: What a cause may leave of exact residuals, of their root mean square: of exact causes, and of one to first order.
EXPLAINED, NEARLY = 1e-3, 0.05


def diagnose(kind: Kind, sides: Sides, balance: Balance, rows: Rows, alpha: float) -> tuple[Finding, ...]:
    """Name the causes that explain the residuals, each by itself: the first that does, of the simplest first.

    Of data with errors, a cause is named if with it the differences of all points are noise.

    Examples
    --------
    >>> from detbal.spectra.two_sides.rows import rows_of
    >>> from detbal.spectra.two_sides.sides import sides_of
    >>> from detbal.spectra.spectrum import Spectrum
    >>> sides = sides_of(Spectrum([-2.0, -1.0, 1.0, 2.0], [3.0, 2.0, 2.0, 3.0]))
    >>> both = balance_of(sides, sides.omega / 0.5)
    >>> [type(cause).__name__ for cause in diagnose(Kind.WIGHTMAN, sides, both, rows_of(both), 0.01)]
    ['ClassicalSpectrum']
    """
    usable = np.isfinite(rows.log_ratio) & np.isfinite(rows.spread)
    if (kind.parity and kind is not Kind.CLASSICAL) or not usable.any():
        return ()
    middle = (rows.first + rows.last)[usable] / 2.0
    demanded = np.interp(middle, balance.omega, balance.x)
    residual = rows.log_ratio[usable]
    fits = _Fits(sides, np.hypot(rows.spread, rows.rounding)[usable], float(np.sqrt(np.mean(residual**2))), alpha)
    if fits.explain(demanded + residual, None) is not None and fits.holds(np.zeros_like(balance.x)):
        return (ClassicalSpectrum("both sides are equal, as those of a classical (or symmetrised) spectrum are"),)
    if fits.explain(2.0 * demanded + residual, None) is not None and fits.holds(-balance.x):
        return (WrongSign("the sides are exchanged: this is S(-ω), or ω counts energy that the system loses"),)
    if len(middle) < 3 or not usable.all():  # what is a bound, or infinite, may have any other cause
        return ()
    beta = fits.explain(demanded + residual, middle[:, None])
    moved = beta is not None and abs(beta[0] * middle[-1] - demanded[-1]) > 1e-6 * demanded[-1]
    if beta is not None and moved and fits.holds(beta[0] * balance.omega):
        told = f"balanced at kT = {1.0 / beta[0]:.6g}" if beta[0] else "balanced at infinite temperature"
        return (AnotherTemperature(told),)
    constant = fits.explain(residual, np.ones((len(middle), 1)))
    if constant is not None and fits.holds(balance.x + constant[0]):
        told = f"balanced but for a factor of {np.exp(constant[0]):.6g} between the sides, the same at all frequencies"
        return (ScaledSides(told),)
    if len(balance.omega) > 2:
        column = _shift_column(middle, balance, np.gradient(_log_sides(balance), balance.omega))
        shift = fits.explain(residual, column[:, None], NEARLY)
        if shift is not None and fits.holds(balance.x + np.interp(balance.omega, middle, column * shift[0])):
            return (ShiftedAxis(f"balanced, to first order, if the zero of the axis lies at {shift[0]:.4g}"),)
    return ()


class _Fits:
    """Asks whether a column explains log-ratios, and whether with it all differences are noise."""

    def __init__(self, sides: Sides, noise: FloatArray, size: float, alpha: float) -> None:
        self.sides, self.noise, self.size, self.alpha = sides, noise, size, alpha

    def explain(self, observed: FloatArray, column: FloatArray | None, leaving: float = EXPLAINED) -> FloatArray | None:
        """Return the coefficients (empty without a column); None if exact data are not explained by them."""
        scale = self.noise if self.sides.statistical else np.ones_like(self.noise)
        left, values = observed, np.zeros(0)
        if column is not None:
            solution = least_squares(column, observed, np.where(scale > 0, scale, 1e-12))
            left, values = solution.residual, solution.values
        small = np.abs(left).max() <= max(leaving * self.size, 4.0 * float(self.noise.max()))
        return values if small or self.sides.statistical else None

    def holds(self, x: FloatArray) -> bool:
        """Say whether the sides agree to within their errors if balance demands x; of exact data, do not ask."""
        if not self.sides.statistical:
            return True
        both = balance_of(self.sides, x)
        p = chi2_survival(both.chi2 / both.correlated, round(len(x) / both.correlated))
        return p is not None and p > self.alpha


def _log_sides(balance: Balance) -> FloatArray:
    """Return ln S(ω) + ln S(-ω), which a shift of the axis turns into a difference."""
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.log(np.abs(balance.mean)) + balance.scale
    return 2.0 * np.where(np.isfinite(logs), logs, 0.0) - balance.x


def _shift_column(middle: FloatArray, balance: Balance, slope: FloatArray) -> FloatArray:
    """Return ∂ ln[S(ω)/S(-ω)] / ∂(zero), to first order: how the log-ratio changes if the axis is too high by one."""
    return -np.interp(middle, balance.omega, slope)
