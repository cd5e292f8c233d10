"""Solutions with the generator of a chain, from both sides, against dense algebra."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.numerics.elimination import stationary_log
from detbal.numerics.relaxing import Relaxing


def relaxing(seed, n=5, spread=3.0, known=0.0):
    rng = np.random.default_rng(seed)
    source, target = np.nonzero(~np.eye(n, dtype=bool))
    log_rate = rng.uniform(-spread, spread, len(source))
    generator = np.zeros((n, n))
    generator[target, source] = np.exp(log_rate)
    generator -= np.diag(generator.sum(axis=0))
    log_pi = stationary_log(n, source, target, log_rate)
    return Relaxing.of(log_pi, source, target, log_rate, known), generator, rng


@given(st.integers(0, 10**6), st.sampled_from([0.5, 3.0, 7.0]))
def test_right_sides_come_back_from_both_sides(seed, spread):
    chain, generator, rng = relaxing(seed, spread=spread)
    b = rng.normal(size=5)
    b -= b.mean()
    found, error = chain.solve(b, np.zeros(5))
    assert abs(found.sum()) <= error.sum()
    assert (np.abs(generator @ found - b) <= np.abs(generator) @ error).all()
    c = rng.normal(size=5)
    c -= c @ chain.pi
    y = chain.adjoint()(c)
    assert (np.abs(y @ generator - c) <= 1e-13 * np.abs(y) @ np.abs(generator)).all()


@given(st.integers(0, 10**6), st.floats(-8, -3))
def test_errors_of_the_right_side_and_of_the_state_are_carried_on(seed, power):
    chain, _, rng = relaxing(seed)
    b, off = rng.normal(size=(2, 5))
    b, off = b - b.mean(), 10**power * (off - off.mean())
    found, _ = chain.solve(b, np.zeros(5))
    nudged, error = chain.solve(b + off, np.abs(off))
    assert (np.abs(nudged - found) <= error).all()
    assert relaxing(seed, known=1e-3)[0].solve(b, np.abs(off))[1].sum() > error.sum()


def test_several_right_sides_at_once():
    chain, _, rng = relaxing(2)
    b = rng.normal(size=(3, 5))
    b -= b.mean(axis=1, keepdims=True)
    together = chain.solve(b, np.zeros((3, 5)))[0]
    np.testing.assert_allclose(together, [chain.solve(one, np.zeros(5))[0] for one in b], rtol=1e-12)


def test_what_takes_for_ever_is_refused():
    ends = np.array([0, 1, 1, 2]), np.array([1, 0, 2, 1])
    chain = Relaxing.of(np.log(np.full(3, 1 / 3)), *ends, np.array([0.0, 0.0, -2000.0, -2000.0]), 0.0)
    with pytest.raises(InputError, match=r"rates of e\^-700 or less are 0 as floats"):
        chain.solve(np.array([1.0, 0.0, -1.0]), np.zeros(3))
