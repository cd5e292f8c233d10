"""Verdicts against a limit: above it is broken, below it is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.residual import NO_UNKNOWNS, Residuals
from detbal.result import Verdict
from detbal.verdict import Criteria, Status, noise_floor

_SENTENCES = {
    Status.BALANCED: "nothing stands above its limit, to within the noise floor stated",
    Status.BROKEN: "detailed balance does not hold: at least one value stands above its limit, beyond its noise",
    Status.UNDECIDED: "the noise floor is too high to tell whether the limit is exceeded",
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LimitVerdict(Verdict):
    """The answer to "is it above its limit?": BALANCED means "not above".

    Attributes
    ----------
    log_excess : (n,) float array
        ln(value/limit), nats, with its sign; `residual` holds what of it is above 0.
    """

    log_excess: np.ndarray[Any, np.dtype[np.float64]]

    @property
    def sentence(self) -> str:
        """The answer in words."""
        return _SENTENCES[self.status]


def limit_verdict(
    log_excess: Any, sigma: Any, labels: Sequence[str], *, tol: float | None, alpha: float = 0.01, **more: Any
) -> LimitVerdict:
    """Judge logs of values over their limits, one-sided.

    Parameters
    ----------
    log_excess, sigma : (n,) float arrays
        Nats, and standard deviations (0 if none is known).
    labels
    tol
        Excess that is forgiven, nats.
    alpha
    more
        Fields of the verdict.

    Examples
    --------
    >>> limit_verdict([-3.0, 0.2], [0.0, 0.0], ["a", "b"], tol=None, subject="s", statement="t").status.name
    'BROKEN'
    """
    excess, spread = np.asarray(log_excess, dtype=np.float64), np.asarray(sigma, dtype=np.float64)
    rounding = 1e-12 * (1 + np.where(np.isfinite(excess), np.abs(excess), 0.0))
    kept = np.maximum(excess, 0.0)
    residuals = Residuals(kept, rounding, spread, labels, len(excess), NO_UNKNOWNS)
    criteria = Criteria.of(tol, statistical=bool((spread > 0).any()), alpha=alpha)
    floor = noise_floor(residuals, alpha)
    if (excess - floor > criteria.tol).any():
        status = Status.BROKEN
    else:
        settled = len(excess) > 0 and bool((excess + floor <= criteria.resolution).all())
        status = Status.BALANCED if settled else Status.UNDECIDED
    return LimitVerdict.of(residuals, floor, criteria, status=status, log_excess=excess, **more)
