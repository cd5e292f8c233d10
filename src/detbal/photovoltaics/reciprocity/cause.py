"""One reading of a pair that is not reciprocal as stated, and what it would mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.photovoltaics.radiation import Floats
from detbal.photovoltaics.reciprocity.overlap import Overlap
from detbal.residual import Residuals, fit
from detbal.verdict import Criteria, Finding, Status, judge

#: Energies without which no reading of part of the data, or on a moved axis, is tried.
FEWEST = 6


@dataclass(frozen=True, slots=True, eq=False)
class Cause:
    """One reading of the data, and what it would mean if it fits.

    Attributes
    ----------
    finding : Finding
    residuals : Residuals
    unknowns : int
        Beside the common level.
    """

    finding: Finding
    residuals: Residuals
    unknowns: int

    def fits(self, criteria: Criteria) -> bool:
        """Whether the data do not exclude it."""
        return self.residuals.dof > 0 and judge(self.residuals, criteria)[0] is not Status.BROKEN

    @property
    def score(self) -> float:
        """χ² less its expectation, and 2 for each unknown; without statistical errors 2 for each unknown alone."""
        excess = 0.0 if self.residuals.chi2 is None else self.residuals.chi2 - self.residuals.dof - self.unknowns
        return excess + 2.0 * self.unknowns


def level_fit(both: Overlap, log_black: Floats, *more: Floats) -> Residuals:
    """Fit the common level, and the columns that are given beside it.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> from detbal.photovoltaics.reciprocity.overlap import overlap_of
    >>> both = overlap_of(example_pair())
    >>> from detbal.photovoltaics.radiation import log_emission
    >>> bool(level_fit(both, log_emission(both.energy, 8.617333262e-5 * 300)).misfit < 1e-6)
    True
    """
    names = ("level", *(f"unknown {k}" for k in range(len(more))))
    return fit(both.pairs(log_black, np.column_stack((np.ones(len(both)), *more)), names))


def plus_minus(value: float, error: float) -> str:
    """Write a value with as many digits as its error (to two) bears.

    Examples
    --------
    >>> plus_minus(329.98765, 0.1523)
    '329.99 ± 0.15'
    """
    if not np.isfinite(error) or error < 1e-9 * abs(value):
        return f"{value:.6g}"
    digits = max(0, 1 - int(np.floor(np.log10(error))))
    return f"{value:.{digits}f} ± {error:.{digits}f}"
