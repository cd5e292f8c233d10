"""Figures of a fit of generalised Planck's law."""

from __future__ import annotations

import numpy as np

from detbal.figures import Curve, CurveFigure
from detbal.photovoltaics.emission.planck_law import PlanckLine


def figures_of(line: PlanckLine) -> tuple[CurveFigure, ...]:
    """Draw the fluxes with the law, and what is left.

    Examples
    --------
    >>> from detbal.photovoltaics.emission.planck_law import line_of
    >>> from detbal.photovoltaics.emission.planck_spectrum import Spectrum
    >>> energy, zeros = np.linspace(1.4, 1.6, 5), np.zeros(5)
    >>> line = line_of(Spectrum(energy, np.exp(-energy / 0.025), zeros, zeros, zeros, False))
    >>> [one.title for one in figures_of(line)]
    ["Luminescence and generalised Planck's law", 'Residual']
    """
    points = line.spectrum
    x = line.level + line.beta * (points.energy - line.centre)
    shown = points.flux > 0
    return (
        CurveFigure(
            title="Luminescence and generalised Planck's law",
            caption="Bars are standard errors; values of 0 or less cannot be shown.",
            x_axis="photon energy / eV",
            y_axis="flux / (photons/(m² s eV))" if points.absolute else "flux / arbitrary unit",
            log_y=True,
            curves=(
                Curve("fit", points.energy, np.exp(points.log_law(x))),
                Curve(
                    "measured",
                    points.energy[shown],
                    points.flux[shown],
                    error=points.error[shown] if points.statistical else None,
                    points=True,
                ),
            ),
        ),
        CurveFigure(
            title="Residual",
            caption="Flux over law, less 1; for exact numbers its logarithm.",
            x_axis="photon energy / eV",
            y_axis="relative residual",
            curves=(
                Curve("law", points.energy, np.zeros(len(x))),
                Curve(
                    "measured",
                    points.energy,
                    line.residuals.residual,
                    error=line.residuals.sigma if points.statistical else None,
                    points=True,
                ),
            ),
        ),
    )
