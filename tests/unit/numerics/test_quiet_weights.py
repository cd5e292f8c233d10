"""Weights that count the same in the long run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.numerics.elimination import stationary_log
from detbal.numerics.quiet_weights import chord_weights, quiet_weights


def chain(seed, n=5, spread=2.0):
    rng = np.random.default_rng(seed)
    source, target = np.array([(a, b) for a in range(n) for b in range(n) if a != b]).T
    log_rate = rng.uniform(-spread, spread, len(source))
    log_pi = stationary_log(n, source, target, log_rate)
    weight = rng.integers(-2, 3, (n, n))
    weight = (weight - weight.T)[source, target].astype(float)
    return source, target, log_rate, weight, log_pi[source] + log_rate


def growth(n, source, target, log_rate, tilt):
    """Return the largest eigenvalue of the tilted generator, dense."""
    matrix = np.zeros((n, n))
    np.add.at(matrix, (target, source), np.exp(log_rate + tilt))
    return np.linalg.eigvals(matrix - np.diag(np.bincount(source, np.exp(log_rate)))).real.max()


every_kind = pytest.mark.parametrize("kind", [quiet_weights, chord_weights])


@every_kind
@given(st.integers(0, 10**6), st.floats(-1.0, 1.0))
def test_the_generating_function_stays(kind, seed, s):
    source, target, log_rate, weight, traffic = chain(seed)
    found = kind(5, source, target, traffic, weight)
    expected = growth(5, source, target, log_rate, s * weight)
    assert growth(5, source, target, log_rate, s * found) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(st.integers(0, 10**6))
def test_a_tree_falls_silent(seed):
    source, target, _, weight, traffic = chain(seed)
    found = chord_weights(5, source, target, traffic, weight)
    assert found[np.argmax(traffic)] == 0
    assert (found == 0).sum() >= 8  # four pairs of processes


@given(st.integers(0, 10**6), st.sampled_from([1.0, 5.0, 15.0]))
def test_less_is_counted_at_once(seed, spread):
    """No more than by the weights as they are, or on chords; no less than what solves the least squares, dense."""
    source, target, _, weight, traffic = chain(seed, spread=spread)
    size = np.exp(traffic - traffic.max())
    found = quiet_weights(5, source, target, traffic, weight)
    noise = [size @ one**2 for one in (found, weight, chord_weights(5, source, target, traffic, weight))]
    assert noise[0] <= 4.0 * min(noise[1:]) * (1 + 1e-9)
    if spread < 10:  # beyond, least squares have no digits
        grad = np.eye(5)[target] - np.eye(5)[source]
        root = np.sqrt(size)
        left = weight - grad @ np.linalg.lstsq(root[:, None] * grad, root * weight)[0]
        assert noise[0] >= size @ left**2 * (1 - 1e-6)
        assert noise[0] <= 4.0 * (size @ left**2) + 1e-12


def test_a_long_ring_shares_what_is_counted_on_one_pair():
    at = np.arange(500)
    source, target = np.concatenate([at, (at + 1) % 500]), np.concatenate([(at + 1) % 500, at])
    one = np.zeros(1000)
    one[[0, 500]] = 500.0, -500.0
    found = quiet_weights(500, source, target, np.zeros(1000), one)
    np.testing.assert_allclose(found, np.repeat([1.0, -1.0], 500), rtol=1e-9)


def test_a_loop_is_counted_whatever_is_stored():
    assert quiet_weights(1, np.zeros(1, int), np.zeros(1, int), np.zeros(1), np.array([3.0])).tolist() == [3.0]
    assert quiet_weights(1, *np.zeros((2, 0), int), np.zeros(0), np.zeros(0)).tolist() == []
