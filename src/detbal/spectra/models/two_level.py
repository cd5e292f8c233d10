"""The two-level system."""

from __future__ import annotations

import numpy as np

from detbal.reals import positive
from detbal.spectra.models.lines import Lines


def two_level(splitting: float, kT: float) -> Lines:
    """Return the lines of A = σ_x of two levels: the populations, of the lower at +Δ and of the upper at -Δ.

    Its symmetrised spectrum does not depend on temperature, and χ″ is tanh(Δ/2kT) of it. It has no classical partner.

    Raises
    ------
    InputError
        A splitting or temperature that is not positive.

    Examples
    --------
    >>> spin = two_level(2.0, 1.0)
    >>> spin.weights.round(6), spin.weights.sum().round(12)
    (array([0.119203, 0.880797]), np.float64(1.0))
    """
    splitting, kT = positive(splitting, "splitting"), positive(kT, "kT")
    x = splitting / kT
    log_lower = -np.logaddexp(0.0, -x)
    return Lines([-splitting, splitting], [log_lower - x, log_lower], kT)
