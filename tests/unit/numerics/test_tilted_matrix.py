"""Tilted matrices against dense eigenvalues and closed forms."""

import numpy as np
import pytest
from scipy.sparse import csr_array, eye_array

from detbal.errors import InputError
from detbal.numerics.factorised import factorised
from detbal.numerics.rightmost import DENSE, eigenvectors_at, rightmost
from detbal.numerics.tilted_matrix import TiltedMatrix


def chain(n, seed=0, turning=0.0):
    """Random rates among n states, entry by entry, with a rotation among further elements that decay."""
    rng = np.random.default_rng(seed)
    rates = rng.uniform(0.1, 1.0, (n, n))
    np.fill_diagonal(rates, 0.0)
    full = np.zeros((2 * n, 2 * n))
    full[:n, :n] = rates - np.diag(rates.sum(axis=0))
    mixing = rng.normal(size=(n, n)) * 0.05
    mixing[0] -= mixing.sum(axis=0)  # coherences feed populations, and conserve their sum
    full[:n, n:] = mixing
    full[n:, :n] = rng.normal(size=(n, n)) * 0.05
    full[n:, n:] = -np.eye(n) * n + turning * np.triu(np.ones((n, n)), 1) - turning * np.tril(np.ones((n, n)), -1)
    row, column = np.nonzero(full)
    total = np.concatenate([np.ones(n), np.zeros(n)])
    return TiltedMatrix(2 * n, row, column, full[row, column], total), full


@pytest.mark.parametrize("n", [3, 20, DENSE])
@pytest.mark.parametrize("turning", [0.0, 30.0])
def test_growth_is_the_rightmost_eigenvalue(n, turning):
    matrix, _ = chain(n, turning=turning)
    rates = (matrix.row < n) & (matrix.column < n)
    tilt = np.random.default_rng(1).normal(size=len(matrix.value)) * 0.3 * rates
    found = matrix.growth(tilt)
    exact = np.linalg.eigvals(matrix.at(tilt).toarray())
    exact = exact[np.argmax(exact.real)]
    assert exact.imag == pytest.approx(0.0, abs=1e-9)
    assert found.rate == pytest.approx(exact.real, rel=1e-11)
    assert found.floor < 1e-11 * n
    step = 1e-6
    nudge = np.random.default_rng(2).normal(size=len(tilt)) * rates
    ahead, back = (matrix.growth(tilt + sign * step * nudge).rate for sign in (1, -1))
    assert found.flux @ nudge == pytest.approx((ahead - back) / (2 * step), rel=1e-5, abs=1e-7)


def test_cumulants_are_derivatives():
    matrix, full = chain(4)
    weight = np.where((matrix.row < 4) & (matrix.column < 4), np.sign(matrix.row - matrix.column), 0.0)
    still = matrix.stationary()
    np.testing.assert_allclose(full @ still.vector, 0.0, atol=1e-15)
    found, floor = matrix.cumulants(still, weight, 3)
    h = 1e-2
    line = [matrix.growth(k * h * weight).rate for k in range(-3, 4)]
    assert found[0] == pytest.approx(np.dot(line, [-1, 9, -45, 0, 45, -9, 1]) / (60 * h), rel=1e-8)
    assert found[1] == pytest.approx(np.dot(line, [2, -27, 270, -490, 270, -27, 2]) / (180 * h**2), rel=1e-7)
    assert floor[0] < 1e-13
    assert matrix.flux(still) @ weight == pytest.approx(found[0], rel=1e-13)


def test_two_stationary_states_are_refused():
    apart = np.kron(np.eye(2), [[-1.0, 2.0], [1.0, -2.0]])
    row, column = np.nonzero(apart)
    with pytest.raises(InputError, match="more than one stationary state"):
        TiltedMatrix(4, row, column, apart[row, column], np.ones(4)).stationary()


def test_overflow_is_refused():
    matrix, _ = chain(3)
    with pytest.raises(InputError, match=r"exp\(800\): it overflows"):
        matrix.growth(np.full(len(matrix.value), 800.0))


def test_an_eigenvalue_that_is_not_real_is_refused():
    turning = np.array([[0.0, 1.0], [-1.0, 0.0]])
    row, column = np.nonzero(turning)
    with pytest.raises(InputError, match="no real λ"):
        TiltedMatrix(2, row, column, turning[row, column], np.ones(2)).growth(np.zeros(2))


@pytest.mark.parametrize("n", [5, 400])
@pytest.mark.parametrize("share", [0.005, 0.3])
def test_solvers(n, share):
    rng = np.random.default_rng(n)
    full = rng.normal(size=(n, n)) * (rng.uniform(size=(n, n)) < share) + 5 * np.sqrt(n) * np.eye(n)
    solve, b = factorised(csr_array(full)), rng.normal(size=n)
    np.testing.assert_allclose(full @ solve(b, False), b, atol=1e-12)
    np.testing.assert_allclose(full.T @ solve(b, True), b, atol=1e-12)


def test_a_singular_matrix_gives_large_numbers():
    assert np.abs(factorised(csr_array(np.diag([1.0, 0.0])))(np.ones(2), False)).max() > 1e30


def test_large_matrices_take_the_other_way_to_the_same_answer():
    n = 3 * DENSE
    rng = np.random.default_rng(3)
    full = rng.normal(size=(n, n)) / np.sqrt(n) - 3.0 * np.eye(n)
    full[0] = 0.0
    full[0, 0] = 0.5  # λ = ½, whatever the rest
    matrix = csr_array(full)
    assert abs(rightmost(matrix) - 0.5) < 1e-8
    left, right = eigenvectors_at(matrix, 0.5 + 1e-9)
    np.testing.assert_allclose((matrix - 0.5 * eye_array(n)) @ right, 0.0, atol=1e-12)
    np.testing.assert_allclose((matrix - 0.5 * eye_array(n)).T @ left, 0.0, atol=1e-12)


@pytest.mark.parametrize("n", [20, DENSE + 80])
def test_what_turns_further_to_the_right_is_found(n):
    """The eigenvalue nearest to the bound is -1; -0.1 ± 50i lie to the right of it."""
    full = np.diag(-1.0 - np.arange(float(n)))
    full[-2:, -2:] = [[-0.1, 50.0], [-50.0, -0.1]]
    found = rightmost(csr_array(full))
    assert found.real == pytest.approx(-0.1, abs=1e-9)
    assert abs(found.imag) == pytest.approx(50.0, abs=1e-9)
    full[0, 0] = 0.3
    assert abs(rightmost(csr_array(full)) - 0.3) < 1e-9


@pytest.mark.parametrize("n", [3, 30, 200])
@pytest.mark.parametrize("chi", [5.0, 60.0, 300.0])
def test_growth_of_graded_entries_is_that_of_the_graded_chain(n, chi):
    """A ring of steps e^χ ahead and e^-χ back has λ = 2 cosh χ - 2; states scaled by e^±300 change nothing."""
    state = np.arange(n)
    row = np.concatenate([(state + 1) % n, state, state])
    column = np.concatenate([state, (state + 1) % n, state])
    scale = np.random.default_rng(n).uniform(-150.0, 150.0, n)
    value = np.concatenate([np.ones(2 * n), -2.0 * np.ones(n)])
    tilt = chi * np.concatenate([np.ones(n), -np.ones(n), np.zeros(n)]) + scale[row] - scale[column]
    found = TiltedMatrix(n, row, column, value, np.ones(n)).growth(tilt)
    assert found.rate == pytest.approx(4 * np.sinh(chi / 2) ** 2, rel=1e-11)
    assert found.flux[:n].sum() == pytest.approx(np.exp(chi), rel=1e-9)
