"""The tail of the χ² distribution."""

from __future__ import annotations


def chi2_survival(chi2: float, dof: int) -> float | None:
    """Return the probability that χ² with `dof` degrees of freedom exceeds `chi2`; None without any.

    Examples
    --------
    >>> round(chi2_survival(3.841459, 1), 6)
    0.05
    """
    if dof <= 0:
        return None
    from scipy.special import gammaincc

    return float(gammaincc(dof / 2, chi2 / 2))
