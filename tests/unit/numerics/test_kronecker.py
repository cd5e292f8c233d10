"""Norms of Kronecker sums against the product matrices themselves."""

import numpy as np
import pytest

from detbal.numerics.kronecker import block_halves, block_noise, kronecker_halves, kronecker_norm


def random_terms(r, n, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(2, r, n, n)) + 1j * rng.normal(size=(2, r, n, n))


def product(left, right):
    return sum(np.kron(a, b.conj()) for a, b in zip(left, right, strict=True))


@pytest.mark.parametrize(("r", "n"), [(1, 1), (3, 4), (20, 3)])
def test_norms_are_those_of_the_products(r, n):
    left, right = random_terms(r, n)
    M = product(left, right)
    assert kronecker_norm(left, right) == pytest.approx(np.linalg.norm(M), rel=1e-13)
    factors = np.linspace(-1, 2, r)
    assert kronecker_norm(left, right, factors) == pytest.approx(
        np.linalg.norm(product(left * factors[:, None, None], right)), rel=1e-13
    )
    adjoint = left.conj().transpose(0, 2, 1), right.conj().transpose(0, 2, 1)
    wanted = [np.linalg.norm(x) for x in (M, (M + M.conj().T) / 2, (M - M.conj().T) / 2)]
    np.testing.assert_allclose(kronecker_halves(left, right, *adjoint), wanted, rtol=1e-13)


def test_blocks_with_weights_that_do_not_factorise():
    left, right = random_terms(3, 4, seed=1)
    a, b = np.random.default_rng(2).normal(size=(2, 4, 4))
    M = product(left, right) * np.exp(a.ravel()[:, None] + b.ravel()[None, :])
    wanted = [np.linalg.norm(x) for x in (M, (M + M.conj().T) / 2, (M - M.conj().T) / 2)]
    np.testing.assert_allclose(block_halves(left, right, a, b), wanted, rtol=1e-13)


def test_the_noise_of_blocks_bounds_what_errors_do():
    left, right = random_terms(3, 4, seed=1)
    a, b = 6.0 * np.random.default_rng(2).normal(size=(2, 4, 4))
    weights = np.exp(a.ravel()[:, None] + b.ravel()[None, :])
    size = np.random.default_rng(3).uniform(0, 1e-3, (2, 3, 4, 4))
    bound = block_noise(left, right, *size, a, b)
    worst = 0.0
    for seed in range(20):
        phases = np.exp(2j * np.pi * np.random.default_rng(seed).uniform(size=(2, 3, 4, 4)))
        wrong = product(left + size[0] * phases[0], right + size[1] * phases[1])
        worst = max(worst, float(np.linalg.norm((wrong - product(left, right)) * weights)))
    assert bound / 30 < worst < bound


def test_what_is_zero_has_no_weight_however_large():
    up = np.array([[[0, 1.0], [0, 0]]], dtype=complex)
    heavy = np.array([[0.0, 1e4], [1e4, 1e4]])
    with np.errstate(over="ignore", invalid="raise"):
        assert block_halves(up, up, heavy, -heavy)[0] == 0.0  # e^(0 - 1e4) of its one entry
        assert block_noise(up, up, 0 * up.real, 0 * up.real, heavy, -heavy) == 0.0


def test_cancellation_goes_to_round_off_where_gram_matrices_stop_at_half_the_digits():
    (a,), (b1,) = random_terms(1, 30, seed=3)
    (b2,) = random_terms(1, 30, seed=4)[0]
    left, right = np.stack([a, -a, -a]), np.stack([b1 + b2, b1, b2])  # zero
    size = np.linalg.norm(a) * np.linalg.norm(b1)
    assert kronecker_norm(left, right) < 1e-14 * size
    x, y = left.reshape(3, -1), right.reshape(3, -1)
    gram = np.sqrt(abs(np.sum((x.conj() @ x.T) * (y.conj() @ y.T).conj())))
    assert gram > 1e-10 * size
