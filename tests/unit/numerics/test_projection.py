"""Least squares with one factorisation for many columns, and leverages."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from detbal.numerics import projection as module
from detbal.numerics.projection import projection


def random_change(seed, m, n):
    draw = np.random.default_rng(seed)
    rows, columns = np.repeat(np.arange(m), 4), np.concatenate([draw.choice(n, 4, replace=False) for _ in range(m)])
    return csr_array((np.tile([-1.0, -1.0, 1.0, 1.0], m), (rows, columns)), shape=(m, n))


@pytest.mark.parametrize("dense", [True, False])
def test_residuals_and_leverages_are_those_of_the_hat_matrix(monkeypatch, dense):
    if not dense:
        monkeypatch.setattr(module, "DENSE", 0)
    change = random_change(5, 40, 15)
    scale = np.random.default_rng(0).uniform(0.5, 2.0, 40)
    data = np.random.default_rng(1).normal(size=(40, 3))
    model = projection(change, scale)
    scaled = change.toarray() / scale[:, None]
    hat = scaled @ np.linalg.pinv(scaled)
    left, theta = model.residual(data)
    np.testing.assert_allclose(left, scale[:, None] * ((np.eye(40) - hat) @ (data / scale[:, None])), atol=1e-9)
    np.testing.assert_allclose(data - change @ theta, left, atol=1e-9)
    np.testing.assert_allclose(model.leverage(np.arange(40)), np.diag(hat), atol=1e-8)


@pytest.mark.parametrize("dense", [True, False])
def test_consistent_data_leave_round_off(monkeypatch, dense):
    if not dense:
        monkeypatch.setattr(module, "DENSE", 0)
    change = random_change(7, 300, 60)
    potentials = np.random.default_rng(2).normal(size=(60, 1)) * 100
    left, _ = projection(change).residual(change @ potentials)
    assert np.abs(left).max() < 1e-11
