"""Baths against numbers computed independently of the package, and closed forms."""

import numpy as np
import pytest

from detbal import Status
from detbal.generators.baths import Bath, check_bath, drude_lorentz_matsubara, impose_bath, thermometer_bath

AT = np.array([0.3, 0.8, 1.5, 2.5])

# Drude-Lorentz, λ = 0.5, γ = 1, Matsubara series with K terms: ln|S(ω)/S(-ω)|/ω at AT, and the least S(-ω) on (0, 5]
SERIES = [
    (5.0, 2, (7.82, 1.82, 0.89, 0.43), -0.195),
    (5.0, 5, (7.46, 3.13, 1.48, 0.77), -0.09),
    (5.0, 20, (5.45, 6.25, 2.41, 1.32), -0.0246),
    (1.0, 5, (1.010, 1.016, 1.037, 1.131), -0.0156),
]


@pytest.mark.parametrize(("beta", "terms", "shown", "least"), SERIES)
def test_matsubara_series(beta, terms, shown, least):
    bath = Bath(correlation_function=drude_lorentz_matsubara(0.5, 1.0, 1 / beta, terms), kT=1 / beta)
    ratio = np.log(np.abs(bath.power_spectrum(AT) / bath.power_spectrum(-AT))) / AT
    np.testing.assert_allclose(ratio, shown, atol=6e-3)
    verdict = check_bath(bath, frequencies=np.linspace(1e-3, 5, 4000))
    assert verdict.status is Status.BROKEN
    assert verdict.minimum == pytest.approx(least, rel=0.01)
    # where both sides are positive, the temperature shown is the one above
    both = bath.power_spectrum(-AT) > 0
    if both.any():
        seen = thermometer_bath(bath, frequencies=AT)
        np.testing.assert_allclose(1 / seen.kT_each, np.array(shown)[both], atol=6e-3)


def test_refit_of_the_series():
    """β = 5, six poles: exact at four frequencies; rms error of the symmetric part 4.9e-4 (Matsubara: 8.3e-2)."""
    bath = Bath(correlation_function=drude_lorentz_matsubara(0.5, 1.0, 0.2, 5), kT=0.2)
    refitted = impose_bath(bath, frequencies=AT).nearest
    verdict = check_bath(refitted, frequencies=AT)
    assert verdict.status is Status.BALANCED
    np.testing.assert_allclose(verdict.effective_kT, 0.2, rtol=1e-9)
    w = np.linspace(0.02, 8, 400)
    exact = w / (1 + w**2) / np.tanh(2.5 * w)

    def error(bath):
        symmetric = (bath.power_spectrum(w) + bath.power_spectrum(-w)) / 2
        return np.sqrt(np.mean((symmetric - exact) ** 2))

    assert error(refitted) == pytest.approx(4.9e-4, rel=0.01)
    assert error(bath) == pytest.approx(8.3e-2, rel=0.01)
    wide = check_bath(refitted, frequencies=w)
    assert wide.kms_violation == pytest.approx(1.5e-3, rel=0.05)
    assert wide.minimum == pytest.approx(-1.5e-3, rel=0.05)


def test_two_level_atom():
    """Ohmic α = 0.05, cut-off 5, kT = 0.5: S(1) and S(-1), and the Gibbs population of the upper level."""
    bath = Bath(spectral_density=lambda w: 0.05 * w * np.exp(-w / 5), kT=0.5)
    up, down = bath.power_spectrum([1.0, -1.0])
    assert up == pytest.approx(0.0946876561, abs=5e-11)
    assert down == pytest.approx(0.0128145808, abs=5e-11)
    assert down / (up + down) == pytest.approx(0.1192029, abs=5e-8)


# S(-ω)/S(ω) e^{ω/kT} - 1 of spectra computed with n(-ω) + 1 in double precision
CANCELLATION = [(20, 3e-8), (30, 1.4e-3), (34, 3.6e-2), (37, 1.6)]


def naive(w):
    n = 1 / np.expm1(w)
    return 2 * np.sign(w) * 0.05 * np.abs(w) * np.exp(-np.abs(w) / 5) * (n + 1)


@pytest.mark.parametrize(("x", "size"), CANCELLATION)
def test_lost_digits(x, size):
    """n(-ω) is near -1, and has been rounded twice, to half a unit in the last place of 1 each."""
    verdict = check_bath(Bath(power_spectrum=naive, kT=1.0), frequencies=[float(x)])
    assert verdict.status is Status.BROKEN
    found = abs(np.expm1(-verdict.residual[0]))
    assert found <= 2.0**-52 * np.exp(x)
    assert found > size / 100
    good = check_bath(Bath(spectral_density=lambda w: 0.05 * w * np.exp(-w / 5), kT=1.0), frequencies=[float(x)])
    assert good.status is Status.BALANCED
    assert good.max_residual < 1e-13


@pytest.mark.parametrize("x", [38.0, 40.0, 45.0])
def test_all_digits_lost(x):
    """From 38 kT on, n(-ω) + 1 is exactly zero: a 5 GHz qubit at 6 mK is at 40."""
    assert check_bath(Bath(power_spectrum=naive, kT=1.0), frequencies=[x]).residual[0] == np.inf


def test_built_in_forms_to_the_last_digit():
    """ln(S(ω)/S(-ω)) kT/ω = 1 to 2e-14 for ω/kT < 7, in three usual forms of J."""
    x = np.linspace(0.05, 7, 200)
    for density in (
        lambda w: w * np.exp(-w / 5),
        lambda w: w / (w**2 + 0.25),
        lambda w: w / ((w**2 - 1) ** 2 + 0.01 * w**2),
    ):
        bath = Bath(spectral_density=density, kT=0.7)
        ratio = np.log(bath.power_spectrum(0.7 * x) / bath.power_spectrum(-0.7 * x)) / x
        np.testing.assert_allclose(ratio, 1, rtol=2e-14)
