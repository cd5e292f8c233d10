"""Pairing, forests, components: the graph kernels, interpreted and compiled alike."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array

from detbal.numerics import forest, kernel, pairing
from detbal.numerics.components import closed_parts, strong_parts
from detbal.numerics.perron import iterate_stationary

PROFILE = settings(deadline=None, max_examples=80)


@PROFILE
@given(st.integers(0, 10_000), st.integers(1, 12), st.floats(0, 1))
def test_pairing_puts_every_entry_in_its_place(seed, n, density):
    rng = np.random.default_rng(seed)
    matrix = rng.random((n, n)) * (rng.random((n, n)) < density)
    sparse = csr_array(matrix)
    if sparse.nnz:
        sparse.data[rng.integers(sparse.nnz)] = 0.0  # an explicit zero is no entry
        matrix = sparse.toarray()
    i, j, ahead, back = pairing.pair_sparse(sparse)
    again = np.zeros((n, n))
    again[i, j], again[j, i] = ahead, back
    np.fill_diagonal(matrix, 0)
    np.testing.assert_array_equal(again, matrix)
    assert (i < j).all()
    assert ((ahead > 0) | (back > 0)).all()


@PROFILE
@given(st.integers(0, 10_000), st.integers(2, 15), st.integers(1, 30), st.booleans())
def test_forest_of_random_graphs(seed, n, m, in_order):
    rng = np.random.default_rng(seed)
    i, j = rng.integers(n, size=m), rng.integers(n, size=m)
    i, j = i[i != j], j[i != j]
    if in_order:  # the other way to grow: every node hangs on its lowest neighbour
        i, j = np.minimum(i, j), np.maximum(i, j)
        order = np.lexsort((j, i))
        i, j = i[order], j[order]
    potential = rng.normal(size=n)
    found = forest.spanning_forest(n, i, j, potential[j] - potential[i], np.ones(len(i)))
    graph = coo_array((np.ones(len(i)), (i, j)), shape=(n, n))
    from scipy.sparse.csgraph import connected_components

    parts, labels = connected_components(graph, directed=False)
    assert found.parts == parts
    assert len(found.tree_edges) == n - parts
    for a in range(n):
        for b in range(n):
            assert (found.part[a] == found.part[b]) == (labels[a] == labels[b])
    np.testing.assert_allclose(found.potential[j] - found.potential[i], potential[j] - potential[i], atol=1e-12)
    np.testing.assert_array_equal(found.bound, found.depth)
    assert sorted(found.order) == list(range(n))
    place = np.argsort(found.order)
    has_parent = found.parent >= 0
    assert (place[found.parent[has_parent]] < place[has_parent]).all()
    edges = {(min(a, b), max(a, b)) for a, b in zip(i.tolist(), j.tolist(), strict=True)}
    for e in np.setdiff1d(np.arange(len(i)), found.tree_edges):
        cycle = found.cycle(int(i[e]), int(j[e]))
        assert cycle[:2] == [i[e], j[e]]
        assert len(set(cycle)) == len(cycle)
        for a, b in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
            assert (min(a, b), max(a, b)) in edges


def test_interpreted_and_compiled_kernels_agree(monkeypatch):
    rng = np.random.default_rng(2)
    n, m = 300, 900
    i, j = rng.integers(n, size=m), rng.integers(n, size=m)
    i, j = i[i != j], j[i != j]
    g = rng.normal(size=len(i))
    matrix = coo_array((rng.random(len(i)), (i, j)), shape=(n, n)).tocsr()
    slow = forest.spanning_forest(n, i, j, g, np.abs(g)), pairing.pair_sparse(matrix)
    monkeypatch.setattr(kernel, "WORTH_COMPILING", 0)
    fast = forest.spanning_forest(n, i, j, g, np.abs(g)), pairing.pair_sparse(matrix)
    for name in ("parent", "parent_edge", "depth", "part", "order", "potential", "bound"):
        np.testing.assert_array_equal(getattr(slow[0], name), getattr(fast[0], name))
    for a, b in zip(slow[1], fast[1], strict=True):
        np.testing.assert_array_equal(a, b)


def test_parts():
    source, target = np.array([0, 1, 1, 3, 4]), np.array([1, 0, 2, 4, 3])
    parts = strong_parts(6, source, target)
    assert parts[0] == parts[1] != parts[2]
    labels, closed = closed_parts(6, source, target)
    assert {int(labels[2]), int(labels[3]), int(labels[5])} == set(closed.tolist())


@pytest.mark.parametrize("size", [2, 3, 40])
def test_iterated_stationary_state_and_its_error_estimate(size):
    rng = np.random.default_rng(size)
    p = rng.random((size, size)) + 0.01
    p /= p.sum(axis=1, keepdims=True)
    values, vectors = np.linalg.eig(p.T)
    exact = np.real(vectors[:, np.argmax(np.real(values))])
    exact /= exact.sum()
    found = iterate_stationary(csr_array(p), np.ones(size))
    assert np.abs(found.vector / exact - 1).max() < 1e-11
    assert found.relative_error < 1e-11
