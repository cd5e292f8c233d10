"""Laws of counters against closed forms."""

import numpy as np
import pytest
from scipy.special import gammaln, ive

from detbal.errors import InputError
from detbal.numerics.counted_uniformisation import log_distribution

ZERO = np.zeros(1, dtype=int)


def test_poisson():
    n = np.arange(61)
    found = log_distribution(np.zeros(1), ZERO, ZERO, np.log([3.0]), np.ones(1, dtype=int), 2.0, 60, 60)
    np.testing.assert_allclose(found[60:], n * np.log(6.0) - 6.0 - gammaln(n + 1), atol=1e-12)
    assert np.isneginf(found[:60]).all()


@pytest.mark.parametrize("time", [0.5, 30.0])
def test_difference_of_two_poissons(time):
    """Skellam's law: e^-(a + b) (a/b)^(n/2) I_n(2 sqrt(ab))."""
    a, b, n = 2.0 * time, 0.5 * time, np.arange(-30, 31)
    both, step = np.zeros(2, dtype=int), np.array([1, -1])
    found = log_distribution(np.zeros(1), both, both, np.log([2.0, 0.5]), step, time, 30, 200)
    root = 2 * np.sqrt(a * b)
    exact = -(a + b) + n / 2 * np.log(a / b) + np.log(ive(np.abs(n), root)) + root
    np.testing.assert_allclose(found, exact, atol=1e-11)


def test_steps_of_two():
    found = log_distribution(np.zeros(1), ZERO, ZERO, np.zeros(1), np.array([2]), 1.0, 5, 5)
    np.testing.assert_allclose(np.exp(found[5:]), np.exp(-1.0) * np.array([1, 0, 1, 0, 0.5, 0]), atol=1e-15)


def test_rates_below_all_floats():
    """A process at e^-1000: once in a time t costs that much."""
    both, step = np.zeros(2, dtype=int), np.array([1, -1])
    found = log_distribution(np.zeros(1), both, both, np.array([0.0, -1000.0]), step, 1.0, 2, 60)
    assert found[1] == pytest.approx(-1000.0 - 1.0, abs=1e-9)
    assert found[0] == pytest.approx(-2000.0 - 1.0 - np.log(2.0), abs=1e-9)


def test_too_much_to_sum():
    with pytest.raises(InputError, match=r"t = 1e\+09: the fastest state is left 1e\+09 times in that time"):
        log_distribution(np.zeros(1), ZERO, ZERO, np.zeros(1), np.ones(1, dtype=int), 1e9, 10, 10)


def test_progress_is_reported():
    told = []
    one = np.zeros(1, dtype=int)
    log_distribution(
        np.zeros(1), one, one, np.zeros(1), np.ones(1, dtype=int), 2.0, 2, 2, lambda *done: told.append(done)
    )
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert len(told) <= told[0][1]


def test_counts_that_no_path_reaches_in_time_cost_little():
    """Within some ticks no path leads far, however far it may go; what is found is the same."""
    source, target, step = np.array([0, 1]), np.array([1, 0]), np.array([1, 0])
    near, far = (
        log_distribution(np.log([0.5, 0.5]), source, target, np.zeros(2), step, 3.0, 4, reach)
        for reach in (200, 2_000_000)
    )
    np.testing.assert_array_equal(near, far)
