"""Balancing: what range of entries is left, and that no eigenvalue moves."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from detbal.numerics.balancing import balancing_exponents


def balanced(matrix):
    k = balancing_exponents(csr_array(matrix))
    return np.ldexp(matrix, k[None, :] - k[:, None])


def range_of(matrix):
    sizes = np.log2(np.abs(matrix[matrix != 0]))
    return sizes.max() - sizes.min()


@pytest.mark.parametrize("n", [2, 5, 60])
def test_a_chain_becomes_symmetric_at_once(n):
    """Entries from e^20 to e^-20, all neighbours alike: sweeps leave the middle as it is."""
    hops = np.exp(10.0 * (np.arange(n - 1) % 3))
    matrix = np.diag(hops, -1) + np.diag(1.0 / hops, 1)
    assert range_of(balanced(matrix)) < 2.0


def test_what_has_no_reverse_is_balanced_too():
    ring = np.roll(np.eye(3), 1, axis=0) * np.exp([90.0, 0.0, 0.0])
    assert range_of(balanced(ring)) < 4.0
    assert range_of(ring) > 129.0


def test_eigenvalues_stay():
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(6, 6))
    D = np.exp(rng.uniform(-5, 5, 6))
    found = np.linalg.eigvals(balanced(D[:, None] * matrix / D))
    order = np.argsort(found.real)
    exact = np.linalg.eigvals(matrix)
    np.testing.assert_allclose(found[order].real, np.sort(exact.real), rtol=1e-9)


def test_what_is_even_is_left_alone():
    matrix = np.random.default_rng(1).uniform(0.5, 1.0, (8, 8))
    assert np.ptp(balancing_exponents(csr_array(matrix))) <= 1
    assert not balancing_exponents(csr_array(np.zeros((3, 3)))).any()
