"""Networks -> edge lists in csv, which read back as the same network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal import units
from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.networks.count_network import CountNetwork
from detbal.networks.rate_network import RateNetwork
from detbal.pairs import FloatArray, rounding_of

Columns = dict[str, Sequence[str]]


def write_csv(network: RateNetwork | CountNetwork, path: str | PathLike[str]) -> None:
    """Write a network as an edge list that `detbal.read` takes back without any loss.

    Rates are written as ``rate`` if their logs come back bit by bit, else as ``log_rate``. Parallel channels
    that have no names, or share one, are numbered. States get a row of their own if they have names, energies
    or degeneracies, or if some have no edge.

    Parameters
    ----------
    network
    path
        The file is replaced if it exists.

    Raises
    ------
    InputError
        Another object of networks; a name that cannot stand in a cell, or an energy unit that detbal does not know by
        its symbol.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "atom.csv"
    >>> write_csv(RateNetwork.from_rates([[0, 1.0], [2.0, 0]], labels=["g", "e"]), path)
    >>> print(path.read_text(encoding="utf-8"))
    # digits = exact
    source,target,rate
    g,,
    e,,
    g,e,1.0
    e,g,2.0
    <BLANKLINE>
    """
    needs(network, "network", RateNetwork, CountNetwork)
    edges = _count_edges(network) if isinstance(network, CountNetwork) else _rate_edges(network)
    names = [_cell(name, "state") for name in network.state_names]
    states = _state_columns(network)
    ends = {end: [names[i] for i in edges.pop(end)] for end in ("source", "target")}
    columns: Columns = ends | edges
    if states or network.labels is not None or not _all_met(network):
        blank = [""] * len(names)
        above: Columns = {"source": names} | states
        empty = [""] * len(ends["source"])
        keys = dict.fromkeys([*columns, *states])
        columns = {key: [*above.get(key, blank), *columns.get(key, empty)] for key in keys}
    with Path(path).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"# {line}\n" for line in _directives(network))
        file.write(",".join(columns) + "\n")
        file.writelines(",".join(row) + "\n" for row in zip(*columns.values(), strict=True))


def _rate_edges(network: RateNetwork) -> dict[str, Any]:
    """Return the columns of the processes that exist, each pair's two in turn."""
    logs = _in_turn(network.log_forward, network.log_reverse)
    keep = np.flatnonzero(~np.isneginf(logs))
    pair, logs = keep // 2, logs[keep]
    rates = _exponentials(logs)
    columns: dict[str, Any] = {
        "source": _in_turn(network.source, network.target)[keep],
        "target": _in_turn(network.target, network.source)[keep],
        "log_rate" if rates is None else "rate": _written(logs if rates is None else rates),
    }
    if (channels := _distinct_channels(network)) is not None:
        columns["channel"] = [_cell(channels[k], "channel") if channels[k] else "" for k in pair]
    if network.statistical:
        none = np.zeros(len(network.source))
        ahead = none if network.forward_error is None else network.forward_error
        back = none if network.reverse_error is None else network.reverse_error
        columns["relative_error"] = _written(_in_turn(ahead, back)[keep])
    if (network.rounding != rounding_of(network.log_forward, network.log_reverse)).any():
        columns["rounding"] = _written(network.rounding[pair])
    return columns


def _count_edges(network: CountNetwork) -> dict[str, Any]:
    matrix = network.to_matrix().tocoo()
    return {"source": matrix.row, "target": matrix.col, "count": _written(matrix.data)}


def _distinct_channels(network: RateNetwork) -> list[str] | None:
    """Return a channel for every pair, numbering those that would fall together; None if none is needed."""
    names = list(network.channels or [""] * len(network.source))
    ends = np.sort(np.stack([network.source, network.target]), axis=0).T.tolist()
    met: set[tuple[int, int, str]] = set()
    for k, (low, high) in enumerate(ends):
        name, number = names[k], 1
        while (low, high, name) in met:
            number += 1
            name = f"{names[k]} #{number}".strip()
        met.add((low, high, name))
        names[k] = name
    return names if network.channels is not None or any(names) else None


def _state_columns(network: RateNetwork | CountNetwork) -> Columns:
    columns: Columns = {}
    if network.energies is not None:
        columns["source_energy"] = _written(network.energies)
    logs = network.log_degeneracies
    if logs.any():
        plain = _exponentials(logs)
        key = "source_log_degeneracy" if plain is None else "source_degeneracy"
        columns[key] = _written(logs if plain is None else plain)
    return columns


def _directives(network: RateNetwork | CountNetwork) -> Iterator[str]:
    if isinstance(network, RateNetwork):
        yield "digits = exact"
    if network.energy_unit is not None:
        symbol = network.energy_unit.symbol
        if units.ENERGY_UNITS.get(symbol) != network.energy_unit:
            known = ", ".join(units.ENERGY_UNITS)
            what = f"energy unit {symbol!r} of your own cannot be written"
            raise InputError(explain(what, fix=f"convert the energies to one of {known}"))
        yield f"energy_unit = {symbol}"
    if isinstance(network, RateNetwork) and network.discrete_time:
        yield "discrete_time = true"


def _all_met(network: RateNetwork | CountNetwork) -> bool:
    """Whether every state has an edge of its own."""
    met = np.zeros(network.n_states, dtype=bool)
    met[network.source] = met[network.target] = True
    if isinstance(network, CountNetwork):
        met |= network.diagonal > 0
    return bool(met.all())


def _in_turn(first: NDArray[Any], second: NDArray[Any]) -> NDArray[Any]:
    return np.stack([first, second], axis=1).ravel()


def _exponentials(logs: FloatArray) -> FloatArray | None:
    """Return numbers whose logs are exactly these, of as few digits as will do; None if there are none."""
    with np.errstate(over="ignore", under="ignore", divide="ignore"):
        numbers = np.exp(logs)
        # the log of a large number knows fewer digits than the number: 7e9 comes back as 7000000000.000009
        rows = np.arange(len(numbers))
        for digits in (15, 14, 13, 12):
            short = np.array([float(f"{number:.{digits}g}") for number in numbers[rows].tolist()])
            same = np.log(short) == logs[rows]
            rows = rows[same]
            numbers[rows] = short[same]
        exact = np.log(numbers) == logs
    return numbers if (exact & (numbers >= np.finfo(float).tiny)).all() else None


def _written(values: FloatArray) -> list[str]:
    """Write floats so that they come back bit by bit."""
    return list(map(repr, values.tolist()))


def _cell(text: str, what: str) -> str:
    if not text or text != text.strip() or not text.isprintable():
        name = f"{what} {text!r}"
        raise InputError(
            explain(name, why="not a name that csv keeps", fix="rename it: printable, no blanks at its ends")
        )
    if any(mark in text for mark in ',"#'):
        return '"' + text.replace('"', '""') + '"'
    return text
