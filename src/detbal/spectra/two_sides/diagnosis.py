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
from detbal.spectra.two_sides.balance import Balance
from detbal.spectra.two_sides.rows import Rows
from detbal.verdict import Finding

#: What a cause may leave of exact residuals, of their root mean square: of exact causes, and of one to first order.
EXPLAINED, NEARLY = 1e-3, 0.05


def diagnose(kind: Kind, balance: Balance, rows: Rows, alpha: float) -> tuple[Finding, ...]:
    """Name the causes that explain the residuals, each by itself: the first that does, of the simplest first.

    Examples
    --------
    >>> from detbal.spectra.two_sides.balance import balance_of
    >>> from detbal.spectra.two_sides.rows import rows_of
    >>> from detbal.spectra.two_sides.sides import sides_of
    >>> from detbal.spectra.spectrum import Spectrum
    >>> sides = sides_of(Spectrum([-2.0, -1.0, 1.0, 2.0], [3.0, 2.0, 2.0, 3.0]))
    >>> both = balance_of(sides, sides.omega / 0.5)
    >>> [type(cause).__name__ for cause in diagnose(Kind.WIGHTMAN, both, rows_of(both), 0.01)]
    ['ClassicalSpectrum']
    """
    usable = np.isfinite(rows.log_ratio)
    if (kind.parity and kind is not Kind.CLASSICAL) or not usable.all() or not len(usable):
        return ()
    middle = (rows.first + rows.last)[usable] / 2.0
    demanded = np.interp(middle, balance.omega, balance.x)
    shown = demanded + rows.log_ratio[usable]
    noise = np.hypot(rows.sigma, rows.rounding)[usable]
    fits = _Fits(noise, balance.statistical, float(np.sqrt(np.mean(rows.log_ratio[usable] ** 2))), alpha)
    if fits.explain(shown, None) is not None:
        return (ClassicalSpectrum("both sides are equal, as those of a classical (or symmetrised) spectrum are"),)
    if fits.explain(shown + demanded, None) is not None:
        return (WrongSign("the sides are exchanged: this is S(-ω), or ω counts energy that the system loses"),)
    if len(middle) < 3:
        return ()
    beta = fits.explain(shown, middle[:, None])
    if beta is not None and abs(beta[0] * middle[-1] - demanded[-1]) > 1e-6 * demanded[-1]:
        told = f"balanced at kT = {1.0 / beta[0]:.6g}" if beta[0] else "balanced at infinite temperature"
        return (AnotherTemperature(told),)
    slope = np.gradient(_log_sides(balance), balance.omega) if len(balance.omega) > 2 else None
    constant = fits.explain(rows.log_ratio[usable], np.ones((len(middle), 1)))
    if constant is not None:
        told = f"balanced but for a factor of {np.exp(constant[0]):.6g} between the sides, the same at all frequencies"
        return (ScaledSides(told),)
    if slope is not None:
        moved = _shift_column(middle, balance, slope)
        shift = fits.explain(rows.log_ratio[usable], moved[:, None], NEARLY)
        if shift is not None:
            return (ShiftedAxis(f"balanced, to first order, if the zero of the axis lies at {shift[0]:.4g}"),)
    return ()


class _Fits:
    """Asks whether a column explains log-ratios to within their noise."""

    def __init__(self, noise: FloatArray, statistical: bool, size: float, alpha: float) -> None:
        self.noise, self.statistical, self.size, self.alpha = noise, statistical, size, alpha

    def explain(self, observed: FloatArray, column: FloatArray | None, leaving: float = EXPLAINED) -> FloatArray | None:
        """Return the coefficients (empty without a column) if what is left is noise, else None."""
        scale = self.noise if self.statistical else np.ones_like(self.noise)
        left, values = observed, np.zeros(0)
        if column is not None:
            solution = least_squares(column, observed, np.where(scale > 0, scale, 1e-12))
            left, values = solution.residual, solution.values
        if self.statistical:
            chi2 = float(np.sum((left / np.where(scale > 0, scale, 1e-12)) ** 2))
            p = chi2_survival(chi2, len(left) - len(values))
            return values if p is not None and p > self.alpha else None
        small = np.abs(left).max() <= max(leaving * self.size, 4.0 * float(self.noise.max()))
        return values if small else None


def _log_sides(balance: Balance) -> FloatArray:
    """Return ln S(ω) + ln S(-ω), which a shift of the axis turns into a difference."""
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.log(np.abs(balance.mean)) + balance.scale
    return 2.0 * np.where(np.isfinite(logs), logs, 0.0) - balance.x


def _shift_column(middle: FloatArray, balance: Balance, slope: FloatArray) -> FloatArray:
    """Return ∂ ln[S(ω)/S(-ω)] / ∂(zero), to first order: how the log-ratio changes if the axis is too high by one."""
    return -np.interp(middle, balance.omega, slope)
