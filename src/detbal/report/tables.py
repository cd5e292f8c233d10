"""Tables of numbers that go with results and with their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.figures import (
    BandFigure,
    CurveFigure,
    Figure,
    GridFigure,
    HistogramFigure,
    MapFigure,
    NetworkFigure,
    WaterfallFigure,
)
from detbal.pairs import FloatArray
from detbal.report.numbers import number
from detbal.result import Drive, Imposed, Result, Thermometer, Verdict


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, a header and rows of text; the first column names, the others hold numbers."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def worst_table(result: Result, most: int) -> Table | None:
    """Return the `most` numbers of a result that matter most; None if it has none.

    Examples
    --------
    >>> import detbal
    >>> ring = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> worst_table(detbal.check(ring), 5).header
    ('largest residuals', 'residual / nats', 'noise floor / nats')
    """
    table = None
    match result:
        case Verdict():
            header = ("largest residuals", "residual / nats", "noise floor / nats")
            rows = [(w.label, number(w.residual), number(w.floor, 2)) for w in result.worst_of(most)]
            table = Table(_of("residual", len(rows), len(result.residual)), header, tuple(rows))
        case Thermometer():
            table = _temperatures(result, most)
        case Drive() if len(result.affinities):
            table = _cycles(result, most)
        case Drive():
            table = _currents(result, most)
        case Imposed():
            table = _sizes("change", "change / nats", result.moved, result.labels, most)
    return table if table is not None and table.rows else None


def drive_tables(drive: Drive, most: int) -> tuple[Table, ...]:
    """Return what the pairs and the cycles contribute to the entropy production.

    Examples
    --------
    >>> import detbal
    >>> ring = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> [table.header[0] for table in drive_tables(detbal.drive(ring), 5)]
    ['cycles by entropy production', 'pairs by entropy production']
    """
    return tuple(table for table in (_cycles(drive, most), _currents(drive, most)) if table.rows)


def figure_tables(figure: Figure, most: int) -> tuple[Table, ...]:
    """Return the numbers that a figure shows, the `most` important of each sort.

    Examples
    --------
    >>> from detbal.figures import Curve
    >>> x = np.array([1.0, 2.0])
    >>> figure_tables(CurveFigure("", "", "x", "y", (Curve("a", x, x),)), 10)[0].rows
    (('1', '1'), ('2', '2'))
    """
    match figure:
        case HistogramFigure():
            return (_histogram(figure, most),)
        case NetworkFigure():
            return (_states(figure, most), _pairs(figure, most))
        case CurveFigure():
            return tuple(
                Table(
                    _of("point", min(most, len(curve.x)), len(curve.x)),
                    (figure.x_axis, curve.name or figure.y_axis),
                    tuple((number(curve.x[k]), number(curve.y[k])) for k in _spread(len(curve.x), most)),
                )
                for curve in figure.curves
            )
        case BandFigure():
            rows = _spread(len(figure.x), most)
            return (
                Table(
                    _of("point", len(rows), len(figure.x)),
                    (figure.x_axis, *figure.names),
                    tuple((number(figure.x[k]), *map(number, figure.values[:, k])) for k in rows),
                ),
            )
        case WaterfallFigure():
            levels = zip(figure.names, figure.levels, ("", *figure.losses), strict=True)
            header = ("level", figure.y_axis, "change")
            return (Table("Levels", header, tuple((name, number(level), lost) for name, level, lost in levels)),)
        case MapFigure():
            return (_map(figure, most),)
        case GridFigure():
            lines = tuple((name, *words) for name, words in zip(figure.rows, figure.cells, strict=True))
            return (Table(figure.title, ("", *figure.columns), lines),)


def _histogram(figure: HistogramFigure, most: int) -> Table:
    labels: Sequence[str] = figure.labels or range_names(len(figure.values))
    if not (figure.floors > 0).any():
        return _sizes("value", figure.quantity, figure.values, labels, most)
    order = _largest(figure.values, most)
    rows = [(labels[k], number(figure.values[k]), number(figure.floors[k], 2)) for k in order]
    header = ("name", figure.quantity.replace("size of ", ""), "noise floor / nats")
    return Table(_of("value", len(rows), len(figure.values)), header, tuple(rows))


def _map(figure: MapFigure, most: int) -> Table:
    known = np.argwhere(np.isfinite(figure.values))
    order = np.argsort(-figure.values[tuple(known.T)], kind="stable")[:most]
    rows = tuple((number(figure.x[k]), number(figure.y[j]), number(figure.values[j, k])) for j, k in known[order])
    header = (figure.x_axis, figure.y_axis, figure.quantity)
    return Table(_of("point", len(rows), len(known)), header, rows)


def _sizes(noun: str, column: str, values: FloatArray, labels: Sequence[str], most: int) -> Table:
    order = _largest(values, most)
    rows = tuple((labels[k], number(values[k])) for k in order)
    return Table(_of(noun, len(rows), len(values)), (f"largest {noun}s", column), rows)


def _temperatures(reading: Thermometer, most: int) -> Table:
    table = _sizes("residual", "residual / nats", reading.residual, reading.labels, most)
    if reading.kT_each is None:
        return table
    each = reading.kT_each
    order = _largest(reading.residual, most)
    rows = tuple((*row, number(each[k])) for row, k in zip(table.rows, order, strict=True))
    return Table(table.caption, (*table.header, f"its kT {reading.energy_unit}".rstrip()), rows)


def _cycles(drive: Drive, most: int) -> Table:
    order = _largest(drive.affinity_entropy, most)
    rows = [(drive.affinity_labels[k], number(drive.affinities[k]), number(drive.affinity_entropy[k])) for k in order]
    header = (f"{drive.affinity_of}s by entropy production", "affinity / nats", f"nats per {drive.time_unit}")
    return Table(_of(drive.affinity_of, len(rows), len(drive.affinities)), header, tuple(rows))


def _currents(drive: Drive, most: int) -> Table:
    order = _largest(drive.current_entropy, most)
    rows = [(drive.current_labels[k], number(drive.currents[k]), number(drive.current_entropy[k])) for k in order]
    header = (
        f"{drive.current_of}s by entropy production",
        f"current per {drive.time_unit}",
        f"nats per {drive.time_unit}",
    )
    return Table(_of(drive.current_of, len(rows), len(drive.currents)), header, tuple(rows))


def _states(figure: NetworkFigure, most: int) -> Table:
    order = _ranked(figure.log_weight)[:most]
    rows = tuple((figure.names[int(k)], number(figure.log_weight[k])) for k in order)
    return Table(_of("state", len(rows), len(figure.names)), ("states by weight", "ln π"), rows)


def _pairs(figure: NetworkFigure, most: int) -> Table:
    order = _ranked(figure.current)[:most]
    rows = []
    for k in order.tolist():
        remarks = [text for text, true in (("one-way", figure.one_way[k]), ("vortex", k in figure.vortex)) if true]
        name = f"{figure.names[int(figure.source[k])]} → {figure.names[int(figure.target[k])]}"
        rows.append((name, number(figure.current[k]), ", ".join(remarks)))
    header = ("pairs by net current", "net current", "remarks")
    return Table(_of("pair", len(rows), len(figure.source)), header, tuple(rows))


def range_names(n: int) -> list[str]:
    """Give numbers to what has no names.

    Examples
    --------
    >>> range_names(2)
    ['0', '1']
    """
    return [str(k) for k in range(n)]


def _largest(values: FloatArray, most: int) -> list[int]:
    """Places of the largest by size, those that are not a number left out."""
    size = np.nan_to_num(np.abs(values), nan=-1.0, posinf=np.inf)
    order = np.argsort(-size, kind="stable")[:most]
    return [int(k) for k in order if size[k] >= 0]


def _ranked(values: FloatArray) -> NDArray[np.intp]:
    """Places from large to small; what differs by round-off keeps its order."""
    scale = float(np.abs(values[np.isfinite(values)]).max(initial=0.0)) or 1.0
    return np.argsort(-np.round(values / scale, 9), kind="stable")


def _spread(n: int, most: int) -> list[int]:
    """Up to `most` places, evenly spread over n."""
    return sorted({round(k) for k in np.linspace(0, n - 1, min(n, most))})


def _of(noun: str, shown: int, total: int) -> str:
    """Say how many of how many are shown."""
    plural = f"{noun}s" if total != 1 else noun
    return f"{total:,} {plural}" if shown == total else f"{shown:,} of {total:,} {plural}"
