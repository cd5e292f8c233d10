"""The forest of a stoichiometric matrix: rank, cycles, conserved quantities."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import block_diag, csr_array

from detbal.numerics.residues import PRIMES
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


def exact_rank(rows):
    """Gaussian elimination with fractions."""
    rows, rank = [[Fraction(x) for x in row] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        at = next((k for k in range(rank, len(rows)) if rows[k][column]), None)
        if at is None:
            continue
        rows[rank], rows[at] = rows[at], rows[rank]
        for k in range(rank + 1, len(rows)):
            share = rows[k][column] / rows[rank][column]
            rows[k] = [x - share * y for x, y in zip(rows[k], rows[rank], strict=True)]
        rank += 1
    return rank


def of_equations(*equations):
    """The net change of each equation, its two sides being {species: number}."""
    names = sorted({name for sides in equations for side in sides for name in side})
    change = np.zeros((len(equations), len(names)))
    for k, sides in enumerate(equations):
        for side, sign in zip(sides, (-1, 1), strict=True):
            for name, number in side.items():
                change[k, names.index(name)] += sign * number
    return change


@settings(max_examples=80)
@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(1, 9))
def test_rank_is_exact_with_large_coefficients_and_many_components(seed, components, largest):
    draw = np.random.default_rng(seed)
    blocks = []
    for _ in range(components):
        m, n = draw.integers(1, 8, 2)
        block = draw.integers(-largest, largest + 1, (m, n)) * (draw.random((m, n)) < draw.uniform(0.2, 1.0))
        blocks.append(np.concatenate([block, draw.integers(-3, 4, (draw.integers(0, 4), m)) @ block]))
    change = block_diag(blocks).toarray()
    change = change[draw.permutation(len(change))][:, draw.permutation(change.shape[1])]
    forest = stoichiometric_forest(csr_array(change))
    rank = exact_rank(change.astype(int).tolist())
    assert forest.rank == rank
    conserved = forest.conserved()
    assert conserved.shape == (change.shape[1], change.shape[1] - rank)
    np.testing.assert_array_equal(conserved.toarray(), forest.moieties)
    assert np.linalg.matrix_rank(forest.moieties) == conserved.shape[1] if conserved.shape[1] else True
    for product, terms in (
        (forest.cycles @ change, abs(forest.cycles) @ np.abs(change)),
        (change @ forest.moieties, np.abs(change) @ np.abs(forest.moieties)),
    ):
        assert np.abs(product).max(initial=0.0) <= 1e-13 * terms.max(initial=0.0)


def test_a_chain_of_doublings_ties_nothing_that_is_not_tied():
    """A_i ⇌ 2 A_i+1 (30 times), A_30 ⇌ X_k (4), A_0 ⇌ 3 A_1, B ⇌ 2 C, B ⇌ C: 2⁻³⁰ is not round-off."""
    chain = [({f"A{i}": 1}, {f"A{i + 1}": 2}) for i in range(30)] + [({"A30": 1}, {f"X{k}": 1}) for k in range(4)]
    independent = [*chain, ({"A0": 1}, {"A1": 3}), ({"B": 1}, {"C": 2}), ({"B": 1}, {"C": 1})]
    forest = stoichiometric_forest(csr_array(of_equations(*independent)))
    assert forest.rank == 37
    assert forest.cycles.shape == (0, 37)
    # one more, 2³⁰ of the last for the first: a cycle with coefficients from 1 to 2²⁹
    closed = stoichiometric_forest(csr_array(of_equations(*independent[:-3], ({"A0": 1}, {"A30": 2**30}))))
    assert closed.rank == 34
    cycle = np.abs(closed.cycles.toarray()[0])
    assert sorted(cycle[cycle > 0] / cycle[cycle > 0].min()) == sorted([1.0, *(2.0**k for k in range(30))])
    assert closed.closure.tolist() == [0.0]


def test_simple_fractions_count_as_exact():
    # a = b/3 and 3 a = b are the same condition, 0.3333 of it is another one
    assert stoichiometric_forest(csr_array([[-1.0, 1 / 3], [-3.0, 1.0]])).rank == 1
    assert stoichiometric_forest(csr_array([[-1.0, 0.3333], [-3.0, 1.0]])).rank == 2
    assert stoichiometric_forest(csr_array([[0.3 - 0.1, -1.0], [1.0, -5.0]])).rank == 1


def test_numbers_that_the_first_prime_divides():
    prime = float(PRIMES[0])
    # 46341² - 2 · 2317 is the prime: a determinant that is zero modulo it, and nowhere else
    assert prime == 46341**2 - 2 * 2317
    assert stoichiometric_forest(csr_array([[46341.0, 2.0], [2317.0, 46341.0]])).rank == 2
    forest = stoichiometric_forest(csr_array([[prime, 1.0, -2.0], [-prime, -1.0, 2.0], [1.0, 1.0, 0.0]]))
    assert forest.cycles.toarray().tolist() == [[1.0, 1.0, 0.0]]
    with pytest.raises(ValueError, match="multiples of every prime at hand"):
        stoichiometric_forest(csr_array([[float(p) for p in PRIMES]]))


@pytest.mark.parametrize(("m", "n"), [(300, 200), (600, 220)])
def test_closure_is_what_the_cycles_leave(m, n):
    """Many rows that tie seeds: coefficients are rounded fractions."""
    change = random_change(1, m, n)
    forest = stoichiometric_forest(change)
    assert len(forest.ties) > 15
    left = np.abs((forest.cycles @ change).toarray()).max(axis=1)
    assert left.max() > 0
    terms = (abs(forest.cycles) @ abs(change)).max()  # the same ones, added in another order
    np.testing.assert_allclose(forest.closure, left, rtol=0, atol=1e-15 * terms)
    assert forest.closure.max() < 1e-13
    broken = forest.cycles.copy()
    broken.data[0] += 1e-9
    assert np.abs(broken @ change).max() > 1e3 * forest.closure.max()


def test_rows_with_a_column_of_their_own_need_no_seeds_in_common():
    """8,000 pairs A ⇌ B, and random networks with two species for each reaction: seconds once, now nothing to tie."""
    n = 8000
    pairs = csr_array((np.tile([-1.0, 1.0], n), (np.repeat(np.arange(n), 2), np.arange(2 * n))), shape=(n, 2 * n))
    forest = stoichiometric_forest(pairs)
    assert (forest.rank, len(forest.ties)) == (n, 0)
    assert forest.conserved().nnz == 2 * n
    sparse = stoichiometric_forest(random_change(5, 2000, 4000))
    assert (sparse.rank, len(sparse.ties)) == (2000, 0)
    assert np.abs((sparse.change @ sparse.conserved()).data).max(initial=0.0) < 1e-12


@pytest.mark.slow
def test_cycles_of_large_networks_close():
    for m, n in ((10_000, 20_000), (10_000, 3_000)):
        forest = stoichiometric_forest(random_change(1, m, n))
        assert forest.closure.max(initial=0.0) < 1e-11


def test_numbers_that_are_no_fractions_do_not_crash():
    draw = np.random.default_rng(5)
    content = draw.normal(size=(6, 2))
    kernel = np.linalg.svd(content.T)[2][2:]
    change = csr_array(draw.normal(size=(5, 4)) @ kernel)  # conserves `content` up to round-off only
    forest = stoichiometric_forest(change)
    assert np.isfinite(forest.moieties).all()
    assert np.isfinite(forest.cycles.toarray()).all()
