"""Networks in TOML and JSON documents: ``network``, ``states`` and ``edges`` -> a table of edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detbal.errors import InputError, explain
from detbal.networks.files.edge_list import COLUMNS
from detbal.readers.table import Table

PARTS = ("network", "states", "edges")
OF_A_STATE = ("energy", "degeneracy")


def table_of(document: Mapping[str, Any], name: str) -> Table:
    """Lay out a document as a table: a row for every state, then one for every edge.

    Parameters
    ----------
    document
        ``edges``: list of objects with the columns of an edge list as keys. ``states`` (optional): an
        object (``energy``, ``degeneracy``) for every state by name, or a list of such objects with ``name``.
        ``network`` (optional): the settings.
    name
        What the document is called in messages.

    Raises
    ------
    InputError
        Unknown keys, parts of the wrong kind, a state without or with the same name: with the place.

    Examples
    --------
    >>> edges = [{"source": "g", "target": "e"}]
    >>> table = table_of({"states": {"g": {"energy": 0}}, "edges": edges}, "a.toml")
    >>> table.columns
    {'source': ['g', 'g'], 'target': [None, 'e'], 'source_energy': [0, None]}
    >>> table.cell(0, "source_energy"), table.cell(1, "rate")
    ('a.toml, states.g.energy', 'a.toml, edges[0].rate')
    """
    _refuse_unknown(document, PARTS, name)
    states = _states(document.get("states", {}), f"{name}, states")
    edges = document.get("edges", [])
    if not isinstance(edges, list) or not edges:
        raise InputError(explain(f"{name}: no list of edges", fix="add one: [[edges]] in TOML, 'edges': [...] in JSON"))
    for k, edge in enumerate(edges):
        _refuse_unknown(_object(edge, f"{name}, edges[{k}]"), COLUMNS, f"{name}, edges[{k}]")
    settings = _object(document.get("network", {}), f"{name}, network")
    rows = [_as_row(key, state) for key, state in states.items()] + edges
    used = dict.fromkeys(key for row in rows for key in row)
    titles = list(states)

    def cell(row: int, column: str) -> str:
        if row < len(states):
            return f"{name}, states.{titles[row]}.{column.removeprefix('source_')}"
        return f"{name}, edges[{row - len(states)}].{column}"

    return Table(name, {key: [row.get(key) for row in rows] for key in used}, cell, settings)


def _as_row(name: str, state: Mapping[str, Any]) -> dict[str, Any]:
    return {"source": name, "target": None} | {f"source_{key}": value for key, value in state.items()}


def _states(states: Any, place: str) -> dict[str, Mapping[str, Any]]:
    if isinstance(states, Mapping):
        found = {str(key): _object(state, f"{place}.{key}") for key, state in states.items()}
    elif isinstance(states, list):
        found = {}
        for k, entry in enumerate(states):
            named = _object(entry, f"{place}[{k}]")
            if "name" not in named:
                raise InputError(explain(f"{place}[{k}] has no name", fix="add name = ..."))
            title = str(named["name"])
            if title in found:
                raise InputError(explain(f"{place}[{k}]: state {title!r} stands twice", fix="leave one out"))
            found[title] = {key: value for key, value in named.items() if key != "name"}
    else:
        raise InputError(explain(f"{place}: a {type(states).__name__}", fix="write [states.NAME] with energy = ..."))
    for key, state in found.items():
        _refuse_unknown(state, OF_A_STATE, f"{place}.{key}")
    return found


def _object(part: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(part, Mapping):
        raise InputError(explain(f"{place}: a {type(part).__name__}", fix="make it an object with keys and values"))
    return part


def _refuse_unknown(part: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
    for key in part:
        if key not in known:
            raise InputError(explain(f"{place}: unknown key {key!r}", fix=f"known are {', '.join(known)}"))
