"""Regression spectra: against direct solutions, balanced weights of peaks, tails that are not, known breakings."""

import numpy as np
import pytest
from scipy.linalg import expm

from detbal import Status
from detbal.errors import InputError
from detbal.generators import Lindbladian
from detbal.generators.baths.bath import Bath
from detbal.generators.regression.check import Judged, LorentzTails, Overlapping, check_regression, peak_weights
from detbal.generators.regression.spectrum import RegressionSpectrum
from detbal.generators.stationary import rows_stacked
from detbal.generators.weak_coupling.davies import davies
from detbal.verdict import FloorTooHigh, LeftOut, NothingToTest

KT = 0.8


def hermitian(n, rng):
    a = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    return a + a.conj().T


def davies_model(n, rng, kT=KT, strength=0.01):
    H = hermitian(n, rng)
    bath = Bath(spectral_density=lambda w: strength * w * np.exp(-w / 5.0), kT=kT)
    return davies(H, [(hermitian(n, rng), bath), (hermitian(n, rng), bath)], lamb_shift=False).lindbladian()


def qubit(kT=0.5, gamma=0.05):
    n = 1 / np.expm1(1 / kT)
    down = np.array([[0, 1.0], [0, 0]])
    return Lindbladian(np.diag([0.0, 1.0]), [np.sqrt(gamma * (n + 1)) * down, np.sqrt(gamma * n) * down.T])


def random_generator(n, rng):
    return Lindbladian(
        hermitian(n, rng), [0.3 * (rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))) for _ in range(3)]
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("model", [random_generator, davies_model])
def test_against_direct_solutions(seed, model):
    rng = np.random.default_rng(seed)
    n = 3
    generator, A = model(n, rng), hermitian(n, rng)
    spectrum = RegressionSpectrum(generator, A)
    K, rho = rows_stacked(generator), spectrum.state.matrix
    mean = np.trace(A @ rho).real
    start = (A @ rho - mean * rho).ravel()
    bra = A.T.ravel()  # Tr A X
    t = np.array([0.0, 0.3, 2.0, -1.1])
    wanted = [bra @ expm(abs(x) * K) @ start for x in t]
    wanted = np.where(t >= 0, wanted, np.conj(wanted))
    np.testing.assert_allclose(spectrum.correlation(t), wanted, atol=1e-10 * abs(wanted[0]))
    assert spectrum.correlation([0.0])[0] == pytest.approx(np.trace(A @ A @ rho).real - mean**2, rel=1e-10)
    omega = np.array([-2.0, -0.4, 0.1, 1.3])
    solved = [-2.0 * (bra @ np.linalg.lstsq(K + 1j * w * np.eye(n * n), start, rcond=None)[0]).real for w in omega]
    np.testing.assert_allclose(spectrum.density(omega), solved, rtol=1e-8)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("n", [2, 4])
def test_davies_generators_pass_by_peaks_and_fail_by_tails(seed, n):
    rng = np.random.default_rng(seed)
    spectrum = RegressionSpectrum(davies_model(n, rng), hermitian(n, rng), kT=KT)
    peaks = check_regression(spectrum)
    assert peaks.status is Status.BALANCED, str(peaks)
    assert peaks.dof == n * (n - 1) // 2
    points = check_regression(spectrum, mode=Judged.POINTWISE)
    assert points.status is Status.BROKEN
    assert any(isinstance(finding, LorentzTails) for finding in points.findings)
    assert any("Lorentzians" in said for said in peaks.assumptions)
    assert check_regression(spectrum, mode=Judged.POINTWISE, tol=1e3).status is Status.BALANCED


def test_degenerate_levels_and_equal_gaps():
    # an oscillator of four levels beside an uncoupled spin of the same frequency
    a = np.diag(np.sqrt([1.0, 2.0, 3.0]), 1)
    number = np.diag(np.arange(4.0))
    H = np.kron(number, np.eye(2)) + np.kron(np.eye(4), np.diag([0.0, 1.0]))
    bath = Bath(spectral_density=lambda w: 0.01 * w, kT=0.5)
    couplings = [(np.kron(a + a.T, np.eye(2)), bath), (np.kron(np.eye(4), [[0, 1], [1, 0]]), bath)]
    generator = davies(H, couplings, lamb_shift=False).lindbladian()
    spectrum = RegressionSpectrum(generator, couplings[0][0] + 0.3 * couplings[1][0], kT=0.5)
    assert check_regression(spectrum).status is Status.BALANCED


@pytest.mark.parametrize("other", [0.5 * (1 + 1e-6), 0.4])
def test_a_wrong_temperature_is_found_and_measured(other):
    spectrum = RegressionSpectrum(qubit(0.5), [[0, 1], [1, 0]])
    verdict = check_regression(spectrum, kT=other)
    assert verdict.status is Status.BROKEN
    assert verdict.residual[0] == pytest.approx(1 / 0.5 - 1 / other, rel=1e-6)
    assert check_regression(spectrum, kT=0.5).status is Status.BALANCED


def test_a_driven_generator_fails_by_its_peaks():
    E, rates = np.array([0.0, 1.0, 2.7]), {(0, 1): 1.0, (1, 2): 1.0, (0, 2): 1.0}
    jumps = []
    for (i, j), rate in rates.items():
        for a, b in ((i, j), (j, i)):
            jump = np.zeros((3, 3))
            boost = 3.0 if (a, b) == (0, 2) else 1.0
            jump[b, a] = np.sqrt(0.01 * boost * rate * np.exp(-0.5 * (E[b] - E[a]) / KT))
            jumps.append(jump)
    spectrum = RegressionSpectrum(Lindbladian(np.diag(E), jumps), np.ones((3, 3)))
    p = np.diag(spectrum.state.matrix).real
    verdict = check_regression(spectrum, kT=KT)
    assert verdict.status is Status.BROKEN
    # the weights of the peaks are the populations that the transitions start from
    gaps = {round(E[j] - E[i], 6): np.log(p[i] / p[j]) - (E[j] - E[i]) / KT for i, j in rates}
    for label, residual in zip(verdict.labels, verdict.residual, strict=True):
        assert residual == pytest.approx(gaps[round(float(label.split("=")[1]), 6)], abs=1e-10)
    assert not any(isinstance(finding, LorentzTails) for finding in verdict.findings)


def test_a_jump_without_reverse_is_broken_beyond_what_round_off_could_hide():
    spectrum = RegressionSpectrum(Lindbladian(np.diag([0.0, 1.0]), [[[0, 0.3], [0, 0]]]), [[0, 1], [1, 0]])
    verdict = check_regression(spectrum, kT=0.5)
    assert verdict.status is Status.BROKEN
    assert verdict.residual[0] > 20.0
    ahead, back = peak_weights(spectrum, np.array([1.0]))
    np.testing.assert_allclose([ahead[0], back[0]], [1.0, 0.0], atol=1e-14)


def test_what_round_off_hides_is_undecided():
    verdict = check_regression(RegressionSpectrum(qubit(0.01), [[0, 1], [1, 0]], kT=0.01))
    assert verdict.status is Status.UNDECIDED
    assert {LeftOut, NothingToTest} <= {type(finding) for finding in verdict.findings}
    cold = check_regression(RegressionSpectrum(qubit(0.025), [[0, 1], [1, 0]], kT=0.025))
    assert cold.status is Status.UNDECIDED
    assert any(isinstance(finding, FloorTooHigh) for finding in cold.findings)
    assert abs(cold.residual[0]) <= cold.floor[0]


def test_an_operator_that_drives_nothing_tests_nothing():
    verdict = check_regression(RegressionSpectrum(qubit(), np.diag([1.0, -1.0]), kT=0.5))
    assert verdict.status is Status.UNDECIDED
    assert any(isinstance(finding, NothingToTest) for finding in verdict.findings)
    assert not len(verdict.residual)


def test_wide_peaks_are_told():
    verdict = check_regression(RegressionSpectrum(qubit(gamma=2.0), [[0, 1], [1, 0]], kT=0.5))
    assert any(isinstance(finding, Overlapping) for finding in verdict.findings)


def test_a_state_that_is_not_stationary_is_told():
    spectrum = RegressionSpectrum(qubit(0.5), [[0, 1], [1, 0]], kT=0.7)
    assert any("not stationary" in finding.message for finding in check_regression(spectrum).findings)
    # its peaks only show the state that was put in
    assert check_regression(spectrum).status is Status.BALANCED


def test_the_report_has_a_picture():
    verdict = check_regression(RegressionSpectrum(qubit(), [[0, 1], [1, 0]], kT=0.5), mode=Judged.POINTWISE)
    (figure,) = verdict.drawings()
    assert len(figure.curves) == 2
    assert "BROKEN" in str(verdict)


def test_bad_questions():
    sx = [[0, 1], [1, 0]]
    with pytest.raises(InputError, match="operator is not Hermitian"):
        RegressionSpectrum(qubit(), [[0, 1], [0, 0]])
    with pytest.raises(InputError, match="25 levels: the regression spectrum needs all 625 eigenvectors"):
        RegressionSpectrum(Lindbladian(np.eye(25), [np.eye(25, k=1)]), np.eye(25))
    with pytest.raises(InputError, match="no temperature"):
        check_regression(RegressionSpectrum(qubit(), sx))
    with pytest.raises(InputError, match="mode = 'peaks'"):
        check_regression(RegressionSpectrum(qubit(), sx), kT=0.5, mode="peaks")
    with pytest.raises(InputError, match="frequencies for peaks"):
        check_regression(RegressionSpectrum(qubit(), sx), kT=0.5, omega=[1.0])
    with pytest.raises(InputError, match=r"omega\[1\] = -1"):
        check_regression(RegressionSpectrum(qubit(), sx), kT=0.5, mode=Judged.POINTWISE, omega=[1.0, -1.0])
    with pytest.raises(InputError, match="both a temperature and a state"):
        RegressionSpectrum(qubit(), sx, kT=0.5, state=np.eye(2) / 2)
