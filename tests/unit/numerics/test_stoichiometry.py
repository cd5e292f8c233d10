"""The forest of a stoichiometric matrix: rank, cycles, conserved quantities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from detbal.numerics.stoichiometry import stoichiometric_forest


def random_change(seed, m, n, partners=4):
    draw = np.random.default_rng(seed)
    rows = np.repeat(np.arange(m), partners)
    columns = np.concatenate([draw.choice(n, partners, replace=False) for _ in range(m)])
    values = np.tile([-1.0, -1.0, 1.0, 1.0][:partners], m)
    return csr_array((values, (rows, columns)), shape=(m, n))


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(4, 25))
def test_forest_spans_the_rows_and_the_cycles_the_rest(seed, m, n):
    change = random_change(seed, m, n)
    forest = stoichiometric_forest(change)
    dense = change.toarray()
    rank = np.linalg.matrix_rank(dense)
    assert forest.rank == rank
    assert forest.cycles.shape == (m - rank, m)
    assert np.abs(forest.cycles @ dense).max(initial=0.0) < 1e-9
    assert np.linalg.matrix_rank(forest.cycles.toarray()) == m - rank if m > rank else True
    assert forest.moieties.shape == (n, n - rank)
    assert np.abs(dense @ forest.moieties).max(initial=0.0) < 1e-9
    if n > rank:
        assert np.linalg.matrix_rank(forest.moieties) == n - rank


def test_each_cycle_has_its_closing_row_once():
    forest = stoichiometric_forest(random_change(3, 50, 12))
    own = forest.cycles.toarray()[:, forest.closing]
    np.testing.assert_allclose(own, np.eye(len(forest.closing)), atol=1e-12)


def test_coefficients_other_than_one():
    # 3 a = c, c + a = 2 o, 4 a = 2 o
    change = csr_array([[-3.0, 1, 0], [-1, -1, 2], [-4, 0, 2]])
    forest = stoichiometric_forest(change)
    assert forest.rank == 2
    cycle = forest.cycles.toarray()[0]
    assert np.abs(cycle / cycle[0]).tolist() == [1.0, 1.0, 1.0]
    moiety = forest.moieties[:, 0] / forest.moieties[0, 0]
    np.testing.assert_allclose(moiety, [1.0, 3.0, 2.0])


@pytest.mark.parametrize("change", [csr_array((0, 3)), csr_array((2, 3)), csr_array((0, 0))])
def test_empty_networks(change):
    forest = stoichiometric_forest(change)
    assert forest.rank == 0
    assert forest.cycles.shape == (change.shape[0],) * 2
    assert forest.moieties.shape == (change.shape[1],) * 2


def test_graph_gives_its_cyclomatic_number():
    draw = np.random.default_rng(1)
    ends = np.array([draw.choice(40, 2, replace=False) for _ in range(100)])
    change = csr_array((np.tile([-1.0, 1.0], 100), (np.repeat(np.arange(100), 2), ends.ravel())), shape=(100, 40))
    forest = stoichiometric_forest(change)
    assert set(np.unique(forest.cycles.data)) <= {-1.0, 1.0}
    from scipy.sparse.csgraph import connected_components

    parts = connected_components(csr_array((np.ones(100), ends.T), shape=(40, 40)), directed=False)[0]
    assert len(forest.closing) == 100 - 40 + parts
