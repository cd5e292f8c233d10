"""Figures of networks of reactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detbal.figures import Curve, CurveFigure

if TYPE_CHECKING:
    from detbal.reactions.checking.verdicts import NetworkVerdict

#: Curves in one figure: as many as can be told apart.
MOST = 5


def residual_figures(verdict: NetworkVerdict) -> tuple[CurveFigure, ...]:
    """Draw the largest residuals over temperature, if there are several temperatures.

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> from detbal.reactions.checking.check import check_network
    >>> ring = ReactionNetwork.from_equations(["A <=> B", "B <=> C", "C <=> A"], [1.0, 1.0, 1.0], [1.0, 1.0, 2.0])
    >>> [figure.x_axis for figure in residual_figures(check_network(ring, T=[300.0, 600.0]))]
    ['T / K']
    """
    T = verdict.temperatures
    finite = np.flatnonzero(np.isfinite(verdict.residual))
    if len(T) < 2 or not len(finite):
        return ()
    hot = bool(T.max() >= 1e8)
    order = finite[np.argsort(-np.abs(verdict.residual[finite]), kind="stable")][:MOST]
    return (
        CurveFigure(
            title="Largest residuals over temperature",
            caption="ln(forward/reverse), observed less expected. Zero is balance.",
            x_axis="T / GK" if hot else "T / K",
            y_axis="residual / nats",
            curves=tuple(
                Curve(verdict.names[int(k)], T / (1e9 if hot else 1.0), verdict.over_temperature[k]) for k in order
            ),
            log_x=bool(T.max() > 10 * T.min()),
        ),
    )
