"""From residuals of cross-sections to a status: values with large errors are compared on their own scale."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detbal.pairs import FloatArray
from detbal.residual import Residuals
from detbal.verdict import Criteria, Status, judge, noise_floor


def below_the_larger(residual: FloatArray) -> FloatArray:
    """Return by which part the smaller of two values lies below the larger, with the sign of ln of their ratio.

    For a value that came out low, this over its relative error is the Gaussian deviation if the error follows the
    true value; for one that came out high, if the error is constant. The other way round it is too small a deviation.
    So no error is underestimated, whatever it follows, while ln of a value with an error of 18 % is off by far.

    Examples
    --------
    >>> below_the_larger(np.log([0.5, 2.0]))
    array([-0.5,  0.5])
    """
    return np.asarray(-np.sign(residual) * np.expm1(-np.abs(residual)))


def judged(residuals: Residuals, criteria: Criteria) -> tuple[Status, FloatArray]:
    """Decide, and return the noise floor of each residual in nats; infinite where the noise allows any ratio.

    Examples
    --------
    >>> from detbal.residual import NO_UNKNOWNS
    >>> half = Residuals(np.log([0.5]), np.zeros(1), np.array([0.18]), ["a"], 1, NO_UNKNOWNS)
    >>> status, floor = judged(half, Criteria.of(None, statistical=True))
    >>> status.name, floor.round(3)  # 2.576 · 0.18 below the larger
    ('BROKEN', array([0.623]))
    """
    noise = noise_floor(replace(residuals, rounding=np.zeros(len(residuals.sigma))), criteria.alpha)
    with np.errstate(divide="ignore"):
        floor = residuals.rounding - np.log1p(-np.minimum(noise, 1.0))
    return judge(replace(residuals, rounding=floor, sigma=np.zeros(len(floor))), criteria)
