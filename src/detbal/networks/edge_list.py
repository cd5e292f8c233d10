"""What the columns of an edge list mean: a table -> a network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import chain, count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.networks.count_network import CountNetwork
from detbal.networks.rate_network import RateNetwork
from detbal.networks.settings import Settings
from detbal.networks.tables import EdgeTable, join_directions
from detbal.pairs import FloatArray
from detbal.readers.numbers import half_units
from detbal.readers.table import Table


class Holds(Enum):
    """What an edge list gives of each edge; the values are its columns."""

    RATE = ("rate",)
    LOG_RATE = ("log_rate",)
    BOTH_RATES = ("forward", "reverse")
    COUNT = ("count",)


ENDS = ("source", "target")
OF_STATES = ("source_energy", "target_energy", "source_degeneracy", "target_degeneracy")
OF_RATES = ("channel", "relative_error", "rounding")
COLUMNS = (*ENDS, *chain.from_iterable(kind.value for kind in Holds), *OF_STATES, *OF_RATES)


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Edges of a table, by numbers of states.

    Attributes
    ----------
    table : Table
    rows : (k,) integer array
        Rows of the table that are edges; the others only name a state.
    source, target : (k,) integer arrays
    names : tuple of strings
        All states.
    """

    table: Table
    rows: NDArray[np.intp]
    source: NDArray[np.intp]
    target: NDArray[np.intp]
    names: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...] | None:
        """Names of the states, or None if they are just their numbers."""
        numbered = all(name == str(i) for i, name in enumerate(self.names))
        return None if numbered else self.names


def network_of(table: Table) -> RateNetwork | CountNetwork:
    """Make a network of a table of edges.

    Parameters
    ----------
    table
        Columns ``source`` and ``target``, and one of ``rate``, ``log_rate``, ``count``, or ``forward`` with
        ``reverse``. Optional: ``source_energy``, ``target_energy``, ``source_degeneracy``,
        ``target_degeneracy``, and for rates ``channel``, ``relative_error``, ``rounding`` (a bound on the
        round-off of the pair's log-ratio, nats). A row without target and rate only names a state (and gives
        its energy and degeneracy). States named 0, 1, 2, … come in this order, unless such rows give another
        one; all other states in the order in which they are met.

    Returns
    -------
    RateNetwork or CountNetwork

    Raises
    ------
    InputError
        Each with the place of the offending cell.

    Notes
    -----
    Numbers written with 5 to 14 significant digits at most are taken as rounded to them, and widen the
    `rounding` of the network (see `detbal.readers.numbers.half_units`).

    Examples
    --------
    >>> columns = {"source": ["g", "e"], "target": ["e", "g"], "rate": ["1.0", "2.0"]}
    >>> network_of(Table("an atom", columns, "row {}, column {}".format))
    <RateNetwork: 2 states, 1 pair>
    """
    kind = _kind(table)
    settings = Settings.of(table.settings, table.name)
    edges = _edges(table, kind)
    energies = _per_state(edges, "energy")
    degeneracies = _per_state(edges, "degeneracy")
    if degeneracies is not None and not (degeneracies > 0).all():
        i = int(np.argmin(degeneracies > 0))
        what = f"{table.name}: state {edges.names[i]!r} has degeneracy {degeneracies[i]:g}"
        raise InputError(explain(what, fix="give a positive number"))
    described = {"energies": energies, "degeneracies": degeneracies, "energy_unit": settings.energy_unit}
    if kind is Holds.COUNT:
        return _counts(edges, described, settings)
    return _rates(edges, kind, described, settings)


def _kind(table: Table) -> Holds:
    columns = table.columns
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        fix = f"known are {', '.join(COLUMNS)}"
        raise InputError(explain(f"{table.name}: unknown column {unknown[0]!r}", fix=fix))
    choices = [kind for kind in Holds if any(name in columns for name in kind.value)]
    if len(choices) != 1:
        given = " and ".join(name for kind in choices for name in kind.value if name in columns) or "no rates"
        fix = "give exactly one of rate, log_rate, count, or forward with reverse"
        raise InputError(explain(f"{table.name}: {given}", fix=fix))
    missing = [name for name in (*ENDS, *choices[0].value) if name not in columns]
    if missing:
        have = ", ".join(columns)
        raise InputError(explain(f"{table.name}: no column {missing[0]!r} among {have}", fix="add it"))
    for name in OF_RATES:
        if choices[0] is Holds.COUNT and name in columns:
            what = f"{table.name}: counts with a column {name!r}"
            raise InputError(explain(what, fix="leave it out, or give rates"))
    if not len(table):
        raise InputError(explain(f"{table.name}: a header but no edges", fix="give at least one edge"))
    return choices[0]


def _edges(table: Table, kind: Holds) -> Edges:
    source, target = (_state_names(table, end) for end in ENDS)
    codes: defaultdict[str, int] = defaultdict(count().__next__)  # a name gets the next number when first met
    number = np.fromiter(
        map(codes.__getitem__, chain.from_iterable(zip(source, target, strict=True))), np.intp, 2 * len(source)
    )
    names = [name for name in codes if name]
    declared = "" in codes
    if not declared and all(map(_is_number, names)):
        names.sort(key=int)
    order = {name: i for i, name in enumerate(names)} | {"": -1}
    number = np.fromiter(map(order.__getitem__, codes), np.intp, len(codes))[number]
    i, j = number[::2], number[1::2]
    if declared:
        _refuse_half_named(table, kind, i, j)
    rows = np.flatnonzero(j >= 0)
    return Edges(table, rows, i[rows], j[rows], tuple(names))


def _state_names(table: Table, column: str) -> Sequence[str]:
    values = table.columns[column]
    values = values.tolist() if isinstance(values, np.ndarray) else values
    kinds = set(map(type, values))
    if kinds <= {str}:
        return values
    if not kinds <= {str, int, type(None)}:
        k = next(k for k, value in enumerate(values) if type(value) not in (str, int, type(None)))
        what = f"{table.cell(k, column)}: {values[k]!r} names no state"
        raise InputError(explain(what, fix="name states by text or whole numbers"))
    return ["" if value is None else str(value) for value in values]


def _is_number(name: str) -> bool:
    # up to 18 digits: longer ones are names, not numbers
    return name.isdecimal() and name.isascii() and len(name) <= 18 and (name == "0" or name[0] != "0")


def _refuse_half_named(table: Table, kind: Holds, source: NDArray[np.intp], target: NDArray[np.intp]) -> None:
    if (source < 0).any():
        k = int(np.argmax(source < 0))
        raise InputError(explain(f"{table.cell(k, 'source')} is empty", fix="name the state"))
    for column in kind.value:
        half = (target < 0) & ~table.blank(column)
        if half.any():
            k = int(np.argmax(half))
            what = f"{table.cell(k, 'target')} is empty though there is a {column}"
            raise InputError(explain(what, fix=f"name the state, or leave {column} empty to only name the source"))


def _per_state(edges: Edges, quantity: str) -> FloatArray | None:
    """Collect a quantity of the states from the cells that give it; all must agree."""
    table = edges.table
    number = {"source": _all_rows(edges, "source"), "target": _all_rows(edges, "target")}
    cells = [(end, f"{end}_{quantity}") for end in ENDS if f"{end}_{quantity}" in table.columns]
    if not cells:
        return None
    rows = [np.flatnonzero(~table.blank(column)) for _, column in cells]
    values = np.concatenate([table.numbers(column, at) for (_, column), at in zip(cells, rows, strict=True)])
    states = np.concatenate([number[end][at] for (end, _), at in zip(cells, rows, strict=True)])

    def cell(k: int) -> str:
        part = int(k >= len(rows[0]))
        return table.cell(int(rows[part][k - part * len(rows[0])]), cells[part][1])

    if (states < 0).any():
        k = int(np.argmax(states < 0))
        raise InputError(explain(f"{cell(k)}: an {quantity} of no state", fix="name the target, or leave it empty"))
    known, first = np.full(len(edges.names), np.nan), np.zeros(len(edges.names), dtype=np.intp)
    met, where = np.unique(states, return_index=True)
    known[met], first[met] = values[where], where
    clash = values != known[states]
    if clash.any():
        k = int(np.argmax(clash))
        i = int(states[k])
        what = f"{cell(k)}: state {edges.names[i]!r} has {quantity} {values[k]:.15g}, but {known[i]:.15g} at {cell(int(first[i]))}"
        raise InputError(explain(what, fix=f"give every state one {quantity}"))
    if np.isnan(known).any():
        name = edges.names[int(np.argmax(np.isnan(known)))]
        what = f"{table.name}: no {quantity} for state {name!r}"
        raise InputError(explain(what, fix=f"give one for every state (columns {', '.join(c for _, c in cells)}), or none"))
    return known


def _all_rows(edges: Edges, end: str) -> NDArray[np.intp]:
    """Return the number of the state at one end of every row; -1 where there is none."""
    if len(edges.rows) == len(edges.table):
        return edges.source if end == "source" else edges.target
    index = {name: i for i, name in enumerate(edges.names)} | {"": -1}
    names = _state_names(edges.table, end)
    return np.fromiter(map(index.__getitem__, names), np.intp, len(names))


def _counts(edges: Edges, described: dict[str, Any], settings: Settings) -> CountNetwork:
    if settings.discrete_time or settings.digits is not None:
        name = "discrete_time" if settings.discrete_time else "digits"
        what = f"{edges.table.name}: {name} has no meaning for counts"
        raise InputError(explain(what, fix="leave it out"))
    counts = _not_negative(edges, "count")
    _refuse_repeated(edges, edges.source, edges.target, None)
    with edges_named(edges):
        network = CountNetwork.from_edges(
            edges.source, edges.target, counts, n_states=len(edges.names), **described
        )
    return replace(network, labels=edges.labels)
