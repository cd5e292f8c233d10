"""Davies generators against the textbook's construction, term by term, and against exact identities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal import Status
from detbal.generators.baths.bath import Bath
from detbal.generators.levels import levels_of
from detbal.generators.weak_coupling.check import check_davies
from detbal.generators.weak_coupling.davies import davies


def ohmic(kT, strength=0.1, cutoff=5.0):
    return Bath(spectral_density=lambda w: strength * w * np.exp(-w / cutoff), kT=kT)


def hermitian(rng, n, real=False):
    a = rng.normal(size=(n, n)) + (0 if real else 1j * rng.normal(size=(n, n)))
    return (a + a.conj().T) / 2


def unitary(rng, n):
    return np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))[0]


SPECTRA = {
    "random": lambda rng: rng.normal(size=5),
    "oscillator": lambda rng: np.arange(6.0),
    "degenerate": lambda rng: np.array([0.0, 1.0, 1.0, 1.0, 2.3]),
    "coinciding": lambda rng: np.array([0.0, 1.0, 1.5, 2.5, 7.0]),
    "one level": lambda rng: np.ones(3),
}


def hamiltonian(kind, rng, rotated=True):
    energies = SPECTRA[kind](rng)
    U = unitary(rng, len(energies)) if rotated else np.eye(len(energies))
    H = (U * energies) @ U.conj().T
    return (H + H.conj().T) / 2


def superoperator(H, jumps):
    """Rows stacked: vec(AXB) = (A ⊗ Bᵀ) vec X."""
    one = np.eye(len(H))
    K = -1j * (np.kron(H, one) - np.kron(one, H.T))
    for V in jumps:
        R = V.conj().T @ V
        K = K + np.kron(V, V.conj()) - 0.5 * (np.kron(R, one) + np.kron(one, R.T))
    return K


def textbook(H, couplings, lamb_shift):
    """A(ω) = Σ P_i A P_j over projectors on eigenspaces, one frequency after the other."""
    energies, U = np.linalg.eigh(H)
    projectors = []
    while len(energies):
        same = np.abs(energies - energies[0]) < 1e-9
        projectors.append((energies[same].mean(), U[:, same] @ U[:, same].conj().T))
        energies, U = energies[~same], U[:, ~same]
    found = {}
    for low, P in projectors:
        for high, Q in projectors:
            found.setdefault(round(high - low, 8), []).append((high - low, P, Q))
    total, jumps = H.astype(complex), []
    for A, bath in couplings:
        for parts in found.values():
            omega = parts[0][0]
            part = sum(P @ A @ Q for _, P, Q in parts)
            jumps.append(np.sqrt(bath.power_spectrum(omega)) * part)
            if lamb_shift:
                total = total + bath.lamb_shift(omega) * part.conj().T @ part
    return superoperator(total, jumps)


def assert_same_spectrum(found, expected, atol):
    assert len(found) == len(expected)
    distance = np.abs(found[:, None] - expected[None, :])
    assert distance.min(axis=1).max() < atol
    assert distance.min(axis=0).max() < atol


@pytest.mark.parametrize("kind", SPECTRA)
@pytest.mark.parametrize("lamb_shift", [False, True])
@pytest.mark.parametrize("baths", [1, 2])
def test_textbook(kind, lamb_shift, baths):
    rng = np.random.default_rng(7)
    H = hamiltonian(kind, rng)
    n = len(H)
    couplings = [(hermitian(rng, n), ohmic(0.5)), (hermitian(rng, n), ohmic(1.5, 0.07, 3.0))][:baths]
    K = textbook(H, couplings, lamb_shift)
    generator = davies(H, couplings, lamb_shift=lamb_shift)
    X = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    change = (K @ X.ravel()).reshape(n, n)
    size = np.abs(change).max()
    np.testing.assert_allclose(generator.apply(X), change, atol=3e-13 * size)
    np.testing.assert_allclose(generator.lindbladian().apply(X), change, atol=3e-13 * size)
    h = generator.hamiltonian()
    np.testing.assert_allclose(h - np.trace(h) / n * np.eye(n), coherent_part(K, n), atol=1e-12)
    assert_same_spectrum(generator.eigenvalues(), np.linalg.eigvals(K), 3e-13 * np.abs(K).max())
    sigma = generator.stationary_state()
    assert np.abs(K @ sigma.matrix.ravel()).max() < 1e-14
    assert np.trace(sigma.matrix).real == pytest.approx(1.0)


def coherent_part(K, n):
    """Return the Hamiltonian, less its mean, of a generator whose jumps have real traces: from a partial trace."""
    first = np.einsum("ijkj->ik", K.reshape(n, n, n, n))
    h = 0.5j / n * (first - first.conj().T)
    return h - np.trace(h) / n * np.eye(n)


@pytest.mark.parametrize("kind", SPECTRA)
def test_covariance(kind):
    """Another basis for everything changes nothing: the eigenvectors of degenerate levels do not matter."""
    rng = np.random.default_rng(11)
    H = hamiltonian(kind, rng, rotated=False)
    n = len(H)
    A, B, U = hermitian(rng, n), hermitian(rng, n), unitary(rng, n)
    X = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    cold, hot = ohmic(0.5), ohmic(2.0)

    def turned(M):
        return U @ M @ U.conj().T

    here = davies(H, [(A, cold), (B, hot)])
    there = davies(turned(H), [(turned(A), cold), (turned(B), hot)])
    expected = turned(here.apply(X))
    np.testing.assert_allclose(there.apply(turned(X)), expected, atol=1e-13 * np.abs(expected).max())
    np.testing.assert_allclose(there.decay_rates(), here.decay_rates(), atol=1e-13 * here.decay_rates().max())


def balance_residual(K, p, s):
    """‖M - M†‖/2‖M‖ of M = φ^-½ K φ^½ with φ_ij = p_i^(1-s) p_j^s, in the eigenbasis of σ; rows stacked."""
    phi = (p[:, None] ** (1 - s) * p[None, :] ** s).ravel()
    M = K * np.sqrt(phi)[None, :] / np.sqrt(phi)[:, None]
    return np.linalg.norm(M - M.conj().T) / (2 * np.linalg.norm(M))


@pytest.mark.parametrize("kind", SPECTRA)
@pytest.mark.parametrize("s", [0.0, 0.25, 0.5, 1.0])
def test_dissipator_is_gns_symmetric(kind, s):
    rng = np.random.default_rng(13)
    H = hamiltonian(kind, rng, rotated=False)
    generator = davies(H, [(hermitian(rng, len(H)), ohmic(0.8))], lamb_shift=False)
    jumps = [jump.toarray() for jump in generator.lindbladian().jumps]
    K = superoperator(np.zeros_like(H), jumps)
    p = np.exp(generator.stationary_state().log_p)
    np.testing.assert_allclose(p, np.exp(-np.diag(H) / 0.8) / np.exp(-np.diag(H) / 0.8).sum(), rtol=1e-13)
    assert balance_residual(K, p, s) < 3e-16
    wrong = np.exp(-np.diag(H) / 0.9)
    if kind != "one level":  # another temperature is seen
        assert balance_residual(K, wrong / wrong.sum(), s) > 1e-3


@pytest.mark.parametrize("eps", [1e-3, 1e-6])
def test_merged_levels_are_balanced_with_the_energies_as_merged(eps):
    """Levels 0, 1, 1 + ε, 2.3 that count as three: exact for the merged energies, wrong by O(ε) for those given."""
    energies = np.array([0.0, 1.0, 1.0 + eps, 2.3])
    rng = np.random.default_rng(17)
    generator = davies(np.diag(energies), [(hermitian(rng, 4), ohmic(1.0))], lamb_shift=False, tolerance=1e-2)
    assert generator.levels.merged == ((1, 2),)
    K = superoperator(np.zeros((4, 4)), [jump.toarray() for jump in generator.lindbladian().jumps])
    merged = np.exp(generator.stationary_state().log_p)
    assert merged[1] == merged[2]
    assert balance_residual(K, merged, 1.0) < 3e-16
    given_ = np.exp(-energies)
    assert 0.01 * eps < balance_residual(K, given_ / given_.sum(), 1.0) < eps
    verdict = check_davies(generator)
    assert verdict.status is Status.BALANCED
    assert "moved by up to" in verdict.findings[0].message


def test_levels_that_are_not_merged_are_exact_too():
    energies = np.array([0.0, 1.0, 1.0 + 1e-10, 2.3])
    generator = davies(np.diag(energies), [(hermitian(np.random.default_rng(1), 4), ohmic(1.0))], lamb_shift=False)
    assert not generator.levels.degenerate
    K = superoperator(np.zeros((4, 4)), [jump.toarray() for jump in generator.lindbladian().jumps])
    assert balance_residual(K, np.exp(generator.stationary_state().log_p), 1.0) < 3e-16


def test_frequencies_merged_by_hand_keep_kms_symmetry():
    """An anharmonic ladder with one frequency for all rungs: not GNS, but KMS, and the Gibbs state is stationary."""
    energies = np.array([0.0, 1.0, 1.98, 2.95, 3.9])
    A = np.diag(np.sqrt(np.arange(1.0, 5)), 1)
    generator = davies(np.diag(energies), [(A + A.T, ohmic(0.7))], lamb_shift=False, tolerance=0.2)
    assert generator.levels.frequency_span == pytest.approx(0.06)
    assert len(generator.lindbladian().jumps) == 2
    K = superoperator(np.zeros((5, 5)), [jump.toarray() for jump in generator.lindbladian().jumps])
    p = np.exp(-energies / 0.7)
    p /= p.sum()
    assert balance_residual(K, p, 0.5) < 3e-16
    assert balance_residual(K, p, 1.0) > 1e-3
    assert np.abs(K @ np.diag(p).ravel()).max() < 1e-15
    assert_same_spectrum(generator.eigenvalues(), np.linalg.eigvals(K + superoperator(np.diag(energies), [])), 1e-12)


def test_the_lamb_shift_at_many_frequencies_is_that_at_each():
    rng = np.random.default_rng(19)
    energies, A, bath = np.sort(rng.uniform(0, 6, 20)), hermitian(rng, 20), ohmic(0.05)
    generator = davies(np.diag(energies), [(A, bath)])
    assert len(generator.levels.frequencies) > 128  # so that it is interpolated
    omega = energies[None, :] - energies[:, None]
    expected = (np.abs(A) ** 2 * bath.lamb_shift(omega)).sum(axis=0)
    np.testing.assert_allclose(generator.shifted - energies, expected, atol=1e-8 * np.abs(expected).max())


@pytest.mark.parametrize("rotated", [False, True])
def test_cold_baths_are_exact_in_logs(rotated):
    rng = np.random.default_rng(23)
    energies = np.sort(rng.uniform(0, 1e4, 6))
    U = unitary(rng, 6) if rotated else np.eye(6)
    H = (U * energies) @ U.conj().T
    bath = ohmic(1.0, 1e-3, 1e4)
    generator = davies((H + H.conj().T) / 2, [(hermitian(rng, 6), bath)], lamb_shift=False)
    verdict = check_davies(generator)
    assert verdict.status is Status.BALANCED
    assert verdict.noise_floor < 1e-10
    logs = generator.log_population_rates()
    i, j = np.triu_indices(6, 1)
    found = logs[i, j] - logs[j, i]
    np.testing.assert_allclose(found, generator.levels.energies[i] - generator.levels.energies[j], rtol=1e-14)
    log_p = generator.stationary_state().log_p
    np.testing.assert_allclose(log_p, generator.levels.energies.min() - generator.levels.energies, atol=1e-8)


@given(x=st.just(0.0) | st.floats(1e-9, 1e4), other=st.floats(0.05, 20.0))
@settings(max_examples=40, deadline=None)
def test_two_baths_have_the_affinity_of_their_temperatures(x, other):
    """A cycle of two transitions, up by one bath and down by the other: ω (1/T₁ - 1/T₂)."""
    X = [[0, 1], [1, 0]]
    cold, hot = ohmic(1.0, 1.0, 1e5), ohmic(other, 1.0, 1e5)
    generator = davies(np.diag([0.0, x]), [(X, cold), (X, hot)], lamb_shift=False)
    verdict = check_davies(generator)
    affinity = abs(x - x / other)
    if generator.levels.degenerate:  # no transition has a frequency: there is nothing to test
        assert verdict.status is not Status.BROKEN
        assert verdict.max_residual < 1e-12
        return
    if other == 1.0:
        assert verdict.status is Status.BALANCED
        return
    assert verdict.max_residual == pytest.approx(affinity, rel=1e-12, abs=1e-12)
    assert verdict.related[0].status is Status.BALANCED
    if affinity > 1e-5:
        assert verdict.status is Status.BROKEN


def test_baths_that_do_not_meet_in_a_cycle_are_balanced():
    """Two independent qubits at two temperatures: a product of Gibbs states balances all."""
    one, x, z = np.eye(2), np.array([[0, 1.0], [1, 0]]), np.diag([0, 1.0])
    H = np.kron(z, one) + 1.7 * np.kron(one, z)
    generator = davies(H, [(np.kron(x, one), ohmic(0.5)), (np.kron(one, x), ohmic(2.0))])
    verdict = check_davies(generator)
    assert verdict.status is Status.BALANCED
    expected = np.kron(np.exp(-np.array([0, 1]) / 0.5), np.exp(-1.7 * np.array([0, 1]) / 2.0))
    np.testing.assert_allclose(np.exp(generator.stationary_state().log_p), expected / expected.sum(), rtol=1e-13)
    # a coupling of both qubits to the hot bath closes a cycle
    joined = davies(H, [(np.kron(x, one), ohmic(0.5)), (np.kron(x, one) + np.kron(one, x), ohmic(2.0))])
    broken = check_davies(joined)
    assert broken.status is Status.BROKEN
    assert broken.max_residual == pytest.approx(1 / 0.5 - 1 / 2.0, rel=1e-12)


@pytest.mark.parametrize("delta", [1e-6, 0.1, -2.0])
def test_a_bath_broken_by_a_known_amount(delta):
    """Absorption too strong by e^δ: every transition misses by δ."""
    thermal = ohmic(0.5)
    wrong = Bath(power_spectrum=lambda w: thermal.power_spectrum(w) * np.where(w < 0, np.exp(delta), 1.0), kT=0.5)
    H = np.diag([0.0, 1.0, 2.5])
    verdict = check_davies(davies(H, [(np.ones((3, 3)), wrong)], lamb_shift=False))
    assert verdict.status is Status.BROKEN
    np.testing.assert_allclose(np.abs(verdict.residual), abs(delta), rtol=1e-8, atol=1e-12)
    right = Bath(power_spectrum=thermal.power_spectrum, kT=0.5)
    assert check_davies(davies(H, [(np.ones((3, 3)), right)], lamb_shift=False)).status is Status.BALANCED


@pytest.mark.parametrize(("sign", "factor"), [(0, 1.0), (-1, 2.0)])
def test_even_and_inverted_spectra(sign, factor):
    """S even in ω misses by ω/kT, S(-ω) in place of S(ω) by twice that, and the bath is named."""
    thermal = ohmic(0.5)
    spectrum = (lambda w: thermal.power_spectrum(-w)) if sign else (lambda w: thermal.power_spectrum(np.abs(w)))
    bath = Bath(power_spectrum=spectrum, kT=0.5)
    verdict = check_davies(davies(np.diag([0.0, 1.0, 2.5]), [(np.ones((3, 3)), bath)], lamb_shift=False))
    assert verdict.status is Status.BROKEN
    np.testing.assert_allclose(np.sort(np.abs(verdict.residual)), factor * np.array([2.0, 3.0, 5.0]), rtol=1e-9)
    assert verdict.findings[0].message.startswith("bath 0: S")
    assert verdict.related[0].status is Status.BROKEN


def test_gallavotti_cohen_symmetry_of_the_heat():
    """λ(χ₁, χ₂) = λ(β₁ - χ₁, β₂ - χ₂) for the rates of two baths, tilted with the energy that each receives."""
    rng = np.random.default_rng(29)
    generator = davies(hermitian(rng, 5), [(hermitian(rng, 5), ohmic(0.5)), (hermitian(rng, 5), ohmic(1.25))])
    energies = generator.levels.energies
    given_away = energies[:, None] - energies[None, :]
    parts = [generator.population_rates(name) for name in ("bath 0", "bath 1")]

    def largest(*chi):
        tilted = sum(
            np.where(np.eye(5, dtype=bool), W, W * np.exp(-x * given_away)) for x, W in zip(chi, parts, strict=True)
        )
        return np.linalg.eigvals(tilted).real.max()

    for first, second in rng.uniform(-1, 2, size=(5, 2)):
        assert largest(first, second) == pytest.approx(largest(2.0 - first, 0.8 - second), abs=1e-12)
    assert largest(0.0, 0.0) == pytest.approx(0.0, abs=1e-13)


@given(
    energies=st.lists(st.floats(-10, 10), min_size=1, max_size=12),
    tolerance=st.floats(1e-6, 1.0),
    seed=st.integers(0, 1000),
)
@settings(max_examples=100, deadline=None)
def test_levels_do_not_depend_on_the_order(energies, tolerance, seed):
    order = np.random.default_rng(seed).permutation(len(energies))
    first, second = levels_of(energies, tolerance), levels_of(np.array(energies)[order], tolerance)
    assert np.array_equal(first.level[order], second.level)
    assert np.array_equal(first.bohr, second.bohr)
    gaps = np.diff(first.level_energies)
    assert (gaps > 0).all()
    # transitive: what lies between two states of a level belongs to it
    for group in first.merged:
        inside = np.sort(np.array(energies)[list(group)])
        assert (np.diff(inside) <= tolerance).all()
