"""Which figures belong to a result: those it brings, and the sizes of its residuals against their noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detbal.figures import Figure, HistogramFigure
from detbal.pairs import FloatArray
from detbal.result import Drive, Imposed, Result, Thermometer, Verdict


def figures_of(result: Result) -> tuple[Figure, ...]:
    """Return all figures of a result, as data.

    Examples
    --------
    >>> import detbal
    >>> ring = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> [type(figure).__name__ for figure in figures_of(detbal.check(ring))]
    ['NetworkFigure', 'HistogramFigure']
    """
    return (*result.drawings(), *(figure for figure in _sizes(result) if len(figure.values)))


def _sizes(result: Result) -> tuple[HistogramFigure, ...]:
    match result:
        case Verdict():
            return (_residuals_of(result),)
        case Thermometer():
            return (_bare("Residuals about the best fit", "size / nats", result.residual, result.labels),)
        case Drive():
            title = f"Affinities of the {result.affinity_of}s"
            return (_bare(title, "size / nats", result.affinities, result.affinity_labels),)
        case Imposed():
            title = "How far each pair was moved"
            return (_bare(title, "change of the log-ratio / nats", result.moved, result.labels),)
    return ()


def _residuals_of(verdict: Verdict) -> HistogramFigure:
    n, above = len(verdict.residual), int((np.abs(verdict.residual) > verdict.floor).sum())
    caption = f"{n:,} residual{'s' * (n != 1)}, {above:,} above the noise floor."
    if verdict.criteria.tol > 0:
        caption += f" Up to {verdict.criteria.tol:.3g} nats are forgiven."
    return HistogramFigure(
        title="Residuals and their noise",
        caption=caption,
        quantity="size of residual / nats",
        values=verdict.residual,
        floors=verdict.floor,
        tolerance=verdict.criteria.tol,
        labels=verdict.labels,
    )


def _bare(title: str, quantity: str, values: FloatArray, labels: Sequence[str]) -> HistogramFigure:
    """Sizes of which no noise floor is known; what has no size (nan) is left out."""
    known = np.flatnonzero(~np.isnan(values))
    if len(known) < len(values):
        values, labels = values[known], [labels[k] for k in known.tolist()]
    caption = f"{len(values):,} value{'s' * (len(values) != 1)}, by size."
    return HistogramFigure(title, caption, quantity, values, np.zeros(len(values)), 0.0, labels)
