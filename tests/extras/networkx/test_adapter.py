"""Graphs of networkx."""

import numpy as np
import pytest

import detbal
from detbal.adapters.networkx import from_graph
from detbal.errors import InputError
from detbal.networks.count_network import CountNetwork

networkx = pytest.importorskip("networkx")


def vortex(kind=None):
    graph = (kind or networkx.DiGraph)()
    for i in range(3):
        graph.add_edge(i, (i + 1) % 3, rate=2.0)
        graph.add_edge((i + 1) % 3, i, rate=1.0)
    return graph


@pytest.mark.parametrize("kind", [networkx.DiGraph, networkx.MultiDiGraph])
def test_a_vortex_is_found(kind):
    verdict = detbal.check(vortex(kind))
    assert verdict.status is detbal.Status.BROKEN
    assert verdict.max_residual == pytest.approx(3 * np.log(2), rel=1e-13)
    assert from_graph(vortex(kind)).channels is None


def test_the_order_and_the_energies_of_the_nodes():
    graph = networkx.DiGraph(energy_unit="eV", other="not ours")
    graph.add_node("e", energy=0.5, degeneracy=2, colour="red")
    graph.add_node("g", energy=0.0, degeneracy=1)
    graph.add_node("far", energy=3.0, degeneracy=1)
    graph.add_edge("g", "e", rate=2 * np.exp(-2.0), weight=7)
    graph.add_edge("e", "g", rate=np.float64(1.0))
    network = from_graph(graph)
    assert network.labels == ("e", "g", "far")
    assert network.energies.tolist() == [0.5, 0.0, 3.0]
    verdict = detbal.check(graph, kT=0.25)
    assert verdict.status is detbal.Status.BALANCED
    assert detbal.check(graph, kT=0.26).status is detbal.Status.BROKEN


def test_keys_of_multigraphs_are_channels():
    graph = networkx.MultiDiGraph()
    for channel, ahead, back in (("hot", 3.0, 1.0), ("cold", 1.0, 2.0)):
        graph.add_edge("g", "e", key=channel, rate=ahead)
        graph.add_edge("e", "g", key=channel, rate=back)
    network = from_graph(graph)
    assert network.channels == ("cold", "hot")
    assert detbal.check(graph).max_residual == pytest.approx(np.log(6), rel=1e-14)


def test_an_attribute_channel_overrules_the_key():
    graph = networkx.MultiDiGraph()
    graph.add_edge("g", "e", key=5, rate=3.0, channel="hot")
    graph.add_edge("e", "g", key=6, rate=1.0, channel="hot")
    assert len(from_graph(graph).source) == 1


def test_log_rates_errors_and_counts():
    graph = networkx.DiGraph()
    graph.add_edge(0, 1, log_rate=-1000.0, relative_error=0.1)
    graph.add_edge(1, 0, log_rate=-990.0, relative_error=0.2)
    network = from_graph(graph)
    assert network.log_forward.tolist() == [-1000.0]
    assert network.sigma == pytest.approx([np.hypot(0.1, 0.2)])
    graph = networkx.DiGraph()
    graph.add_edge("a", "b", count=3)
    graph.add_edge("a", "a", count=8)
    assert isinstance(from_graph(graph), CountNetwork)


def directed(*edges, nodes=(), **attributes):
    graph = networkx.DiGraph(**attributes)
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return graph


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (
            networkx.Graph([(0, 1, {"rate": 1.0})]),
            "networkx Graph: an undirected edge has one rate .*; give a DiGraph",
        ),
        (directed(), "a graph without edges; add"),
        (directed((0, 1)), "the graph: no column of rates; give one of rate"),
        (directed((0, 1, {"rate": 1.0}), (1, 0)), "edge 1 → 0, attribute 'rate' is empty; give a number"),
        (directed((0, 1, {"rate": -1.0})), "edge 0 → 1, attribute 'rate': -1 is negative; mend"),
        (directed((0, 1, {"rate": "fast"})), "edge 0 → 1, attribute 'rate': 'fast' is no number"),
        (directed((0, 1, {"rate": True})), "edge 0 → 1, attribute 'rate': True is no number"),
        (directed((0, 0, {"rate": 1.0})), "edge 0 → 0, attribute 'target': an edge from state '0' to itself"),
        (directed((0, 1, {"rate": 1.0, "log_rate": 0.0})), "columns rate and log_rate; give one"),
        (
            directed((0, 1, {"rate": 1.0}), nodes=[(0, {"energy": 0.0})]),
            "the graph: no energy for state '1'; give one for every",
        ),
        (
            directed((0, 1, {"rate": 1.0}), nodes=[(0, {"energy": np.nan}), (1, {"energy": 0})]),
            "node '0', attribute 'energy': nan is not finite",
        ),
        (directed((0, 1, {"rate": 1.0}), nodes=["0"]), "nodes '0' and 0 have the same name; relabel"),
        (directed(("", 1, {"rate": 1.0})), "a node named ''; relabel"),
        (directed((0, 1, {"rate": 1.0}), energy_unit="parsec"), "the graph: energy unit 'parsec'"),
    ],
)
def test_graphs_that_cannot_be_read(graph, message):
    with pytest.raises(InputError, match=message) as caught:
        from_graph(graph)
    assert "\n" not in str(caught.value)
