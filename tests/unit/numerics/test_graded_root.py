"""Roots of graded matrices: against many digits, and what defines them."""

import mpmath as mp
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.numerics.graded_root import graded_root


@settings(max_examples=40)
@given(st.integers(2, 12), st.floats(0.0, 3.7), st.integers(0, 10_000))
def test_the_root_of_a_graded_matrix(n, log_span, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    scale = rng.uniform(-(10.0**log_span), 0.0, n)
    found = graded_root(X, scale)
    # P = found D is Hermitian and positive, and found† found = X†X
    np.testing.assert_allclose(found.conj().T @ found, X.conj().T @ X, atol=1e-12 * np.linalg.norm(X) ** 2)
    between = (scale[:, None] - scale[None, :]) / 2.0
    inside = np.abs(between) < 300.0
    halfway = np.where(inside, found * np.exp(np.where(inside, -between, 0.0)), 0.0)
    np.testing.assert_allclose(halfway, halfway.conj().T, rtol=1e-9, atol=1e-290)


def test_the_root_against_many_digits():
    scale = np.array([0.0, -40.0, -7.0])
    X = np.random.default_rng(1).normal(size=(3, 3))
    with mp.workdps(120):
        D = mp.diag([mp.e ** mp.mpf(v) for v in scale])
        values, vectors = mp.eigsy(D * mp.matrix(X.T @ X) * D)
        root = vectors * mp.diag([mp.sqrt(abs(v)) for v in values]) * vectors.T * D**-1
        expected = np.array(root.tolist(), dtype=float)
    np.testing.assert_allclose(graded_root(X, scale), expected, rtol=1e-11)


def test_what_has_no_rank_has_a_root():
    # the largest share of a step that is always accepted leaves nothing to be rejected
    X = np.outer([1.0, 2.0, 0.0], [0.5, 1.0, 2.0])
    scale = np.array([0.0, -30.0, -3.0])
    found = graded_root(X, scale)
    np.testing.assert_allclose(found.T @ found, X.T @ X, atol=1e-13)
    np.testing.assert_array_equal(graded_root(np.zeros((3, 3)), scale), np.zeros((3, 3)))
