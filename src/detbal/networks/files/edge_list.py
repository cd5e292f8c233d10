"""What the columns of an edge list mean: a table -> a network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.networks.count_network import CountNetwork
from detbal.networks.files.edge_states import ENDS, States
from detbal.networks.files.settings import Settings, naming
from detbal.networks.rate_network import RateNetwork
from detbal.networks.tables import EdgeTable, join_directions
from detbal.pairs import FloatArray
from detbal.readers.numbers import half_units
from detbal.readers.table import Table


class Gives(Enum):
    """What an edge list gives of each edge; the values are the columns for it."""

    RATE = ("rate",)
    LOG_RATE = ("log_rate",)
    BOTH_RATES = ("forward", "reverse")
    COUNT = ("count",)


OF_STATES = tuple(f"{end}_{what}" for what in ("energy", "degeneracy", "log_degeneracy") for end in ENDS)
OF_RATES = ("channel", "relative_error", "rounding")
COLUMNS = (*ENDS, *chain.from_iterable(kind.value for kind in Gives), *OF_STATES, *OF_RATES)


def network_of(table: Table) -> RateNetwork | CountNetwork:
    """Make a network of a table of edges.

    Parameters
    ----------
    table
        Columns ``source`` and ``target``, and one of ``rate``, ``log_rate``, ``count``, or ``forward`` with
        ``reverse``. Optional: ``source_energy``, ``target_energy``, the same with ``_degeneracy`` (or
        ``_log_degeneracy``), and for rates ``channel``, ``relative_error``, ``rounding`` (a bound on the
        round-off of the pair's log-ratio, nats). A row without target and rate only names a state, to give it
        a place in the order, or its energy and degeneracy. Settings: see `Settings`.

    Returns
    -------
    RateNetwork or CountNetwork
        States named 0, 1, 2, … come in this order (unless rows that only name a state give another one); all
        others in the order in which they are met.

    Raises
    ------
    InputError
        Each with the place of the offending cell.

    Notes
    -----
    Rates written with 5 to 14 significant digits at most are taken as rounded to them, which widens the
    `rounding` of the network (see `detbal.readers.numbers.half_units`; the setting ``digits`` overrides it).

    Examples
    --------
    >>> columns = {"source": ["g", "e"], "target": ["e", "g"], "rate": ["1.0", "2.0"]}
    >>> network_of(Table("an atom", columns, "row {}, column {}".format))
    <RateNetwork: 2 states, 1 pair>
    """
    gives = _what_it_gives(table)
    settings = Settings.of(table.settings, table.name)
    states = States.of(table)
    _refuse_half_edges(table, gives, states)
    if gives is Gives.COUNT:
        network: RateNetwork | CountNetwork = _count_network(table, states, settings)
    else:
        network = _rate_network(table, gives, states, settings)
    return replace(
        network,
        labels=states.labels,
        energies=states.quantity(table, "energy"),
        log_degeneracies=_log_degeneracies(table, states),
        energy_unit=settings.energy_unit,
    )


def _what_it_gives(table: Table) -> Gives:
    unknown = [name for name in table.columns if name not in COLUMNS]
    if unknown:
        what = f"{table.name}: unknown column {unknown[0]!r}"
        raise InputError(explain(what, fix=f"known are {', '.join(COLUMNS)}"))
    found = [gives for gives in Gives if any(name in table.columns for name in gives.value)]
    if len(found) != 1:
        named = [name for gives in found for name in gives.value if name in table.columns]
        what = f"{table.name}: columns {' and '.join(named)}" if named else f"{table.name}: no column of rates"
        raise InputError(explain(what, fix="give one of rate, log_rate, count, or forward with reverse"))
    for name in (*ENDS, *found[0].value):
        if name not in table.columns:
            what = f"{table.name}: no column {name!r} (there are {', '.join(table.columns)})"
            raise InputError(explain(what, fix="add it"))
    if not len(table):
        raise InputError(explain(f"{table.name}: a header but no edges", fix="give at least one edge"))
    return found[0]


def _refuse_half_edges(table: Table, gives: Gives, states: States) -> None:
    for column in gives.value:
        half = (states.target < 0) & ~table.blank(column)
        if half.any():
            k = int(np.argmax(half))
            what = f"{table.cell(k, 'target')} is empty though there is a {column}"
            raise InputError(explain(what, fix=f"name the target, or leave {column} empty to only name the source"))


def _log_degeneracies(table: Table, states: States) -> FloatArray:
    plain, logs = states.quantity(table, "degeneracy"), states.quantity(table, "log_degeneracy")
    if plain is None:
        return np.zeros(len(states.names)) if logs is None else logs
    if logs is not None:
        raise InputError(explain(f"{table.name}: degeneracy and log_degeneracy", fix="leave one of them out"))
    if not (plain > 0).all():
        i = int(np.argmin(plain > 0))
        what = f"{table.name}: state {states.names[i]!r} has degeneracy {plain[i]:.15g}"
        raise InputError(explain(what, fix="give a positive number"))
    return np.log(plain)


def _count_network(table: Table, states: States, settings: Settings) -> CountNetwork:
    for name in OF_RATES:
        if name in table.columns:
            raise InputError(explain(f"{table.name}: column {name!r} beside counts", fix="leave it out"))
    if settings.discrete_time or settings.digits is not None:
        what = f"{table.name}: discrete_time and digits say nothing about counts"
        raise InputError(explain(what, fix="leave them out"))
    rows = states.edges
    counts = _not_negative(table, "count", rows)
    _refuse_repeated(table, rows, states.source[rows], states.target[rows], np.zeros(len(rows), np.intp))
    with naming(table.name):
        return CountNetwork.from_edges(states.source[rows], states.target[rows], counts, n_states=len(states.names))


@dataclass(frozen=True, slots=True, eq=False)
class _Processes:
    """Directed processes with the rows they stand in; k entries each."""

    rows: NDArray[np.intp]
    source: NDArray[np.intp]
    target: NDArray[np.intp]
    log_rate: FloatArray
    slack: FloatArray | None


def _rate_network(table: Table, gives: Gives, states: States, settings: Settings) -> RateNetwork:
    found = _processes(table, gives, states, settings)
    channel, code = _channels(table, found.rows)
    _refuse_repeated(table, found.rows, found.source, found.target, code)
    error = _not_negative(table, "relative_error", found.rows) if "relative_error" in table.columns else None
    with naming(table.name):
        network = RateNetwork.from_edges(
            found.source,
            found.target,
            log_rate=found.log_rate,
            channel=channel,
            relative_error=error,
            discrete_time=settings.discrete_time,
            energies=np.zeros(len(states.names)),  # makes states without an edge count; the caller sets the true ones
        )
    return replace(network, rounding=_rounding(table, found, channel, network.rounding))


def _processes(table: Table, gives: Gives, states: States, settings: Settings) -> _Processes:
    rows = states.edges
    source, target = states.source[rows], states.target[rows]
    if (source == target).any():
        k = int(rows[np.argmax(source == target)])
        what = f"{table.cell(k, 'target')}: an edge from state {states.names[states.target[k]]!r} to itself"
        raise InputError(explain(what, fix="leave it out"))
    columns = [_logs(table, gives, name, rows, settings.digits) for name in gives.value]
    if gives is not Gives.BOTH_RATES:
        return _Processes(rows, source, target, *columns[0])
    slacks = [np.zeros(len(rows)) if slack is None else slack for _, slack in columns]
    return _Processes(
        np.tile(rows, 2),
        np.concatenate([source, target]),
        np.concatenate([target, source]),
        np.concatenate([logs for logs, _ in columns]),
        np.concatenate(slacks),
    )


def _logs(
    table: Table, gives: Gives, column: str, rows: NDArray[np.intp], digits: int | None
) -> tuple[FloatArray, FloatArray | None]:
    """Return the logs of the rates in a column, and a bound on their rounding (None: written in full)."""
    in_logs = gives is Gives.LOG_RATE
    values = table.numbers(column, rows, minus_infinity=True) if in_logs else _normal_rates(table, column, rows)
    half = half_units(table.select(column, rows), values, digits)
    with np.errstate(divide="ignore"):
        logs = values if in_logs else np.log(values)
    if half is None:
        return logs, None
    present = ~np.isneginf(logs)
    slack = np.zeros(len(logs))
    # a rate x is known to lie in x ± h, so that its log is no further off than -ln(1 - h/x)
    slack[present] = half[present] if in_logs else -np.log1p(-half[present] / values[present])
    return logs, slack


def _channels(table: Table, rows: NDArray[np.intp]) -> tuple[list[str] | None, NDArray[np.intp]]:
    """Return the channels of some rows as names and as numbers."""
    if "channel" not in table.columns:
        return None, np.zeros(len(rows), dtype=np.intp)
    cells = table.columns["channel"]
    names = ["" if cells[k] is None else str(cells[k]) for k in rows]
    number = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return names, np.fromiter(map(number.__getitem__, names), np.intp, len(names))


def _rounding(table: Table, found: _Processes, channel: list[str] | None, default: FloatArray) -> FloatArray:
    """Add the rounding of what was written to that of the arithmetic, for each pair."""
    rounding = default
    if found.slack is not None:
        ahead, back = _per_pair(found, channel, found.slack)
        rounding = rounding + ahead + back
    if "rounding" in table.columns:
        said = _not_negative(table, "rounding", found.rows)
        rounding = np.maximum(rounding, np.maximum(*_per_pair(found, channel, said)))
    return rounding


def _per_pair(found: _Processes, channel: list[str] | None, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Bring a column into the order of the network's pairs, as it was done with the rates."""
    edges = EdgeTable.of(found.source, found.target, found.log_rate, channel, values)
    pairs = join_directions(edges, str)
    assert pairs.forward_error is not None
    assert pairs.reverse_error is not None
    return pairs.forward_error, pairs.reverse_error


def _not_negative(table: Table, column: str, rows: NDArray[np.intp]) -> FloatArray:
    values = table.numbers(column, rows)
    if (values < 0).any():
        k = int(np.argmax(values < 0))
        what = f"{table.cell(int(rows[k]), column)}: {values[k]:.15g} is negative"
        raise InputError(explain(what, fix="mend it, or leave the edge out"))
    return values


def _normal_rates(table: Table, column: str, rows: NDArray[np.intp]) -> FloatArray:
    values = _not_negative(table, column, rows)
    denormal = (values > 0) & (values < np.finfo(float).tiny)
    if denormal.any():
        k = int(np.argmax(denormal))
        what = f"{table.cell(int(rows[k]), column)}: {float(values[k])!r}"
        why = "floats below 2.2e-308 lose digits"
        raise InputError(explain(what, why=why, fix="give log_rate, or another unit of time"))
    return values


def _refuse_repeated(
    table: Table,
    rows: NDArray[np.intp],
    source: NDArray[np.intp],
    target: NDArray[np.intp],
    channel: NDArray[np.intp],
) -> None:
    order = np.lexsort((channel, target, source))
    same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for key in (source, target, channel):
        same &= np.diff(key[order]) == 0
    if same.any():
        at = int(np.argmax(same))
        first, second = sorted(int(rows[order[k]]) for k in (at, at + 1))
        what = f"{table.cell(second, 'source')}: the edge stands already at {table.cell(first, 'source')}"
        raise InputError(explain(what, fix="leave one out, or (for rates) name their channels apart"))
