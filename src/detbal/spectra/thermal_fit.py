"""The temperature at which both sides of a spectrum agree best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.least_squares import least_squares
from detbal.pairs import FloatArray
from detbal.residual import Estimate
from detbal.spectra.balance import Balance, balance_of
from detbal.spectra.sides import Sides

#: Relative change of β, in standard errors, at which the search ends; and how many steps it may take.
CLOSE, STEPS = 1e-6, 60


@dataclass(frozen=True, slots=True, eq=False)
class ThermalFit:
    """β (and the log of the gain of one side over the other, if asked for), and the balance of the sides there.

    Attributes
    ----------
    theta : Estimate
    balance : Balance
    """

    theta: Estimate
    balance: Balance


def fit_temperature(sides: Sides, *, gain: bool = False) -> ThermalFit:
    """Find the β with which S(-ω) e^{βω} and S(ω) agree best.

    Parameters
    ----------
    sides
    gain : bool
        Fit a constant besides: the log of a factor between the sides that does not depend on ω.

    Returns
    -------
    ThermalFit
        Of exact data, least squares of the log-ratios weighted by their round-off, with errors from their scatter. Of data with errors,
        the least χ² of the differences, which is unbiased however faint they are; errors from the spread that noise
        gives to the estimating equation.

    Raises
    ------
    InputError
        If at no frequency (with `gain`, at fewer than two) both sides stand above noise.

    Examples
    --------
    >>> from detbal.spectra.sides import sides_of
    >>> from detbal.spectra.spectrum import Spectrum
    >>> omega = np.array([-2.0, -1.0, 1.0, 2.0])
    >>> sides = sides_of(Spectrum(omega, np.exp(omega / 3.0)))
    >>> float(fit_temperature(sides).theta.values[0].round(12))
    0.666666666667
    """
    names = ("β", "ln gain")[: 1 + gain]
    start, errors = _from_logs(sides, gain)
    if sides.statistical:
        start, errors = _least_chi2(sides, start)
    return ThermalFit(Estimate(names, start, errors), balance_of(sides, _expected(sides.omega, start)))


def _expected(omega: FloatArray, theta: FloatArray) -> FloatArray:
    return np.asarray(theta[0] * omega + (theta[1] if len(theta) > 1 else 0.0))


def _columns(omega: FloatArray, gain: bool) -> FloatArray:
    return np.column_stack([omega, np.ones_like(omega)]) if gain else omega[:, None]


def _from_logs(sides: Sides, gain: bool) -> tuple[FloatArray, FloatArray]:
    """Fit the log-ratios of the points at which both sides are seen, each by itself."""
    plus, minus = sides.plus, sides.minus
    enough = 3.0 if sides.statistical else 0.0
    bright = [s.mantissa > np.maximum(enough * s.spread, 4.0 * s.floor) for s in (plus, minus)]
    both = bright[0] & bright[1]
    if both.sum() < 1 + gain:
        what = f"both sides stand above noise at {int(both.sum())} of {len(both)} frequencies"
        raise InputError(
            explain(what, fix=f"a temperature needs {1 + gain} of them: give better data on the weaker side")
        )
    log_ratio = np.log(plus.mantissa[both]) - np.log(minus.mantissa[both]) + (plus.exponent - minus.exponent)[both]
    relative = [(s.spread if sides.statistical else s.floor)[both] / s.mantissa[both] for s in (plus, minus)]
    noise = np.hypot(*relative)
    noise = np.where(noise > 0, noise, 1e-16)
    design = _columns(sides.omega[both], gain)
    solution = least_squares(design, log_ratio, noise)
    dof = len(log_ratio) - design.shape[1]
    scatter = float(np.sqrt(np.sum((solution.residual / noise) ** 2) / dof)) if dof > 0 else float("nan")
    return solution.values, solution.errors * scatter


def _least_chi2(sides: Sides, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Minimise χ² = Σ (a - b)²/(σa² + σb²) by Newton's steps on the estimating equation."""
    design = _columns(sides.omega, len(theta) > 1)
    reach = 1.0 / float(np.abs(sides.omega).max())
    for _ in range(STEPS):
        balance = balance_of(sides, _expected(sides.omega, theta))
        score, spread, slope = _equations(balance, design)
        step = np.linalg.solve(slope, score)
        largest = float(np.abs(step[0])) / reach
        theta = theta + step / max(1.0, largest)  # no more than a nat at the last frequency in one step
        inverse = np.linalg.inv(slope)
        errors = np.sqrt(np.diag(inverse @ spread @ inverse.T))
        if (np.abs(step) <= CLOSE * errors).all():
            return theta, errors
    raise InputError(
        explain(
            f"no temperature fits: the search ended at β = {theta[0]:.4g} ± {errors[0]:.2g}",
            fix="plot the sides; give data in which both stand above noise",
        )
    )


def _equations(balance: Balance, design: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the estimating equation Σ (a-b) s ∂x/v, its variance, and its slope, from which noise is taken off."""
    v, s = balance.variance, balance.mean
    weight = s**2 / v
    clean = (s**2 - balance.mean_variance) / v
    score = design.T @ ((balance.a - balance.b) * s / v)
    spread = design.T @ (design * weight[:, None])
    slope = design.T @ (design * clean[:, None])
    if np.linalg.eigvalsh(slope).min() <= 0.05 * np.linalg.eigvalsh(spread).min():  # nearly all of it is noise
        slope = spread
    return score, spread, slope
