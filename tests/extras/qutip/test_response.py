"""Spectra and relaxation against QuTiP's solvers."""

import numpy as np
import pytest

from detbal.generators import Lindbladian, RegressionSpectrum
from detbal.generators.response import relaxation

qutip = pytest.importorskip("qutip", reason="qutip is not installed")


def system(seed, n=3):
    rng = np.random.default_rng(seed)
    H, *jumps = (rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)) for _ in range(3))
    A, B = (qutip.Qobj(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))) for _ in range(2))
    return qutip.Qobj(H + H.conj().T), [0.3 * qutip.Qobj(jump) for jump in jumps], A, B


@pytest.mark.parametrize("seed", range(2))
def test_correlations_of_two_operators(seed):
    H, jumps, A, B = system(seed)
    times = np.linspace(0.0, 4.0, 9)
    rho = qutip.steadystate(H, jumps)
    theirs = qutip.correlation_2op_1t(H, None, times, jumps, A, B, options={"atol": 1e-11, "rtol": 1e-9})
    mean = qutip.expect(A, rho) * qutip.expect(B, rho)
    spectrum = RegressionSpectrum(Lindbladian(H, jumps), A, B)
    np.testing.assert_allclose(spectrum.correlation(times), np.array(theirs) - mean, atol=1e-6)


def test_spectra():
    H, jumps, A, _ = system(5)
    omega = np.linspace(-4.0, 4.0, 7)
    theirs = qutip.spectrum(H, omega, jumps, A, A.dag())  # with e^{-iωt}
    spectrum = RegressionSpectrum(Lindbladian(H, jumps), A)
    np.testing.assert_allclose(spectrum.density(-omega), theirs, rtol=1e-6)


def test_relaxation():
    H, jumps, *_ = system(3)
    times = np.linspace(0.0, 5.0, 6)
    rho = qutip.ket2dm(qutip.rand_ket(3, seed=1))
    levels = [state.proj() for state in H.eigenstates()[1]]
    theirs = qutip.mesolve(H, rho, times, jumps, e_ops=levels, options={"atol": 1e-11, "rtol": 1e-9}).expect
    found = relaxation(Lindbladian(H, jumps), rho, times)
    np.testing.assert_allclose(found.populations, theirs, atol=1e-7)
