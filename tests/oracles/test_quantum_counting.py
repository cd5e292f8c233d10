"""Counting statistics of open quantum systems against dense matrices written down here, and closed integrals."""

from functools import cache

import numpy as np
import pytest
from scipy.integrate import quad

import detbal
from detbal.fluctuation import FluctuationTheoremBroken, FluctuationTheoremHolds
from detbal.generators.baths.bath import Bath
from detbal.generators.counting.choices import Tilt
from detbal.generators.counting.onsager import onsager_matrix
from detbal.generators.counting.statistics import counting_statistics
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.weak_coupling.davies import davies
from detbal.onsager import ReciprocityBroken
from detbal.verdict import Status

HOT, COLD = 2.0, 0.8


def hermitian(rng, n, real=False):
    x = rng.normal(size=(n, n)) + (0.0 if real else 1j) * rng.normal(size=(n, n))
    return (x + x.conj().T) / 2.0


def liouvillian(H, jumps, factors=None):
    """K with rows stacked; jumps fed back times a factor."""
    one = np.eye(len(H))
    G = 1j * H + sum(v.conj().T @ v for v in jumps) / 2.0
    K = -np.kron(G, one) - np.kron(one, G.conj())
    for v, factor in zip(jumps, factors if factors is not None else np.ones(len(jumps)), strict=True):
        K = K + factor * np.kron(v, v.conj())
    return K


# --- secular baths -------------------------------------------------------------------------------------------------


@cache
def between_two_baths(n=4, seed=5, real=False):
    """Random levels and couplings; the jumps |i⟩⟨j| one by one, with their quanta and baths."""
    rng = np.random.default_rng(seed)
    energies = np.sort(rng.normal(size=n))
    couplings = [hermitian(rng, n, real) for _ in range(2)]
    baths = [Bath(spectral_density=lambda w: 0.3 * w, kT=kT) for kT in (HOT, COLD)]
    generator = davies(np.diag(energies), list(zip(couplings, baths, strict=True)), lamb_shift=False)
    jumps, quanta, owner = [], [], []
    for a, (A, kT) in enumerate(zip(couplings, (HOT, COLD), strict=True)):
        jumps.append(np.diag(np.diag(A)) * np.sqrt(2 * 0.3 * kT))  # S(0) = 2 J' kT
        quanta.append(0.0)
        owner.append(a)
        for i in range(n):
            for j in range(n):
                if i != j:
                    nu = energies[i] - energies[j]
                    rate = 2 * 0.3 * nu / np.expm1(nu / kT)  # 2 J n, and 2 J (n + 1) where ν < 0
                    V = np.zeros((n, n), complex)
                    V[i, j] = A[i, j] * np.sqrt(rate)
                    jumps.append(V)
                    quanta.append(nu)
                    owner.append(a)
    return generator, energies, jumps, np.array(quanta), np.array(owner)


def dense_scgf(chi_hot, chi_cold=0.0, **system):
    _, energies, jumps, quanta, owner = between_two_baths(**system)
    factors = np.exp(quanta * np.where(owner == 0, chi_hot, chi_cold))
    return np.linalg.eigvals(liouvillian(np.diag(energies), jumps, factors)).real.max()


def dense_cumulants(**system):
    """Mean and noise by the pseudo-inverse: ⟨J₂⟩ - 2 ⟨J (K - |ρ⟩⟨1|)⁻¹ (J - I)⟩."""
    _, energies, jumps, quanta, owner = between_two_baths(**system)
    n, H = len(energies), np.diag(energies)
    K, one = liouvillian(H, jumps), np.eye(n).ravel()
    rho = np.linalg.svd(K)[2][-1].conj()
    rho = rho / (one @ rho)
    weights = np.where(owner == 0, quanta, 0.0)
    J, J2 = (sum(w * np.kron(v, v.conj()) for w, v in zip(weights**k, jumps, strict=True)) for k in (1, 2))
    mean = (one @ J @ rho).real
    x = np.linalg.solve(K - np.outer(rho, one), J @ rho - mean * rho)
    return mean, (one @ J2 @ rho - 2 * one @ J @ x).real


@pytest.mark.parametrize("real", [True, False])
def test_cumulants_of_secular_baths(real):
    found = counting_statistics(between_two_baths(real=real)[0], bath="bath 0")
    mean, noise = dense_cumulants(real=real)
    assert found.cumulants[0] == pytest.approx(mean, rel=1e-11)
    assert found.cumulants[1] == pytest.approx(noise, rel=1e-11)
    h = 1e-2
    third = (
        dense_scgf(2 * h, real=real) - 2 * dense_scgf(h, real=real) + 2 * dense_scgf(-h, real=real)
        - dense_scgf(-2 * h, real=real)
    ) / (2 * h**3)  # fmt: skip
    assert found.cumulants[2] == pytest.approx(third, rel=1e-2)


@pytest.mark.parametrize("chi", [-1.7, -0.3, 0.4, 1.0])
def test_scgf_of_secular_baths(chi):
    generator = between_two_baths()[0]
    by_rates = counting_statistics(generator, bath="bath 0")
    temperatures = {"bath 0": HOT, "bath 1": COLD}
    by_jumps = counting_statistics(generator.lindbladian(), bath="bath 0", kT=temperatures)
    whole = counting_statistics(generator.lindbladian(), bath="bath 0", kT=temperatures, tilt=Tilt.WHOLE)
    for found in (by_rates, by_jumps, whole):
        assert found.scgf(chi) == pytest.approx(dense_scgf(chi), rel=1e-12, abs=1e-14)


def test_gallavotti_and_cohen_with_secular_baths():
    """λ(χ) = λ(β₁ - β₂ - χ), and λ(χ₁, χ₂) = λ(β₁ - χ₁, β₂ - χ₂) in the dense matrix."""
    difference = 1 / HOT - 1 / COLD
    found = counting_statistics(between_two_baths()[0], bath="bath 0")
    chi = np.array([-1.2, -0.4, 0.3, 0.9])
    np.testing.assert_allclose(found.scgf(chi), found.scgf(difference - chi), rtol=1e-12)
    assert dense_scgf(0.3, -0.2) == pytest.approx(dense_scgf(1 / HOT - 0.3, 1 / COLD + 0.2), rel=1e-12)
    theorem = found.fluctuation_theorem(chi)
    assert theorem.affinity == pytest.approx(-difference)
    assert theorem.status is Status.BALANCED
    assert isinstance(theorem.finding, FluctuationTheoremHolds)
    assert theorem.max_residual < 1e-12


def test_a_wrong_temperature_breaks_the_theorem():
    generator = between_two_baths()[0].lindbladian()
    found = counting_statistics(generator, bath="bath 0", kT={"bath 0": HOT, "bath 1": 1.01 * COLD})
    theorem = found.fluctuation_theorem()
    assert theorem.status is Status.BROKEN
    quantum = found.counter.tilted.unit
    np.testing.assert_allclose(theorem.residual, (1 / COLD - 1 / (1.01 * COLD)) * quantum, rtol=1e-6)


def test_current_and_entropy_are_those_of_drive():
    generator = between_two_baths()[0]
    flow = detbal.drive(generator)
    for k, name in enumerate(("bath 0", "bath 1")):
        found = counting_statistics(generator, bath=name)
        assert found.cumulants[0] == pytest.approx(flow.heat_currents[k], rel=1e-11)
        assert found.entropy_production == pytest.approx(flow.entropy_production, rel=1e-11)
        assert found.uncertainty_ratio >= 1.0


# --- baths that are not secular, with KMS detailed balance ---------------------------------------------------------


def kms_bath(energies, A, kT):
    """Jump A_ij e^{-ν/4kT} e^{-(ν/kT)²/8} and its coherent term (i/2) tanh(ν/4kT) (V†V)_ij."""
    nu = energies[:, None] - energies
    V = A * np.exp(-nu / (4 * kT) - (nu / kT) ** 2 / 8)
    return V, 0.5j * np.tanh(nu / (4 * kT)) * (V.conj().T @ V)


@cache
def not_secular(real=True, n=4, seed=3):
    rng = np.random.default_rng(seed)
    energies = np.sort(rng.normal(size=n))
    return energies, [kms_bath(energies, hermitian(rng, n, real), kT) for kT in (HOT, COLD)]


def kms_generator(unitary, **system):
    energies, baths = not_secular(**system)
    H = sum(B for _, B in baths) + unitary * np.diag(energies)
    return Lindbladian(H, [V for V, _ in baths], baths=["hot", "cold"]), np.diag(energies)


def count_kms(unitary, tilt=None, bath="hot", **system):
    generator, energy = kms_generator(unitary, **system)
    return counting_statistics(generator, bath=bath, H=energy, kT={"hot": HOT, "cold": COLD}, tilt=tilt)


def dense_similarity(chi, unitary, **system):
    """Sum of E K_a E⁻¹ (the hot bath alone is tilted) and the unitary term."""
    energies, baths = not_secular(**system)
    stretch = np.exp(chi / 2 * (energies[:, None] + energies)).ravel()
    (V, B), (W, C) = baths
    K = stretch[:, None] * liouvillian(B, [V]) / stretch + liouvillian(C + unitary * np.diag(energies), [W])
    return np.linalg.eigvals(K).real.max()


def dense_heat(unitary, **system):
    """Tr H K_hot(ρ) in the stationary state."""
    energies, ((V, B), (W, C)) = not_secular(**system)
    hot = liouvillian(B, [V])
    K = hot + liouvillian(C + unitary * np.diag(energies), [W])
    rho = np.linalg.svd(K)[2][-1].conj()
    rho = rho / (np.eye(len(energies)).ravel() @ rho)
    return (np.diag(energies).ravel() @ hot @ rho).real


@pytest.mark.parametrize("real", [True, False])
@pytest.mark.parametrize("unitary", [0.0, 1.0])
def test_the_whole_bath_is_tilted_by_default(real, unitary):
    found = count_kms(unitary, real=real)
    assert found.tilt is Tilt.WHOLE
    assert any("coherent terms" in said for said in found.assumptions)
    assert found.cumulants[0] == pytest.approx(dense_heat(unitary, real=real), rel=1e-11)
    for chi in (-0.6, 0.25):
        assert found.scgf(chi) == pytest.approx(dense_similarity(chi, unitary, real=real), rel=1e-12)
    cold = count_kms(unitary, bath="cold", real=real)
    assert cold.cumulants[0] == pytest.approx(-found.cumulants[0], rel=1e-11)


@pytest.mark.parametrize(("real", "unitary"), [(True, 0.0), (False, 0.0), (True, 1.0)])
def test_gallavotti_and_cohen_with_kms_baths(real, unitary):
    found = count_kms(unitary, real=real)
    chi = np.array([-0.9, -0.3, 0.2, 0.5])
    np.testing.assert_allclose(found.scgf(chi), found.scgf(1 / HOT - 1 / COLD - chi), rtol=1e-13, atol=2e-14)
    assert found.fluctuation_theorem().status is Status.BALANCED


def test_complex_couplings_and_a_hamiltonian_break_it():
    found = count_kms(1.0, real=False)
    chi = 0.3
    apart = found.scgf(chi) - found.scgf(1 / HOT - 1 / COLD - chi)
    by_hand = dense_similarity(chi, 1.0, real=False) - dense_similarity(1 / HOT - 1 / COLD - chi, 1.0, real=False)
    assert apart == pytest.approx(by_hand, rel=1e-9)
    theorem = found.fluctuation_theorem()
    assert theorem.status is Status.BROKEN
    assert isinstance(theorem.finding, FluctuationTheoremBroken)
    assert theorem.max_residual > 1e-4


def test_tilting_the_jumps_alone_is_wrong_for_them():
    right, wrong = count_kms(0.0), count_kms(0.0, tilt=Tilt.JUMPS)
    assert wrong.fluctuation_theorem().status is Status.BROKEN
    assert abs(wrong.cumulants[0] - right.cumulants[0]) > 0.01 * abs(right.cumulants[0])
    assert wrong.entropy_production == pytest.approx(right.entropy_production, rel=1e-12)  # of the state, not of χ


# --- linear response -----------------------------------------------------------------------------------------------


def three_secular(real, kT):
    rng = np.random.default_rng(11)
    energies = np.sort(rng.normal(size=4))
    couplings = [(hermitian(rng, 4, real), Bath(spectral_density=lambda w: 0.2 * w, kT=x)) for x in kT]
    return davies(np.diag(energies), couplings, lamb_shift=False)


def three_kms(real, kT):
    rng = np.random.default_rng(12)
    energies = np.sort(rng.normal(size=4))
    baths = [kms_bath(energies, hermitian(rng, 4, real), x) for x in kT]
    H = np.diag(energies)
    return Lindbladian(H + sum(B for _, B in baths), [V for V, _ in baths], baths=["a", "b", "c"]), H, baths


@pytest.mark.parametrize("real", [True, False])
def test_onsager_matrix_of_secular_baths(real):
    """Against central differences of the currents in 1/kT of each bath."""
    found = onsager_matrix(three_secular(real, [1.0] * 3))
    step = 1e-4
    for b in range(3):
        flows = []
        for sign in (1, -1):
            beta = np.ones(3)
            beta[b] -= sign * step
            flows.append(detbal.drive(three_secular(real, 1 / beta)).heat_currents)
        np.testing.assert_allclose(found.matrix[:, b], (flows[0] - flows[1]) / (2 * step), rtol=1e-6, atol=1e-8)
    assert found.symmetric
    assert found.asymmetry < 1e-12
    np.testing.assert_allclose(found.matrix.sum(axis=0), 0.0, atol=1e-15)
    assert np.linalg.eigvalsh(found.matrix).min() > -1e-15


@pytest.mark.parametrize("real", [True, False])
def test_onsager_matrix_of_kms_baths(real):
    generator, H, _ = three_kms(real, [1.0] * 3)
    found = onsager_matrix(generator, kT=1.0, H=H)
    step = 1e-4
    for b in range(3):
        flows = []
        for sign in (1, -1):
            beta = np.ones(3)
            beta[b] -= sign * step
            moved, _, baths = three_kms(real, 1 / beta)
            K = liouvillian(moved.H, list(moved.jumps))
            rho = np.linalg.svd(K)[2][-1].conj()
            rho = rho / (np.eye(4).ravel() @ rho)
            flows.append([(H.ravel() @ liouvillian(B, [V]) @ rho).real for V, B in baths])
        response = (np.array(flows[0]) - flows[1]) / (2 * step)
        np.testing.assert_allclose(found.matrix[:, b], response, rtol=1e-6, atol=1e-8)
    assert found.symmetric is real
    if real:
        assert found.asymmetry < 1e-12
    else:
        assert found.asymmetry > 1e-3
        assert isinstance(found.findings[0], ReciprocityBroken)


# --- electrons through a double dot --------------------------------------------------------------------------------

LOWER, Z, ONE = np.array([[0.0, 1.0], [0.0, 0.0]]), np.diag([1.0, -1.0]), np.eye(2)
FIRST, SECOND = np.kron(LOWER, ONE), np.kron(Z, LOWER)  # Jordan and Wigner


def double_dot(g, left, right, f_left=1.0, f_right=0.0):
    """Jumps in and out at the left, out and in at the right; only those that can be."""
    rates = [left * f_left, left * (1 - f_left), right * (1 - f_right), right * f_right]
    operators, weights = [FIRST.T, FIRST, SECOND, SECOND.T], [1.0, -1.0, 0.0, 0.0]
    kept = [k for k in range(4) if rates[k] > 0]
    H = g * (FIRST.T @ SECOND + SECOND.T @ FIRST)
    jumps = [np.sqrt(rates[k]) * operators[k] for k in kept]
    names = [("L", "L", "R", "R")[k] for k in kept]
    return counting_statistics(Lindbladian(H, jumps, baths=names), weights=[weights[k] for k in kept])


def levitov_lesovik(chi, g, left, right):
    def inside(E):
        T = left * right * g**2 / abs((E + 0.5j * left) * (E + 0.5j * right) - g**2) ** 2
        return np.log1p(T * np.expm1(chi)) / (2 * np.pi)

    # E = tan(x): the tail falls off like E⁻⁴
    return quad(lambda x: inside(np.tan(x)) / np.cos(x) ** 2, -np.pi / 2, np.pi / 2, epsabs=1e-14, limit=400)[0]


@pytest.mark.parametrize(
    ("chi", "known"), [(-1.0, -0.245809240916303), (0.3, 0.086080867998055), (1.0, 0.311314324880475)]
)
def test_levitov_and_lesovik(chi, known):
    """Infinite bias: the master equation is exact for free electrons."""
    exact = levitov_lesovik(chi, 0.6, 1.0, 0.7)
    assert exact == pytest.approx(known, abs=1e-13)
    assert double_dot(0.6, 1.0, 0.7).scgf(chi) == pytest.approx(exact, abs=1e-12)


def test_finite_bias_is_symmetric():
    f_left, f_right = 0.9, 0.2
    found = double_dot(0.6, 1.0, 0.7, f_left, f_right)
    A = np.log(f_left * (1 - f_right) / ((1 - f_left) * f_right))
    chi = np.array([-2.0, -0.4, 0.3, 1.0])
    np.testing.assert_allclose(found.scgf(chi), found.scgf(-A - chi), rtol=1e-12)
    assert found.fluctuation_theorem().status is Status.BALANCED
    assert found.entropy_production == pytest.approx(A * found.cumulants[0], rel=1e-12)


def symmetric_dot(A, g):
    return double_dot(g, 1.0, 1.0, 1 / (1 + np.exp(-A / 2)), 1 / (1 + np.exp(A / 2)))


def test_coherence_beats_the_uncertainty_relation():
    """Noise × entropy / current² falls to 1.754, below the 2 of rates; minimum on a grid at A = 4.75, g = 0.65."""
    biases, hoppings = np.arange(4.0, 5.6, 0.25), np.arange(0.5, 0.85, 0.05)
    ratio = np.array([[2 * symmetric_dot(A, g).uncertainty_ratio for g in hoppings] for A in biases])
    assert ratio.min() == pytest.approx(1.754, abs=5e-4)
    i, j = np.unravel_index(int(ratio.argmin()), ratio.shape)
    assert (biases[i], hoppings[j]) == (pytest.approx(4.75), pytest.approx(0.65))
    assert "below 1" in symmetric_dot(4.75, 0.65).findings[0].message


def test_near_equilibrium_the_bound_is_met():
    assert symmetric_dot(1e-3, 0.65).uncertainty_ratio == pytest.approx(1.0, abs=1e-5)
