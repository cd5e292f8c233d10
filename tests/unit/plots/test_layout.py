"""Positions of nodes: exact shapes where the network has one, and an independent layout to compare with."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import shortest_path

from detbal.plots.layout import positions, stress


def edges_of(graph):
    ends = np.array(list(nx.convert_node_labels_to_integers(graph).edges()), dtype=int).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]


def distances_of(graph):
    return shortest_path(nx.to_scipy_sparse_array(graph), directed=False, unweighted=True)


@given(st.integers(3, 40))
@settings(deadline=None, max_examples=15)
def test_a_ring_becomes_a_circle(n):
    source, target = edges_of(nx.cycle_graph(n))
    places = positions(n, source, target)
    radius = np.linalg.norm(places - places.mean(axis=0), axis=1)
    np.testing.assert_allclose(radius, radius[0], rtol=2e-3)
    sides = np.linalg.norm(places[source] - places[target], axis=1)
    np.testing.assert_allclose(sides, sides[0], rtol=5e-3)


def test_a_ring_starts_on_top_and_runs_clockwise():
    places = positions(5, *edges_of(nx.cycle_graph(5)))
    assert np.argmax(places[:, 1]) == 0
    assert places[1, 0] > 0 > places[4, 0]


@given(st.integers(2, 30))
@settings(deadline=None, max_examples=10)
def test_a_chain_becomes_a_level_line_with_steps_of_one(n):
    places = positions(n, *edges_of(nx.path_graph(n)))
    np.testing.assert_allclose(np.diff(places[:, 0]), 1.0, atol=1e-2)
    np.testing.assert_allclose(places[:, 1], 0.0, atol=1e-2)


@pytest.mark.parametrize("seed", range(4))
def test_as_little_stress_as_kamada_and_kawai_and_far_less_than_chance(seed):
    graph = nx.connected_watts_strogatz_graph(30, 4, 0.2, seed=seed)
    distances = distances_of(graph)
    ours = stress(positions(30, *edges_of(graph)), distances)
    other = nx.kamada_kawai_layout(graph)
    theirs = np.array([other[k] for k in range(30)])
    best_scale = min(stress(theirs * scale, distances) for scale in np.geomspace(0.1, 30, 60))
    assert ours <= 1.05 * best_scale
    chance = np.random.default_rng(seed).normal(size=(30, 2)) * distances.mean() / 2
    assert stress(chance, distances) > 3 * ours


def test_the_direction_and_number_of_edges_do_not_matter():
    source, target = edges_of(nx.petersen_graph())
    there = positions(10, source, target)
    np.testing.assert_array_equal(there, positions(10, target, source))
    twice = positions(10, np.concatenate([source, target]), np.concatenate([target, source]))
    np.testing.assert_array_equal(there, twice)


def test_parts_stand_apart():
    parts = [nx.cycle_graph(6), nx.path_graph(4), nx.cycle_graph(3), nx.empty_graph(1)]
    places = positions(14, *edges_of(nx.disjoint_union_all(parts)))
    spans = np.split(places, np.cumsum([6, 4, 3]))
    for i, one in enumerate(spans):
        for other in spans[:i]:
            gap = np.maximum(one.min(axis=0) - other.max(axis=0), other.min(axis=0) - one.max(axis=0))
            assert gap.max() > 0.5


def test_leaves_of_a_star_do_not_coincide():
    places = positions(9, *edges_of(nx.star_graph(8)))
    apart = np.linalg.norm(places[:, None] - places[None], axis=2) + 9 * np.eye(9)
    assert apart.min() > 0.5


def test_a_single_node_stands_in_the_middle():
    np.testing.assert_array_equal(positions(1, np.array([], dtype=int), np.array([], dtype=int)), [[0.0, 0.0]])
