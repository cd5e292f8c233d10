"""Polylogarithms of exp(-x), against mpmath."""

import mpmath
import numpy as np
import pytest

from detbal.numerics.polylogarithm import scaled_polylog

POINTS = (1e-9, 1e-3, 0.1, 0.3, 0.499999, 0.5, 0.7, 1.0, 5.0, 30.0)


@pytest.mark.parametrize("order", [0, 1, 2, 3, 4])
def test_against_mpmath(order):
    with mpmath.workdps(60):
        exact = [float(mpmath.exp(x) * mpmath.polylog(order, mpmath.exp(-mpmath.mpf(x)))) for x in POINTS]
    np.testing.assert_allclose(scaled_polylog(order, np.array(POINTS)), exact, rtol=4e-15)


@pytest.mark.parametrize("order", [0, 1, 2, 3, 4])
def test_does_not_underflow(order):
    np.testing.assert_allclose(scaled_polylog(order, np.array([800.0, 1e6])), 1.0, rtol=1e-15)


@pytest.mark.parametrize(("order", "zeta"), [(2, mpmath.zeta(2)), (3, mpmath.zeta(3)), (4, mpmath.zeta(4))])
def test_at_zero_it_is_zeta(order, zeta):
    assert float(scaled_polylog(order, np.zeros(1))[0]) == pytest.approx(float(zeta), rel=1e-15)
