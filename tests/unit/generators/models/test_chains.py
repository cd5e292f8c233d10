"""Chains of spins and fermions against exact spectra: free fermions, addition of spins, the Hubbard dimer."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.generators.models import (
    Pauli,
    annihilator,
    fermi_hubbard,
    fermion_annihilators,
    harmonic_oscillator,
    heisenberg,
    majorana_couplings,
    pauli_couplings,
    transverse_field_ising,
    xxz,
)

NUMBERS = st.floats(-3.0, 3.0).map(lambda x: round(x, 3))


def energies(model):
    return np.linalg.eigvalsh(model.H.toarray())


def sums(levels, choices):
    """Return all sums of one choice for each level, ascending."""
    return np.sort(
        [
            sum(c * x for c, x in zip(pick, levels, strict=True))
            for pick in itertools.product(choices, repeat=len(levels))
        ]
    )


@given(st.integers(1, 6), NUMBERS, NUMBERS)
def test_the_open_ising_chain_is_free(n, J, h):
    # the single-particle energies are twice the singular values of a bidiagonal matrix
    levels = np.linalg.svd(np.diag(np.full(n, h)) + np.diag(np.full(n - 1, J), 1), compute_uv=False)
    np.testing.assert_allclose(energies(transverse_field_ising(n, J, h)), sums(levels, (-1, 1)), atol=1e-12)


@pytest.mark.parametrize("n", [3, 4, 5, 6])
@pytest.mark.parametrize(("J", "h"), [(1.0, 0.4), (0.5, 1.0), (0.7, 0.7)])
def test_the_ground_state_of_the_ising_ring(n, J, h):
    # even parity: antiperiodic fermions
    k = np.pi * (2 * np.arange(n) + 1) / n
    expected = -np.sqrt(J**2 + h**2 - 2 * J * h * np.cos(k)).sum()
    assert energies(transverse_field_ising(n, J, h, periodic=True))[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("n", "periodic", "spectrum"),
    [
        (1, False, {0.0: 2}),
        (2, False, {-0.75: 1, 0.25: 3}),
        (3, False, {-1.0: 2, 0.0: 2, 0.5: 4}),
        (3, True, {-0.75: 4, 0.75: 4}),
        (4, True, {-2.0: 1, -1.0: 3, 0.0: 7, 1.0: 5}),
    ],
)
def test_the_heisenberg_chain_adds_spins(n, periodic, spectrum):
    expected = np.sort(np.repeat(list(spectrum), list(spectrum.values())))
    np.testing.assert_allclose(energies(heisenberg(n, 1.0, periodic=periodic)), expected, atol=1e-13)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_two_spins(x, y, z, h):
    splitting = np.hypot(h, (x - y) / 4)
    expected = [z / 4 + splitting, z / 4 - splitting, -z / 4 + (x + y) / 4, -z / 4 - (x + y) / 4]
    np.testing.assert_allclose(energies(heisenberg(2, [x, y, z], field=h)), np.sort(expected), atol=1e-13)


def test_xxz_is_heisenberg_along_an_axis():
    one, other = xxz(3, 0.7, -1.3, field=0.2), heisenberg(3, [0.7, 0.7, -0.91], field=0.2)
    assert abs(one.H - other.H).max() < 1e-15
    assert "magnetisation" in one.symmetries
    assert "magnetisation" not in heisenberg(3, [1.0, 0.9, 1.0]).symmetries


@given(NUMBERS, NUMBERS, NUMBERS)
def test_the_hubbard_dimer(t, U, mu):
    root = np.sqrt(U**2 / 4 + 4 * t**2)
    by_number = {
        0: [0.0],
        1: [t, -t] * 2,
        2: [0.0] * 3 + [U, U / 2 + root, U / 2 - root],
        3: [U + t, U - t] * 2,
        4: [2 * U],
    }
    expected = np.sort([E - mu * N for N, levels in by_number.items() for E in levels])
    np.testing.assert_allclose(energies(fermi_hubbard(2, t, U, chemical_potential=mu)), expected, atol=1e-12)


@pytest.mark.parametrize("n", [3, 4, 5])
@pytest.mark.parametrize("periodic", [False, True])
def test_fermions_that_only_hop_are_free(n, periodic):
    levels = -2 * np.cos(2 * np.pi * np.arange(n) / n if periodic else np.pi * np.arange(1, n + 1) / (n + 1))
    found = energies(fermi_hubbard(n, 1.0, 0.0, spinful=False, periodic=periodic))
    np.testing.assert_allclose(found, sums(levels, (0, 1)), atol=1e-12)


def test_neighbours_repel_without_spin():
    model = fermi_hubbard(3, 0.0, 2.0, spinful=False)
    np.testing.assert_array_equal(model.H.diagonal().real, [0, 0, 0, 2, 0, 0, 2, 4])


@pytest.mark.parametrize("modes", [1, 2, 5])
def test_anticommutators_are_exact(modes):
    c = [each.toarray() for each in fermion_annihilators(modes)]
    one = np.eye(2**modes)
    for (j, a), (k, b) in itertools.product(enumerate(c), repeat=2):
        np.testing.assert_array_equal(a @ b + b @ a, 0 * one)
        np.testing.assert_array_equal(a @ b.conj().T + b.conj().T @ a, one * (j == k))
    gamma = [each.toarray() for each in majorana_couplings(modes)]
    for (j, a), (k, b) in itertools.product(enumerate(gamma), repeat=2):
        np.testing.assert_array_equal(a @ b + b @ a, 2 * one * (j == k))


def test_majoranas_are_pauli_strings():
    x, y, z = (kind.matrix for kind in Pauli)
    wanted = [np.kron(x, np.eye(2)), np.kron(y, np.eye(2)), np.kron(z, x), np.kron(z, y)]
    for found, expected in zip(majorana_couplings(2), wanted, strict=True):
        np.testing.assert_array_equal(found.toarray(), expected)


def test_pauli_couplings_come_kind_by_kind_and_site_by_site():
    found = pauli_couplings(2, [Pauli.Z, Pauli.Y])
    one, y, z = np.eye(2), Pauli.Y.matrix, Pauli.Z.matrix
    for each, (a, b) in zip(found, [(z, one), (one, z), (y, one), (one, y)], strict=True):
        np.testing.assert_array_equal(each.toarray(), np.kron(a, b))


def test_the_oscillator():
    model, a = harmonic_oscillator(6, 0.3), annihilator(6).toarray()
    np.testing.assert_allclose(model.H.toarray(), 0.3 * (a.conj().T @ a + 0.5 * np.eye(6)), atol=1e-15)
    commutator = a @ a.conj().T - a.conj().T @ a
    np.testing.assert_allclose(np.diag(commutator), [1, 1, 1, 1, 1, -5], atol=1e-14)


MODELS = [
    transverse_field_ising(4, 0.5, 1.0, periodic=True),
    transverse_field_ising(3, 0.5, 1.0),
    xxz(4, 1.0, 0.5, field=0.3, periodic=True),
    heisenberg(3, [1.0, 0.4, -0.2]),
    fermi_hubbard(3, 1.0, 2.0, periodic=True),
    fermi_hubbard(4, 1.0, 2.0, spinful=False, periodic=True),
    fermi_hubbard(2, 1.0, 2.0, chemical_potential=0.3),
    harmonic_oscillator(5, 1.0),
]


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_symmetries_commute_and_move_the_couplings(model):
    H, one = model.H.toarray(), np.eye(model.dimension)
    for name, operator in model.symmetries.items():
        S = operator.toarray()
        assert np.abs(S @ H - H @ S).max() < 1e-13, name
        if np.abs(S @ S.conj().T - one).max() > 1e-13:
            np.testing.assert_array_equal(S, S.conj().T)
            continue
        for coupling in model.couplings:
            moved = S @ coupling.toarray() @ S.conj().T
            distance = min(
                np.abs(sign * moved - other.toarray()).max() for other in model.couplings for sign in (1, -1)
            )
            assert distance < 1e-13, name


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_reflections_are_their_own_inverses_and_commute(model):
    found = [each.toarray() for each in model.reflections]
    assert len(found) == (1 if len(model.couplings) == 1 else 2)
    for U in found:
        np.testing.assert_array_equal(U, U.conj().T)
        np.testing.assert_array_equal(U @ U, np.eye(model.dimension))
    for U, V in itertools.combinations(found, 2):
        np.testing.assert_array_equal(U @ V, V @ U)


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_everything_is_sparse_and_hermitian(model):
    for operator in (model.H, *model.couplings):
        assert hasattr(operator, "tocsr")
        assert abs(operator - operator.conj().T).max() == 0


def test_a_wrong_symmetry_is_none():
    # the couplings of the test above would notice: a field along z breaks the parity of the transverse field
    S = transverse_field_ising(3, 1.0, 0.3).symmetries["parity"]
    H = heisenberg(3, 1.0, field=0.5).H
    assert abs(S @ H - H @ S).max() > 0.1


def test_what_they_refuse():
    with pytest.raises(InputError, match="n = 0; give a whole number from 1 to 20"):
        transverse_field_ising(0, 1.0, 1.0)
    with pytest.raises(InputError, match=r"n = 2\.5"):
        heisenberg(2.5, 1.0)
    with pytest.raises(InputError, match="n = True"):
        pauli_couplings(True)
    with pytest.raises(InputError, match="a ring of 2 sites: its only bond would count twice"):
        fermi_hubbard(2, 1.0, 1.0, periodic=True)
    with pytest.raises(InputError, match="sites = 11; give a whole number from 1 to 10"):
        fermi_hubbard(11, 1.0, 1.0)
    with pytest.raises(InputError, match="field = nan"):
        transverse_field_ising(2, 1.0, np.nan)
    with pytest.raises(InputError, match=r"exchange has shape \(2,\)"):
        heisenberg(2, [1.0, 2.0])
    with pytest.raises(InputError, match=r"exchange\[1\] = inf"):
        heisenberg(2, [1.0, np.inf, 1.0])
    with pytest.raises(InputError, match="kinds = 'X'"):
        pauli_couplings(2, "X")
    with pytest.raises(InputError, match="kinds is empty"):
        pauli_couplings(2, [])
    with pytest.raises(InputError, match="levels = 1"):
        annihilator(1)
    with pytest.raises(InputError, match="frequency = 0"):
        harmonic_oscillator(3, 0.0)


def test_truth_values_and_finite_numbers():
    for make in (transverse_field_ising, xxz):
        with pytest.raises(InputError, match="periodic = 'no'; give True or False"):
            make(3, 1.0, 1.0, periodic="no")
    with pytest.raises(InputError, match="spinful = 'no'; give True or False"):
        fermi_hubbard(2, 1.0, 1.0, spinful="no")
    with pytest.raises(InputError, match="a ring of 1 site: "):
        transverse_field_ising(1, 1.0, 1.0, periodic=True)
    with pytest.raises(InputError, match=r"exchange\[0\] = nan; give one finite number$"):
        heisenberg(3, np.nan)
