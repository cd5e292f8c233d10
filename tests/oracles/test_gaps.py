"""Spectral gaps, mixing times and log-Sobolev constants against closed forms and published formulas."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from detbal.generators import Bath, Lindbladian, Superoperator, davies
from detbal.generators.constructions.filters import Filter
from detbal.generators.mixing import FilteredSampler, GapStatus, log_sobolev, mixing_time, spectral_gap

X, Y, Z, ONE = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1.0, -1.0]), np.eye(2)
LOWER = np.array([[0.0, 1.0], [0.0, 0.0]])


def product(*factors):
    total = np.eye(1)
    for factor in factors:
        total = np.kron(total, factor)
    return total


def on_site(operator, k, n):
    return product(*[operator if site == k else ONE for site in range(n)])


def hopping_chain(n):
    """H = -Σ (c†c + h.c.) of an open chain of fermions, and all 2n Majorana operators, after Jordan and Wigner."""
    c = [product(*[Z] * k, LOWER, *[ONE] * (n - k - 1)) for k in range(n)]
    hops = [c[k].T @ c[k + 1] for k in range(n - 1)]
    H = -sum(hop + hop.T for hop in hops)
    return H, [operator for a in c for operator in (a + a.T, 1j * (a.T - a))]


def ising_chain(n):
    """H = -½ Σ ZZ - Σ X, open, and all Pauli matrices of all sites."""
    H = -sum(on_site(X, k, n) for k in range(n)).astype(float)
    for k in range(n - 1):
        H = H - 0.5 * on_site(Z, k, n) @ on_site(Z, k + 1, n)
    return H, [on_site(P, k, n) for k in range(n) for P in (X, Y, Z)]


def majoranas(n):
    """Strings Z…Z X and Z…Z Y of Jordan and Wigner."""
    return [product(*[Z] * k, P, *[ONE] * (n - k - 1)) for k in range(n) for P in (X, Y)]


#: The filters of the published calculations: S = 10 for Metropolis.
FILTERS = {"gauss": {}, "metropolis": {"weight": Filter.METROPOLIS, "bandwidth": 10.0}}


@pytest.mark.parametrize("n", [2, 3, 4, 5])
@pytest.mark.parametrize("beta", [1.0, 2.0])
def test_hopping_chain(n, beta):
    """Gap 2 exp(-β² cos²θ) cosh(β cos θ), θ = π/(n + 1) (Šmíd, Meister, Berta and Bondesan, arXiv:2501.01412)."""
    H, operators = hopping_chain(n)
    gap = spectral_gap(FilteredSampler(H, operators, kT=1.0 / beta))
    edge = np.cos(np.pi / (n + 1))
    assert gap.value == pytest.approx(2.0 * np.exp(-((beta * edge) ** 2)) * np.cosh(beta * edge), abs=1e-10)
    published = {(3, 1.0): 1.529175196467, (3, 2.0): 0.589570177150}
    if (n, beta) in published:
        assert gap.value == pytest.approx(published[n, beta], abs=1e-10)


@pytest.mark.parametrize(
    ("n", "filtered", "expected", "mixed"),
    [
        (2, "gauss", 2.2930792673, 2.17489),
        (2, "metropolis", 1.0846586725, 3.60972),
        pytest.param(3, "gauss", 2.1685770862, 2.32018, marks=pytest.mark.slow),
        pytest.param(3, "metropolis", 0.9276758567, 3.78212, marks=pytest.mark.slow),
    ],
)
def test_ising_chain_by_its_superoperator(n, filtered, expected, mixed):
    """Values of an independent script with the N² × N² superoperator; mixing from 1/N to trace norm 0.01."""
    H, paulis = ising_chain(n)
    sampler = FilteredSampler(H, paulis, kT=1.0, **FILTERS[filtered])
    found = mixing_time(sampler, initial=np.eye(2**n) / 2**n)
    assert found.gap.value == pytest.approx(expected, abs=1e-9)
    assert found.value == pytest.approx(mixed, abs=1e-5)


@pytest.mark.parametrize(
    ("n", "filtered", "expected"),
    [
        (2, "gauss", 0.6225609983),
        (3, "gauss", 0.2962085427),
        (2, "metropolis", 0.3107343858),
        (3, "metropolis", 0.1570671093),
    ],
)
def test_ising_chain_with_majorana_jumps(n, filtered, expected):
    H, _ = ising_chain(n)
    sampler = FilteredSampler(H, majoranas(n), kT=1.0, **FILTERS[filtered])
    assert spectral_gap(sampler).value == pytest.approx(expected, abs=1e-9)


def ising_ring(n, beta, paulis):
    H = -sum(on_site(Z, k, n) @ on_site(Z, (k + 1) % n, n) for k in range(n))
    # J = ½ tanh(ω/2kT) makes the rate of emission 2J (n + 1) = 1/(1 + e^(-ω/kT)), Glauber's
    bath = Bath(spectral_density=lambda w: 0.5 * np.tanh(beta * w / 2.0), kT=1.0 / beta)
    return davies(H, [(on_site(P, k, n), bath) for P in paulis for k in range(n)], lamb_shift=False)


@pytest.mark.parametrize("n", [5, pytest.param(6, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("beta", "expected"), [(0.3, 0.46295043), (0.6, 0.16634539)])
def test_glauber_dynamics(n, beta, expected):
    """1 - tanh 2βJ (Glauber 1963). X alone commutes with Π X, so that a second operator is stationary."""
    gap = spectral_gap(ising_ring(n, beta, [X]))
    assert gap.status is GapStatus.UNDECIDED
    assert gap.kept == 2
    assert np.isnan(gap.value)
    assert gap.next_rate == pytest.approx(1.0 - np.tanh(2.0 * beta), abs=1e-10)
    assert gap.next_rate == pytest.approx(expected, abs=1e-8)
    every = spectral_gap(ising_ring(n, beta, [X, Y, Z]))
    assert every.status is GapStatus.RESOLVED
    assert every.value == pytest.approx(2.0 * (1.0 - np.tanh(2.0 * beta)), abs=1e-10)


@pytest.mark.parametrize(("down", "up", "dephasing"), [(1.0, 0.4, 0.0), (1.0, 0.4, 0.3), (1.0, 0.4, 2.0)])
def test_thermal_qubit(down, up, dephasing):
    """Populations Γ↓ + Γ↑, coherence (Γ↓ + Γ↑)/2 + γ with the jump √(γ/2) σ_z."""
    H = np.diag([0.0, np.log(down / up)])
    jumps = [np.sqrt(down) * LOWER, np.sqrt(up) * LOWER.T, np.sqrt(dephasing / 2.0) * Z]
    gap = spectral_gap(Lindbladian(H, jumps), kT=1.0)
    assert gap.value == pytest.approx(min(down + up, (down + up) / 2.0 + dephasing), abs=1e-12)


def test_depolarising_to_any_state():
    """K(ρ) = σ Tr ρ - ρ: everything but σ decays with rate 1."""
    sigma = np.diag([0.5, 0.3, 0.2])
    generator = Superoperator(np.outer(sigma.ravel(), np.eye(3).ravel()) - np.eye(9), "row")
    gap = spectral_gap(generator, state=sigma)
    assert gap.value == pytest.approx(1.0, abs=1e-12)
    assert gap.balanced


def test_damped_oscillator():
    """κ/2: the coherence next to the diagonal; at the cut-off the ladder changes only fast modes."""
    levels, kappa, occupation = 24, 0.3, 0.2
    a = np.diag(np.sqrt(np.arange(1.0, levels)), 1)
    H = np.diag(np.arange(levels)) * np.log(1.0 + 1.0 / occupation)
    jumps = [np.sqrt(kappa * (occupation + 1.0)) * a, np.sqrt(kappa * occupation) * a.T]
    assert spectral_gap(Lindbladian(H, jumps), kT=1.0).value == pytest.approx(kappa / 2.0, rel=1e-9)


@pytest.mark.parametrize(("p", "expected"), [(0.5, 1.0), (0.2, 0.931870810), (0.05, 0.797346594)])
def test_log_sobolev_constant_of_depolarising(p, expected):
    """min over x of ½(1 + D₂(p‖x)/D₂(x‖p)), with binary entropies, here minimised anew."""

    def binary(x, y):
        return x * np.log(x / y) + (1.0 - x) * np.log((1.0 - x) / (1.0 - y))

    if p < 0.5:
        formula = minimize_scalar(
            lambda x: 0.5 * (1.0 + binary(p, x) / binary(x, p)), bounds=(p + 1e-3, 1 - 1e-9), method="bounded"
        )
        assert formula.fun == pytest.approx(expected, abs=1e-8)
    sigma = np.diag([p, 1.0 - p])
    generator = Superoperator(np.outer(sigma.ravel(), np.eye(2).ravel()) - np.eye(4), "row")
    assert log_sobolev(generator, state=sigma).upper_bound == pytest.approx(expected, abs=1e-6)
