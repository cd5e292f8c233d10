"""Gauss's rule in segments."""

import numpy as np

from detbal.numerics.segments import gauss_points


def test_exact_for_polynomials_of_degree_nine():
    at, weight = gauss_points(np.array([-1.0, 0.3, 2.0]))
    np.testing.assert_allclose(weight @ at**9, (2.0**10 - 1) / 10, rtol=1e-14)
    assert abs(weight @ at**10 - (2.0**11 + 1) / 11) > 1e-6  # and no more than that


def test_a_jump_at_a_node_costs_nothing():
    at, weight = gauss_points(np.array([0.0, 1.0, 3.0]))
    np.testing.assert_allclose(weight @ np.where(at < 1, 1.0, 5.0), 11.0, rtol=1e-15)
