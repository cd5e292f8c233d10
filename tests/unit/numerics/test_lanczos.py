"""The lowest eigenpair of operators whose spectrum is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.numerics.lanczos import lanczos


def searched(A, start, known=(), kept=120, residual=1e-11):
    for count, pair in enumerate(lanczos(lambda x: A @ x, start, known, kept)):
        if pair.residual < residual or count > 3000:
            break
    return pair, count


@pytest.mark.parametrize("complex_numbers", [False, True])
@pytest.mark.parametrize("kept", [120, 12])
def test_lowest_of_a_random_matrix(complex_numbers, kept):
    rng = np.random.default_rng(1)
    A = rng.normal(size=(60, 60)) + 1j * complex_numbers * rng.normal(size=(60, 60))
    A = (A + A.conj().T) if complex_numbers else (A + A.conj().T).real
    pair, _ = searched(A, rng.normal(size=60).astype(A.dtype), kept=kept)
    assert pair.value == pytest.approx(np.linalg.eigvalsh(A)[0], abs=1e-11)
    x = pair.vector()
    assert np.linalg.norm(A @ x - pair.value * x) < 1e-9
    assert np.linalg.norm(x) == pytest.approx(1.0)


def test_the_residual_is_that_of_the_vector():
    A = np.diag(np.linspace(1.0, 4.0, 40))
    for pair in lanczos(lambda x: A @ x, np.ones(40)):
        x = pair.vector()
        assert np.linalg.norm(A @ x - pair.value * x) == pytest.approx(pair.residual, abs=1e-12)
        if pair.residual < 1e-10:
            break


def test_known_vectors_are_left_out():
    A = np.diag(np.arange(10.0))
    pair, _ = searched(A, np.ones(10), [np.eye(10)[0], np.eye(10)[1]])
    assert pair.value == pytest.approx(2.0, abs=1e-10)


def test_a_closed_space_ends_the_search():
    A = np.diag(np.arange(10.0))
    pairs = list(lanczos(lambda x: A @ x, np.eye(10)[3] + np.eye(10)[7]))
    assert len(pairs) == 2
    assert pairs[-1].closed
    assert pairs[-1].value == pytest.approx(3.0)


def test_nothing_is_left():
    assert list(lanczos(lambda x: x, np.ones(2), list(np.eye(2)))) == []


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6), kept=st.sampled_from([3, 8, 120]), part=st.floats(1e-6, 0.5))
def test_the_lowest_eigenvalue_is_bounded_by_its_part_in_the_start(seed, kept, part):
    """At every step, and after new starts: value - λ ≤ 1.2 residual/part; the residual alone may be far smaller."""
    rng = np.random.default_rng(seed)
    n = 40
    values = np.sort(
        np.concatenate([[0.0], rng.choice([1.0, 1.001, 3.0, 10.0], n - 1) * rng.uniform(0.999, 1.0, n - 1)])
    )
    x = rng.normal(size=n)
    x[0] = 0.0
    x = np.sqrt(1.0 - part**2) * x / np.linalg.norm(x)
    x[0] = part
    misled = False
    for count, pair in enumerate(lanczos(lambda y: values * y, x, (), kept)):
        assert pair.value - values[0] <= max(2.0, 1.2 / part) * pair.residual + 1e-9
        misled = misled or pair.value - values[0] > 10.0 * pair.residual + 1e-9
        if pair.residual < 1e-8 or count > 300:
            break
    if kept > 100:
        assert pair.value == pytest.approx(values[0], abs=1e-6)
    if part < 1e-5:  # the control: the residual by itself promises too much
        assert misled
