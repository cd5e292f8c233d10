"""Davies generators against closed forms and against numbers of other programs."""

import numpy as np
import pytest

from detbal.generators.baths.bath import Bath
from detbal.generators.weak_coupling.davies import davies

X, Y, Z, ONE = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1.0, -1.0]), np.eye(2)
LOWER = np.array([[0.0, 1.0], [0.0, 0.0]])


def lead(strength, mu, kT):
    return Bath(spectral_density=lambda w: strength + 0.0 * w, kT=kT, mu=mu, statistics="fermion")


def on_site(operator, site, sites):
    factors = [ONE] * sites
    factors[site] = operator
    product = np.eye(1)
    for factor in factors:
        product = np.kron(product, factor)
    return product


def test_two_level_system():
    """H = σz/2, A = σx, J = α ω e^{-ω/ω_c} with α = 0.05, ω_c = 5, kT = 0.5: numbers of QuTiP 5's Redfield tensor."""
    bath = Bath(spectral_density=lambda w: 0.05 * w * np.exp(-w / 5.0), kT=0.5)
    generator = davies(0.5 * Z, [(X, bath)], lamb_shift=False)
    rates = generator.population_rates()
    assert rates[0, 1] == pytest.approx(0.0946876561, abs=5e-11)
    assert rates[1, 0] == pytest.approx(0.0128145808, abs=5e-11)
    found = np.sort_complex(generator.eigenvalues())
    expected = np.sort_complex(np.array([0, -0.107502237, -0.0537511184 + 1j, -0.0537511184 - 1j]))
    np.testing.assert_allclose(found, expected, atol=1e-9)
    assert np.exp(generator.stationary_state().log_p[0]) == pytest.approx(0.1192029, abs=5e-8)


@pytest.mark.parametrize("decays_only", [True, False])
def test_harmonic_oscillator(decays_only):
    """Coupling a + a†, S = κ(n + 1) and κ n: the quantum optical equation with jumps √(κ(n+1)) a, √(κ n) a†."""
    n, omega, kappa, occupation = 10, 2 * np.pi, 0.15, 0.0 if decays_only else 0.15
    a = np.diag(np.sqrt(np.arange(1.0, n)), 1)
    bath = Bath(power_spectrum=lambda w: kappa * np.where(w >= 0, occupation + 1, occupation))
    generator = davies(omega * np.diag(np.arange(n)), [(a + a.T, bath)], lamb_shift=False)
    jumps = [jump.toarray() for jump in generator.lindbladian().jumps]
    assert len(jumps) == (1 if decays_only else 2)
    by_size = sorted(jumps, key=lambda v: np.abs(np.triu(v)).sum())
    np.testing.assert_allclose(by_size[-1], np.sqrt(kappa * (occupation + 1)) * a, atol=1e-15)
    if decays_only:
        # κ(i + j)/2 and ω(i - j), whatever the number of levels
        i, j = np.indices((n, n))
        expected = (-kappa * (i + j) / 2 - 1j * omega * (i - j)).ravel()
        found = generator.eigenvalues()
        distance = np.abs(found[:, None] - expected[None, :])
        # eigenvalues κm/2 - iωk are simple; those of a triangular block are as accurate as it is normal
        assert distance.min(axis=0).max() < 1e-6
        assert distance.min(axis=1).max() < 1e-6
    else:
        np.testing.assert_allclose(by_size[0], np.sqrt(kappa * occupation) * a.T, atol=1e-15)


def test_spectrum_of_the_damped_oscillator():
    """κ(m + |k|/2) ± iωk for all m and k (Englert and Morigi 2002), with enough levels for a thermal one."""
    n, kappa, kT = 60, 0.1, 1.0
    a = np.diag(np.sqrt(np.arange(1.0, n)), 1)
    # J constant: S(ω) - S(-ω) = 2J = κ
    bath = Bath(power_spectrum=lambda w: kappa * np.where(w > 0, 1.0, np.exp(-np.abs(w) / kT)) / -np.expm1(-1.0), kT=kT)
    generator = davies(np.diag(np.arange(float(n))), [(a + a.T, bath)], lamb_shift=False)
    found = generator.eigenvalues()
    for m, k in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0), (0, 5)):
        assert np.abs(found - (-kappa * (m + k / 2) - 1j * k)).min() < 1e-9
    assert generator.decay_rates()[1] == pytest.approx(kappa / 2, abs=1e-9)


@pytest.mark.parametrize("beta_j", [0.3, 0.6])
@pytest.mark.parametrize(("couplings", "times", "stationary"), [((X,), 1, 2), ((X, Y, Z), 2, 1)])
def test_glauber_gap_of_the_ising_ring(beta_j, couplings, times, stationary):
    """1 - tanh(2βJ) for spins that flip with the rate 1/(1 + e^{βν}) (Glauber 1963).

    With couplings X alone the product of all X commutes with everything, and a second operator is stationary.
    """
    sites = 5
    H = -beta_j * sum(on_site(Z, k, sites) @ on_site(Z, (k + 1) % sites, sites) for k in range(sites))
    heat_bath = Bath(power_spectrum=lambda w: 1 / (1 + np.exp(-w)), kT=1.0)
    coupled = [(on_site(A, k, sites), heat_bath) for k in range(sites) for A in couplings]
    generator = davies(H, coupled, lamb_shift=False)
    assert generator.levels.count == 3
    rates = generator.population_rates()
    population_gap = -np.sort(np.linalg.eigvals(rates).real)[-2]
    assert population_gap == pytest.approx(
        len([A for A in couplings if A is not Z]) * (1 - np.tanh(2 * beta_j)), rel=1e-10
    )
    decay_rates = generator.decay_rates()
    np.testing.assert_allclose(decay_rates[:stationary], 0.0, atol=1e-13)
    assert decay_rates[stationary] == pytest.approx(times * (1 - np.tanh(2 * beta_j)), rel=1e-9)
    if stationary == 2:
        flip_all = np.fliplr(np.eye(2**sites))
        sigma = np.diag(np.exp(generator.stationary_state().log_p))
        assert np.abs(generator.apply(sigma @ flip_all)).max() < 1e-15


def test_single_level_between_two_leads():
    """Γ_L = 0.5, Γ_R = 0.7, ε = 0.3, μ = ±0.2, kT = 1: I = Γ_L Γ_R/(Γ_L + Γ_R)(f_L - f_R); also QmeQ's numbers."""
    generator = davies(np.diag([0.0, 0.3]), [(LOWER, lead(0.5, 0.2, 1.0)), (LOWER, lead(0.7, -0.2, 1.0))],
                       lamb_shift=False)  # fmt: skip
    populations = np.exp(generator.stationary_state().log_p)
    assert populations[1] == pytest.approx(0.418157395349, abs=1e-12)
    into = (populations @ generator.population_rates("bath 0"))[1]
    assert into == pytest.approx(0.028431708585850, abs=1e-14)
    eigenvalues = np.sort(generator.eigenvalues().real)
    np.testing.assert_allclose(eigenvalues, [-1.2, -0.6, -0.6, 0.0], atol=1e-14)
    balanced = davies(np.diag([0.0, 0.3]), [(LOWER, lead(0.5, 0.0, 1.0)), (LOWER, lead(0.7, 0.0, 1.0))],
                      lamb_shift=False)  # fmt: skip
    assert np.exp(balanced.stationary_state().log_p[1]) == pytest.approx(0.425557483188, abs=1e-12)


def test_double_dot_between_two_leads():
    """Two dots, Ω = 2, U = 5, kT = 2, Γ = 1 at either side: QmeQ's Pauli equation, and the grand canonical state."""
    d1, d2 = np.kron(LOWER, ONE), np.kron(Z, LOWER)
    n1, n2 = d1.T @ d1, d2.T @ d2
    H = 2 * (d1.T @ d2 + d2.T @ d1) + 5 * n1 @ n2
    biased = davies(H, [(d1, lead(1.0, 0.25, 2.0)), (d2, lead(1.0, -0.25, 2.0))], lamb_shift=False)
    populations = np.exp(biased.stationary_state().log_p)
    particles = np.diag(biased.basis.conj().T @ (n1 + n2) @ biased.basis).real
    current = (populations @ biased.population_rates("bath 0")) @ particles
    assert current == pytest.approx(0.017198576922, abs=1e-12)
    assert (populations @ biased.population_rates("bath 1")) @ particles == pytest.approx(-current, abs=1e-14)
    still = davies(H, [(d1, lead(1.0, 0.0, 2.0)), (d2, lead(1.0, 0.0, 2.0))], lamb_shift=False)
    expected = [0.652140409544, 0.239909049428, 0.088257607036, 0.019692933992]
    np.testing.assert_allclose(np.exp(still.stationary_state().log_p), expected, atol=1e-12)
    # away from μ = 0 the grand canonical state is found from the rates
    mu = 0.7
    charged = davies(H, [(d1, lead(1.0, mu, 2.0)), (d2, lead(0.3, mu, 2.0))], lamb_shift=False)
    weights = np.exp(-(charged.levels.energies - mu * particles) / 2.0)
    np.testing.assert_allclose(np.exp(charged.stationary_state().log_p), weights / weights.sum(), rtol=1e-13)
