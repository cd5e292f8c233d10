"""Regression spectra: against direct solutions, balanced weights of peaks, tails that are not, known breakings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from detbal import Status, check
from detbal.errors import InputError
from detbal.generators import Lindbladian
from detbal.generators.baths.bath import Bath
from detbal.generators.constructions.ding_li_lin import ding_li_lin
from detbal.generators.findings import NotStationary
from detbal.generators.models import annihilator, transverse_field_ising
from detbal.generators.regression.check import Judged, LorentzTails, Overlapping, check_regression
from detbal.generators.regression.krylov import krylov_regression
from detbal.generators.regression.peaks import peak_weights
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


def superoperator(generator):
    """Return K on rows stacked, and the stationary state."""
    K = rows_stacked(generator)
    values, vectors = np.linalg.eig(K)
    rho = vectors[:, np.argmin(np.abs(values))].reshape(generator.dimension, -1)
    return K, rho / np.trace(rho)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("model", [random_generator, davies_model])
def test_two_operators_against_direct_solutions(seed, model):
    rng = np.random.default_rng(seed)
    n, one = 3, np.eye(9)
    generator = model(n, rng)
    A, B = (rng.normal(size=(n, n, 2)) @ [1, 1j] for _ in range(2))
    spectrum = RegressionSpectrum(generator, A, B)
    K, rho = superoperator(generator)
    A0, B0 = (X - np.trace(X @ rho) * np.eye(n) for X in (A, B))

    def value(X, matrix):
        return np.trace(X @ matrix.reshape(n, n))

    scale = np.abs(A).max() * np.abs(B).max()
    for t in (0.0, 0.3, 2.0):
        assert spectrum.correlation(t) == pytest.approx(value(A0, expm(t * K) @ (B0 @ rho).ravel()), abs=1e-9 * scale)
        # A(0)B(t): the earlier operator acts from the right
        earlier = value(B0, expm(t * K) @ (rho @ A0).ravel())
        assert spectrum.correlation(-t - 1e-300) == pytest.approx(earlier, abs=1e-9 * scale)
    for w in (-1.3, 0.4, 2.0):
        solve = np.linalg.solve(K + 1j * w * one, np.stack([(B0 @ rho).ravel(), (B0 @ rho - rho @ B0).ravel()], 1))
        back = np.linalg.solve(K - 1j * w * one, (rho @ A0).ravel())
        assert spectrum.transform(w) == pytest.approx(-value(A0, solve[:, 0]) - value(B0, back), rel=1e-8)
        assert spectrum.response(w) == pytest.approx(-1j * value(A0, solve[:, 1]), rel=1e-8)


@given(st.integers(0, 10**6), st.floats(-5.0, 5.0))
def test_a_weak_field_loses_what_is_absorbed_and_not_emitted(seed, omega):
    # 2 Im χ(ω) = S(ω) - S(-ω) for Hermitian A, whatever the generator
    rng = np.random.default_rng(seed)
    spectrum = RegressionSpectrum(random_generator(3, rng), hermitian(3, rng))
    chi, (up, down) = spectrum.response(omega), spectrum.density([omega, -omega])
    assert abs(2 * chi.imag - (up - down)) <= 1e-12 * (abs(chi) + abs(up) + abs(down))


def test_the_static_response_is_the_change_of_the_stationary_state():
    rng = np.random.default_rng(5)
    generator, A, B = random_generator(3, rng), hermitian(3, rng), hermitian(3, rng)
    means = [
        np.trace(A @ superoperator(Lindbladian(generator.H - f * B, generator.jumps))[1]).real for f in (1e-4, -1e-4)
    ]
    found = RegressionSpectrum(generator, A, B).response(0.0)
    assert found == pytest.approx((means[0] - means[1]) / 2e-4, rel=1e-6)


def test_the_response_of_a_two_level_atom():
    # χ(ω) = (p₀ - p₁) [1/(ω₀ - ω - iγ₂) + 1/(ω₀ + ω + iγ₂)] with γ₂ = γ (2n + 1)/2
    kT, gamma = 0.5, 0.05
    n = 1 / np.expm1(1 / kT)
    width, inversion, w = gamma * (2 * n + 1) / 2, np.tanh(0.5 / kT), np.array([-0.7, 0.0, 0.9, 1.0, 3.0])
    expected = inversion * (1 / (1 - w - 1j * width) + 1 / (1 + w + 1j * width))
    found = RegressionSpectrum(qubit(kT, gamma), [[0, 1], [1, 0]]).response(w)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("lamb_shift", [False, True])
def test_a_davies_generator_falls_into_blocks(lamb_shift):
    # an oscillator has all its transitions at one frequency, the random levels of the other none
    rng, bath = np.random.default_rng(3), Bath(spectral_density=lambda w: 0.02 * w / (w**2 + 9.0), kT=0.6)
    a = annihilator(5).toarray()
    cases = [(np.diag(np.arange(5.0)), a + a.T), (hermitian(4, rng), hermitian(4, rng))]
    for H, coupling in cases:
        generator = davies(H, [(coupling, bath)], lamb_shift=lamb_shift)
        A = rng.normal(size=(len(H), len(H), 2)) @ [1, 1j]
        found, dense = RegressionSpectrum(generator, A), RegressionSpectrum(generator.lindbladian(), A)
        w, t = np.array([-1.1, 0.3, 1.0, 2.7]), np.array([-0.7, 0.0, 3.0, 40.0])
        np.testing.assert_allclose(found.density(w), dense.density(w), rtol=1e-8)
        np.testing.assert_allclose(found.correlation(t), dense.correlation(t), atol=1e-9 * abs(dense.correlation(0.0)))
        np.testing.assert_allclose(found.response(w), dense.response(w), rtol=1e-8)
        assert check_regression(found).status is Status.BALANCED
        assert check_regression(found, kT=0.61).status is Status.BROKEN


@pytest.mark.parametrize("kT", [1e-4, 0.02, 100.0])
def test_cold_and_hot_davies_generators(kT):
    # at zero temperature what is not in the ground state cannot be absorbed from
    rng = np.random.default_rng(1)
    H, A, bath = hermitian(6, rng), hermitian(6, rng), Bath(spectral_density=lambda w: 1e-4 * w, kT=kT)
    generator = davies(H, [(A, bath)], lamb_shift=False)
    spectrum = RegressionSpectrum(generator, A)
    E, U = np.linalg.eigh(H)
    p = np.exp(-(E - E[0]) / kT)
    weight = np.abs(U.conj().T @ A @ U) ** 2 * (p / p.sum())[:, None]
    bohr = generator.levels.frequencies[1:]
    ahead, back = peak_weights(spectrum, bohr)
    i, j = np.triu_indices(6, 1)
    order = np.argsort(E[j] - E[i])
    np.testing.assert_allclose(ahead, weight[i, j][order], rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(back, weight[j, i][order], rtol=1e-8, atol=1e-12)
    assert np.isfinite(spectrum.response(bohr)).all()


def test_several_baths_leave_no_common_coordinates():
    rng = np.random.default_rng(8)
    baths = [Bath(spectral_density=lambda w: 0.05 * w, kT=kT) for kT in (0.5, 1.5)]
    H, couplings, A = hermitian(3, rng), [(hermitian(3, rng), bath) for bath in baths], hermitian(3, rng)
    generator = davies(H, couplings, lamb_shift=False)
    found, dense = RegressionSpectrum(generator, A), RegressionSpectrum(generator.lindbladian(), A)
    assert found.kT is None
    w = np.array([-1.1, 0.3, 2.7])
    np.testing.assert_allclose(found.density(w), dense.density(w), rtol=1e-8)


def ladder(n, kT=0.5, gamma=0.2):
    a = annihilator(n).toarray()
    x = 1 / np.expm1(1 / kT)
    return Lindbladian(np.diag(np.arange(float(n))), [np.sqrt(gamma * (x + 1)) * a, np.sqrt(gamma * x) * a.T]), a


def test_large_generators_are_taken_to_a_krylov_space():
    # damped oscillator without cut-off: ⟨a(t)a†⟩ = (n + 1) e^{-iωt - γt/2}
    kT, gamma = 0.5, 0.2
    generator, a = ladder(40, kT, gamma)
    spectrum = RegressionSpectrum(generator, a, kT=kT, krylov=60)
    assert "Krylov" in repr(spectrum)
    thermal = 1 / np.expm1(1 / kT)
    w, t = np.array([0.0, 0.8, 1.0, 2.0]), np.array([-2.0, 0.0, 1.0, 7.0])
    np.testing.assert_allclose(spectrum.density(w), (thermal + 1) * gamma / ((w - 1) ** 2 + gamma**2 / 4), rtol=1e-7)
    expected = (thermal + 1) * np.exp(-1j * t - gamma * np.abs(t) / 2)
    np.testing.assert_allclose(spectrum.correlation(t), expected, rtol=1e-7)


def test_a_krylov_space_agrees_with_all_modes():
    rng = np.random.default_rng(2)
    model = transverse_field_ising(3, 0.5, 1.0)
    jumps = [rng.normal() * x + 0.4j * y for x, y in zip(model.couplings[:3], model.couplings[3:6], strict=True)]
    generator, A = Lindbladian(model.H, jumps), model.couplings[0].toarray()
    whole = RegressionSpectrum(generator, A)
    found = krylov_regression(generator, whole.state.matrix, A, A, 64)
    w, t = np.array([0.0, 0.4, 2.3]), np.array([0.0, 0.5, 4.0])
    np.testing.assert_allclose(2 * found.half_transform(w).real, whole.density(w), rtol=1e-9)
    np.testing.assert_allclose(found.at(t), whole.correlation(t), atol=1e-9)
    assert len(found.h) < 64  # symmetries keep the space small


def test_a_krylov_space_that_is_too_small_says_so():
    rng = np.random.default_rng(2)
    generator = Lindbladian(hermitian(26, rng), [0.1 * hermitian(26, rng), 0.1 * np.eye(26, k=1)])
    spectrum = RegressionSpectrum(generator, hermitian(26, rng), kT=50.0, krylov=4)
    with pytest.raises(
        InputError, match=r"4 Krylov vectors leave a residual of .* at ω = 0.5: .*; give a larger krylov="
    ):
        spectrum.density(0.5)
    with pytest.raises(InputError, match="at t = 9"):
        spectrum.correlation(9.0)
    with pytest.raises(InputError, match="krylov = 0; give a whole number"):
        RegressionSpectrum(generator, hermitian(26, rng), kT=50.0, krylov=0)


def test_the_part_of_a_dipole_that_lowers():
    # it is compared with the part that raises: absorption against emission
    down = np.array([[0, 1.0], [0, 0]])
    spectrum = RegressionSpectrum(qubit(0.5), down, kT=0.5)
    assert check_regression(spectrum).status is Status.BALANCED
    ratio = spectrum.density(1.0) / spectrum.exchanged_density(-1.0)
    assert np.log(ratio) == pytest.approx(2.0, rel=1e-12)
    wrong = check_regression(spectrum, kT=0.4)
    assert wrong.residual[0] == pytest.approx(-0.5, rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("n", [2, 4])
def test_davies_generators_pass_by_peaks_and_fail_by_tails(seed, n):
    rng = np.random.default_rng(seed)
    spectrum = RegressionSpectrum(davies_model(n, rng), hermitian(n, rng), kT=KT)
    peaks = check_regression(spectrum)
    assert peaks.status is Status.BALANCED, str(peaks)
    assert peaks.dof == n * (n - 1) // 2 + 1  # and the state is stationary
    points = check_regression(spectrum, mode="pointwise")  # as the command line gives it
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
    assert verdict.labels == ["the state, stationary"]


def sampler(strength, n=4, seed=0):
    """Return a generator at KMS detailed balance that is not secular, and an operator."""
    rng = np.random.default_rng(seed)
    H, A, B = (hermitian(n, rng) for _ in range(3))
    return ding_li_lin(H, [strength * A], kT=KT), B


def test_without_secular_form_the_weights_are_balanced_to_second_order():
    errors = []
    for strength in (1e-3, 1e-2):
        generator, B = sampler(strength)
        assert check(generator, kT=KT).status is Status.BALANCED
        verdict = check_regression(RegressionSpectrum(generator, B, kT=KT))
        assert verdict.status is Status.BROKEN
        assert any("KMS detailed balance to second order" in said for said in verdict.assumptions)
        errors.append(verdict.max_residual)
    assert errors[1] / errors[0] == pytest.approx(100.0, rel=0.02)


@pytest.mark.parametrize("strength", [0.3, 1.0])
def test_weights_that_cannot_be_attributed_decide_nothing(strength):
    generator, B = sampler(strength)
    verdict = check_regression(RegressionSpectrum(generator, B, kT=KT))
    assert verdict.status is Status.UNDECIDED
    (told,) = (finding for finding in verdict.findings if isinstance(finding, Overlapping))
    assert told.count == 6
    assert told.where[0].startswith("±ω = ")
    # a state that is not stationary is broken all the same
    assert check_regression(RegressionSpectrum(generator, B, kT=2.0)).status is Status.BROKEN


def test_wide_peaks_of_single_frequencies_can_be_attributed():
    # each coherence decays by itself, so that its weight is its own however wide the peak is
    verdict = check_regression(RegressionSpectrum(qubit(gamma=2.0), [[0, 1], [1, 0]], kT=0.5))
    assert verdict.status is Status.BALANCED
    assert not any(isinstance(finding, Overlapping) for finding in verdict.findings)


@pytest.mark.parametrize("kT", [0.1, 1.0, 3.0])
def test_a_state_that_is_put_in_proves_nothing(kT):
    # the weights are those of the state, whatever the generator; the flows between two levels are not
    verdict = check_regression(RegressionSpectrum(qubit(0.5), [[0, 1], [1, 0]], kT=kT))
    assert verdict.status is Status.BROKEN
    assert [verdict.residual[0], verdict.residual[1]] == pytest.approx([0.0, abs(1 / kT - 2.0)], abs=1e-9)
    (found,) = (finding for finding in verdict.findings if isinstance(finding, NotStationary))
    assert "the weights of the peaks only show this state" in found.message
    right = check_regression(RegressionSpectrum(qubit(0.5), [[0, 1], [1, 0]], kT=0.5))
    assert right.status is Status.BALANCED
    assert not any(isinstance(finding, NotStationary) for finding in right.findings)


def test_nothing_that_absorbs_is_broken_at_any_temperature():
    one_way = Lindbladian(np.diag([0.0, 1.0]), [[[0, 0.1], [0, 0]]])
    for kT in (0.5, 1.0):
        verdict = check_regression(RegressionSpectrum(one_way, [[0, 1], [1, 0]], kT=kT))
        assert verdict.status is Status.BROKEN
        assert verdict.residual[1] > 25.0


@given(st.integers(0, 10**6), st.booleans())
def test_stationary_is_what_does_not_change(seed, turned):
    rng = np.random.default_rng(seed)
    generator = davies_model(3, rng) if turned else random_generator(3, rng)
    own = RegressionSpectrum(generator, np.eye(3)).state.matrix
    assert not RegressionSpectrum(generator, np.eye(3), state=own).stationarity.broken
    other = 0.999 * own + 0.001 * np.diag([0.5, 0.3, 0.2])
    found = RegressionSpectrum(generator, np.eye(3), state=other).stationarity
    assert found.broken
    fed = sum(V @ other @ V.conj().T for V in generator.jumps)
    drained = generator.loss() @ other
    drained = (drained + drained.conj().T) / 2
    share = np.linalg.norm(generator.apply(other)) / np.linalg.norm(fed + drained)
    assert found.residual == pytest.approx(2 * np.arctanh(share), rel=1e-6)


@pytest.mark.parametrize("strength", [0.001, 0.03, 0.3])
def test_the_lamb_shift_is_no_breaking(strength):
    rng = np.random.default_rng(0)
    H, A, B = (hermitian(4, rng) for _ in range(3))
    bath = Bath(spectral_density=lambda w: strength * w / (w**2 + 4.0), kT=KT)
    generator = davies(H, [(A, bath)])
    form = generator.lindbladian()
    assert abs(form.beyond_bare).max() > 1e-4
    for spectrum in (
        RegressionSpectrum(generator, B),
        RegressionSpectrum(form, B, kT=KT),
        RegressionSpectrum(Lindbladian(form.H, form.jumps), B, kT=KT, H=H),
    ):
        assert check_regression(spectrum).status is Status.BALANCED
        assert check_regression(spectrum, kT=1.01 * KT).status is Status.BROKEN
    assert check_regression(RegressionSpectrum(form, B), kT=KT).status is Status.BALANCED
    wrong = RegressionSpectrum(Lindbladian(form.H, form.jumps), B, kT=KT)
    assert check_regression(wrong).status is Status.BROKEN


def test_the_report_has_a_picture():
    verdict = check_regression(RegressionSpectrum(qubit(), [[0, 1], [1, 0]], kT=0.5), mode=Judged.POINTWISE)
    (figure,) = verdict.drawings()
    assert len(figure.curves) == 2
    assert "BROKEN" in str(verdict)


def test_bad_questions():
    sx = [[0, 1], [1, 0]]
    with pytest.raises(InputError, match="generator is of type ndarray; give a Lindbladian or DaviesGenerator"):
        RegressionSpectrum(np.eye(4), sx)
    large = RegressionSpectrum(Lindbladian(np.diag(np.arange(25.0)), [np.eye(25, k=1)]), np.eye(25, k=1), kT=1.0)
    with pytest.raises(InputError, match="25 levels: this needs all 625 eigenvectors"):
        check_regression(large, kT=1.0)
    with pytest.raises(InputError, match="a spectrum of two operators: it is not real"):
        check_regression(RegressionSpectrum(qubit(), sx, sx, kT=0.5))
    ohmic = Bath(spectral_density=lambda w: 0.1 * w, kT=0.5)
    thermal = davies(np.diag([0.0, 1.0]), [(sx, ohmic)], lamb_shift=False)
    with pytest.raises(InputError, match=r"kT = 0\.6: a Davies generator has the state of its baths, at kT = 0\.5"):
        RegressionSpectrum(thermal, sx, kT=0.6)
    with pytest.raises(InputError, match="a state: a Davies generator has the state of its baths"):
        RegressionSpectrum(thermal, sx, state=np.eye(2) / 2)
    with pytest.raises(InputError, match="H for a Davies generator: it has its own; leave it out"):
        RegressionSpectrum(thermal, sx, H=np.eye(2))
    for ask in ("density", "transform", "response", "exchanged_density"):
        with pytest.raises(InputError, match=r"omega\[1\] = nan; give finite numbers"):
            getattr(RegressionSpectrum(qubit(), sx), ask)([0.0, np.nan])
    with pytest.raises(InputError, match="times = inf; give finite numbers"):
        RegressionSpectrum(qubit(), sx).correlation(np.inf)
    with pytest.raises(InputError, match="no temperature"):
        check_regression(RegressionSpectrum(qubit(), sx))
    with pytest.raises(InputError, match="mode = 'sides'; give one of peaks, pointwise"):
        check_regression(RegressionSpectrum(qubit(), sx), kT=0.5, mode="sides")
    with pytest.raises(InputError, match="frequencies for peaks"):
        check_regression(RegressionSpectrum(qubit(), sx), kT=0.5, omega=[1.0])
    with pytest.raises(InputError, match=r"omega\[1\] = -1"):
        check_regression(RegressionSpectrum(qubit(), sx), kT=0.5, mode=Judged.POINTWISE, omega=[1.0, -1.0])
    with pytest.raises(InputError, match="both a temperature and a state"):
        RegressionSpectrum(qubit(), sx, kT=0.5, state=np.eye(2) / 2)
