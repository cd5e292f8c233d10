"""Known faults of packages for open quantum systems, each shown by the package itself, and what detbal says of it.

Beside every fault stands the same question to a path of the package that is right. Where a later release has mended a
fault, its test is skipped.
"""

import numpy as np
import pytest

import detbal
from detbal import Status
from detbal.generators import Bath, Lindbladian, Superoperator, Symmetry
from detbal.generators.baths.findings import ClassicalSpectrum, LostDigits, NegativeSpectrum
from detbal.generators.findings import InfiniteTemperature, InvertedBath, WrongBasis
from detbal.generators.weak_coupling.davies import davies
from detbal.testing.covariance import assert_covariant, covariance_defect

pytestmark = pytest.mark.zoo
qutip = pytest.importorskip("qutip", reason="qutip is not installed")

KT = 0.5
SX, SY, SZ, ONE = qutip.sigmax(), qutip.sigmay(), qutip.sigmaz(), qutip.qeye(2)


def ohmic():
    return qutip.OhmicEnvironment(T=KT, alpha=0.05, wc=10.0, s=1.0)


def found(verdict):
    return {type(finding) for finding in verdict.findings}


def skip_if(mended):
    if mended:
        pytest.skip("this release has mended it")


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


@pytest.mark.parametrize("name", TENSORS)
def test_a_redfield_tensor_in_the_eigenbasis_has_its_hamiltonian_in_another(name):
    H, couplings, seen, gibbs = TENSORS[name]
    tensor, _ = qutip.bloch_redfield_tensor(H, [(A, ohmic()) for A in couplings])
    populations = qutip.steadystate(tensor).diag().real
    skip_if(np.abs(populations - gibbs).max() < 1e-3)
    np.testing.assert_allclose(populations, seen, atol=6e-4)
    verdict = detbal.check(tensor, kT=KT, H=np.diag(H.eigenenergies()))
    assert verdict.status is Status.BROKEN
    assert WrongBasis in found(verdict)
    gibbs_of_verdict = np.exp(verdict.stationary_state.log_p)
    np.testing.assert_allclose(gibbs_of_verdict, gibbs, atol=6e-4 if len(gibbs) == 4 else 6e-6)


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
    skip_if(away < 1e-13)
    assert away > 0.1
    np.testing.assert_allclose(theirs.apply(rho), conjugate.apply(rho), atol=1e-14)


def redfield_of_white_noise(H, couplings):
    pairs = [(qutip.Qobj(A), lambda w: 0.3 + 0 * w) for A in couplings]
    return qutip.bloch_redfield_tensor(qutip.Qobj(H), pairs, sec_cutoff=-1, fock_basis=True)


def test_covariance_shows_the_conjugate_coupling():
    """The fault by name: no check of detailed balance can see it (see below), a change of basis does."""
    H, A = np.diag([0.0, 1.0, 2.7]), complex_coupling(0).full()
    defect = covariance_defect(redfield_of_white_noise, H, [A])
    skip_if(defect < 1e-12)
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


def test_the_conjugate_coupling_moves_expectation_values():
    H, A, g = 0.5 * SZ + 0.3 * SX, SY + 0.5 * SX, 0.3
    start = (qutip.basis(2, 0) + (1 + 0.5j) * qutip.basis(2, 1)).unit()
    redfield = qutip.brmesolve(H, start, [0.0, 1.0], a_ops=[(A, lambda w: g + 0 * w)], e_ops=[SY], sec_cutoff=-1)
    lindblad = qutip.mesolve(H, start, [0.0, 1.0], [np.sqrt(g) * A], e_ops=[SY])
    assert lindblad.expect[0][-1] == pytest.approx(0.874, abs=6e-4)
    skip_if(abs(redfield.expect[0][-1] - lindblad.expect[0][-1]) < 1e-4)
    assert redfield.expect[0][-1] == pytest.approx(0.576, abs=6e-4)


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
    skip_if(environment.power_spectrum(-40 * KT) > 0)
    verdict = detbal.check(environment, frequencies=omega)
    assert verdict.status is Status.BROKEN
    assert LostDigits in found(verdict)
    excess = np.expm1(-verdict.residual)  # S(-ω)/S(ω)/exp(-ω/kT) - 1
    np.testing.assert_allclose(excess, list(COLD.values()), rtol=0.07)
    assert np.isposinf(verdict.residual[-2:]).all()
    assert LostDigits in found(detbal.check(environment))  # on its own grid as well


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


def test_three_pade_terms_are_good_up_to_their_cut_off():
    series = drude_lorentz().approximate("pade", Nk=3)
    omega = np.linspace(0.01, 5, 500)
    verdict = detbal.check(series, frequencies=omega)
    assert verdict.minimum > 0
    assert detbal.check(series, frequencies=[1.05]).effective_kT / 0.7 == pytest.approx(1.0, abs=5e-5)
    assert NegativeSpectrum in found(detbal.check(series))  # beyond: at ω = 28


def test_the_exact_environment_is_balanced():
    assert detbal.check(drude_lorentz(), frequencies=np.linspace(0.01, 5, 100)).status is Status.BALANCED


def test_one_matsubara_term_of_an_underdamped_mode_is_off_by_percents():
    exact = qutip.UnderDampedEnvironment(T=0.7, lam=0.1, gamma=0.5, w0=1.0)
    omega = np.linspace(0.05, 5, 100)
    verdict = detbal.check(exact.approximate("matsubara", Nk=1), frequencies=omega)
    assert verdict.status is Status.BROKEN
    assert np.median(np.abs(verdict.residual) / (verdict.frequencies / 0.7)) == pytest.approx(0.03, abs=0.005)
    assert detbal.check(exact, frequencies=omega).status is Status.BALANCED


# F: baths that contradict themselves are accepted without a word


def test_a_flat_spectrum_with_a_temperature():
    flat = qutip.BosonicEnvironment.from_power_spectrum(lambda w: 0.1 + 0 * w, T=KT)
    assert flat.power_spectrum(1.0) == flat.power_spectrum(-1.0) == 0.1
    verdict = detbal.check(flat)
    assert verdict.status is Status.BROKEN
    assert found(verdict) == {ClassicalSpectrum}


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


def test_a_coupling_to_bosons_that_is_not_hermitian():
    lowering = qutip.sigmam()
    qutip.bloch_redfield_tensor(0.5 * SZ, [(lowering, ohmic())], fock_basis=True)  # accepted without a word
    with pytest.raises(detbal.InputError, match=r"couplings\[0\] is not Hermitian .*A and A† may not couple"):
        detbal.complete((0.5 * SZ, [(lowering, ohmic())]))


# I: a secular Redfield tensor of quantarhei, secularised between sites, beside a Hamiltonian that couples them

#: Exciton block of RedfieldRelaxationTensor(H, sbi).secularize() of quantarhei 0.0.70 outside of `eigenbasis_of`, rows
#: of ρ one after another, in 1/fs; and its Hamiltonian in rad/fs without its trace. Set-up of `dimer`, below.
SITE_ENERGY, SITE_COUPLING, DIMER_KT = 0.02825477, 0.01883652, 0.039276099450243976
DOWN, UP, DEPHASING = 4.08070111e-04, 7.39595896e-05, 4.12244643e-02 - 0.0013143j
DIMER_H = np.array([[-SITE_ENERGY, SITE_COUPLING], [SITE_COUPLING, SITE_ENERGY]])
DIMER_TENSOR = np.array([[-UP, 0, 0, DOWN], [0, -DEPHASING, 0, 0], [0, 0, -np.conj(DEPHASING), 0], [UP, 0, 0, -DOWN]])


def dimer(quantarhei):
    """Return H, the tensor and the rates between excitons, of the set-up of issue 325 of quantarhei."""
    times = quantarhei.TimeAxis(0.0, 5001, 2.0)
    bath = {"ftype": "OverdampedBrownian", "reorg": 20.0, "cortime": 100.0, "T": 300.0, "matsubara": 20}
    with quantarhei.energy_units("1/cm"):
        function = quantarhei.CorrelationFunction(times, bath)
        sites = [quantarhei.Molecule([0.0, energy]) for energy in (12000.0, 12300.0)]
    for site in sites:
        site.set_transition_environment((0, 1), function)
    pair = quantarhei.Aggregate(molecules=sites)
    with quantarhei.energy_units("1/cm"):
        pair.set_resonance_coupling(0, 1, 100.0)
    pair.build()
    H, coupling = pair.get_Hamiltonian(), pair.get_SystemBathInteraction()
    tensor = quantarhei.qm.RedfieldRelaxationTensor(H, coupling)
    tensor.secularize()
    h = H.data[1:, 1:]
    rates = quantarhei.qm.RedfieldRateMatrix(H, coupling).data
    return h - np.trace(h) / 2 * np.eye(2), tensor.data[1:, 1:, 1:, 1:].reshape(4, 4), rates[1:, 1:]


def with_hamiltonian(H, tensor):
    one = np.eye(2)
    return Superoperator(tensor - 1j * (np.kron(H, one) - np.kron(one, H.T)), "row", H=H)


def assert_wrong_basis(generator, tensor):
    verdict = detbal.check(generator, kT=DIMER_KT)
    assert verdict.status is Status.BROKEN
    assert WrongBasis in found(verdict)
    energies, excitons = np.linalg.eigh(generator.H)
    own = detbal.check(generator).stationary_state.matrix
    populations = np.diag(excitons.T @ own @ excitons).real
    np.testing.assert_allclose(populations, [0.515, 0.485], atol=6e-4)
    assert populations[1] / populations[0] == pytest.approx(0.942, abs=6e-4)
    assert np.exp(-np.diff(energies)[0] / DIMER_KT) == pytest.approx(0.1774, abs=6e-5)
    assert detbal.check(Superoperator(tensor, "row")).status is Status.BALANCED  # with a state of its own


def test_a_tensor_of_quantarhei_is_written_in_another_basis_than_its_hamiltonian():
    assert_wrong_basis(with_hamiltonian(DIMER_H, DIMER_TENSOR), DIMER_TENSOR)


def test_the_same_rates_between_excitons_are_balanced():
    """The control: the tensor with the populations of the rate matrix, turned into the basis of the sites."""
    energies, excitons = np.linalg.eigh(DIMER_H)
    down = 4.1e-4
    up = down * np.exp(-np.diff(energies)[0] / DIMER_KT)
    inside = DIMER_TENSOR.astype(complex)
    inside[[0, 3], [0, 3]], inside[0, 3], inside[3, 0] = [-up, -down], down, up
    turned = np.kron(excitons, excitons) @ inside @ np.kron(excitons, excitons).T
    assert detbal.check(with_hamiltonian(DIMER_H, turned), kT=DIMER_KT).status is Status.BALANCED


def test_quantarhei_itself():
    quantarhei = pytest.importorskip("quantarhei", reason="quantarhei is not installed")
    H, tensor, rates = dimer(quantarhei)
    ratio = np.exp(-np.diff(np.linalg.eigvalsh(H))[0] / DIMER_KT)
    assert rates[1, 0] / rates[0, 1] == pytest.approx(ratio, rel=2e-5)  # its rate matrix is right
    np.testing.assert_allclose(H, DIMER_H, atol=1e-8)
    skip_if(np.abs(tensor - DIMER_TENSOR).max() > 1e-6)
    assert_wrong_basis(with_hamiltonian(H, tensor), tensor)


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


def test_the_default_secular_cut_off_depends_on_the_basis_where_levels_are_degenerate():
    rotation = np.linalg.qr(np.random.default_rng(0).normal(size=(8, 8)))[0]
    (here, H), (there, _) = redfield_in(np.eye(8)), redfield_in(rotation)
    skip_if(slowest(here) == pytest.approx(slowest(there), rel=1e-6))
    assert detbal.check(here, kT=0.8, H=H).status is Status.BALANCED
    assert slowest(there) / slowest(here) > 1.5  # the relaxation of one and the same system
    for options in ({"sec_cutoff": -1}, {"sec_cutoff": 1e3}):  # none, or one far above round-off
        (here, _), (there, _) = redfield_in(np.eye(8), **options), redfield_in(rotation, **options)
        assert slowest(there) == pytest.approx(slowest(here), rel=1e-6)
