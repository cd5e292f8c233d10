"""Cumulants and covariances with floors, against fractions of any length."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.numerics.counted_cumulants import covariance_with_floors, cumulants_with_floors
from detbal.numerics.eigenvalue_derivatives import derivatives_by_residuals, derivatives_with_floors
from detbal.numerics.elimination import stationary_log

STATES = 4


def solved(matrix, right):
    """Return x of matrix x = right, by elimination of fractions."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    n = len(rows)
    for k in range(n):
        pivot = next(i for i in range(k, n) if rows[i][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for i in range(n):
            if i != k and rows[i][k]:
                rows[i] = [a - rows[i][k] * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [row[n] for row in rows]


def exact_covariance(n, source, target, rate, weights):
    """Return D_ab = Σ π k w_a w_b + (what a counts of how b moves the state) + the reverse, in fractions."""
    rate = [Fraction(float(one)) for one in rate]
    weights = [[Fraction(float(one)) for one in row] for row in weights]
    generator = [[Fraction(0)] * n for _ in range(n)]
    for a, b, k in zip(source, target, rate, strict=True):
        generator[b][a] += k
        generator[a][a] -= k
    pinned = [*generator[:-1], [Fraction(1)] * n]
    pi = solved(pinned, [Fraction(0)] * (n - 1) + [Fraction(1)])
    edges = list(zip(source, target, rate, strict=True))
    mean = [sum(w * pi[a] * k for w, (a, _, k) in zip(row, edges, strict=True)) for row in weights]
    moved = []
    for row, flow in zip(weights, mean, strict=True):
        right = [flow * p for p in pi]
        for w, (a, b, k) in zip(row, edges, strict=True):
            right[b] -= w * pi[a] * k
        moved.append(solved(pinned, [*right[:-1], Fraction(0)]))

    def element(a, b):
        at_once = sum(u * v * pi[i] * k for u, v, (i, _, k) in zip(weights[a], weights[b], edges, strict=True))
        after = sum(u * k * moved[b][i] for u, (i, _, k) in zip(weights[a], edges, strict=True))
        before = sum(u * k * moved[a][i] for u, (i, _, k) in zip(weights[b], edges, strict=True))
        return at_once + after + before

    return [[element(a, b) for b in range(len(weights))] for a in range(len(weights))]


def chain(seed, spread):
    """All pairs of states, rates over many decades, three counters that count backwards what runs back."""
    rng = np.random.default_rng(seed)
    low, high = np.triu_indices(STATES, 1)
    source, target = np.concatenate((low, high)), np.concatenate((high, low))
    rate = np.exp(rng.uniform(-spread, spread, len(source)))
    ahead = rng.integers(-2, 3, (3, len(low))).astype(float)
    log_rate = np.log(rate)
    return stationary_log(STATES, source, target, log_rate), source, target, rate, np.hstack((ahead, -ahead))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1.0, 5.0, 20.0]))
def test_covariance_is_within_its_floor(seed, spread):
    log_pi, source, target, rate, weights = chain(seed, spread)
    answer = covariance_with_floors(log_pi, source, target, np.log(rate), weights)
    found, floor = answer.matrix, answer.floor
    exact = exact_covariance(STATES, source, target, rate, weights)
    for a in range(3):
        for b in range(3):
            assert abs(Fraction(float(found[a, b])) - exact[a][b]) <= Fraction(float(floor[a, b]))
    np.testing.assert_array_equal(found, found.T)
    np.testing.assert_array_equal(floor, floor.T)
    # noises are sums that may cancel, floors are not; but no more than a chain of four states allows
    assert floor.max() <= 1e-11 * np.abs(weights).max() ** 2 * rate.max()


@given(st.integers(0, 10**6))
def test_variances_are_second_cumulants(seed):
    log_pi, source, target, rate, weights = chain(seed, 3.0)
    found = covariance_with_floors(log_pi, source, target, np.log(rate), weights)
    for a, weight in enumerate(weights):
        values, doubts = cumulants_with_floors(log_pi, source, target, np.log(rate), weight, 2)
        assert abs(found.mean[a] - values[0]) <= found.mean_floor[a] + doubts[0]
        assert abs(found.matrix[a, a] - values[1]) <= found.floor[a, a] + doubts[1]


def test_the_floor_is_that_of_what_flows_where_exchange_is_fast():
    """An electron changes between two states 1e15 times as fast with the left as with the right."""
    source, target = np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])
    rate = np.array([1.0, 1e-15, 1.0, 1e-15])
    at_left = np.array([[1.0, 0.0, -1.0, 0.0]])
    log_pi = np.log([0.5, 0.5])
    answer = covariance_with_floors(log_pi, source, target, np.log(rate), at_left)
    found, floor = answer.matrix, answer.floor
    assert found[0, 0] == pytest.approx(1e-15, rel=1e-12, abs=0)  # what the right side exchanges
    assert floor[0, 0] < 1e-12 * found[0, 0]


def relaxing(seed):
    """A dense generator with its stationary state, solvers from both sides, and jumps of an odd counter."""
    rng = np.random.default_rng(seed)
    rates = rng.uniform(0.1, 1.0, (STATES, STATES))
    generator = rates - np.diag(rates.sum(axis=0))
    pinned = np.vstack((generator[:-1], np.ones(STATES)))
    start = np.linalg.solve(pinned, np.eye(STATES)[-1])
    jumps = [np.triu(rates, 1) + (-1) ** m * np.tril(rates, -1) for m in range(1, 5)]
    return rates, generator, pinned, start, jumps


def test_two_ways_to_the_derivatives_agree_within_their_floors():
    rates, generator, pinned, start, jumps = relaxing(3)

    def solve(b):
        return np.linalg.solve(pinned, np.append(b[:-1], 0.0))

    triples = [(jump, np.abs(jump), 1e-16 * np.abs(jump)) for jump in jumps]
    inverse = np.abs(np.linalg.inv(pinned))
    values, floors = derivatives_with_floors(
        start, 1e-15 * start, triples, lambda b, doubt: (solve(b), inverse @ doubt), np.ones(STATES)
    )
    terms = [(one, np.abs(one)) for one in (generator, *jumps)]
    again, limits = derivatives_by_residuals(
        start, terms, solve, lambda b: np.linalg.solve(pinned.T, b), np.ones(STATES), 1e-15
    )
    assert (np.abs(values - again) <= floors + limits).all()
    assert (floors > 0).all()
    assert limits.max() < 1e-12
    # λ(s) itself, by five points
    h = 1e-2
    growth = [
        np.linalg.eigvals(generator + np.expm1(s) * np.triu(rates, 1) + np.expm1(-s) * np.tril(rates, -1)).real.max()
        for s in h * np.arange(-2, 3)
    ]
    assert again[0] == pytest.approx(np.dot(growth, [1, -8, 0, 8, -1]) / (12 * h), abs=1e-7)
    assert again[1] == pytest.approx(np.dot(growth, [-1, 16, -30, 16, -1]) / (12 * h**2), abs=1e-6)


@given(st.integers(0, 10**6), st.floats(-9.0, -4.0))
def test_the_residual_shows_what_a_solver_misses(seed, log_error):
    """The negative control: solutions that are wrong by 1e-9 to 1e-4, which the floors have to cover."""
    _, generator, pinned, start, jumps = relaxing(seed)
    rng = np.random.default_rng(seed)

    def exactly(b):
        return np.linalg.solve(pinned, np.append(b[:-1], 0.0))

    def wrongly(b):
        found = exactly(b) * (1.0 + 10**log_error * rng.uniform(-1, 1, STATES))
        return found - start * found.sum()

    terms = [(one, np.abs(one)) for one in (generator, *jumps)]

    def adjoint(b):
        return np.linalg.solve(pinned.T, b)

    right, small = derivatives_by_residuals(start, terms, exactly, adjoint, np.ones(STATES), 1e-15)
    wrong, floors = derivatives_by_residuals(start, terms, wrongly, adjoint, np.ones(STATES), 1e-15)
    assert (np.abs(wrong - right) <= floors + small).all()
    assert (floors[2:] > 10 * small[2:]).all()


def test_derivatives_beyond_floats_are_refused():
    huge, none = np.diag([1e300, 3e300]), np.zeros((2, 2))
    halves, flat, moved = np.array([0.5, 0.5]), np.ones(2), np.array([1e300, -1e300])
    with pytest.raises(InputError, match=r"cumulant 2: it leaves the range of floats; ask for fewer"):
        derivatives_by_residuals(halves, [(none, none), (huge, huge), (huge, huge)], lambda _: moved, abs, flat, 0.0)
    triples = [(huge, huge, none)] * 2
    with pytest.raises(InputError, match=r"cumulant 2: it leaves the range of floats; ask for fewer"):
        derivatives_with_floors(halves, np.zeros(2), triples, lambda *_: (moved, np.zeros(2)), flat)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1.0, 5.0, 20.0]))
def test_cumulants_are_within_their_floors(seed, spread):
    """Mean and variance, against fractions."""
    log_pi, source, target, rate, weights = chain(seed, spread)
    exact = exact_covariance(STATES, source, target, rate, weights[:1])[0][0]
    values, floors = cumulants_with_floors(log_pi, source, target, np.log(rate), weights[0], 2)
    assert abs(Fraction(float(values[1])) - exact) <= Fraction(float(floors[1]))
    doubled, wider = cumulants_with_floors(log_pi, source, target, np.log(rate), weights[0], 2, (1e-6, 1e-6))
    np.testing.assert_allclose(doubled, values, rtol=1e-9, atol=1e-9 * np.exp(spread))
    assert (wider >= floors).all()


def test_what_leads_on_too_slowly_for_floats_is_refused():
    ends = np.array([0, 1, 1, 2]), np.array([1, 0, 2, 1])
    log_rate = np.array([0.0, 0.0, -2000.0, -2000.0])
    with pytest.raises(InputError, match=r"rates of e\^-700 or less are 0 as floats"):
        cumulants_with_floors(
            np.log(np.full(3, 1 / 3)), *ends, log_rate, np.array([1.0, -1.0, 1.0, -1.0]) * [1, 2, 1, 1], 3
        )
