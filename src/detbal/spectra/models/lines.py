"""`Lines`: a spectrum of discrete lines, S(ω) = 2π Σ w_k δ(ω - ω_k), with weights in logs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import positive, real_array
from detbal.spectra.axis import require_finite, slack
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Lines:
    """Lines of a discrete spectrum: their weights sum to ⟨A²⟩.

    Parameters
    ----------
    omega : (n,)
        Frequencies; lines at the same one are added.
    log_weights : (n,)
        ln w, ``-inf`` for none.
    kT : float
        In the unit of ω.
    kind : Kind
        WIGHTMAN, or CLASSICAL for lines of a classical motion.

    Attributes
    ----------
    omega : (m,) float array
        Ascending, each once.
    log_weights : (m,) float array

    Raises
    ------
    InputError
        Shapes that differ, frequencies that are not finite, weights that are NaN or infinite, a temperature that is not
        positive, or no `Kind`.

    Examples
    --------
    >>> pair = Lines([-1.0, 1.0, 1.0], np.log([0.1, 0.2, 0.3]), kT=1.0)
    >>> pair.omega.tolist(), pair.weights.round(12).tolist()
    ([-1.0, 1.0], [0.1, 0.5])
    >>> pair.sticks().to(Kind.SCHOFIELD).values.round(6)  # 0.1 e^½ and 0.5 e^-½
    array([0.164872, 0.303265])
    """

    omega: FloatArray
    log_weights: FloatArray
    kT: float
    kind: Kind

    def __init__(self, omega: ArrayLike, log_weights: ArrayLike, kT: float, kind: Kind = Kind.WIGHTMAN) -> None:
        places, logs = real_array(omega, "omega"), real_array(log_weights, "log_weights")
        if places.ndim != 1 or places.shape != logs.shape or not len(places):
            what = f"omega has shape {places.shape} and log_weights {logs.shape}"
            raise InputError(explain(what, fix="give one weight for each frequency"))
        require_finite(places, "omega")
        if bad := np.flatnonzero(np.isnan(logs) | (logs == np.inf)).tolist():
            fix = "give finite numbers, or -inf for none"
            raise InputError(explain(f"log_weights[{bad[0]}] = {logs[bad[0]]}", fix=fix))
        object.__setattr__(self, "kT", positive(kT, "kT"))
        object.__setattr__(self, "kind", member(Kind, kind, "kind"))
        order = np.argsort(places, kind="stable")
        places, logs = places[order], logs[order]
        start = np.flatnonzero(np.r_[True, np.diff(places) > slack(places)[1:]])
        object.__setattr__(self, "omega", places[start])
        object.__setattr__(self, "log_weights", np.logaddexp.reduceat(logs, start))

    @property
    def weights(self) -> FloatArray:
        """Weights, shape (m,); 0 where they underflow."""
        return np.exp(self.log_weights)

    def sticks(self) -> Spectrum:
        """Return the lines as a `Spectrum` whose values are weights, not densities.

        Factors between kinds depend on ω alone, and hold for weights as well; sums take the place of ∫ dω/2π.

        Examples
        --------
        >>> Lines([1.0], [0.0], kT=1.0).sticks().values
        array([1.])
        """
        said = ("values are weights of lines, ∫ S dω/2π over each, and no densities",)
        return Spectrum.from_logs(self.omega, self.log_weights, kind=self.kind, kT=self.kT, assumptions=said)
