"""The pictures of a pair: both curves on one scale, and what is left between them."""

from __future__ import annotations

import numpy as np

from detbal.figures import Curve, CurveFigure
from detbal.photovoltaics.radiation import BOLTZMANN
from detbal.photovoltaics.reciprocity.law_fit import LawFit


def overlay_figures(made: LawFit) -> tuple[CurveFigure, ...]:
    """Lay out the EL as measured and as its EQE predicts it, and the residual.

    Examples
    --------
    >>> from detbal.photovoltaics.comparison.overlap import overlap_of
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> from detbal.photovoltaics.reciprocity.law_fit import law_fit
    >>> pair = example_pair()
    >>> [one.title for one in overlay_figures(law_fit(overlap_of(pair.eqe, pair.el), None))]
    ['EL measured and predicted', 'Residual of the reciprocity']
    """
    both, residual = made.signals, made.residuals.residual
    top = float(both.log_emitted.max(initial=-np.inf)) if len(both) else 0.0
    measured, seen = np.exp(both.log_emitted - top), ~both.missing
    of_el = (measured * both.sigma_emitted)[seen] if (both.sigma_emitted > 0).any() else None
    of_both = both.sigma[seen] if (both.sigma > 0).any() else None
    bounds = ("EL", measured), ("residual", residual)
    missing = [
        (Curve(f"{name}: a bound, as a signal is missing", both.energy[both.missing], of[both.missing], points=True),)
        if both.missing.any()
        else ()
        for name, of in bounds
    ]
    bars = "; bars are standard errors" if of_both is not None else ""
    return (
        CurveFigure(
            title="EL measured and predicted",
            caption=f"From the EQE at {made.kT / BOLTZMANN:.5g} K, at the fitted level{bars}.",
            x_axis="photon energy / eV",
            y_axis="EL / its maximum in this range",
            curves=(
                Curve("EL", both.energy[seen], measured[seen], error=of_el, points=True),
                *missing[0],
                Curve("from the EQE", both.energy, np.exp(both.log_absorbed + made.log_law - top)),
            ),
            log_y=True,
        ),
        CurveFigure(
            title="Residual of the reciprocity",
            caption=f"Of both curves together{bars}.",
            x_axis="photon energy / eV",
            y_axis="ln(EL / (EQE φ_bb)) - level / nats",
            curves=(
                Curve("residual", both.energy[seen], residual[seen], error=of_both, points=True),
                *missing[1],
                Curve("reciprocal", both.energy, np.zeros(len(both))),
            ),
        ),
    )
