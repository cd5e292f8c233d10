"""Our baths against the environments of QuTiP, an independent implementation."""

import numpy as np
import pytest

from detbal import Status
from detbal.generators.baths import Bath, Exponentials, check_bath, complete_bath
from detbal.generators.baths.findings import ClassicalSpectrum, LostDigits, NegativeSpectrum

qutip = pytest.importorskip("qutip")

KT = 0.7
ENVIRONMENTS = {
    "ohmic": qutip.OhmicEnvironment(T=KT, alpha=0.05, wc=5.0, s=1.0),
    "super-ohmic": qutip.OhmicEnvironment(T=KT, alpha=0.05, wc=5.0, s=3.0),
    "drude-lorentz": qutip.DrudeLorentzEnvironment(T=KT, lam=0.1, gamma=0.5),
    "underdamped": qutip.UnderDampedEnvironment(T=KT, lam=0.3, gamma=0.1, w0=1.0),
}
W = KT * np.array([-7.0, -2.0, -0.1, 0.1, 1.0, 7.0])


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_same_spectrum_from_the_same_density(name):
    environment = ENVIRONMENTS[name]
    bath = Bath(spectral_density=environment.spectral_density, kT=environment.T)
    np.testing.assert_allclose(bath.power_spectrum(W), environment.power_spectrum(W), rtol=1e-10)
    assert bath.power_spectrum(0.0) == pytest.approx(environment.power_spectrum(0.0), rel=1e-8, abs=1e-15)
    half = complete_bath(Bath(power_spectrum=environment.power_spectrum), kT=KT)
    np.testing.assert_allclose(half.power_spectrum(W), environment.power_spectrum(W), rtol=1e-10)
    np.testing.assert_allclose(half.spectral_density(W[3:]), environment.spectral_density(W[3:]), rtol=1e-10)


@pytest.mark.parametrize("name", ["ohmic", "super-ohmic"])  # of which QuTiP knows closed forms
def test_same_correlation_function(name):
    environment = ENVIRONMENTS[name]
    bath = Bath(spectral_density=environment.spectral_density, kT=environment.T)
    t = np.array([-1.5, 0.4, 3.0])
    np.testing.assert_allclose(bath.correlation_function(t), environment.correlation_function(t), atol=2e-7)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environments_are_balanced_until_they_lose_their_digits(name):
    bath = Bath(power_spectrum=ENVIRONMENTS[name].power_spectrum, kT=KT)
    assert check_bath(bath, frequencies=KT * np.linspace(0.05, 12, 40)).status is Status.BALANCED
    verdict = check_bath(bath)
    assert verdict.status is Status.BROKEN
    assert [type(finding) for finding in verdict.findings] == [LostDigits]
    assert check_bath(Bath(spectral_density=ENVIRONMENTS[name].spectral_density, kT=KT)).status is Status.BALANCED


def test_fermions():
    lead = qutip.LorentzianEnvironment(T=KT, mu=0.3, gamma=0.2, W=2.0)
    bath = Bath(spectral_density=lead.spectral_density, kT=KT, mu=0.3, statistics="fermion")
    np.testing.assert_allclose(bath.power_spectrum(W), lead.power_spectrum_minus(W), rtol=1e-13)
    np.testing.assert_allclose(bath.absorption_spectrum(W), lead.power_spectrum_plus(W), rtol=1e-13)
    both = Bath(
        power_spectrum=lead.power_spectrum_minus,
        absorption_spectrum=lead.power_spectrum_plus,
        kT=KT,
        mu=0.3,
        statistics="fermion",
    )
    assert check_bath(both).status is Status.BALANCED
    assert check_bath(both, kT=KT * 1.001).status is Status.BROKEN


def exponentials(environment, method, terms):
    made = environment.approximate(method, Nk=terms)
    exponents = (made[0] if isinstance(made, tuple) else made).exponents
    return Exponentials([each.coefficient for each in exponents], [each.exponent for each in exponents])


APPROXIMATIONS = [  # method, terms, temperature shown at 1.05 over T, least S(-ω) on (0, 5]
    ("matsubara", 0, 0.711, -1.8e-2),
    ("matsubara", 1, 0.890, -8.4e-3),
    ("matsubara", 3, 0.952, -3.9e-3),
    ("matsubara", 10, 0.984, -1.3e-3),
    ("pade", 1, 0.9999, -1.5e-3),
    ("pade", 3, 1.0000, 3.1e-5),
]


@pytest.mark.parametrize(("method", "terms", "shown", "least"), APPROXIMATIONS)
def test_approximations_by_exponentials(method, terms, shown, least):
    bath = Bath(correlation_function=exponentials(ENVIRONMENTS["drude-lorentz"], method, terms), kT=KT)
    assert check_bath(bath, frequencies=[1.05]).effective_kT[0] / KT == pytest.approx(shown, abs=6e-4)
    verdict = check_bath(bath, frequencies=np.linspace(0.001, 5, 5000))
    assert verdict.minimum == pytest.approx(least, rel=0.05)
    assert verdict.status is Status.BROKEN
    assert (NegativeSpectrum in {type(finding) for finding in verdict.findings}) == (least < 0)


def test_what_qutip_takes_without_a_word():
    flat = qutip.BosonicEnvironment.from_power_spectrum(lambda w: 0.1 + 0 * w, T=0.5)
    t = np.linspace(0, 30, 3001)
    real = qutip.BosonicEnvironment.from_correlation_function(np.exp(-t), t, T=0.5)
    for environment in (flat, real):
        verdict = check_bath(Bath(power_spectrum=environment.power_spectrum, kT=environment.T), frequencies=[0.5, 1.0])
        assert verdict.status is Status.BROKEN
        assert [type(finding) for finding in verdict.findings] == [ClassicalSpectrum]
        assert verdict.residual == pytest.approx([-1.0, -2.0], abs=1e-6)
