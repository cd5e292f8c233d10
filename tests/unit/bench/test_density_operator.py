"""Density operators as answers: what is read as one, and the spread of σ^-½ ρ σ^-½ in nats."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import eigh
from scipy.stats import unitary_group

from detbal import check
from detbal.bench.problems.density_operator import density_operator, distance, implied_by, state_pairs
from detbal.errors import InputError
from detbal.generators.state import State, gibbs_state, given_state
from detbal.units import thermal_energy
from detbal.verdict import Status

TOL = 1e-6


def gibbs(energies, kT=1.0, basis=None):
    weight = np.exp(-np.asarray(energies) / kT)
    return turned(np.diag(weight / weight.sum()), basis)


def turned(matrix, basis):
    return matrix if basis is None else basis @ matrix @ basis.conj().T


def spread(rho, sigma):
    return check(state_pairs(given_state(rho, len(rho)), given_state(sigma, len(rho))), tol=TOL)


@given(st.lists(st.floats(-8.0, 8.0), min_size=2, max_size=6), st.integers(0, 2**32 - 1))
def test_populations_differ_by_the_worst_pair_of_all(logs, seed):
    energies = np.random.default_rng(seed).uniform(-3.0, 3.0, len(logs))
    rho = np.diag(np.exp(logs) / np.exp(logs).sum())
    off = np.array(logs) + energies  # ln of the ratio to e^-E
    assert spread(rho, gibbs(energies)).max_residual == pytest.approx(np.ptp(off), abs=1e-10)


@given(st.floats(0.001, 0.999), st.floats(0.0, 6.0), st.integers(0, 2**32 - 1))
def test_a_coherence_of_known_size_is_measured_in_any_basis(part, gap, seed):
    """c = x √(p₀p₁) makes the eigenvalues 1 ± x, and 2 artanh x nats."""
    sigma = gibbs([0.0, gap])
    rho = sigma + part * np.sqrt(sigma[0, 0] * sigma[1, 1]) * np.array([[0, 1j], [-1j, 0]])
    for basis in (None, unitary_group.rvs(2, random_state=seed)):
        verdict = spread(turned(rho, basis), turned(sigma, basis))
        assert verdict.max_residual == pytest.approx(2 * np.arctanh(part), rel=1e-8)
        assert verdict.status is Status.BROKEN
    assert verdict.worst_of(1)[0].label.startswith("coherence of ")


@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_the_spread_is_that_of_the_generalised_eigenvalues(n, seed):
    rng = np.random.default_rng(seed)
    rho, sigma = (
        (a @ a.conj().T + 0.01 * np.eye(n)) / np.trace(a @ a.conj().T + 0.01 * np.eye(n)).real
        for a in rng.normal(size=(2, n, n)) + 1j * rng.normal(size=(2, n, n))
    )
    values = eigh(rho, sigma, eigvals_only=True)
    assert spread(rho, sigma).max_residual == pytest.approx(np.log(values[-1] / values[0]), rel=1e-7)


def test_the_worst_pair_is_named_by_its_levels():
    rho = np.diag([0.5, 0.1, 0.4])
    verdict = spread(rho, gibbs([0.0, 1.0, 2.0]))
    assert verdict.worst_of(1)[0].label == "|2⟩ ⇌ |1⟩"


@pytest.mark.parametrize("seed", range(5))
def test_the_right_state_is_right_in_every_basis(seed):
    basis = unitary_group.rvs(4, random_state=seed)
    energies = np.array([0.0, 0.5, 3.0, 9.0])
    right = gibbs_state(turned(np.diag(energies), basis), thermal_energy(kT=1.0))
    found = given_state(gibbs(energies, basis=basis), 4)
    assert check(state_pairs(found, right), tol=TOL).status is Status.BALANCED
    assert distance(found, right) < 1e-14


@pytest.mark.parametrize("energy", [31.0, 34.0, 60.0])
def test_what_is_below_the_round_off_of_a_basis_is_undecided(energy):
    """A population of e^-34 is 8 ulp of 1: in a basis that was computed nobody knows it."""
    basis = unitary_group.rvs(3, random_state=1)
    verdict = spread(gibbs([0.0, 1.0, energy], basis=basis), gibbs([0.0, 1.0, 0.0]))
    assert verdict.status is Status.BROKEN  # against another state it is far off
    right = gibbs_state(turned(np.diag([0.0, 1.0, energy]), basis), thermal_energy(kT=1.0))
    found = given_state(gibbs([0.0, 1.0, energy], basis=basis), 3)
    assert check(state_pairs(found, right), tol=TOL).status is Status.UNDECIDED
    assert check(state_pairs(given_state(gibbs([0.0, 1.0, energy]), 3), right), tol=TOL).status is Status.BROKEN


def test_levels_that_are_exactly_empty_are_infinitely_off():
    assert spread(np.diag([1.0, 0.0]), gibbs([0.0, 1.0])).max_residual == np.inf
    basis = unitary_group.rvs(2, random_state=3)
    ground = turned(np.diag([1.0, 0.0]), basis)
    verdict = spread(ground, gibbs([0.0, 1.0], basis=basis))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual > 25  # as much as the digits can tell


@given(st.floats(0.05, 20.0), st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_the_temperature_of_a_gibbs_state_is_implied(ratio, n, seed):
    energies = np.random.default_rng(seed).uniform(0.0, 3.0, n)
    energies[0], energies[1] = 0.0, 1.0
    right = given_state(gibbs(energies), n)
    scaled = given_state(gibbs(energies, ratio if ratio > 0.2 else 0.2 + ratio), n)
    assert implied_by(scaled, right).ratio == pytest.approx(ratio if ratio > 0.2 else 0.2 + ratio, rel=1e-8)


def test_implied_temperatures_at_their_ends():
    right = given_state(gibbs([0.0, 1.0, 2.0]), 3)
    assert abs(implied_by(given_state(np.eye(3) / 3, 3), right).ratio) > 1e10
    assert implied_by(given_state(gibbs([0.0, -1.0, -2.0]), 3), right).ratio == pytest.approx(-1.0)
    assert implied_by(given_state(np.diag([1.0, 0.0, 0.0]), 3), right) is None
    assert implied_by(given_state(gibbs([0.0, 1.0]), 2), given_state(np.eye(2) / 2, 2)) is None


def test_the_distance_is_half_the_trace_norm():
    found, right = given_state(np.full((2, 2), 0.5), 2), given_state(np.eye(2) / 2, 2)
    assert distance(found, right) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ([[0.5, 5.0], [0.0, 0.5]], r"toy: \[0, 1\] of the density operator is 5, and \[1, 0\] is 0.*Hermitian; solve"),
        ([[0.5 + 0.3j, 0.0], [0.0, 0.5 - 0.3j]], r"\[0, 0\] of the density operator is 0\.5\+0\.3j"),
        ([[0.5, np.nan], [0.0, 0.5]], r"state\[0, 1\] = \(?nan.*; give finite numbers"),
        ([[1.1, 0.0], [0.0, -0.1]], r"toy: the density operator has the eigenvalue -0\.1: .*atol=1e-14 and rtol=1e-12"),
        ([[1 + 3e-10, 0.0], [0.0, -3e-10]], r"eigenvalue -3e-10: occupations are not negative; solve more precisely"),
    ],
)
def test_what_solvers_leave_is_refused_and_helped(matrix, said):
    with pytest.raises(InputError, match=said):
        density_operator(np.array(matrix), 2, "toy")


def test_what_is_read_as_a_density_operator():
    assert isinstance(density_operator(np.eye(4) / 4, 4, "toy"), State)
    state = given_state(np.diag([0.75, 0.25]), 2)
    assert density_operator(state, 2, "toy") is state
    for other in (np.eye(4), np.eye(2) / 2, [0.5, 0.5], state, "text"):
        assert density_operator(other, 4, "toy") is None
