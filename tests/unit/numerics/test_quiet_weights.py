"""Weights that count the same in the long run."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detbal.numerics.counting_statistics import cumulants
from detbal.numerics.elimination import stationary_log
from detbal.numerics.quiet_weights import quiet_weights


def chain(seed, n=5):
    rng = np.random.default_rng(seed)
    source, target = np.array([(a, b) for a in range(n) for b in range(n) if a != b]).T
    log_rate = rng.uniform(-2, 2, len(source))
    log_pi = stationary_log(n, source, target, log_rate)
    weight = rng.integers(-2, 3, (n, n))
    weight = (weight - weight.T)[source, target].astype(float)
    return log_pi, source, target, log_rate, weight


@given(st.integers(0, 10**6))
def test_cumulants_stay_and_a_tree_falls_silent(seed):
    log_pi, source, target, log_rate, weight = chain(seed)
    traffic = log_pi[source] + log_rate
    quiet = quiet_weights(5, source, target, traffic, weight)
    assert quiet[np.argmax(traffic)] == 0
    assert (quiet == 0).sum() >= 8  # four pairs of processes
    given_, found = (
        cumulants(np.exp(log_pi), source, target, np.exp(log_rate), each, order=3) for each in (weight, quiet)
    )
    np.testing.assert_allclose(found, given_, rtol=1e-9, atol=1e-9)


def test_a_loop_is_counted_whatever_is_stored():
    assert quiet_weights(1, np.zeros(1, int), np.zeros(1, int), np.zeros(1), np.array([3.0])).tolist() == [3.0]
