"""Two readings that must agree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.numerics.reconciliation import reconciled

size = st.floats(0.01, 10)


@given(st.floats(-5, 5), size, size)
def test_the_difference_is_taken_out_with_least_effort(residual, first, second):
    made = reconciled(np.array([residual]), np.array([first]), np.array([second]))
    assert residual + made.first[0] - made.second[0] == pytest.approx(0.0, abs=1e-12)
    effort = made.first[0] ** 2 / first**2 + made.second[0] ** 2 / second**2
    assert made.distance**2 == pytest.approx(effort, rel=1e-9, abs=1e-12)
    for step in (0.01, -0.01):  # any other way costs more
        other = (made.first[0] + step) ** 2 / first**2 + (made.second[0] + step) ** 2 / second**2
        assert other >= effort


def test_without_errors_both_move_alike():
    made = reconciled(np.array([0.4, 0.0]), np.zeros(2), np.zeros(2))
    assert made.first == pytest.approx([-0.2, 0.0])
    assert made.distance == pytest.approx(np.hypot(0.2, 0.2))


def test_an_exact_pair_beside_others():
    sigma = np.array([0.1, 0.0])
    assert reconciled(np.array([0.2, np.log(2)]), sigma, np.zeros(2)).distance == np.inf
    within = reconciled(np.array([0.2, 1e-15]), sigma, np.zeros(2), np.full(2, 1e-14))
    assert within.distance == pytest.approx(2.0)
    assert reconciled(np.array([0.2, 1e-13]), sigma, np.zeros(2), np.full(2, 1e-14)).distance == np.inf
