"""Other packages' signs, axes and factors, as the tables "elsewhere" of docs/notation.md have them, asked of each.

Beside the right translation stands the wrong one, which must be found to be wrong.
"""

import numpy as np
import pytest

import detbal
from detbal import Status
from detbal.generators import Bath
from detbal.networks import CountNetwork, RateNetwork
from detbal.reactions import nuclide
from detbal.spectra import Products, Spectrum, estimate
from detbal.units import N_A, k_B


def test_matrices_of_deeptime_lead_from_the_row_to_the_column():
    msm = pytest.importorskip("deeptime.markov.msm", reason="deeptime is not installed")
    P = np.array([[0.9, 0.1, 0.0], [0.2, 0.5, 0.3], [0.0, 0.3, 0.7]])
    theirs = msm.MarkovStateModel(P).stationary_distribution
    for matrix, alike in ((P, True), (P.T / P.T.sum(axis=1, keepdims=True), False)):
        ours = np.exp(detbal.thermometer(RateNetwork.from_transition_matrix(matrix)).theta.values)
        assert np.allclose(ours, theirs) is alike


def test_samples_of_deeptime_are_our_counts_and_its_windows_are_not():
    markov = pytest.importorskip("deeptime.markov", reason="deeptime is not installed")
    run = np.random.default_rng(0).integers(3, size=1000)
    ours = CountNetwork.from_trajectory(run, lag=10).to_matrix().toarray()
    for mode, alike in (("sample", True), ("sliding", False)):
        theirs = markov.TransitionCountEstimator(10, mode).fit_fetch(run).count_matrix
        assert np.array_equal(theirs, ours) is alike


@pytest.fixture(scope="module")
def qutip():
    return pytest.importorskip("qutip", reason="qutip is not installed")


KT = 0.5


def environment(qutip):
    return qutip.OhmicEnvironment(T=KT, alpha=0.01, wc=5.0, s=1.0)


def our_bath(qutip):
    return Bath(spectral_density=environment(qutip).spectral_density, kT=KT)


def test_environments_of_qutip_have_our_j_and_our_sign(qutip):
    theirs, ours = environment(qutip), our_bath(qutip)
    omega = np.array([-2.0, -1.0, 1.0, 2.0])
    np.testing.assert_allclose(theirs.power_spectrum(omega), ours.power_spectrum(omega), rtol=1e-10)
    assert not np.allclose(theirs.power_spectrum(-omega), ours.power_spectrum(omega))


def test_functions_of_w_in_brmesolve_are_our_power_spectrum(qutip):
    bath = our_bath(qutip)
    coupling = [qutip.sigmax(), lambda w: float(bath.power_spectrum(w))]
    tensor = qutip.bloch_redfield_tensor(qutip.sigmaz() / 2, [coupling], fock_basis=True).full().real
    down, up = tensor[3, 0], tensor[0, 3]  # columns are stacked: 0 is the upper level
    np.testing.assert_allclose([down, up], bath.power_spectrum([1.0, -1.0]), rtol=1e-10)


def test_spectra_of_qutip_have_the_other_sign(qutip):
    jumps = [0.01 * qutip.sigmam(), 0.01 * np.exp(-0.5 / KT) * qutip.sigmap()]
    omega, A = np.array([-1.0, 1.0]), qutip.sigmax()
    values = qutip.spectrum(qutip.sigmaz() / 2, omega, jumps, A, A)
    assert detbal.check(Spectrum(-omega, values), kT=KT, tol=1e-3).status is Status.BALANCED
    assert detbal.check(Spectrum(omega, values), kT=KT, tol=1e-3).status is Status.BROKEN


def test_so_have_transforms_of_its_correlations(qutip):
    jumps = [0.1 * qutip.sigmam(), 0.1 * np.exp(-0.5 / KT) * qutip.sigmap()]
    times, A = np.linspace(0, 2000, 20001), qutip.sigmax()
    C = qutip.correlation_2op_1t(qutip.sigmaz() / 2, None, times, jumps, A, A)
    omega, values = qutip.spectrum_correlation_fft(times, C)
    low, high = (values[np.abs(omega - place) < 0.2].sum() for place in (-1.0, 1.0))
    assert np.log(low / high) == pytest.approx(1 / KT, abs=0.1)


def test_rates_of_fmmesolve_are_pi_times_those_of_its_j(qutip):
    H, start, times = qutip.sigmaz() / 2, qutip.basis(2, 0), np.linspace(0, 20, 3)
    J = environment(qutip).spectral_density
    found = qutip.fmmesolve(
        H, start, times, c_ops=[qutip.sigmax()], spectra_cb=[J], T=0.9, w_th=KT, e_ops=[qutip.sigmaz()]
    )
    excess = np.asarray(found.expect[0]) + np.tanh(0.5 / KT)
    rate = -np.log(excess[-1] / excess[0]) / times[-1]
    factor = rate / our_bath(qutip).power_spectrum([1.0, -1.0]).sum()
    if factor == pytest.approx(1.0, rel=1e-3):
        pytest.skip("this release of QuTiP has mended it")
    assert factor == pytest.approx(np.pi, rel=1e-3)


def test_welch_counts_one_side_per_hertz():
    from scipy.signal import welch

    noise = np.random.default_rng(0).normal(size=(100_000, 1))
    _, P = welch(noise[:, 0], fs=2.0)
    for unit, factor in (("rad/s", 0.5), ("Hz", np.pi)):
        S = estimate(noise, dt="0.5 s", unit=unit, lags=64).spectrum.values
        assert S.mean() / P[1:-1].mean() == pytest.approx(factor, rel=0.02)


def test_cross_spectra_of_scipy_have_our_sign():
    from scipy.signal import csd

    x = np.random.default_rng(0).normal(size=100_000)
    y = np.roll(x, 3)  # later by three samples
    f, theirs = csd(x, y, fs=1.0, nperseg=256)
    found = estimate(np.stack([x, y], axis=1), dt="1 s", unit="rad/s", lags=256, products=Products.MATRIX)
    ours = found.cross_spectrum()
    at = np.argmin(np.abs(ours.omega - 2 * np.pi * f[10]))
    assert np.angle(theirs[10]) == pytest.approx(-3 * 2 * np.pi * f[10], abs=0.02)
    assert np.angle(ours.values[at, 0, 1]) == pytest.approx(-3 * ours.omega[at], abs=0.02)


def test_cantera_counts_in_kmol_and_metres():
    """2.65e16 cm³/mol/s, 17041 cal/mol in GRI-Mech 3.0."""
    cantera = pytest.importorskip("cantera", reason="cantera is not installed")
    gas = cantera.Solution("gri30.yaml")
    gas.TP = 1000.0, 101325.0
    k = gas.reaction_equations().index("H + O2 <=> O + OH")
    in_cgs = 2.65e16 * 1000.0**-0.6707 * np.exp(-17041 * 4.184 / (N_A * k_B * 1000.0))
    assert gas.forward_rate_constants[k] == pytest.approx(in_cgs * 1e-6 * 1e3, rel=1e-3)
    assert gas.reaction(k).rate.activation_energy == pytest.approx(17041 * 4184, rel=1e-6)
    plain = cantera.Reaction.from_yaml("{equation: H + O2 <=> O + OH, rate-constant: {A: 1, b: 0, Ea: 5}}", gas)
    assert plain.rate.activation_energy == pytest.approx(5.0)  # J/kmol where a file says nothing


def test_masses_of_pynucastro_are_those_of_atoms():
    pynucastro = pytest.importorskip("pynucastro", reason="pynucastro is not installed")
    electron = 5.485799e-4
    bare = nuclide("he4").mass
    assert pynucastro.Nucleus("he4").A_nuc == pytest.approx(bare + 2 * electron, abs=1e-6)
    assert pynucastro.Nucleus("he4").A_nuc != pytest.approx(bare, abs=1e-6)
