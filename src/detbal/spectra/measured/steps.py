"""One temperature for a law that is not linear in it: steps of Gauss and Newton in ln β."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detbal.errors import InputError, explain
from detbal.spectra.measured.comparison import Comparison, Fit, Model

#: Steps after which the fit has not converged.
STEPS = 60
#: The first few of them choose the points.
CHOOSING = 6
#: Size of the last step, far below any error that is worth its name.
CONVERGED = 1e-10


def fit_in_steps(both: Comparison, law: Callable[[float], Model], beta: float) -> tuple[float, Fit]:
    """Return the β = 1/kT that fits best, and the fit of ln β about it.

    Parameters
    ----------
    both : Comparison
    law
        Given β, the law linearised in ln β about it, which is its first unknown.
    beta
        To begin with.

    Raises
    ------
    InputError
        Steps that do not come to an end.

    Notes
    -----
    The first steps choose the points that count, the others leave them as they are: one that comes and goes would never
    let them end.

    Examples
    --------
    >>> from detbal.spectra.measured.readings import Reading
    >>> both = Comparison(Reading.of(np.exp([3.0]), None), Reading.of([1.0], None), ["a"])
    >>> def law(beta):
    ...     return Model.of(np.full(1, beta), ln_β=np.full(1, beta))
    >>> beta, _ = fit_in_steps(both, law, 1.0)
    >>> round(beta, 9)
    3.0
    """
    kept = None
    for number in range(STEPS):
        made = both.fit(law(beta), kept)
        step = float(made.residuals.theta.values[0])
        if abs(step) < CONVERGED:
            return beta, made
        beta *= float(np.exp(np.clip(step, -1.0, 1.0)))
        kept = made.kept if number >= CHOOSING else None
    why = f"the fit of ln β still moves by {step:.1g} after {STEPS} steps"
    raise InputError(explain("no one temperature", why=why, fix="give kT= or T=, or fewer frequencies: .between()"))
