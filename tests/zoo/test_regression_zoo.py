"""Spectra by the quantum regression theorem in QuTiP, and what detbal says of them."""

import numpy as np
import pytest
from tests.zoo.asked import kinds_of, skip_if_mended

import detbal
from detbal import Status
from detbal.generators import Lindbladian, RegressionSpectrum
from detbal.generators.regression.check import Judged, LorentzTails
from detbal.spectra import Spectrum

qutip = pytest.importorskip("qutip", reason="qutip is not installed")

KT, SX, SZ = 0.5, qutip.sigmax(), qutip.sigmaz()
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
    assert LorentzTails in kinds_of(pointwise)
    for sign, theirs in zip((-1, 1), spectrum_of_qubit(), strict=True):
        np.testing.assert_allclose(ours.density(sign * OMEGA), theirs, rtol=1e-6)


# spectrum_correlation_fft: a sum over t >= 0, twice its real part. The point at t = 0 belongs to both halves, and
# counts whole in each: a constant is added, which is white noise.

SHIFT = 1.0
NEAR = np.array([0.5, 1.0, 1.5, 2.0])


def by_fft(step):
    """Return QuTiP's S(-NEAR) and S(NEAR) of a correlation function that obeys the KMS condition exactly.

    ⟨A(t)A⟩ = e^{-iλt - λkTt²} has S(ω) ∝ e^{-(ω-λ)²/4λkT}, of which S(-ω)/S(ω) is e^{-ω/kT}.
    """
    end = 8 * np.pi / NEAR[0]  # frequencies fall on the grid
    times = step * np.arange(round(end / step)) * (end / step / round(end / step))
    correlation = np.exp(-1j * SHIFT * times - SHIFT * KT * times**2)
    omega, values = qutip.spectrum_correlation_fft(times, correlation, inverse=True)
    rows = [np.abs(omega[:, None] - sign * NEAR).argmin(axis=0) for sign in (-1, 1)]
    np.testing.assert_allclose(omega[rows[1]], NEAR, rtol=1e-9)
    return [values[row] for row in rows], times[1]


def verdict_on(minus, plus):
    two_sided = Spectrum(np.concatenate([-NEAR[::-1], NEAR]), np.concatenate([minus[::-1], plus]), kT=KT)
    return detbal.check(two_sided, tol=1e-6)


@pytest.mark.zoo("first-point-counted-whole")
@pytest.mark.parametrize("step", [0.05, 0.2])
def test_a_fourier_sum_counts_its_first_point_whole(step):
    (minus, plus), dt = by_fft(step)
    verdict = verdict_on(minus, plus)
    skip_if_mended(verdict.status is Status.BALANCED)
    exact = np.sqrt(np.pi / (SHIFT * KT)) * np.exp(-((NEAR + SHIFT) ** 2) / (4 * SHIFT * KT))
    np.testing.assert_allclose(minus - exact, dt, rtol=1e-6)  # times C(0) = 1
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log((1 + dt / exact[-1]) / (1 + dt * np.exp(-4) / exact[-1])))


@pytest.mark.zoo("first-point-counted-whole", control=True)
@pytest.mark.parametrize("step", [0.05, 0.2])
def test_with_half_of_its_first_point_the_sum_is_at_its_temperature(step):
    (minus, plus), dt = by_fft(step)
    assert verdict_on(minus - dt, plus - dt).status is Status.BALANCED
