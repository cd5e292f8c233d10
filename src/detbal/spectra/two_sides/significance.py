"""Rows as residuals, and the probability that noise alone makes the sides differ as they do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detbal.numerics.chi_square import chi2_survival
from detbal.residual import NO_UNKNOWNS, Estimate, Residuals
from detbal.spectra.two_sides.balance import Balance
from detbal.spectra.two_sides.rows import Rows


def directed_p(balance: Balance) -> float | None:
    """Return the p-value against a wrong temperature, or a factor between the sides (score test).

    Examples
    --------
    >>> from detbal.spectra.two_sides.balance import balance_of
    >>> from detbal.spectra.two_sides.sides import sides_of
    >>> from detbal.spectra.spectrum import Spectrum
    >>> even = Spectrum([-2.0, -1.0, 1.0, 2.0], [1.0, 1.0, 1.0, 1.0], errors=0.1)
    >>> [directed_p(balance_of(sides_of(even), x * np.array([1.0, 2.0]))) < 0.01 for x in (0.0, 1.0)]
    [False, True]
    """
    v, s = balance.variance, balance.mean
    design = np.column_stack([balance.omega / balance.omega.max(), np.ones_like(balance.omega)])
    score = design.T @ ((balance.a - balance.b) * s / v)
    spread = design.T @ (design * (s**2 / v)[:, None])
    values, vectors = np.linalg.eigh(spread)
    kept = values > 1e-9 * values[-1]
    if not kept.any():
        return None
    statistic = float(np.sum((vectors[:, kept].T @ score) ** 2 / values[kept]))
    return chi2_survival(statistic / balance.correlated, int(kept.sum()))


def combined_p(first: float | None, second: float | None) -> float | None:
    """Return twice the smaller of two p-values (Bonferroni), or the one there is.

    Examples
    --------
    >>> combined_p(0.01, 0.5), combined_p(0.3, None), combined_p(0.9, 0.8)
    (0.02, 0.3, 1.0)
    """
    known = [p for p in (first, second) if p is not None]
    return min(1.0, len(known) * min(known)) if known else None


def residuals_of(balance: Balance, rows: Rows, names: Sequence[str], theta: Estimate = NO_UNKNOWNS) -> Residuals:
    """Return the rows as residuals, with the p-value of all points together, however faint they are.

    The p-value is twice the smaller of two: of χ², against breaking of any kind, and of the score test against a wrong
    temperature or a factor between the sides, which sees these long before χ² does.

    Examples
    --------
    >>> from detbal.spectra.two_sides.balance import balance_of
    >>> from detbal.spectra.two_sides.sides import sides_of
    >>> from detbal.spectra.spectrum import Spectrum
    >>> pair = balance_of(sides_of(Spectrum([-1.0, 1.0], [1.0, 2.0], errors=0.01)), np.array([0.7]))
    >>> from detbal.spectra.two_sides.rows import RowNames, rows_of
    >>> rows = rows_of(pair)
    >>> left = residuals_of(pair, rows, RowNames(rows.first, rows.last))
    >>> left.residual.round(3).tolist(), round(left.p_value, 2), left.labels[0]
    ([-0.007], 1.0, 'ω = 1')
    """
    unknowns = len(theta.names)
    # all points count in χ², however faint; rows are what is left of them in logs
    points = round(len(balance.a) / balance.correlated)
    dof = max((points if balance.statistical else len(rows.log_ratio)) - unknowns, 0)
    chi2 = p_value = None
    if balance.statistical:
        # points that say the same count once
        chi2 = balance.chi2 / balance.correlated
        p_value = combined_p(chi2_survival(chi2, points - unknowns), None if unknowns else directed_p(balance))
    return Residuals(rows.log_ratio, rows.rounding, rows.sigma, names, dof, theta, chi2, p_value)
