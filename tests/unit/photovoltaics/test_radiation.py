"""Radiation of a black surface, against quadrature and known constants."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.photovoltaics.radiation import (
    BOLTZMANN,
    HC,
    HEMISPHERE,
    log_emission,
    log_photons_above,
    log_photons_slope,
    log_power_above,
    net_photons_above,
)

E_CHARGE = 1.602176634e-19


def by_quadrature(gap, kT, mu, power):
    with mpmath.workdps(30):
        points = [gap + kT * k for k in (0, 1, 3, 10, 30, 100)]
        return mpmath.quad(lambda E: HEMISPHERE * E**power / mpmath.expm1((E - mu) / kT), points)


@pytest.mark.parametrize(
    ("gap", "kT", "mu"),
    [(1.34, 0.0257, 0.0), (1.34, 0.0257, 1.2), (0.5, 0.5, 0.0), (0.3, 0.2, 0.25), (0.2, 0.5, -1.0), (1e-3, 0.5, 0.0)],
)
def test_integrals_above_a_gap(gap, kT, mu):
    assert float(log_photons_above(gap, kT, mu)) == pytest.approx(
        float(mpmath.log(by_quadrature(gap, kT, mu, 2))), rel=1e-13
    )
    expected = float(mpmath.log(by_quadrature(gap, kT, mu, 3) * E_CHARGE))
    assert float(log_power_above(gap, kT, mu)) == pytest.approx(expected, rel=1e-13)


def test_stefan_and_boltzmann():
    assert float(np.exp(log_power_above(0.0, 300 * BOLTZMANN))) == pytest.approx(5.670374419e-8 * 300**4, rel=1e-9)


def test_photons_of_a_black_body():
    """2πc (kT/hc)³ 2 ζ(3) = 1.5205e15 T³, a textbook number."""
    assert float(np.exp(log_photons_above(0.0, 1000 * BOLTZMANN))) == pytest.approx(1.5205e24, rel=1e-4)


def test_energy_times_wavelength():
    assert pytest.approx(1239.841984, rel=1e-9) == HC


@given(
    gap=st.floats(0.1, 10),
    T=st.floats(1, 1e4),
    below=st.floats(0.01, 3),
)
def test_slope_is_the_derivative(gap, T, below):
    kT = T * BOLTZMANN
    mu = gap - below
    step = 1e-4 * min(kT, below)
    difference = log_photons_above(gap, kT, mu + step) - log_photons_above(gap, kT, mu - step)
    slope = np.exp(log_photons_slope(gap, kT, mu) - log_photons_above(gap, kT, mu))
    assert float(difference / (2 * step) / slope) == pytest.approx(1.0, rel=1e-6)


@given(energy=st.floats(0.1, 10), T=st.floats(1, 1e4), mu=st.floats(-5, 0))
def test_absorption_against_emission(energy, T, mu):
    """φ(E, μ)/φ(E, 0) is (e^x - 1)/(e^{x - μ/kT} - 1), in logs and without overflow."""
    kT = T * BOLTZMANN
    x = mpmath.mpf(energy) / mpmath.mpf(kT)
    expected = float(mpmath.log(mpmath.expm1(x)) - mpmath.log(mpmath.expm1(x - mpmath.mpf(mu) / mpmath.mpf(kT))))
    found = float(log_emission(energy, kT, mu) - log_emission(energy, kT))
    assert found == pytest.approx(expected, rel=1e-10, abs=1e-10)


def test_gain_is_refused():
    with pytest.raises(InputError, match=r"chemical potential 1\.5 eV at a photon energy of 1\.4 eV: .*keep qV below"):
        log_emission([2.0, 1.4], 0.025, 1.5)
    with pytest.raises(InputError, match=r"chemical potential 1\.4 eV at a photon energy of 1\.4 eV"):
        log_photons_above(1.4, 0.025, 1.4)


def exact_net(gap, kT, mu):
    """Difference of two sums of polylogarithms in 400 digits."""
    with mpmath.workdps(400):
        g, scale = mpmath.mpf(gap), mpmath.mpf(kT)

        def emitted(level):
            q = mpmath.exp(-(g - level) / scale)
            first = -mpmath.log1p(-q) * (g / scale) ** 2
            return first + 2 * g / scale * mpmath.polylog(2, q) + 2 * mpmath.polylog(3, q)

        return float(HEMISPHERE * scale**3 * (emitted(mpmath.mpf(mu)) - emitted(mpmath.mpf(0))))


@pytest.mark.parametrize("gap", [0.1, 1.4])
@pytest.mark.parametrize("kT", [0.01, 0.0257, 0.5, 8.0, 1e4])
@pytest.mark.parametrize("part", [-3.0, -0.3, -1e-4, -1e-15, 1e-20, 1e-8, 1e-3, 0.2, 0.6, 0.999])
def test_net_emission_keeps_its_digits(gap, kT, part):
    """Small beside the gap or kT, of either sign, in cold and hot cells."""
    mu = part * gap if part > 0 else part * min(gap, kT)
    slack = 1e-12 + 1e-13 * kT / gap  # near the gap of a very hot cell the two are still subtracted
    assert float(net_photons_above(gap, kT, mu)) == pytest.approx(exact_net(gap, kT, mu), rel=slack)


def test_plain_subtraction_loses_them():
    """Negative control."""
    plain = float(np.exp(log_photons_above(1.4, 8.0, 1e-8)) - np.exp(log_photons_above(1.4, 8.0)))
    assert abs(plain / exact_net(1.4, 8.0, 1e-8) - 1) > 1e-8
    assert net_photons_above([1.4, 1.4], 0.0257, 0.0).tolist() == [0.0, 0.0]


def test_nothing_is_no_number():
    with pytest.raises(InputError, match=r"chemical potential nan eV"):
        log_emission(1.4, 0.025, np.nan)
    with pytest.raises(InputError, match=r"chemical potential nan eV"):
        log_photons_above([1.4, 1.4], 0.025, [0.0, np.nan])
