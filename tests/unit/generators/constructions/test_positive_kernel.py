"""Jumps of a positive kernel: they make it up again, and share its symmetry exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.generators.constructions.positive_kernel import bohr_grid, even_and_odd_factors, factors, jumps_of
from detbal.generators.levels import levels_of


def kernel_of(rank, n, seed):
    """A positive kernel that is unchanged when both frequencies change sign."""
    half = np.random.default_rng(seed).normal(size=(rank, 2 * n + 1))
    return (half.T @ half + half[:, ::-1].T @ half[:, ::-1]) / 2.0


@settings(max_examples=50)
@given(st.integers(1, 6), st.integers(1, 8), st.integers(0, 10_000))
def test_factors_make_up_the_kernel(rank, n, seed):
    kernel = kernel_of(rank, n, seed)
    for found in (factors(kernel), even_and_odd_factors(kernel)):
        np.testing.assert_allclose(found.T @ found, kernel, atol=1e-12 * np.trace(kernel))
        assert len(found) <= min(2 * rank, 2 * n + 1)
    for vector in even_and_odd_factors(kernel):
        assert np.array_equal(vector, vector[::-1]) or np.array_equal(vector, -vector[::-1])


def test_a_kernel_of_nothing_has_no_factors():
    assert factors(np.zeros((3, 3))).shape == (0, 3)
    assert even_and_odd_factors(np.zeros((3, 3))).shape == (0, 3)


@settings(max_examples=50)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=6), st.floats(0.1, 10.0))
def test_the_grid_holds_every_difference(quanta, spacing):
    levels = levels_of(np.array(quanta) * spacing)  # equidistant and degenerate levels
    frequencies, place = bohr_grid(levels)
    energies = levels.energies
    np.testing.assert_allclose(frequencies[place], energies[:, None] - energies[None, :], atol=1e-11 * spacing)
    np.testing.assert_array_equal(frequencies, -frequencies[::-1])
    assert len(frequencies) == len({a - b for a in quanta for b in quanta})


def test_jumps_are_parts_of_the_coupling():
    frequencies, place = bohr_grid(levels_of([0.0, 1.0, 3.0]))
    A = np.arange(9.0).reshape(3, 3)
    (jump,) = jumps_of(A, np.exp(frequencies)[None, :], place)
    np.testing.assert_allclose(jump, A * np.exp(np.subtract.outer([0.0, 1.0, 3.0], [0.0, 1.0, 3.0])), rtol=1e-14)


def test_too_many_frequencies():
    with pytest.raises(InputError, match=r"2,653 Bohr frequencies of 52 states.*ding_li_lin"):
        bohr_grid(levels_of(np.random.default_rng(0).uniform(size=52)))
