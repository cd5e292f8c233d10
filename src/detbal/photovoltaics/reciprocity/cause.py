"""One reading of a pair that is not reciprocal as stated, and what it would mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.residual import Residuals
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


def apart(value: float, error: float, stated: float) -> str:
    """Write a value with the digits that its error (to two) bears, and at least those that tell it from another.

    Examples
    --------
    >>> apart(329.98765, 0.1523, 300), apart(300.0000012, 0.0, 300)
    ('329.99 ± 0.15', '300.000001')
    """
    if np.isfinite(error) and error >= 1e-9 * abs(value):
        digits = max(0, 1 - int(np.floor(np.log10(error))))
        return f"{value:.{digits}f} ± {error:.{digits}f}"
    digits = 6
    while digits < 16 and float(f"{value:.{digits}g}") == float(f"{stated:.{digits}g}"):
        digits += 1
    return f"{value:.{digits}g}"
