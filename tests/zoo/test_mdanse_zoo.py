"""A Fourier transform of MDANSE that makes every correlation function even, and what detbal says."""

import numpy as np
import pytest
from tests.zoo.asked import kinds_of, skip_if_mended

import detbal
from detbal import Status
from detbal.spectra import Kind, Spectrum
from detbal.spectra.findings import ClassicalSpectrum
from detbal.units import hbar, k_B

KELVIN, MODE, LIFETIME, STEP = 300.0, 80.0, 1.0, 0.005  # rad/ps and ps
TAILS = 0.1  # nats: at ± 3 rad/ps each line is a few per cent off by the tail of the other
N = 1 / np.expm1(MODE * 1e12 * hbar / (k_B * KELVIN))
TIMES = STEP * np.arange(4000)
QUANTUM = np.exp(-TIMES / LIFETIME) * ((N + 1) * np.exp(-1j * MODE * TIMES) + N * np.exp(1j * MODE * TIMES))


def lines(omega, values):
    """Return both lines of a spectrum, as far as their tails are below a part in a hundred."""
    near = np.abs(np.abs(omega) - MODE) < 3
    return Spectrum(omega[near], values[near], kind=Kind.WIGHTMAN, unit="rad/ps", T=KELVIN)


def by_mdanse(correlation):
    signal = pytest.importorskip("MDANSE.Mathematics.Signal", reason="MDANSE is not installed")
    values = signal.get_spectrum(correlation, None, STEP, axis=0)
    return 2 * np.pi * np.fft.fftshift(np.fft.fftfreq(len(values), STEP)), values


def with_conjugate(correlation):
    """Return the same transform of C(t), which is continued to C(-t) = C(t)*."""
    both = np.concatenate([correlation, np.conj(correlation[:0:-1])])  # t >= 0, then t < 0
    omega = 2 * np.pi * np.fft.fftfreq(len(both), STEP)
    values = STEP * len(both) * np.fft.ifft(both).real / (2 * np.pi)
    order = np.argsort(omega)
    return omega[order], values[order]


@pytest.mark.zoo("mirrored-without-conjugation")
def test_a_quantum_correlation_function_comes_out_even():
    spectrum = lines(*by_mdanse(QUANTUM))
    verdict = detbal.check(spectrum, tol=TAILS)
    skip_if_mended(verdict.status is Status.BALANCED)
    np.testing.assert_allclose(spectrum.values, spectrum.values[::-1], rtol=1e-9)
    assert verdict.status is Status.BROKEN
    assert ClassicalSpectrum in kinds_of(verdict)
    assert verdict.max_residual == pytest.approx(spectrum.x.max(), rel=1e-9)


@pytest.mark.zoo("mirrored-without-conjugation", control=True)
def test_continued_with_its_conjugate_it_is_at_its_temperature():
    spectrum = lines(*with_conjugate(QUANTUM))
    assert detbal.check(spectrum, tol=TAILS).status is Status.BALANCED


@pytest.mark.zoo("mirrored-without-conjugation", control=True)
def test_of_a_classical_correlation_function_both_make_the_same():
    theirs, ours = by_mdanse(QUANTUM.real.copy()), with_conjugate(QUANTUM.real.copy())
    at = np.abs(theirs[0]) < 200
    np.testing.assert_allclose(np.interp(theirs[0][at], *ours), theirs[1][at], atol=1e-9)
