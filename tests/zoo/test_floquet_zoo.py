"""The spectra that QuTiP's Floquet-Markov equation asks for, and what detbal says of the rates it makes of them."""

import numpy as np
import pytest
from tests.zoo.asked import skip_if_mended, unless_refused

import detbal
from detbal import Status
from detbal.networks import RateNetwork

qutip = pytest.importorskip("qutip", reason="qutip is not installed")

KT, SPLITTING, PERIOD = 0.5, 1.0, 2 * np.pi / 3
SX, SZ = qutip.sigmax(), qutip.sigmaz()
BATH = qutip.OhmicEnvironment(T=KT, alpha=0.05, wc=10.0, s=1.0)


def spectral_density(w):
    return np.where(w > 0, BATH.spectral_density(np.abs(w)), 0.0)


def noise(w):
    return np.vectorize(lambda one: float(np.real(BATH.power_spectrum(one))))(w)


def rates_of(tensor, lower):
    """Return the rates up and down between populations, of a superoperator with stacked columns."""
    upper = 1 - lower
    up, down = tensor.full()[3 * upper, 3 * lower].real, tensor.full()[3 * lower, 3 * upper].real
    return up, down


def by_floquet(spectrum, temperature):
    """Return the rates of a qubit that nothing drives, as the tensor of fmmesolve has them."""
    H = qutip.QobjEvo([0.5 * SPLITTING * SZ, [0 * SX, lambda t: 0.0]])
    build = qutip.floquet_tensor
    tensor = unless_refused(build, H, [SX], [spectrum], T=PERIOD, w_th=temperature)
    return rates_of(tensor, lower=0)  # its levels ascend


def by_redfield():
    tensor = qutip.bloch_redfield_tensor(0.5 * SPLITTING * SZ, [(SX, BATH)], fock_basis=True)
    return rates_of(tensor, lower=1)


def verdict_on(up, down):
    network = RateNetwork.from_rates([[0.0, up], [down, 0.0]], energies=[0.0, SPLITTING])
    return detbal.check(network, kT=KT, tol=1e-5), detbal.thermometer(network).kT


@pytest.mark.zoo("noise-that-is-thermal-twice")
def test_a_noise_power_spectrum_with_a_temperature_is_thermal_twice():
    verdict, shown = verdict_on(*by_floquet(noise, KT))
    skip_if_mended(verdict.status is Status.BALANCED)
    assert verdict.status is Status.BROKEN
    n = 1 / np.expm1(SPLITTING / KT)
    assert verdict.max_residual == pytest.approx(np.log((2 * n**2 + 2 * n) / (2 * n**2 + 2 * n + 1)) + 2.0, abs=1e-5)
    assert shown / KT == pytest.approx(1.509, abs=1e-3)


@pytest.mark.zoo("noise-that-is-thermal-twice")
@pytest.mark.parametrize(
    ("spectrum", "temperature", "factor"), [(noise, 0.0, 2 * np.pi), (spectral_density, KT, np.pi)]
)
def test_rates_are_too_fast_where_balance_holds(spectrum, temperature, factor):
    """Detailed balance cannot see it; the rates of the same bath by Bloch and Redfield do."""
    theirs = by_floquet(spectrum, temperature)
    skip_if_mended(np.allclose(theirs, by_redfield(), rtol=1e-5))
    assert verdict_on(*theirs)[0].status is Status.BALANCED
    np.testing.assert_allclose(theirs, factor * np.array(by_redfield()), rtol=1e-5)


@pytest.mark.zoo("noise-that-is-thermal-twice", control=True)
def test_the_spectral_density_over_pi_makes_the_same_rates():
    theirs = by_floquet(lambda w: spectral_density(w) / np.pi, KT)
    np.testing.assert_allclose(theirs, by_redfield(), rtol=1e-5)
    assert verdict_on(*theirs)[0].status is Status.BALANCED
