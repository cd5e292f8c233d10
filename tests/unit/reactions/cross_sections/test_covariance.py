"""Covariances of interpolated values, against dense matrices."""

import numpy as np
import pytest

from detbal.reactions.cross_sections.covariance import Covariance
from detbal.reactions.cross_sections.interpolation import interpolate


def dense(bands):
    n = bands.shape[1]
    whole = np.zeros((n, n))
    for k, band in enumerate(bands):
        for i in range(n - k):
            whole[i, i + k] = whole[i + k, i] = band[i]
    return whole


@pytest.fixture
def table():
    rng = np.random.default_rng(1)
    x = np.sort(rng.uniform(0, 10, 15))
    at = np.sort(np.concatenate([rng.uniform(x[0], x[-1], 20), x[3:5], np.linspace(x[7] + 1e-3, x[8] - 1e-3, 6)]))
    return x, rng.normal(size=15), rng.uniform(0.1, 1.0, 15), at, rng.uniform(0.01, 0.1, len(at))


def test_it_is_that_of_linear_combinations(table):
    """D + W Σ Wᵀ, with W from interpolating one node after another."""
    x, y, sigma, at, own = table
    zero = np.zeros(len(at))
    W = np.array([interpolate(x, unit, 0 * x, at, zero).value for unit in np.eye(len(x))]).T
    np.testing.assert_allclose(W @ y, interpolate(x, y, sigma, at, zero).value)
    found = interpolate(x, y, sigma, at, zero)
    nodes = found.first[:, None] + np.arange(found.weights.shape[1])
    covariance = Covariance.shared(found.first, found.weights * sigma[nodes], own)
    expected = np.diag(own) + W @ np.diag(sigma**2) @ W.T
    np.testing.assert_allclose(dense(covariance.bands), expected, atol=1e-14)
    weights = np.random.default_rng(2).normal(size=len(at))
    assert covariance.of_mean(weights) == pytest.approx(weights @ expected @ weights)
    np.testing.assert_allclose(dense(covariance.joined(covariance.plus(own)).bands), 2 * expected + np.diag(own))


def test_whitening_is_that_of_cholesky(table):
    x, y, sigma, at, own = table
    found = interpolate(x, y, sigma, at, np.zeros(len(at)))
    nodes = found.first[:, None] + np.arange(found.weights.shape[1])
    covariance = Covariance.shared(found.first, found.weights * sigma[nodes], own)
    whole, values = dense(covariance.bands), np.random.default_rng(3).normal(size=len(at))
    whiten = covariance.whitening()
    white = whiten(values)
    assert white @ white == pytest.approx(values @ np.linalg.solve(whole, values), rel=1e-6)
    assert whiten.log_determinant == pytest.approx(np.linalg.slogdet(whole)[1], rel=1e-6)
    inverse = np.linalg.inv(np.linalg.cholesky(whole))
    assert (whiten.bound(np.abs(values)) >= (np.abs(inverse) @ np.abs(values)) * (1 - 1e-6)).all()


def test_interpolation_errors_of_resonances_are_bounded():
    """Of a Lorentzian, wherever it lies between the nodes; one narrower than a step may hide between two of them."""
    x = np.arange(-10.0, 11.0)
    for width in (1.0, 1.4, 2.0, 4.0):
        for top in np.linspace(0.0, 0.5, 6):

            def shape(e, top=top, width=width):
                return np.log(0.3 + 1 / (1 + ((e - top) / width) ** 2))

            at = np.linspace(-6.0, 6.0, 121)
            found = interpolate(x, shape(x), 0 * x, at, np.full(len(at), 1e-9))
            assert (np.abs(found.value - shape(at)) <= found.error + 1e-12).all(), (width, top)
