"""The lowest eigenpair of operators whose spectrum is known."""

import numpy as np
import pytest

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
