"""Occupations until a chain ends, against a dense inverse and against many digits."""

import mpmath
import numpy as np
import pytest

from detbal.numerics.residence import Residence


def edges(n):
    return np.array([(a, b) for a in range(n) for b in range(n) if a != b]).T


@pytest.mark.parametrize("end", range(4))
def test_against_the_dense_inverse(end):
    rng = np.random.default_rng(end)
    source, target = edges(4)
    rate = rng.uniform(0.1, 2.0, len(source))
    dense = np.zeros((4, 4))
    dense[target, source] = rate
    dense -= np.diag(dense.sum(axis=0))
    rest = [k for k in range(4) if k != end]
    inflow = rng.uniform(size=(3, 4))
    inflow[1, rest[0]] = 0.0
    found = Residence.of(4, source, target, np.log(rate), end).times(inflow)
    np.testing.assert_allclose(found[:, rest].T, np.linalg.solve(-dense[np.ix_(rest, rest)], inflow[:, rest].T))
    assert (found[:, end] == 0).all()


def test_digits_of_rates_over_many_decades():
    rng = np.random.default_rng(5)
    source, target = edges(4)
    log_rate = rng.uniform(-80, 80, len(source))
    inflow = np.exp(rng.uniform(-50, 50, (1, 4)))
    found = Residence.of(4, source, target, log_rate, 0).times(inflow)[0]
    with mpmath.workdps(150):
        dense = mpmath.zeros(4)
        for a, b, r in zip(source.tolist(), target.tolist(), log_rate.tolist(), strict=True):
            dense[b, a] -= mpmath.exp(r)
            dense[a, a] += mpmath.exp(r)
        exact = mpmath.lu_solve(dense[1:, 1:], mpmath.matrix(inflow[0, 1:].tolist()))
        np.testing.assert_allclose(found[1:], [float(x) for x in exact], rtol=1e-13)


def test_nothing_comes_of_nothing():
    chain = Residence.of(2, np.array([0, 1]), np.array([1, 0]), np.zeros(2), 0)
    assert chain.times(np.zeros((2, 2))).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    alone = Residence.of(1, np.zeros(1, int), np.zeros(1, int), np.zeros(1), 0)
    assert alone.times(np.ones((1, 1))).tolist() == [[0.0]]
