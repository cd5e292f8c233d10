"""Largest eigenvalues with digits of their own, against many digits."""

import mpmath
import numpy as np
import pytest

from detbal.errors import InputError
from detbal.numerics.tilted_generator import TiltedGenerator


def largest(n, source, target, log_rate, tilt, digits):
    with mpmath.workdps(digits):
        matrix = mpmath.zeros(n)
        for a, b, r, x in zip(source.tolist(), target.tolist(), log_rate.tolist(), tilt.tolist(), strict=True):
            matrix[b, a] += mpmath.exp(mpmath.mpf(r) + mpmath.mpf(x))
            matrix[a, a] -= mpmath.exp(mpmath.mpf(r))
        values = mpmath.eig(matrix, left=False, right=False)
        return max(value.real for value in values)


@pytest.mark.parametrize("span", [1.0, 20.0, 100.0, 250.0])
@pytest.mark.parametrize("seed", range(4))
def test_rates_over_many_decades(span, seed):
    rng = np.random.default_rng(seed)
    n = 4
    source, target = np.array([(a, b) for a in range(n) for b in range(n) if a != b]).T
    log_rate, tilt = span * rng.uniform(-1, 1, (2, len(source)))
    found = TiltedGenerator.of(n, source, target, log_rate).growth(tilt)
    exact = largest(n, source, target, log_rate, tilt, digits=60 + int(4 * span))
    assert abs(float((mpmath.mpf(found.rate) - exact) / exact)) < 1e-11
    assert abs(float(mpmath.mpf(found.rate) - exact)) <= found.floor


def test_two_halves_that_hardly_know_each_other():
    """Each half grows at a rate of its own; the larger one wins, although the first guess may sit in the other."""
    source, target = np.array([0, 1, 2, 3, 1, 2]), np.array([1, 0, 3, 2, 2, 1])
    log_rate = np.array([0.0, 0.0, 0.3, 0.3, -200.0, -200.0])
    for tilt in ([1.0, 1.0, 0.9, 0.9, 0.0, 0.0], [1.1, 1.1, 0.2, 0.2, 0.0, 0.0]):
        tilts = np.array(tilt)
        found = TiltedGenerator.of(4, source, target, log_rate).growth(tilts)
        exact = largest(4, source, target, log_rate, tilts, digits=250)
        assert found.rate == pytest.approx(float(exact), rel=1e-13)


def test_flux_is_the_derivative():
    rng = np.random.default_rng(3)
    source, target = np.array([(a, b) for a in range(5) for b in range(5) if a != b]).T
    log_rate, tilt, way = rng.uniform(-2, 2, (3, len(source)))
    generator, h = TiltedGenerator.of(5, source, target, log_rate), 1e-4
    up, down = (generator.growth(tilt + s * way).rate for s in (h, -h))
    assert generator.growth(tilt).flux @ way == pytest.approx((up - down) / (2 * h), rel=1e-6)


def test_no_tilt_grows_at_no_rate():
    source, target = np.array([0, 1, 2, 0, 1, 2]), np.array([1, 2, 0, 2, 0, 1])
    generator = TiltedGenerator.of(3, source, target, np.array([0.0, -300.0, 200.0, 1.0, 2.0, 3.0]))
    assert abs(generator.growth(np.zeros(6)).rate) < 1e-20  # of rates from e^-300 to e^200


def test_what_floats_cannot_hold_is_refused():
    generator = TiltedGenerator.of(2, np.array([0, 1]), np.array([1, 0]), np.zeros(2))
    with pytest.raises(InputError, match=r"times exp\(1500\): it overflows; take a smaller counting variable"):
        generator.growth(np.array([1500.0, 1500.0]))
