"""NetworkX graphs -> networks."""

from __future__ import annotations

from typing import Any

from detbal.errors import InputError, explain
from detbal.networks.count_network import CountNetwork
from detbal.networks.files.edge_list import OF_RATES, network_of
from detbal.networks.rate_network import RateNetwork
from detbal.readers.table import Table

#: Attributes of edges that are read; all others are the user's own.
EDGE_ATTRIBUTES = ("rate", "log_rate", "count", *OF_RATES)
NODE_ATTRIBUTES = ("energy", "degeneracy", "log_degeneracy")
GRAPH_ATTRIBUTES = ("energy_unit", "discrete_time", "digits")


def from_graph(graph: Any) -> RateNetwork | CountNetwork:
    """Make a network of a directed graph.

    Parameters
    ----------
    graph : networkx.DiGraph or networkx.MultiDiGraph
        Every edge has an attribute ``rate``, or ``log_rate``, or ``count``; perhaps ``relative_error`` and
        ``channel``. In a multigraph the key of an edge is its channel, if it has no attribute ``channel``.
        Nodes may have ``energy`` and ``degeneracy``, the graph ``energy_unit``, ``discrete_time`` and
        ``digits``. Other attributes are not looked at.

    Returns
    -------
    RateNetwork, or CountNetwork if the edges have counts
        The states in the order of the nodes, named by ``str(node)``.

    Raises
    ------
    InputError
        An undirected graph, an edge or node without an attribute that others have, two nodes of one name, a
        self-loop (unless with a count), or a bad value: with the edge or node.

    Examples
    --------
    >>> import networkx
    >>> graph = networkx.DiGraph()
    >>> graph.add_edge("g", "e", rate=1.0)
    >>> graph.add_edge("e", "g", rate=2.0)
    >>> from_graph(graph)
    <RateNetwork: 2 states, 1 pair>
    """
    if not graph.is_directed():
        why = "an undirected edge has one rate for both directions"
        fix = "give a DiGraph with the rates i → j and j → i (if they are equal: graph.to_directed())"
        raise InputError(explain(f"a networkx {type(graph).__name__}", why=why, fix=fix))
    nodes = [(str(node), attributes) for node, attributes in graph.nodes(data=True)]
    _refuse_namesakes(graph)
    edges = _edges(graph)
    if not edges:
        raise InputError(explain("a graph without edges", fix="add edges with an attribute rate"))
    used = [name for name in EDGE_ATTRIBUTES if any(name in attributes for *_, attributes in edges)]
    columns: dict[str, list[Any]] = {
        "source": [name for name, _ in nodes] + [source for source, _, _ in edges],
        "target": [None] * len(nodes) + [target for _, target, _ in edges],
    }
    for name in used:
        columns[name] = [None] * len(nodes) + [attributes.get(name) for *_, attributes in edges]
    for name in NODE_ATTRIBUTES:
        if any(name in attributes for _, attributes in nodes):
            columns[f"source_{name}"] = [attributes.get(name) for _, attributes in nodes] + [None] * len(edges)

    def cell(row: int, column: str) -> str:
        if row < len(nodes):
            return f"node {nodes[row][0]!r}, attribute {column.removeprefix('source_')!r}"
        source, target, _ = edges[row - len(nodes)]
        return f"edge {source} → {target}, attribute {column!r}"

    settings = {name: graph.graph[name] for name in GRAPH_ATTRIBUTES if name in graph.graph}
    return network_of(Table("the graph", columns, cell, settings))


def _edges(graph: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """List source, target and attributes of the edges; keys of a multigraph become channels."""
    if not graph.is_multigraph():
        return [(str(i), str(j), attributes) for i, j, attributes in graph.edges(data=True)]
    edges = list(graph.edges(keys=True, data=True))
    plain = all(key == 0 for *_, key, _ in edges)  # keys that networkx gave to single edges by itself
    return [
        (str(i), str(j), attributes if plain else {"channel": str(key)} | attributes) for i, j, key, attributes in edges
    ]


def _refuse_namesakes(graph: Any) -> None:
    met: dict[str, Any] = {}
    for node in graph.nodes:
        if str(node) in met:
            what = f"nodes {met[str(node)]!r} and {node!r} have the same name"
            raise InputError(explain(what, fix="relabel one (networkx.relabel_nodes)"))
        if not str(node):
            raise InputError(explain("a node named ''", fix="relabel it (networkx.relabel_nodes)"))
        met[str(node)] = node
