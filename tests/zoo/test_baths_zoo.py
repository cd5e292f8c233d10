"""Known faults of the environments of QuTiP, each shown by QuTiP itself, and what detbal says of them."""

import numpy as np
import pytest
from tests.zoo.asked import kinds_of, skip_if_mended, unless_refused

import detbal
from detbal import Status
from detbal.generators.baths.findings import ClassicalSpectrum, LostDigits, NegativeSpectrum
from detbal.generators.findings import InfiniteTemperature, InvertedBath

qutip = pytest.importorskip("qutip", reason="qutip is not installed")

KT = 0.5
SX, SZ = qutip.sigmax(), qutip.sigmaz()


def ohmic():
    return qutip.OhmicEnvironment(T=KT, alpha=0.05, wc=10.0, s=1.0)


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
    verdict = detbal.check(environment, frequencies=omega)
    skip_if_mended(verdict.status is Status.BALANCED)
    assert verdict.status is Status.BROKEN
    assert LostDigits in kinds_of(verdict)
    excess = np.expm1(-verdict.residual)  # S(-ω)/S(ω)/exp(-ω/kT) - 1
    np.testing.assert_allclose(excess, list(COLD.values()), rtol=0.07)
    assert np.isposinf(verdict.residual[-2:]).all()
    assert LostDigits in kinds_of(detbal.check(environment))  # on its own grid as well


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


def is_good(series):
    """Whether a series is at its temperature, to 1e-5, and nowhere negative up to ω = 5."""
    over = detbal.check(series, frequencies=np.linspace(0.01, 5, 500))
    return over.minimum > 0 and abs(detbal.check(series, frequencies=[1.05]).effective_kT / 0.7 - 1) < 1e-5


@pytest.mark.zoo("few-exponents")
@pytest.mark.parametrize(("method", "terms"), SERIES)
def test_a_few_exponents_show_another_temperature_and_a_negative_spectrum(method, terms):
    ratio, lowest = SERIES[method, terms]
    series = drude_lorentz().approximate(method, Nk=terms)
    at_one = detbal.check(series, frequencies=[1.05])
    skip_if_mended(is_good(series))
    assert at_one.status is Status.BROKEN
    assert at_one.effective_kT / 0.7 == pytest.approx(ratio, abs=6e-4 if ratio < 0.99 else 6e-5)
    assert detbal.check(series, frequencies=np.linspace(0.01, 5, 500)).minimum == pytest.approx(lowest, rel=0.05)
    verdict = detbal.check(series)
    assert verdict.status is Status.BROKEN
    assert NegativeSpectrum in kinds_of(verdict)


@pytest.mark.zoo("few-exponents", control=True)
def test_three_pade_terms_are_good_up_to_their_cut_off():
    series = drude_lorentz().approximate("pade", Nk=3)
    omega = np.linspace(0.01, 5, 500)
    verdict = detbal.check(series, frequencies=omega)
    assert verdict.minimum > 0
    assert detbal.check(series, frequencies=[1.05]).effective_kT / 0.7 == pytest.approx(1.0, abs=5e-5)
    assert NegativeSpectrum in kinds_of(detbal.check(series))  # beyond: at ω = 28


@pytest.mark.zoo("few-exponents", control=True)
def test_the_exact_environment_is_balanced():
    assert detbal.check(drude_lorentz(), frequencies=np.linspace(0.01, 5, 100)).status is Status.BALANCED


@pytest.mark.zoo("few-exponents")
def test_one_matsubara_term_of_an_underdamped_mode_is_off_by_percents():
    exact = qutip.UnderDampedEnvironment(T=0.7, lam=0.1, gamma=0.5, w0=1.0)
    omega = np.linspace(0.05, 5, 100)
    series = exact.approximate("matsubara", Nk=1)
    skip_if_mended(is_good(series))
    verdict = detbal.check(series, frequencies=omega)
    assert verdict.status is Status.BROKEN
    assert np.median(np.abs(verdict.residual) / (verdict.frequencies / 0.7)) == pytest.approx(0.03, abs=0.005)
    assert detbal.check(exact, frequencies=omega).status is Status.BALANCED


# F: baths that contradict themselves are accepted without a word


@pytest.mark.zoo("contradictory-baths")
def test_a_flat_spectrum_with_a_temperature():
    flat = unless_refused(qutip.BosonicEnvironment.from_power_spectrum, lambda w: 0.1 + 0 * w, T=KT)
    verdict = detbal.check(flat)
    skip_if_mended(verdict.status is Status.BALANCED)
    assert flat.power_spectrum(1.0) == flat.power_spectrum(-1.0) == 0.1
    assert verdict.status is Status.BROKEN
    assert kinds_of(verdict) == {ClassicalSpectrum}


@pytest.mark.zoo("contradictory-baths")
def test_a_real_correlation_function_with_a_temperature():
    make = qutip.BosonicEnvironment.from_correlation_function
    classical = unless_refused(make, lambda t: np.exp(-np.abs(t)), tMax=20.0, T=KT)
    verdict = detbal.check(classical, frequencies=[0.5, 1.0, 2.0])
    skip_if_mended(verdict.status is Status.BALANCED)
    assert verdict.status is Status.BROKEN
    assert ClassicalSpectrum in kinds_of(verdict)


def density(w):
    return 0.05 * w * np.exp(-np.abs(w) / 10)


SPECTRA = {  # populations of the upper and lower state of 0.5 σz that brmesolve ends in
    "J coth": (lambda w: density(w) / np.tanh(w / (2 * KT)), InfiniteTemperature, [0.5, 0.5]),
    "|J|": (lambda w: np.abs(density(w)), InfiniteTemperature, [0.5, 0.5]),
    "swapped sign": (lambda w: ohmic().power_spectrum(-w), InvertedBath, [0.8807971, 0.1192029]),
}


def end_of(spectrum):
    """Return the populations that brmesolve ends in, and the verdict on its tensor."""
    H = 0.5 * SZ

    def finite(w):  # 0/0 at zero frequency, which does not matter to σx
        return np.where(w == 0, 0.1, spectrum(np.where(w == 0, 1e-9, w)))[()]

    solve, tensor_of, couplings = qutip.brmesolve, qutip.bloch_redfield_tensor, [(SX, finite)]
    end = unless_refused(solve, H, qutip.basis(2, 0), [0.0, 400.0], a_ops=couplings, sec_cutoff=0.1).states[-1]
    tensor = unless_refused(tensor_of, H, couplings, fock_basis=True)
    return end.diag().real, detbal.check(tensor, kT=KT, H=H)


@pytest.mark.zoo("contradictory-baths")
@pytest.mark.parametrize("name", SPECTRA)
def test_classical_and_inverted_baths_are_named(name):
    spectrum, kind, expected = SPECTRA[name]
    populations, verdict = end_of(spectrum)
    skip_if_mended(verdict.status is Status.BALANCED)
    np.testing.assert_allclose(populations, expected, atol=1e-4)
    assert verdict.status is Status.BROKEN
    assert kind in kinds_of(verdict)


@pytest.mark.zoo("contradictory-baths", control=True)
def test_a_thermal_bath_ends_in_gibbs_populations():
    populations, verdict = end_of(lambda w: ohmic().power_spectrum(w))
    np.testing.assert_allclose(populations, [0.1192029, 0.8807971], atol=1e-4)
    assert verdict.status is Status.BALANCED


@pytest.mark.zoo("contradictory-baths")
def test_a_coupling_to_bosons_that_is_not_hermitian():
    couplings = [(qutip.sigmam(), ohmic())]
    unless_refused(qutip.bloch_redfield_tensor, 0.5 * SZ, couplings, fock_basis=True)  # accepted without a word
    with pytest.raises(detbal.InputError, match=r"couplings\[0\] is not Hermitian .*A and A† may not couple"):
        detbal.complete((0.5 * SZ, couplings))
