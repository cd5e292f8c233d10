"""Counting in steps, against dense eigenvalues of the tilted matrix."""

from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.numerics.tilted_chain import TiltedChain, cumulants_per_step
from detbal.numerics.tilted_generator import TiltedGenerator


def chain(seed, n=4):
    rng = np.random.default_rng(seed)
    matrix = rng.dirichlet(np.ones(n), n)
    source, target = np.nonzero(~np.eye(n, dtype=bool))
    return matrix, TiltedChain(TiltedGenerator.of(n, source, target, np.log(matrix[source, target])))


@given(st.integers(0, 10**6))
def test_growth_is_the_logarithm_of_the_largest_eigenvalue(seed):
    matrix, found = chain(seed)
    source, target = found.generator.source, found.generator.target
    tilt, way = np.random.default_rng(seed).normal(size=(2, len(source)))

    def exact(tilts):
        tilted = matrix.copy()
        tilted[source, target] *= np.exp(tilts)
        return np.log(np.linalg.eigvals(tilted).real.max())

    one = found.growth(tilt)
    assert one.rate == pytest.approx(exact(tilt), abs=1e-12)
    assert 0 < one.floor < 1e-12
    h = 1e-5
    assert one.flux @ way == pytest.approx((exact(tilt + h * way) - exact(tilt - h * way)) / (2 * h), abs=1e-7)


def test_an_eigenvalue_that_round_off_hides_is_refused():
    ring = TiltedChain(TiltedGenerator.of(3, np.array([0, 1, 2]), np.array([1, 2, 0]), np.zeros(3)))
    assert ring.growth(np.full(3, -10.0)).rate == pytest.approx(-10.0, abs=ring.growth(np.full(3, -10.0)).floor)
    with pytest.raises(InputError, match=r"round-off is .*; take smaller counting variables"):
        ring.growth(np.full(3, -60.0))


@given(st.lists(st.floats(-2, 2), min_size=1, max_size=5), st.integers(0, 100))
def test_cumulants_per_step_are_derivatives_of_the_logarithm(values, seed):
    """ln(1 + Σ d_n s^n / n!) as a power series, by its recursion; errors of the d are covered by the floors."""

    def exact(d):
        series = [x / factorial(k + 1) for k, x in enumerate(d)]
        logs = []
        for n in range(1, len(d) + 1):
            logs.append(series[n - 1] - sum(k * logs[k - 1] * series[n - k - 1] for k in range(1, n)) / n)
        return [x * factorial(k + 1) for k, x in enumerate(logs)]

    moments, errors = np.array(values), 1e-6 * np.random.default_rng(seed).uniform(-1, 1, len(values))
    found, floors = cumulants_per_step(moments, np.full(len(values), 1e-6))
    np.testing.assert_allclose(found, exact(moments), rtol=1e-11, atol=1e-10)
    assert (np.abs(np.array(exact(moments + errors)) - found) <= floors * (1 + 1e-6) + 1e-12).all()
