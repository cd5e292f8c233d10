"""The temperature at which both sides of a spectrum agree best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.least_squares import least_squares
from detbal.pairs import FloatArray
from detbal.residual import Estimate
from detbal.spectra.two_sides.balance import Balance, balance_of
from detbal.spectra.two_sides.sides import Sides
from detbal.verdict import EXACT_RESOLUTION

#: Relative change of β, in standard errors, at which the search ends; and how many steps it may take.
CLOSE, STEPS = 1e-4, 100
#: With fewer points than this at which both sides are bright, the search starts from the best of many temperatures.
FEW = 20
_SEE = "plot the sides; give data in which both stand above noise"
#: Residuals of exact data above so many times their round-off are no round-off.
ROUND_OFF = 10.0
#: Least share of the information on β that must not be noise.
SIGNAL = 0.2


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
        Of exact data, least squares of the log-ratios, with errors from their scatter, weighted by their round-off if
        that is all there is, else evenly. Of data with errors, the least χ² of the differences, which is unbiased
        however faint they are; errors from the spread that noise gives to its gradient.

    Raises
    ------
    InputError
        If at no frequency (with `gain`, at fewer than two) both sides stand above noise.

    Examples
    --------
    >>> from detbal.spectra.two_sides.sides import sides_of
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
    if sides.statistical and both.sum() < FEW:
        return _coarse(sides, gain), np.zeros(1 + gain)
    if both.sum() < 1 + gain:
        what = f"both sides stand above noise at {int(both.sum())} of {len(both)} frequencies"
        fix = f"a temperature needs {1 + gain} of them: give better data on the weaker side"
        raise InputError(explain(what, fix=fix))
    log_ratio = np.log(plus.mantissa[both]) - np.log(minus.mantissa[both]) + (plus.exponent - minus.exponent)[both]
    relative = [(s.spread if sides.statistical else s.floor)[both] / s.mantissa[both] for s in (plus, minus)]
    noise = np.hypot(*relative)
    design = _columns(sides.omega[both], gain)
    noise = np.where(noise > 0, noise, 1e-16)
    floors = noise
    solution = least_squares(design, log_ratio, noise)
    if not sides.statistical and np.abs(solution.residual / noise).max() > ROUND_OFF:
        # not balanced to within round-off: finer differences in that do not make a point weigh more
        noise = np.maximum(noise, EXACT_RESOLUTION)
        solution = least_squares(design, log_ratio, noise)
    dof = len(log_ratio) - design.shape[1]
    scatter = float(np.sqrt(np.sum((solution.residual / noise) ** 2) / dof)) if dof > 0 else float("nan")
    errors = solution.errors * scatter
    if not sides.statistical and sides.interpolated:  # what interpolation misses has one sign over many points
        errors = np.hypot(errors, _leak(design, noise, floors))
    return solution.values, errors


def _leak(design: FloatArray, noise: FloatArray, floors: FloatArray) -> FloatArray:
    """Return how far the values of a fit weighted by 1/noise² may be off, if all points are by their floors."""
    weighted = design / noise[:, None] ** 2
    if not _regular(design.T @ weighted):
        return np.zeros(design.shape[1])
    return np.asarray(np.abs(np.linalg.solve(design.T @ weighted, weighted.T)) @ floors)


def _coarse(sides: Sides, gain: bool) -> FloatArray:
    """Return the best of some β, from far below the range of frequencies to far above it, of either sign."""
    reach = np.geomspace(0.03, 30.0, 13) / float(sides.omega.max())
    gains = np.linspace(-3.0, 3.0, 7) if gain else [0.0]
    tried = [(beta, log) for beta in (*-reach[::-1], 0.0, *reach) for log in gains]
    found = [balance_of(sides, _expected(sides.omega, np.array(theta))).chi2 for theta in tried]
    return np.array(tried[int(np.argmin(found))])[: 1 + gain]


def _least_chi2(sides: Sides, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Minimise χ² = Σ (a - b)²/(σa² + σb²) by Newton's steps on its gradient, shortened where need be."""
    design = _columns(sides.omega, len(theta) > 1)
    balance = balance_of(sides, _expected(sides.omega, theta))
    chi2 = balance.chi2
    for _ in range(STEPS):
        score, spread, slope = _equations(balance, design)
        if not _regular(spread):
            raise InputError(explain("no temperature fits: the sides are not seen above noise", fix=_SEE))
        step = np.linalg.solve(slope if _share(spread, slope) > SIGNAL else spread, score)
        reach = np.sqrt(np.diag(np.linalg.inv(spread)))
        if (np.abs(step) <= CLOSE * reach).all():
            return theta, _errors(balance, spread, slope)
        for _ in range(STEPS):
            tried = balance_of(sides, _expected(sides.omega, theta + step))
            if (less := tried.chi2) < chi2:
                break
            step = step / 2.0
            if (np.abs(step) <= CLOSE * reach).all():
                return theta, _errors(balance, spread, slope)
        theta, balance, chi2 = theta + step, tried, less
    raise InputError(
        explain(
            f"no temperature fits: the search ended at β = {theta[0]:.4g}",
            fix=_SEE,
        )
    )


def _errors(balance: Balance, spread: FloatArray, slope: FloatArray) -> FloatArray:
    """Return the standard errors, if what was fitted is signal rather than noise."""
    if not _regular(slope) or _share(spread, slope) < SIGNAL or balance.mean.sum() <= 0:
        raise InputError(explain("no temperature fits: the sides are not seen above noise", fix=_SEE))
    inverse = np.linalg.inv(slope)
    return np.asarray(np.sqrt(balance.correlated * np.diag(inverse @ spread @ inverse.T)))


def _regular(matrix: FloatArray) -> bool:
    """Whether a matrix of few rows can be inverted, in units of its own diagonal."""
    size = np.sqrt(np.abs(np.diag(matrix)))
    if not (np.isfinite(matrix).all() and (size > 0).all()):
        return False
    return bool(np.linalg.eigvalsh(matrix / np.outer(size, size))[0] > 1e-12)


def _share(spread: FloatArray, slope: FloatArray) -> float:
    """Return the least share of signal in the information, over all directions."""
    return float(np.linalg.eigvals(np.linalg.solve(spread, slope)).real.min())


def _equations(balance: Balance, design: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return half the gradient of χ² downhill, its variance, and its slope, from which noise is taken off."""
    v, s = balance.variance, balance.mean
    score = design.T @ ((balance.a - balance.b) * s / v)
    spread = design.T @ (design * (s**2 / v)[:, None])
    slope = design.T @ (design * ((s**2 - balance.mean_variance) / v)[:, None])
    return score, spread, slope
