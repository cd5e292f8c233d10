"""Franck–Condon amplitudes against closed forms, mpmath, and the displacement operator itself."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal import InputError
from detbal.transport.molecule.franck_condon import franck_condon


def by_laguerre(strength, after, before):
    """The closed form, in 60 digits."""
    low, high = sorted((before, after))
    with mpmath.workdps(60):
        x = mpmath.mpf(strength)
        size = mpmath.sqrt(mpmath.factorial(low) / mpmath.factorial(high)) * mpmath.exp(-(x**2) / 2)
        sign = -1 if after < before and (high - low) % 2 else 1
        return sign * size * x ** (high - low) * mpmath.laguerre(low, high - low, x**2)


@pytest.mark.parametrize("strength", [0.01, 0.7, 2.0, 5.0])
@pytest.mark.parametrize(("after", "before"), [(0, 0), (3, 0), (0, 3), (40, 37), (12, 40), (40, 2), (1, 40)])
def test_amplitudes_have_their_digits_however_small(strength, after, before):
    exact = by_laguerre(strength, after, before)
    assert franck_condon(strength, 40)[after, before] == pytest.approx(float(exact), rel=1e-11, abs=0)


@settings(max_examples=30, deadline=None)
@given(st.floats(-4.0, 4.0), st.integers(0, 10))
def test_rows_and_columns_are_orthonormal(strength, quanta):
    # of few quanta, in a space that is large enough for where they are displaced to
    wide = franck_condon(strength, 120)[:, : quanta + 1]
    assert np.allclose(wide.T @ wide, np.eye(quanta + 1), rtol=0, atol=1e-13)


@pytest.mark.parametrize("strength", [0.3, 2.0, 4.5])
def test_without_quanta_before_it_is_poissons_distribution(strength):
    found = franck_condon(strength, 30)[:, 0] ** 2
    poisson = [math.exp(-(strength**2)) * strength ** (2 * q) / math.factorial(q) for q in range(31)]
    assert found == pytest.approx(poisson, rel=1e-13)


def test_it_is_the_exponential_of_the_displacement():
    from scipy.linalg import expm

    lower = np.diag(np.sqrt(np.arange(1.0, 150.0)), 1)
    assert np.allclose(franck_condon(1.3, 20), expm(1.3 * (lower.T - lower))[:21, :21], rtol=0, atol=1e-12)


@given(st.floats(0.0, 5.0), st.integers(0, 20))
def test_the_opposite_displacement_is_the_transpose(strength, quanta):
    assert np.array_equal(franck_condon(-strength, quanta), franck_condon(strength, quanta).T)


def test_the_sum_rule_of_the_energy():
    # Σ q' |⟨q'|D|q⟩|² = q + λ²: the displaced oscillator has λ² quanta more
    squares = franck_condon(2.0, 150)[:, :8] ** 2
    assert np.arange(151) @ squares == pytest.approx(np.arange(8) + 4.0, rel=1e-12)


def test_exponents_beyond_the_range_of_floats():
    # e^{-λ²/2} is e^{-800} at λ = 40; amplitudes are large again at 1600 quanta
    found = franck_condon(40.0, 1700)
    assert found[1600, 0] == pytest.approx(float(by_laguerre(40, 1600, 0)), rel=1e-10)
    assert found[1600, 5] == pytest.approx(float(by_laguerre(40, 1600, 5)), rel=1e-10)


def test_no_coupling_changes_no_quanta():
    assert np.array_equal(franck_condon(0.0, 3), np.eye(4))


@pytest.mark.parametrize("quanta", [-1, 1.5, True, "3"])
def test_quanta_are_whole_numbers(quanta):
    with pytest.raises(InputError, match=r"quanta = .*; give the largest number of quanta, 0 or more"):
        franck_condon(1.0, quanta)


def test_the_coupling_is_a_number():
    with pytest.raises(InputError, match=r"coupling = nan; give a finite λ"):
        franck_condon(math.nan, 3)
