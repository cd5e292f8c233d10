"""Independent rows of dense matrices, and what the others are made of."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.numerics.dependence import dependence
from detbal.numerics.residues import PRIMES, residues


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(0, 20))
def test_shares_make_up_the_dependent_rows_whatever_the_scales(seed, n, spread):
    draw = np.random.default_rng(seed)
    basis = draw.integers(-3, 4, (max(n - 1, 1), n)) * (draw.random((max(n - 1, 1), n)) < 0.4)
    rows = np.concatenate([basis, draw.integers(-2, 3, (n, len(basis))) @ basis])
    matrix = rows * 2 ** draw.integers(0, spread + 1, n) * 2 ** draw.integers(0, spread + 1, (len(rows), 1))
    found = dependence(matrix.astype(float), matrix % PRIMES[0], PRIMES[0])
    assert len(found.rows) == np.linalg.matrix_rank(rows)
    assert sorted([*found.rows, *found.others]) == list(range(len(rows)))
    terms = np.abs(found.shares) @ np.abs(matrix[found.rows])
    left = np.abs(found.shares @ matrix[found.rows] - matrix[found.others])
    scale = terms.max(axis=0, initial=0.0) * terms.max(axis=1, initial=0.0)[:, None] / max(terms.max(initial=0.0), 1.0)
    assert (left <= 1e-12 * np.maximum(scale, terms)).all()
    np.testing.assert_array_equal(found.shares == 0, found.shares_modular == 0)


def test_what_is_zero_modulo_the_prime_is_zero_whatever_the_floats_say():
    exact = np.array([[1.0, 2.0], [3.0, 6.0]])
    noisy = exact + np.array([[0.0, 0.0], [0.0, 1e-9]])
    assert len(dependence(noisy, exact.astype(np.int64), PRIMES[0]).rows) == 1


def test_residues_of_fractions_and_of_what_is_none():
    prime = PRIMES[0]
    found = residues(np.array([-2.0, 1 / 3, 0.0328, 1e-9 * np.pi]), prime)
    assert found is not None
    assert found.values[0] == prime - 2
    assert found.values[1] * 3 % prime == 1
    assert int(found.values[2]) * 10000 % prime == 328
    # a float that is next to no simple fraction is the dyadic fraction that it is
    numerator, denominator = (1e-9 * np.pi).as_integer_ratio()
    assert int(found.values[3]) * denominator % prime == numerator % prime
    assert ((found.values.astype(object) * found.inverses.astype(object)) % prime == 1).all()
