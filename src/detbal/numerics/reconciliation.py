"""Two readings whose difference is known: both moved in proportion to their variances until they agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Reconciled:
    """What makes n pairs of readings agree.

    Attributes
    ----------
    first, second : (n,) float arrays
        What is added to each reading.
    sigma : (n,) float array
        Standard deviations of the agreed readings; 0 where one of the two is exact.
    distance : float
        In standard deviations, infinite if two exact readings differ by more than round-off; if there are none, the
        root of the summed squares of all that is added.
    """

    first: Floats
    second: Floats
    sigma: Floats
    distance: float


def reconciled(
    residual: Floats, sigma_first: Floats, sigma_second: Floats, rounding: Floats | float = 0.0
) -> Reconciled:
    """Take a residual, first less second, out of both readings; by half of it where both are exact.

    Parameters
    ----------
    residual, sigma_first, sigma_second : (n,)
    rounding : (n,) or number
        Size up to which a residual may be round-off.

    Examples
    --------
    >>> made = reconciled(np.array([0.5]), np.array([0.2]), np.array([0.1]))
    >>> made.first.round(9).tolist(), made.second.round(9).tolist(), round(made.distance, 6)
    ([-0.4], [0.1], 2.236068)
    """
    of_first, of_second = sigma_first**2, sigma_second**2
    total = of_first + of_second
    exact = total == 0
    scale = np.where(exact, 1.0, total)
    share = np.where(exact, 0.5, of_first / scale)
    sigma = np.sqrt(np.where(exact, 0.0, of_first * of_second / scale))
    if exact.all():
        size = residual / np.sqrt(2)
    else:  # of readings without an error, any change is infinitely many standard deviations
        size = np.where(exact, np.where(np.abs(residual) > rounding, np.inf, 0.0), residual / np.sqrt(scale))
    return Reconciled(-share * residual, (1 - share) * residual, sigma, float(np.sqrt(size @ size)))
