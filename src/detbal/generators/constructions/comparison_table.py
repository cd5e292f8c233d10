"""A comparison of generators as a table, in words, and as figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from detbal.columns import as_markdown, as_text
from detbal.figures import Figure, HistogramFigure
from detbal.generators.channel import Channel
from detbal.generators.constructions.appraisal import Row
from detbal.generators.constructions.measured import Measured
from detbal.verdict import Status

_HEADER = ("construction", "stationary error", "GNS", "KMS", "BKM", "completely positive", "gap")


def table(rows: Sequence[Row], *, markdown: bool = False) -> str:
    """Return rows as text, aligned in columns, or as a table in Markdown.

    Examples
    --------
    >>> print(table([]))
    construction  stationary error  GNS  KMS  BKM  completely positive  gap
    """
    write = as_markdown if markdown else as_text
    return write(_HEADER, [_cells(row) for row in rows])


def _cells(row: Row) -> tuple[str, ...]:
    sizes = [_size(each, most=1.0) for each in (row.stationary_error, row.gns, row.kms, row.bkm)]
    answer = {True: "yes", False: "no", None: "undecided"}[row.completely_positive]
    positive = f"{answer} ({_size(row.smallest_rate)})"
    step = " per step" if isinstance(row.generator, Channel) else ""
    return row.name, *sizes, positive, f"{_size(row.gap)}{step}"


def _size(measured: Measured, most: float = np.inf) -> str:
    """Write a number, or the noise floor that it is below; above `most` that says nothing."""
    if measured.decided:
        return f"{measured.value:.3g}"
    highest = measured.interval[1]
    if highest == 0.0:
        return "0"
    return f"< {highest:.0e}" if highest < most else "undecided"


def facts(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Say which rows obey what.

    Examples
    --------
    >>> facts([])[0]
    ('GNS', 'none')
    """

    def names(chosen: Callable[[Row], bool]) -> str:
        return "; ".join(row.name for row in rows if chosen(row)) or "none"

    yes = Status.BALANCED
    return (
        ("GNS", names(lambda row: row.gns.status is yes)),
        ("KMS only", names(lambda row: row.kms.status is yes and row.gns.status is not yes)),
        ("Gibbs", names(lambda row: row.stationary_error.status is yes and row.kms.status is not yes)),
        ("not CP", names(lambda row: row.completely_positive is False)),
    )


def drawings(rows: Sequence[Row]) -> tuple[Figure, ...]:
    """Return the stationary error and two residuals of every row, each as a figure.

    Examples
    --------
    >>> [figure.title for figure in drawings([])]
    ['Stationary state', 'GNS balance', 'KMS balance']
    """
    shown: tuple[tuple[str, str, Callable[[Row], Measured]], ...] = (
        ("Stationary state", "trace distance from the Gibbs state", lambda row: row.stationary_error),
        ("GNS balance", "‖M - M†‖ / 2‖M‖", lambda row: row.gns),
        ("KMS balance", "‖M - M†‖ / 2‖M‖", lambda row: row.kms),
    )
    return tuple(
        HistogramFigure(
            title=title,
            caption=f"{quantity}, of every construction; below the noise floor it is undecided.",
            quantity=quantity,
            values=np.array([measure(row).value for row in rows]),
            floors=np.array([measure(row).noise for row in rows]),
            tolerance=0.0,
            labels=[row.name for row in rows],
        )
        for title, quantity, measure in shown
    )
