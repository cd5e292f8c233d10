from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.numerics.ordering import analyse, fill_reducing_order, separator_width


@st.composite
def graphs(draw, most=8):
    """A random connected graph: a random tree, and then any edges."""
    n = draw(st.integers(1, most))
    tree = [(draw(st.integers(0, i - 1)), i) for i in range(1, n)]
    pairs = list(combinations(range(n), 2))
    more = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    edges = sorted(set(tree) | set(more))
    return n, [a for a, _ in edges], [b for _, b in edges]


def torus(length):
    site = np.arange(length**2).reshape(length, length)
    right, up = np.roll(site, -1, 1), np.roll(site, -1, 0)
    return length**2, np.concatenate([site, site], axis=None), np.concatenate([right, up], axis=None)


# --- symbolic elimination ---------------------------------------------------------------------------------


def played(n, a, b, order):
    """Rows of the elimination game, played with sets."""
    near = {i: set() for i in range(n)}
    for i, j in zip(a, b, strict=True):
        near[i].add(j)
        near[j].add(i)
    place = np.argsort(order)
    rows = []
    for i in map(int, order):
        neighbours = near.pop(i)
        for j in neighbours:
            near[j] = (near[j] | neighbours) - {i, j}
        rows.append(sorted(int(place[j]) for j in neighbours))
    return rows


@settings(deadline=None)
@given(graphs(), st.randoms(use_true_random=False), st.booleans())
def test_symbolic_elimination_is_the_elimination_game(graph, random, by_default):
    n, a, b = graph
    order = None
    if not by_default:
        order = list(range(n))
        random.shuffle(order)
    symbolic = analyse(n, a, b, order)
    assert sorted(symbolic.order) == list(range(n))
    rows = played(n, a, b, symbolic.order)
    assert symbolic.fill == sum(map(len, rows))
    assert symbolic.flops == sum(len(row) ** 2 for row in rows)
    assert symbolic.parent.tolist() == [row[0] if row else -1 for row in rows]
    upper, lower = symbolic.pattern()
    split = [part.tolist() for part in np.split(upper, symbolic.upper[1:-1])]
    assert split == rows
    left = [[k for k in range(n) if i in rows[k]] for i in range(n)]
    assert [part.tolist() for part in np.split(lower, symbolic.lower[1:-1])] == left


def test_fill_on_a_torus_is_that_of_minimum_degree():
    """A hundred by hundred: about 3e5 entries, an order of magnitude below those of the natural order."""
    n, a, b = torus(100)
    symbolic = analyse(n, a, b)
    assert 2.5e5 < symbolic.fill < 3.5e5
    assert 3e7 < symbolic.flops < 6e7
    assert analyse(n, a, b, range(n)).fill > 1.9e6


@pytest.mark.parametrize("parent", [lambda i: (i - 1) // 2, lambda i: 0 * i, lambda i: i - 1])
def test_trees_and_stars_and_paths_have_no_fill(parent):
    n = 30_000
    child = np.arange(1, n)
    assert analyse(n, child, parent(child)).fill == n - 1
    assert separator_width(n, child, parent(child)) <= 2


def test_fill_of_rings_and_complete_graphs():
    assert analyse(50, range(50), np.arange(1, 51) % 50).fill == 2 * 50 - 3
    complete = analyse(40, *np.triu_indices(40, 1))
    assert complete.fill == 40 * 39 / 2
    assert complete.flops == sum(d * d for d in range(40))


def test_graph_of_hubs_only():
    n = 150
    pairs = np.triu_indices(n, 1)
    assert analyse(n, *pairs).fill == len(pairs[0])
    assert separator_width(n, *pairs) == n


def test_hub_is_eliminated_among_the_last():
    n = 2000
    spokes = np.arange(1, n)
    order = fill_reducing_order(n, np.append(spokes, 0 * spokes), np.append(np.roll(spokes, 1), spokes))
    assert order[-1] == 0
    assert sorted(order) == list(range(n))


# --- separators -------------------------------------------------------------------------------------------


def parts_without(n, a, b, removed):
    label = list(range(n))
    for _ in range(n):
        for i, j in zip(a, b, strict=True):
            if i not in removed and j not in removed:
                label[i] = label[j] = min(label[i], label[j])
    return [sum(label[i] == c for i in range(n) if i not in removed) for c in range(n)]


@settings(deadline=None)
@given(graphs(most=7))
def test_separator_width_is_an_upper_bound(graph):
    n, a, b = graph
    smallest = next(
        size
        for size in range(n + 1)
        if any(max(parts_without(n, a, b, set(s))) <= 2 * n / 3 for s in combinations(range(n), size))
    )
    assert smallest <= separator_width(n, a, b) <= n


def test_separator_width_of_the_hypercube():
    """Levels have binomially many nodes, and the narrowest of those near the middle is C(12, 5)."""
    node = np.repeat(np.arange(4096), 12)
    assert separator_width(4096, node, node ^ np.tile(1 << np.arange(12), 4096)) == 792


def test_separator_width_of_grids_and_disconnected_graphs():
    n, a, b = torus(60)
    assert 60 <= separator_width(n, a, b) <= 2 * 60
    assert separator_width(n + 500, a, b) == separator_width(n, a, b)
    assert separator_width(5, [], []) == 1
