"""Levels and Bohr frequencies: what counts as one."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.generators.eigenstates import eigenstates
from detbal.generators.levels import TOLERANCE, coinciding, levels_of


def test_levels_are_merged_and_moved_to_their_mean():
    levels = levels_of([1.0, 0.0, 1.003, 2.3], tolerance=0.01)
    assert levels.level.tolist() == [1, 0, 1, 2]
    np.testing.assert_allclose(levels.energies, [1.0015, 0.0, 1.0015, 2.3])
    assert levels.merged == ((0, 2),)
    assert levels.moved == pytest.approx(0.0015)
    assert levels.span == pytest.approx(0.003)
    assert levels.degenerate
    assert not levels.chained
    np.testing.assert_allclose(levels.level_energies, [0.0, 1.0015, 2.3])


def test_a_single_level_stays_exactly_what_it_is():
    energies = [0.1, 0.1, 0.7, 1e3 + 1 / 3]
    levels = levels_of(energies)
    assert levels.energies.tolist() == energies
    assert levels.moved == 0.0


def test_the_default_tolerance_is_relative():
    assert levels_of([0.0, 5.0]).tolerance == 5.0 * TOLERANCE
    assert not levels_of([0.0, 1.0, 1.0 + 1e-9]).degenerate
    assert levels_of([0.0, 1e6, 1e6 + 1e-9]).degenerate
    assert levels_of([0.0, 0.0]).degenerate


def test_a_chain_of_gaps_is_one_level_and_is_reported():
    # neighbours are close, the ends are not: comparing pairs would give three answers
    levels = levels_of([0.0, 0.6, 1.2], tolerance=0.7)
    assert levels.count == 1
    assert levels.span == pytest.approx(1.2)
    assert levels.chained


def test_equally_spaced_levels_share_their_bohr_frequencies():
    rng = np.random.default_rng(0)
    n = 12
    levels = levels_of(np.arange(n) + 1e-15 * rng.normal(size=n))
    assert len(levels.frequencies) == n
    np.testing.assert_allclose(levels.frequencies, np.arange(n), atol=1e-13)
    i, j = np.indices((n, n))
    assert np.array_equal(levels.transitions(), j - i)


def test_bohr_numbers_are_odd_and_name_the_difference_of_the_levels():
    energies = np.random.default_rng(1).normal(size=9)
    levels = levels_of(energies)
    number = levels.transitions()
    assert np.array_equal(number, -number.T)
    assert len(np.unique(number)) == 9 * 8 + 1
    found = np.sign(number) * levels.frequencies[np.abs(number)]
    np.testing.assert_allclose(found, energies[None, :] - energies[:, None], atol=1e-15)


def test_no_bohr_frequency_of_different_levels_coincides_with_zero():
    levels = levels_of([0.0, 0.11, 0.22, 0.33], tolerance=0.1)
    assert not (levels.bohr[~np.eye(4, dtype=bool)] == 0).any()


def test_frequencies_that_differ_are_merged_within_the_tolerance_only():
    energies = [0.0, 1.0, 2.02]
    assert len(levels_of(energies, tolerance=0.01).frequencies) == 4
    wide = levels_of(energies, tolerance=0.05)
    assert len(wide.frequencies) == 3
    assert wide.frequencies[1] == pytest.approx(1.01)
    assert wide.frequency_span == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("energies", "options", "message"),
    [
        ([], {}, "one energy for each state"),
        ([[0.0, 1.0]], {}, r"shape \(1, 2\)"),
        ([0.0, np.nan], {}, r"energies\[1\] = nan"),
        ([0.0, 1.0], {"tolerance": -1.0}, "tolerance = -1.0"),
        ([0.0, 1.0], {"tolerance": np.inf}, "zero or positive"),
    ],
)
def test_bad_input(energies, options, message):
    with pytest.raises(InputError, match=message):
        levels_of(energies, **options)


def test_coinciding_of_nothing():
    number, means, span = coinciding(np.zeros(0), 1.0)
    assert len(number) == len(means) == 0
    assert span == 0.0


def test_degenerate_levels_of_different_sectors_are_not_mixed():
    # two blocks with the same spectrum: an eigensolver of the whole would mix them
    block = np.array([[1.0, 0.5], [0.5, 1.0]])
    H = np.kron(np.eye(2), block)[[0, 2, 1, 3]][:, [0, 2, 1, 3]]
    found = eigenstates(H.astype(complex))
    np.testing.assert_allclose(found.energies, [0.5, 0.5, 1.5, 1.5])
    assert np.count_nonzero(found.basis) == 8
    np.testing.assert_allclose(found.basis @ np.diag(found.energies) @ found.basis.conj().T, H, atol=1e-15)


def test_a_diagonal_hamiltonian_keeps_its_basis_and_its_operators():
    H = np.diag([2.0, 0.0, 1.0]).astype(complex)
    A = np.random.default_rng(2).normal(size=(3, 3)).astype(complex)
    found = eigenstates(H)
    assert not found.rotated
    assert np.array_equal(found.inside(A), A)


def test_forbidden_elements_are_exactly_zero():
    # parity: the coupling connects even with odd states only
    rng = np.random.default_rng(3)
    even, odd = rng.normal(size=(2, 4, 4))
    mixed = np.linalg.qr(rng.normal(size=(8, 8)))[0]
    H = np.zeros((8, 8))
    H[:4, :4], H[4:, 4:] = even + even.T, odd + odd.T
    A = np.zeros((8, 8))
    A[:4, 4:] = rng.normal(size=(4, 4))
    A = A + A.T
    found = eigenstates((mixed @ H @ mixed.T).astype(complex))
    inside = found.inside((mixed @ A @ mixed.T).astype(complex))
    assert np.count_nonzero(inside) == 32
