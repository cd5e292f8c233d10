"""Known faults of QuTiP, each shown by QuTiP itself, and what detbal says of it.

Beside every fault stands the same question to a path of the package that is right. Where a later release has mended a
fault, its test is skipped.
"""

import numpy as np
import pytest
from tests.zoo.mended import skip_if_mended

import detbal
from detbal import Status
from detbal.generators import Bath, Lindbladian, RegressionSpectrum, Symmetry
from detbal.generators.baths.findings import ClassicalSpectrum, LostDigits, NegativeSpectrum
from detbal.generators.findings import InfiniteTemperature, InvertedBath, WrongBasis
from detbal.generators.regression.check import Judged, LorentzTails
from detbal.generators.weak_coupling.davies import davies
from detbal.spectra import Spectrum
from detbal.testing.covariance import assert_covariant, covariance_defect

qutip = pytest.importorskip("qutip", reason="qutip is not installed")

KT = 0.5
SX, SY, SZ, ONE = qutip.sigmax(), qutip.sigmay(), qutip.sigmaz(), qutip.qeye(2)


def ohmic():
    return qutip.OhmicEnvironment(T=KT, alpha=0.05, wc=10.0, s=1.0)


def found(verdict):
    return {type(finding) for finding in verdict.findings}


# A: bloch_redfield_tensor(fock_basis=False) turns the Hamiltonian the wrong way

TENSORS = {
    "complex qubit": (SY + 0.5 * SZ, [SX], [0.539, 0.461], [0.98871, 0.01129]),
    "two qubits": (
        0.5 * qutip.tensor(SZ, ONE) + 0.65 * qutip.tensor(ONE, SZ) + 0.2 * qutip.tensor(SX, SX),
        [qutip.tensor(SX, ONE), qutip.tensor(ONE, SX)],
        [0.750, 0.146, 0.068, 0.035],
        [0.814, 0.130, 0.048, 0.008],
    ),
    "three levels": (
        qutip.Qobj([[0, 0.3, 0], [0.3, 1, 0.2], [0, 0.2, 1.7]]),
        [qutip.Qobj([[0, 1, 0.5], [1, 0, 1], [0.5, 1, 0]])],
        [0.561, 0.306, 0.134],
        [0.88248, 0.09532, 0.0222],
    ),
}


@pytest.mark.zoo("tensor-in-the-eigenbasis")
@pytest.mark.parametrize("name", TENSORS)
def test_a_redfield_tensor_in_the_eigenbasis_has_its_hamiltonian_in_another(name):
    H, couplings, seen, gibbs = TENSORS[name]
    tensor, _ = qutip.bloch_redfield_tensor(H, [(A, ohmic()) for A in couplings])
    populations = qutip.steadystate(tensor).diag().real
    skip_if_mended(np.abs(populations - gibbs).max() < 1e-3)
    np.testing.assert_allclose(populations, seen, atol=6e-4)
    verdict = detbal.check(tensor, kT=KT, H=np.diag(H.eigenenergies()))
    assert verdict.status is Status.BROKEN
    assert WrongBasis in found(verdict)
    gibbs_of_verdict = np.exp(verdict.stationary_state.log_p)
    np.testing.assert_allclose(gibbs_of_verdict, gibbs, atol=6e-4 if len(gibbs) == 4 else 6e-6)


@pytest.mark.zoo("tensor-in-the-eigenbasis", control=True)
@pytest.mark.parametrize("name", TENSORS)
@pytest.mark.parametrize("symmetry", [Symmetry.KMS, Symmetry.GNS])
def test_the_same_tensor_in_the_basis_of_the_input_is_balanced(name, symmetry):
    H, couplings, _, _ = TENSORS[name]
    tensor = qutip.bloch_redfield_tensor(H, [(A, ohmic()) for A in couplings], fock_basis=True)
    verdict = detbal.check(tensor, kT=KT, H=H, symmetry=symmetry)
    assert verdict.status is Status.BALANCED
    assert verdict.max_residual < 1e-12


# B: the Bloch-Redfield tensor of a coupling that is complex between eigenstates is that of its conjugate


def complex_coupling(seed, n=3):
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    return qutip.Qobj(matrix + matrix.conj().T) / 2


@pytest.mark.zoo("conjugate-coupling")
@pytest.mark.parametrize("method", ["sparse", "dense", "matrix"])
@pytest.mark.parametrize("seed", range(3))
def test_white_noise_gives_the_dissipator_of_the_conjugate_coupling(seed, method):
    """Exact oracle: a flat spectrum without secular approximation is the jump √g A, for any H."""
    g, H, A = 0.3, np.diag([0.0, 1.0, 2.7]), complex_coupling(seed)
    flat = [(A, lambda w: g + 0 * w)]
    tensor = qutip.bloch_redfield_tensor(
        qutip.Qobj(H), flat, sec_cutoff=-1, fock_basis=True, br_computation_method=method
    )
    theirs = detbal.convert.to_native(tensor)[0]
    jump, conjugate = (Lindbladian(H, [np.sqrt(g) * V]) for V in (A.full(), A.conj().full()))
    rho = complex_coupling(seed + 10).full()
    away = np.abs(theirs.apply(rho) - jump.apply(rho)).max()
    skip_if_mended(away < 1e-13)
    assert away > 0.1
    np.testing.assert_allclose(theirs.apply(rho), conjugate.apply(rho), atol=1e-14)


def redfield_of_white_noise(H, couplings):
    pairs = [(qutip.Qobj(A), lambda w: 0.3 + 0 * w) for A in couplings]
    return qutip.bloch_redfield_tensor(qutip.Qobj(H), pairs, sec_cutoff=-1, fock_basis=True)


@pytest.mark.zoo("conjugate-coupling")
def test_covariance_shows_the_conjugate_coupling():
    """The fault by name: no check of detailed balance can see it (see below), a change of basis does."""
    H, A = np.diag([0.0, 1.0, 2.7]), complex_coupling(0).full()
    defect = covariance_defect(redfield_of_white_noise, H, [A])
    skip_if_mended(defect < 1e-12)
    assert defect > 0.3
    with pytest.raises(AssertionError, match=r"not covariant: .*a conjugated or transposed coupling"):
        assert_covariant(redfield_of_white_noise, H, [A])
    # the controls: the jump that white noise amounts to, and the secular tensor
    assert_covariant(lambda H, couplings: Lindbladian(H, [np.sqrt(0.3) * A for A in couplings]), H, [A])
    assert_covariant(
        lambda H, couplings: qutip.bloch_redfield_tensor(
            qutip.Qobj(H), [(qutip.Qobj(A), ohmic()) for A in couplings], sec_cutoff=1e-3, fock_basis=True
        ),
        H,
        [A],
    )


@pytest.mark.zoo("conjugate-coupling", control=True)
def test_where_levels_are_degenerate_our_generator_is_the_jump_itself():
    """The control of the last test: the Davies generator of a flat spectrum on one degenerate level."""
    g, A = 0.3, complex_coupling(0)
    ours = davies(
        np.zeros((3, 3)), [(A.full(), detbal.generators.Bath(power_spectrum=lambda w: g + 0 * w))], lamb_shift=False
    )
    rho = complex_coupling(10).full()
    np.testing.assert_allclose(
        ours.apply(rho), Lindbladian(np.zeros((3, 3)), [np.sqrt(g) * A.full()]).apply(rho), atol=1e-14
    )
    assert (
        np.abs(ours.apply(rho) - Lindbladian(np.zeros((3, 3)), [np.sqrt(g) * A.conj().full()]).apply(rho)).max() > 0.1
    )


@pytest.mark.zoo("conjugate-coupling")
def test_the_conjugate_coupling_moves_expectation_values():
    H, A, g = 0.5 * SZ + 0.3 * SX, SY + 0.5 * SX, 0.3
    start = (qutip.basis(2, 0) + (1 + 0.5j) * qutip.basis(2, 1)).unit()
    redfield = qutip.brmesolve(H, start, [0.0, 1.0], a_ops=[(A, lambda w: g + 0 * w)], e_ops=[SY], sec_cutoff=-1)
    lindblad = qutip.mesolve(H, start, [0.0, 1.0], [np.sqrt(g) * A], e_ops=[SY])
    assert lindblad.expect[0][-1] == pytest.approx(0.874, abs=6e-4)
    skip_if_mended(abs(redfield.expect[0][-1] - lindblad.expect[0][-1]) < 1e-4)
    assert redfield.expect[0][-1] == pytest.approx(0.576, abs=6e-4)


@pytest.mark.zoo("conjugate-coupling", control=True)
@pytest.mark.parametrize("symmetry", [Symmetry.KMS, Symmetry.GNS])
def test_detailed_balance_alone_cannot_tell_a_coupling_from_its_conjugate(symmetry):
    """Why the oracle above is needed: A and A* couple the same levels to the same bath, and both are balanced."""
    H, A = qutip.Qobj(np.diag([0.0, 1.0, 2.0])), complex_coupling(4)
    tensors = [qutip.bloch_redfield_tensor(H, [(V, ohmic())], sec_cutoff=1e-3, fock_basis=True) for V in (A, A.conj())]
    assert (tensors[0] - tensors[1]).norm() > 0.01
    for tensor in tensors:
        assert detbal.check(tensor, kT=KT, H=H, symmetry=symmetry).status is Status.BALANCED


# D: absorption computed as n(-ω) + 1

COLD = {20.0: 3e-8, 30.0: 1.4e-3, 34.0: 3.6e-2, 37.0: 1.6, 38.0: -1.0, 40.0: -1.0}


@pytest.mark.zoo("absorption-in-the-cold")
@pytest.mark.parametrize(
    "environment",
    [
        qutip.OhmicEnvironment(T=KT, alpha=0.05, wc=5.0, s=1.0),
        qutip.DrudeLorentzEnvironment(T=KT, lam=0.1, gamma=0.5),
        qutip.UnderDampedEnvironment(T=KT, lam=0.1, gamma=0.5, w0=1.0),
    ],
    ids=lambda environment: type(environment).__name__,
)
def test_absorption_is_lost_in_round_off_at_low_temperature(environment):
    omega = KT * np.array(list(COLD))
    skip_if_mended(environment.power_spectrum(-40 * KT) > 0)
    verdict = detbal.check(environment, frequencies=omega)
    assert verdict.status is Status.BROKEN
    assert LostDigits in found(verdict)
    excess = np.expm1(-verdict.residual)  # S(-ω)/S(ω)/exp(-ω/kT) - 1
    np.testing.assert_allclose(excess, list(COLD.values()), rtol=0.07)
    assert np.isposinf(verdict.residual[-2:]).all()
    assert LostDigits in found(detbal.check(environment))  # on its own grid as well


@pytest.mark.zoo("absorption-in-the-cold", control=True)
def test_the_same_environments_are_balanced_where_no_digits_are_lost():
    assert detbal.check(ohmic(), frequencies=KT * np.linspace(0.1, 7, 30)).max_residual < 1e-12


# E: exponents of a correlation function break the KMS condition

SERIES = {  # effective temperature at ω = 1.05 over the true one, lowest S(-ω) on (0, 5]
    ("matsubara", 0): (0.711, -1.8e-2),
    ("matsubara", 1): (0.890, -8.4e-3),
    ("matsubara", 3): (0.952, -3.9e-3),
    ("matsubara", 10): (0.984, -1.3e-3),
    ("pade", 1): (0.9999, -1.5e-3),
}


def drude_lorentz():
    return qutip.DrudeLorentzEnvironment(T=0.7, lam=0.1, gamma=0.5)


@pytest.mark.zoo("few-exponents")
@pytest.mark.parametrize(("method", "terms"), SERIES)
def test_a_few_exponents_show_another_temperature_and_a_negative_spectrum(method, terms):
    ratio, lowest = SERIES[method, terms]
    series = drude_lorentz().approximate(method, Nk=terms)
    at_one = detbal.check(series, frequencies=[1.05])
    assert at_one.status is Status.BROKEN
    assert at_one.effective_kT / 0.7 == pytest.approx(ratio, abs=6e-4 if ratio < 0.99 else 6e-5)
    assert detbal.check(series, frequencies=np.linspace(0.01, 5, 500)).minimum == pytest.approx(lowest, rel=0.05)
    verdict = detbal.check(series)
    assert verdict.status is Status.BROKEN
    assert NegativeSpectrum in found(verdict)


@pytest.mark.zoo("few-exponents", control=True)
def test_three_pade_terms_are_good_up_to_their_cut_off():
    series = drude_lorentz().approximate("pade", Nk=3)
    omega = np.linspace(0.01, 5, 500)
    verdict = detbal.check(series, frequencies=omega)
    assert verdict.minimum > 0
    assert detbal.check(series, frequencies=[1.05]).effective_kT / 0.7 == pytest.approx(1.0, abs=5e-5)
    assert NegativeSpectrum in found(detbal.check(series))  # beyond: at ω = 28


@pytest.mark.zoo("few-exponents", control=True)
def test_the_exact_environment_is_balanced():
    assert detbal.check(drude_lorentz(), frequencies=np.linspace(0.01, 5, 100)).status is Status.BALANCED


@pytest.mark.zoo("few-exponents")
def test_one_matsubara_term_of_an_underdamped_mode_is_off_by_percents():
    exact = qutip.UnderDampedEnvironment(T=0.7, lam=0.1, gamma=0.5, w0=1.0)
    omega = np.linspace(0.05, 5, 100)
    verdict = detbal.check(exact.approximate("matsubara", Nk=1), frequencies=omega)
    assert verdict.status is Status.BROKEN
    assert np.median(np.abs(verdict.residual) / (verdict.frequencies / 0.7)) == pytest.approx(0.03, abs=0.005)
    assert detbal.check(exact, frequencies=omega).status is Status.BALANCED


# F: baths that contradict themselves are accepted without a word


@pytest.mark.zoo("contradictory-baths")
def test_a_flat_spectrum_with_a_temperature():
    flat = qutip.BosonicEnvironment.from_power_spectrum(lambda w: 0.1 + 0 * w, T=KT)
    assert flat.power_spectrum(1.0) == flat.power_spectrum(-1.0) == 0.1
    verdict = detbal.check(flat)
    assert verdict.status is Status.BROKEN
    assert found(verdict) == {ClassicalSpectrum}


@pytest.mark.zoo("contradictory-baths")
def test_a_real_correlation_function_with_a_temperature():
    classical = qutip.BosonicEnvironment.from_correlation_function(lambda t: np.exp(-np.abs(t)), tMax=20.0, T=KT)
    verdict = detbal.check(classical, frequencies=[0.5, 1.0, 2.0])
    assert verdict.status is Status.BROKEN
    assert ClassicalSpectrum in found(verdict)


def density(w):
    return 0.05 * w * np.exp(-np.abs(w) / 10)


SPECTRA = {  # populations of the upper and lower state of 0.5 σz that brmesolve ends in
    "thermal": (lambda w: ohmic().power_spectrum(w), None, [0.1192029, 0.8807971]),
    "J coth": (lambda w: density(w) / np.tanh(w / (2 * KT)), InfiniteTemperature, [0.5, 0.5]),
    "|J|": (lambda w: np.abs(density(w)), InfiniteTemperature, [0.5, 0.5]),
    "swapped sign": (lambda w: ohmic().power_spectrum(-w), InvertedBath, [0.8807971, 0.1192029]),
}


@pytest.mark.zoo("contradictory-baths")
@pytest.mark.zoo("contradictory-baths", control=True)
@pytest.mark.parametrize("name", SPECTRA)
def test_classical_and_inverted_baths_are_named(name):
    spectrum, kind, populations = SPECTRA[name]
    H = 0.5 * SZ

    def finite(w):  # 0/0 at zero frequency, which does not matter to σx
        return np.where(w == 0, 0.1, spectrum(np.where(w == 0, 1e-9, w)))[()]

    end = qutip.brmesolve(H, qutip.basis(2, 0), [0.0, 400.0], a_ops=[(SX, finite)], sec_cutoff=0.1).states[-1]
    np.testing.assert_allclose(end.diag().real, populations, atol=1e-4)
    tensor = qutip.bloch_redfield_tensor(H, [(SX, finite)], fock_basis=True)
    verdict = detbal.check(tensor, kT=KT, H=H)
    assert verdict.status is (Status.BALANCED if kind is None else Status.BROKEN)
    assert (kind is None) or (kind in found(verdict))


@pytest.mark.zoo("contradictory-baths")
def test_a_coupling_to_bosons_that_is_not_hermitian():
    lowering = qutip.sigmam()
    qutip.bloch_redfield_tensor(0.5 * SZ, [(lowering, ohmic())], fock_basis=True)  # accepted without a word
    with pytest.raises(detbal.InputError, match=r"couplings\[0\] is not Hermitian .*A and A† may not couple"):
        detbal.complete((0.5 * SZ, [(lowering, ohmic())]))


# The secular cut-off counts in units of the smallest Bohr frequency. Degenerate levels come out of an eigensolver split
# by round-off, so that it becomes 1e-17, and what links their coherences is cut at random: the generator depends on the
# basis that H was written in. A change of basis shows it where detailed balance may not.


def ring_of_three_spins():
    def spin(operator, k):
        return np.kron(np.kron(np.eye(2**k), operator.full() / 2), np.eye(2 ** (2 - k)))

    ring = sum(spin(s, k) @ spin(s, (k + 1) % 3) for k in range(3) for s in (SX, SY, SZ)).real
    return ring, (spin(SX, 0) + 0.5 * spin(SZ, 1)).real


def redfield_in(rotation, **options):
    H, A = (rotation @ one @ rotation.T for one in ring_of_three_spins())
    bath = Bath(spectral_density=lambda w: 0.05 * w * np.exp(-w / 5.0), kT=0.8)  # its limit at ω → 0 is exact
    couplings = [[qutip.Qobj((A + A.T) / 2), lambda w: float(bath.power_spectrum(w))]]
    tensor = qutip.bloch_redfield_tensor(qutip.Qobj((H + H.T) / 2), couplings, fock_basis=True, **options)
    return tensor, (H + H.T) / 2


def slowest(tensor):
    return np.sort(-np.linalg.eigvals(tensor.full()).real)[1]


@pytest.mark.zoo("secular-cut-off")
@pytest.mark.zoo("secular-cut-off", control=True)
def test_the_default_secular_cut_off_depends_on_the_basis_where_levels_are_degenerate():
    rotation = np.linalg.qr(np.random.default_rng(0).normal(size=(8, 8)))[0]
    (here, H), (there, _) = redfield_in(np.eye(8)), redfield_in(rotation)
    skip_if_mended(slowest(here) == pytest.approx(slowest(there), rel=1e-6))
    assert detbal.check(here, kT=0.8, H=H).status is Status.BALANCED
    assert slowest(there) / slowest(here) > 1.5  # the relaxation of one and the same system
    for options in ({"sec_cutoff": -1}, {"sec_cutoff": 1e3}):  # none, or one far above round-off
        (here, _), (there, _) = redfield_in(np.eye(8), **options), redfield_in(rotation, **options)
        assert slowest(there) == pytest.approx(slowest(here), rel=1e-6)


# spectra by the quantum regression theorem

QUBIT, OMEGA = 0.5 * SZ, np.array([0.25, 0.5, 1.0, 1.5, 2.0, 3.0])


def thermal_jumps(gamma=0.05):
    n = 1 / np.expm1(1 / KT)
    return [np.sqrt(gamma * (n + 1)) * qutip.sigmam(), np.sqrt(gamma * n) * qutip.sigmap()]


def spectrum_of_qubit():
    """Return S(-OMEGA) and S(OMEGA) of σx; qutip.spectrum has the other sign of ω."""
    return [qutip.spectrum(QUBIT, sign * OMEGA, thermal_jumps(), SX, SX) for sign in (1, -1)]


@pytest.mark.zoo("tails-of-regression")
def test_the_spectrum_of_a_balanced_generator_is_at_another_temperature_between_its_lines():
    minus, plus = spectrum_of_qubit()
    skip_if_mended(np.allclose(minus / plus, np.exp(-OMEGA / KT), rtol=1e-6))
    np.testing.assert_allclose(minus / plus, [0.473, 0.243, 0.1356, 0.175, 0.243, 0.373], rtol=3e-3)
    both = Spectrum(np.concatenate([-OMEGA[::-1], OMEGA]), np.concatenate([minus[::-1], plus]), kT=KT)
    verdict = detbal.check(both)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(OMEGA[-1] / KT + np.log(0.373), abs=3e-3)


@pytest.mark.zoo("tails-of-regression", control=True)
def test_the_lines_themselves_are_balanced_and_so_is_the_generator():
    generator = Lindbladian(QUBIT.full(), [jump.full() for jump in thermal_jumps()])
    assert detbal.check(generator, kT=KT).status is Status.BALANCED
    ours = RegressionSpectrum(generator, SX.full(), kT=KT)
    assert detbal.check(ours).status is Status.BALANCED
    pointwise = detbal.check(ours, mode=Judged.POINTWISE, omega=OMEGA)
    assert pointwise.status is Status.BROKEN
    assert LorentzTails in found(pointwise)
    for sign, theirs in zip((-1, 1), spectrum_of_qubit(), strict=True):
        np.testing.assert_allclose(ours.density(sign * OMEGA), theirs, rtol=1e-6)
