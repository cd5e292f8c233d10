"""The pictures of a pair: both curves on one scale, and what is left between them."""

from __future__ import annotations

import numpy as np

from detbal.figures import Curve, CurveFigure
from detbal.photovoltaics.radiation import Floats
from detbal.photovoltaics.reciprocity.overlap import Overlap


def overlay_figures(both: Overlap, predicted: Floats, residual: Floats, T: float) -> tuple[CurveFigure, ...]:
    """Lay out the EL as measured and as its EQE predicts it (ln, (n,)), and the residual.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> from detbal.photovoltaics.reciprocity.overlap import overlap_of
    >>> both = overlap_of(example_pair())
    >>> [one.title for one in overlay_figures(both, both.log_el, np.zeros(len(both)), 300.0)]
    ['EL measured and predicted', 'Residual of the reciprocity']
    """
    top = float(both.log_el.max(initial=-np.inf)) if len(both) else 0.0
    measured = np.exp(both.log_el - top)
    errors = bool((both.sigma_el > 0).any())
    sigma = np.hypot(both.sigma_el, both.sigma_eqe)
    bars = "; bars are standard errors" if (sigma > 0).any() else ""
    return (
        CurveFigure(
            title="EL measured and predicted",
            caption=f"EQE times a black body's photons at {T:.5g} K, at the fitted level{bars}.",
            x_axis="photon energy / eV",
            y_axis="EL / its maximum in this range",
            curves=(
                Curve("EL", both.energy, measured, error=measured * both.sigma_el if errors else None, points=True),
                Curve("from the EQE", both.energy, np.exp(predicted - top)),
            ),
            log_y=True,
        ),
        CurveFigure(
            title="Residual of the reciprocity",
            caption=f"Of both curves together{bars}.",
            x_axis="photon energy / eV",
            y_axis="ln(EL / (EQE φ_bb)) - level / nats",
            curves=(
                Curve("residual", both.energy, residual, error=sigma if (sigma > 0).any() else None, points=True),
                Curve("reciprocal", both.energy, np.zeros(len(both))),
            ),
        ),
    )
