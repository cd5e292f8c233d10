"""Pictures of what this domain holds, as data: the verdicts draw their own."""

from __future__ import annotations

import numpy as np

from detbal.figures import Curve, CurveFigure
from detbal.spectra.observables.absorption import Absorption
from detbal.spectra.spectrum import Spectrum


def spectrum_figure(*spectra: Spectrum, names: tuple[str, ...] = (), log: bool = False) -> CurveFigure:
    """Lay out one or several spectra over a common axis, with bands of one standard error.

    Draw it with `detbal.plots.render.draw`.

    Parameters
    ----------
    *spectra : Spectrum
        In the unit of the first.
    names : tuple of str
        For the legend; default: their kinds.
    log : bool
        Whether intensities stand on a logarithmic axis; what is not positive is left out then.

    Examples
    --------
    >>> figure = spectrum_figure(Spectrum([1.0, 2.0], [1.0, 3.0], unit="meV"))
    >>> figure.x_axis, [curve.name for curve in figure.curves]
    ('ω / meV', ['WIGHTMAN'])
    """
    unit = spectra[0].unit
    curves = []
    for k, one in enumerate(spectra):
        shown = one.in_unit(unit) if unit is not None and one.unit != unit else one
        kept = shown.values > 0 if log else np.isfinite(shown.values)
        error = None if shown.errors is None or log else shown.errors[kept]
        curves.append(Curve(names[k] if names else one.kind.name, shown.omega[kept], shown.values[kept], error))
    return CurveFigure(
        title="Spectrum",
        caption="Bands are one standard error." if any(curve.error is not None for curve in curves) else "",
        x_axis=f"ω / {unit.symbol}" if unit else "ω",
        y_axis="intensity",
        curves=tuple(curves),
        log_y=log,
    )


def absorption_figure(absorption: Absorption, *, log: bool = False) -> CurveFigure:
    """Lay out n α in 1/cm, with a band of one standard error, over the absorption's own axis.

    Examples
    --------
    >>> absorption_figure(Absorption([1000.0], [100.0], unit="cm^-1")).y_axis
    'n α / cm⁻¹'
    """
    values = absorption.n_alpha_per_cm
    kept = values > 0 if log else np.isfinite(values)
    error = None if absorption.errors is None else absorption.errors[kept] / 100.0
    if error is not None and log:
        error = np.minimum(error, 0.99 * values[kept])
    return CurveFigure(
        title="Infrared absorption",
        caption="The band is one standard error." if error is not None else "",
        x_axis=f"ω / {absorption.unit.symbol}",
        y_axis="n α / cm⁻¹",
        curves=(Curve("n α", absorption.omega[kept], values[kept], error),),
        log_y=log,
    )
