"""`pairs` for EQE and EL of one junction."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.pairs import Pairs
from detbal.photovoltaics.comparison.overlap import overlap_of
from detbal.photovoltaics.radiation import BOLTZMANN
from detbal.photovoltaics.reciprocity.law import RAU
from detbal.photovoltaics.reciprocity.law_fit import law_fit
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair


def pairs_of(pair: ReciprocalPair, *, T: Any = None) -> Pairs:
    """Return the reciprocity as pairs: ln EL against ln(EQE φ_bb), with one unknown, ln of the scale.

    Parameters
    ----------
    pair : ReciprocalPair
    T
        As for `kelvins`; that of the pair unless given.

    Notes
    -----
    U. Rau, Phys. Rev. B 76, 085303 (2007), in the Boltzmann range. Of an absolute EL the scale is e^{qV/kT} - 1.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> from detbal.residual import fit
    >>> made = fit(pairs_of(example_pair(), T=300))
    >>> made.theta.names, bool(made.misfit < 1e-12)
    (('ln scale',), True)
    """
    beta = 1 / (BOLTZMANN * pair.temperature(T))
    both = law_fit(overlap_of(pair.eqe, pair.el), beta).signals
    return both.pairs(RAU.log_ratio(both.energy, beta, 0.0), np.ones((len(both), 1)), ("ln scale",))
