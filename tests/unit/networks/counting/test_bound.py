"""What currents and their noise say of the entropy produced."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.networks.counting import entropy_bound


@given(st.floats(-5, 5), st.floats(0.1, 10), st.floats(-30, 30))
def test_one_current(mean, variance, power):
    unit = 10.0**power
    bound = 2 * mean**2 / variance
    assert entropy_bound([mean * unit], [variance * unit]) == pytest.approx(bound * unit, rel=1e-12)
    steps = entropy_bound([mean], [variance], discrete_time=True)
    assert steps == pytest.approx(np.log1p(bound), rel=1e-12)


@given(st.integers(0, 10**6), st.floats(-8, 8))
def test_units_of_the_currents_do_not_matter(seed, power):
    rng = np.random.default_rng(seed)
    mean, root = rng.normal(size=3), rng.normal(size=(3, 3)) + 3 * np.eye(3)
    scale = np.array([1.0, 10.0**power, 10.0 ** (-power)])
    covariance = root @ root.T
    again = entropy_bound(mean * scale, covariance * np.outer(scale, scale))
    assert again == pytest.approx(entropy_bound(mean, covariance), rel=1e-8)


@pytest.mark.parametrize(
    ("covariance", "message"),
    [
        ([[1, 5], [0, 1]], "not symmetric"),
        ([[1, np.nan], [np.nan, 1]], "not finite"),
        ([[1, 2], [2, 1]], "must be positive definite"),
        ([[1, 1], [1, 1]], "leave out currents that depend on others"),
        ([[1, 0.1 * 3], [0.1 * 3, 0.3**2]], "leave out currents that depend on others"),
        ([[1, 0], [0, 0]], "or do not fluctuate"),
        ([[1, 0, 0], [0, 1, 0]], r"covariance of shape \(2, 3\) for 2 currents"),
    ],
)
def test_covariances_that_are_none_are_refused(covariance, message):
    with pytest.raises(InputError, match=message):
        entropy_bound([1.0, 1.0], covariance)
