"""Stationary states: known ones, of all sizes, and what is said where there is none or more than one."""

import numpy as np
import pytest
from scipy.sparse import csr_array

import detbal
from detbal.generators import Channel, Lindbladian, Superoperator
from detbal.generators.state import given_state, occupied
from detbal.generators.stationary import hermitian_basis, rows_stacked, stationary_state


def pumped_ladder(n, up=0.5):
    """Return a ladder of n levels with hops down (1) and up: p_k ∝ up^k."""
    lower = np.diag(np.ones(n - 1), 1)
    return Lindbladian(np.diag(np.arange(n) ** 1.1), [lower, np.sqrt(up) * lower.T])


@pytest.mark.parametrize("n", [2, 9, 32, 33, 60])
def test_a_ladder_of_any_size(n):
    found = stationary_state(pumped_ladder(n, 0.9))
    wanted = 0.9 ** np.arange(n)
    np.testing.assert_allclose(np.diag(found.state.matrix).real, wanted / wanted.sum(), atol=4 * found.accuracy)
    assert found.count == 1
    assert found.residual < 1e-13


def test_rotated_and_as_superoperator_and_large():
    u = np.linalg.qr(np.random.default_rng(0).normal(size=(34, 34)))[0]
    ladder = pumped_ladder(34, 0.9)
    turned = Lindbladian(u @ ladder.H @ u.T, [u @ v @ u.T for v in ladder.jumps])
    wanted = u @ stationary_state(ladder).state.matrix @ u.T
    for thing in (turned, Superoperator(rows_stacked(turned), "row")):
        found = stationary_state(thing)
        np.testing.assert_allclose(found.state.matrix, wanted, atol=10 * found.accuracy + 1e-13)


def test_superoperators_in_either_order():
    K = rows_stacked(pumped_ladder(3))
    n = 3
    column = K.reshape(n, n, n, n).transpose(1, 0, 3, 2).reshape(n * n, n * n)
    for thing in (Superoperator(K, "row"), Superoperator(column), Superoperator(csr_array(column))):
        np.testing.assert_allclose(np.diag(stationary_state(thing).state.matrix).real, np.array([4, 2, 1]) / 7)


def test_channels_have_fixed_points():
    p = np.array([0.7, 0.2, 0.1])
    replace = [np.sqrt(p[i]) * np.outer(np.eye(3)[i], np.eye(3)[j]) for i in range(3) for j in range(3)]
    np.testing.assert_allclose(np.diag(stationary_state(Channel(replace)).state.matrix).real, p)


def test_two_separate_parts_have_two_states():
    jumps = [np.zeros((4, 4)) for _ in range(4)]
    jumps[0][0, 1] = jumps[1][1, 0] = jumps[2][2, 3] = 1.0
    jumps[3][3, 2] = 0.5
    dephasing = np.diag([1.0, 1.0, -1.0, -1.0])
    found = stationary_state(Lindbladian(np.zeros((4, 4)), [*jumps, dephasing]))
    assert found.count == 2
    # from the maximally mixed state, half of the population stays in each part
    np.testing.assert_allclose(np.diag(found.state.matrix).real, [0.25, 0.25, 0.4, 0.1], atol=1e-13)


def test_large_and_not_unique_is_refused():
    n = 36
    with pytest.raises(detbal.InputError, match="more than one stationary state"):
        stationary_state(Lindbladian(np.zeros((n, n)), [np.diag(np.arange(n) * 1.0)]))


def test_an_operator_that_is_no_state_is_refused():
    # a generator that drives a population below zero: K = -(ρ - ρ*) with ρ* not positive
    target = np.diag([1.5, -0.5]).ravel()
    K = np.outer(target, np.eye(2).ravel()) - np.eye(4)
    with pytest.raises(detbal.InputError, match=r"the stationary operator has the eigenvalue -0\.5"):
        stationary_state(Superoperator(K, "row"))


def test_no_trace_at_all():
    K = np.diag([-1.0, -1.0, -1.0, -1.0])
    K[1, 1] = K[2, 2] = 0.0  # coherences stay, populations vanish
    with pytest.raises(detbal.InputError, match="what is stationary has no trace"):
        stationary_state(Superoperator(K))


def test_the_hermitian_basis_is_unitary_and_hermitian():
    q = hermitian_basis(4).toarray()
    np.testing.assert_allclose(q.conj().T @ q, np.eye(16), atol=1e-15)
    for column in q.T.reshape(-1, 4, 4):
        np.testing.assert_array_equal(column, column.conj().T)


def test_empty_levels_are_left_out_and_noise_is_told_from_zero():
    exact = given_state(np.diag([0.5, 0.0, 0.5]), 3)
    assert exact.levels == 2
    assert exact.lost == 0
    noisy = occupied(np.array([1.0, 1e-15]), 1e-15, np.eye(2, dtype=complex), 1e-15, "found")
    assert noisy.lost == 1


def test_populations_far_below_round_off_are_accurate():
    found = stationary_state(pumped_ladder(40, 1e-12))
    np.testing.assert_allclose(found.state.log_p - found.state.log_p[0], np.arange(40) * np.log(1e-12), rtol=1e-13)


@pytest.mark.parametrize("n", [34, 64])
def test_dense_random_generators(n):
    rng = np.random.default_rng(0)
    H = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    jumps = (rng.normal(size=(2, n, n)) + 1j * rng.normal(size=(2, n, n))) / np.sqrt(n)
    generator = Lindbladian(H + H.conj().T, list(jumps))
    found = stationary_state(generator)
    assert np.linalg.norm(generator.apply(found.state.matrix)) < 1e-12 * np.linalg.norm(generator.loss())
