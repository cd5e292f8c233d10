"""Graph Laplacians: against dense algebra, one solver against another, and where others lose their digits."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.numerics import preconditioner
from detbal.numerics.laplacian import factor_laplacian, potential_variance, solve_laplacian

EPS = np.finfo(float).eps


def dense(n, i, j, weight):
    matrix = np.zeros((n, n))
    for a, b, w in zip(i, j, weight, strict=True):
        if a != b:
            matrix[[a, b], [a, b]] += w
            matrix[[a, b], [b, a]] -= w
    return matrix


def grid(length, dimension):
    """Periodic grid."""
    site = np.arange(length**dimension).reshape((length,) * dimension)
    i = np.tile(site.ravel(), dimension)
    j = np.concatenate([np.roll(site, -1, axis).ravel() for axis in range(dimension)])
    return length**dimension, i, j


def backward_error(factor, x, b):
    """Largest residual, relative to |b| and the total weight times max |x|, apart from the grounded nodes."""
    i, j, w = factor.i, factor.j, factor.weight
    flow = w * (x[i] - x[j])
    residual = b - np.bincount(i, flow, factor.n) + np.bincount(j, flow, factor.n)
    total = np.bincount(i, w, factor.n) + np.bincount(j, w, factor.n)
    rest = np.setdiff1d(np.arange(factor.n), factor.grounded)
    return np.max(np.abs(residual[rest]) / (np.abs(b[rest]) + total[rest] * np.max(np.abs(x))))


@st.composite
def graphs(draw, connected=False):
    """Graphs with parallel edges, loops, weights of zero and, unless `connected`, several components."""
    n = draw(st.integers(1, 12))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    m = draw(st.integers(0, 20))
    i, j = rng.integers(n, size=(2, m))
    weight = np.exp(3.0 * rng.normal(size=m)) * (rng.random(m) < 0.8)
    if connected:
        i, j = np.append(i, np.arange(n - 1)), np.append(j, np.arange(1, n))
        weight = np.append(weight, np.exp(3.0 * rng.normal(size=n - 1)))
    return n, i, j, weight, rng


@settings(deadline=None)
@given(graphs())
def test_is_the_pseudo_inverse(case):
    n, i, j, weight, rng = case
    matrix = dense(n, i, j, weight)
    b = matrix @ rng.normal(size=n)
    x = solve_laplacian(n, i, j, weight, b)
    size = np.abs(matrix) @ np.abs(x) + np.abs(matrix).max()
    np.testing.assert_array_less(np.abs(matrix @ x - b), 1e-13 * size + 1e-300)
    component = factor_laplacian(n, i, j, weight).component
    sums = np.bincount(component, x)
    np.testing.assert_allclose(sums, 0.0, atol=1e-13 * max(1.0, np.abs(x).sum()))


def test_components_are_gauged_one_by_one():
    # two pairs and a single node
    x = solve_laplacian(5, [0, 3], [1, 4], [2.0, 4.0], [1.0, -1.0, 0.0, -2.0, 2.0])
    np.testing.assert_allclose(x, [0.25, -0.25, 0.0, -0.25, 0.25], rtol=1e-15)


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_units_do_not_matter(scale):
    n, i, j = grid(5, 2)
    b = np.random.default_rng(0).normal(size=n)
    weight = np.linspace(1.0, 2.0, len(i))
    plain = solve_laplacian(n, i, j, weight, b)
    np.testing.assert_allclose(solve_laplacian(n, i, j, weight * scale, b), plain / scale, rtol=1e-13)
    np.testing.assert_allclose(solve_laplacian(n, i, j, weight, b * scale), plain * scale, rtol=1e-13)


def test_what_does_not_sum_to_zero_is_taken_out_at_the_strongest_node():
    edges = 3, [0, 1], [1, 2], [1.0, 1.0]
    balanced = solve_laplacian(*edges, [1.0, -3.0, 2.0])
    np.testing.assert_array_equal(solve_laplacian(*edges, [1.0, 7.0, 2.0]), balanced)


@pytest.mark.parametrize("spread", [0.0, 2.0, 5.0])
def test_residual_is_round_off_for_uneven_weights(spread):
    n, i, j = grid(60, 2)
    rng = np.random.default_rng(1)
    b = rng.normal(size=n)
    b -= b.mean()
    factor = factor_laplacian(n, i, j, np.exp(spread * rng.normal(size=len(i))))
    assert backward_error(factor, factor.solve(b), b) < 10 * EPS


def test_multigrid_agrees_with_factorisation(monkeypatch):
    n, i, j = grid(40, 2)
    rng = np.random.default_rng(2)
    weight, b = rng.uniform(0.5, 2.0, len(i)), rng.normal(size=n)
    direct = solve_laplacian(n, i, j, weight, b)
    monkeypatch.setattr(preconditioner, "DIRECT_WIDTH", 0)
    monkeypatch.setattr(preconditioner, "_direct", None)
    factor = factor_laplacian(n, i, j, weight)
    x = factor.solve(b)
    assert backward_error(factor, x, b) < 10 * EPS
    np.testing.assert_allclose(x, direct, atol=1e-12 * np.abs(direct).max())


def test_graph_that_would_fill_in_goes_to_multigrid(monkeypatch):
    monkeypatch.setattr(preconditioner, "_direct", None)
    rng = np.random.default_rng(4)
    n = 4000
    i, j = np.tile(np.arange(n), 2), np.concatenate([rng.permutation(n), rng.permutation(n)])  # an expander
    b = rng.normal(size=n)
    factor = factor_laplacian(n, i, j, np.ones(len(i)))
    assert backward_error(factor, factor.solve(b), b) < 10 * EPS


def test_weak_link_keeps_its_digits_where_dense_algebra_loses_them():
    # two bound clusters of three, joined by a link 1e-13 times as strong: all current passes through it
    weak = 1e-13
    i, j = [0, 1, 0, 3, 4, 3, 2], [1, 2, 2, 4, 5, 5, 3]
    weight = [1.0, 0.9, 0.7, 1.1, 0.3, 1.7, weak]
    b = np.array([1.0, 0.0, 0.0, 0.0, 0.0, -1.0])
    x = solve_laplacian(6, i, j, weight, b)
    assert x[2] - x[3] == pytest.approx(1.0 / weak, rel=1e-14)
    grounded = np.linalg.solve(dense(6, i, j, weight)[1:, 1:], b[1:])
    assert abs((grounded[1] - grounded[2]) * weak - 1.0) > 1e-6


def test_factor_of_other_weights_is_a_preconditioner():
    n, i, j = grid(30, 2)
    rng = np.random.default_rng(3)
    weight, b = rng.uniform(1.0, 2.0, len(i)), rng.normal(size=n)
    b -= b.mean()
    other = weight * rng.uniform(0.8, 1.25, len(i))
    factor = factor_laplacian(n, i, j, weight)
    x, steps = factor.solve_nearby(other, b, 1e-13)
    exact = solve_laplacian(n, i, j, other, b)
    np.testing.assert_allclose(x - x.mean(), exact, atol=1e-11 * np.abs(exact).max())
    # eigenvalues within [0.8, 1.25]: the bound 2 ((1 - a) / (1 + a))^k with a = 0.8 reaches 1e-13 at k = 14
    assert 1 < steps <= 14
    assert factor.solve_nearby(other, b, 1e-13, limit=3)[1] == 3


@pytest.mark.parametrize("useless", [lambda residual: -residual, lambda residual: np.full(3, residual.sum())])
def test_useless_preconditioner_is_noticed(useless):
    factor = factor_laplacian(3, [0, 1], [1, 2], [1.0, 2.0])
    broken = dataclasses.replace(factor, precondition=useless)
    with pytest.raises(InputError, match=r"weights spread over 0\.3 decades"):
        broken.solve([1.0, 0.0, -1.0])


@settings(deadline=None)
@given(graphs(connected=True))
def test_potential_variance_is_the_projected_pseudo_inverse(case):
    n, i, j, weight, rng = case
    pi = rng.dirichlet(np.ones(n))
    project = np.eye(n) - pi[None, :]
    expected = np.diag(project @ np.linalg.pinv(dense(n, i, j, weight), rcond=1e-13, hermitian=True) @ project.T)
    got = potential_variance(n, i, j, weight, pi)
    np.testing.assert_allclose(got, expected, rtol=1e-8, atol=1e-9 * expected.max(initial=0.0))


def test_potential_variance_of_a_series():
    # ln pi_k is a sum of independent differences; with pi -> (1, 0, 0) the first one is known exactly
    got = potential_variance(3, [0, 1], [1, 2], [4.0, 2.0], [1.0, 0.0, 0.0])
    np.testing.assert_allclose(got, [0.0, 0.25, 0.75], rtol=1e-15)


def test_nothing_to_solve():
    np.testing.assert_array_equal(solve_laplacian(2, [], [], [], [3.0, 4.0]), [0.0, 0.0])
    np.testing.assert_array_equal(solve_laplacian(2, [0], [1], [1.0], [0.0, 0.0]), [0.0, 0.0])
    np.testing.assert_array_equal(potential_variance(1, [], [], [], [1.0]), [0.0])


@pytest.mark.parametrize(
    ("i", "j", "weight", "message"),
    [
        ([0, 1], [1], [1.0], "one-dimensional arrays of the same length"),
        ([0.0], [1.0], [1.0], "number the nodes by integers"),
        ([0], [3], [1.0], "edge 0 joins nodes 0 and 3: there are n = 3 nodes"),
        ([-1], [0], [1.0], "edge 0 joins nodes -1 and 0"),
        ([0, 1], [1, 2], [1.0, -2.0], r"weight\[1\] = -2.0"),
        ([0], [1], [np.nan], r"weight\[0\] = nan"),
        ([0, 1], [1, 2], [1e300, 1e-300], "spread over 600.0 decades"),
    ],
)
def test_edges_are_checked(i, j, weight, message):
    with pytest.raises(InputError, match=message):
        factor_laplacian(3, i, j, weight)


@pytest.mark.parametrize(
    ("b", "message"),
    [([1.0, -1.0], r"shape \(2,\): there are n = 3"), ([0.0, np.inf, 0.0], r"b\[1\] = inf")],
)
def test_right_hand_side_is_checked(b, message):
    with pytest.raises(InputError, match=message):
        solve_laplacian(3, [0, 1], [1, 2], [1.0, 1.0], b)


@pytest.mark.parametrize("length", [1, 300])
def test_links_lost_in_rounding_are_reported(length):
    """A link of 1e-30 between two clusters vanishes from the diagonal, dense or sparse."""
    cluster = np.arange(length)
    i = np.concatenate([cluster, [length], length + 1 + cluster])
    j = i + 1
    weight = np.where(np.arange(len(i)) == length, 1e-30, 1.0)
    b = np.zeros(len(i) + 1)
    b[0], b[-1] = 1.0, -1.0
    with pytest.raises(InputError, match=r"spread over 30\.0 decades: the weak links are lost"):
        solve_laplacian(len(b), i, j, weight, b)
