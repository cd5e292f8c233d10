"""Generalised Planck's law against quadrature, high precision and an independent optimiser."""

from itertools import pairwise

import mpmath
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import curve_fit

from detbal.photovoltaics.emission.optics import Back, Texture
from detbal.photovoltaics.emission.planck_fit import quasi_fermi_splitting
from detbal.photovoltaics.emission.slab import Slab, emission_per_volume, log_radiative_rate
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence

# exact SI constants, typed again
H, C, Q, K = 6.62607015e-34, 299792458.0, 1.602176634e-19, 1.380649e-23


def planck(energy, mu, T):
    return 2 * np.pi * energy**2 * Q**3 / (H**3 * C**2) / np.expm1((energy - mu) * Q / (K * T))


@pytest.mark.parametrize("mu", [-1.0, 0.0, 1.3])
def test_emission_per_volume_against_high_precision(mu):
    slab = Slab.of([1.4, 1.5], [1e5, 2e5], 1e-6, back=Back.MIRROR, texture=Texture.PLANAR, refractive_index=3.4)
    with mpmath.workdps(40):
        joules = mpmath.mpf("1.4") * mpmath.mpf("1.602176634e-19")
        x = (mpmath.mpf("1.4") - mpmath.mpf(mu)) * mpmath.mpf("1.602176634e-19") / (mpmath.mpf("1.380649e-23") * 300)
        front = 8 * mpmath.pi * mpmath.mpf("3.4") ** 2 * joules**2 / (mpmath.mpf(H) ** 3 * mpmath.mpf(C) ** 2)
        expected = mpmath.mpf(10) ** 5 * front / mpmath.expm1(x) * mpmath.mpf("1.602176634e-19")
        np.testing.assert_allclose(emission_per_volume(slab, 300, mu)[0], float(expected), rtol=1e-12)


@pytest.mark.parametrize(("T", "mu"), [(300.0, 0.0), (300.0, 1.2), (2000.0, 0.0)])
def test_radiative_rate_against_quadrature(T, mu):
    energy = np.linspace(1.3, 2.0, 36)
    alpha = 8e5 * np.exp(np.minimum(energy - 1.42, 0) / 0.01) * (1 + np.maximum(energy - 1.42, 0))
    slab = Slab.of(energy, alpha, 1e-6, back=Back.MIRROR, texture=Texture.PLANAR, refractive_index=3.5)

    def rate(one):
        return 4 * 3.5**2 * np.interp(one, energy, alpha) * planck(one, mu, T)

    expected = sum(quad(rate, low, high, epsrel=1e-12)[0] for low, high in pairwise(energy))
    assert log_radiative_rate(slab, T, mu) == pytest.approx(np.log(expected), abs=1e-10)


@pytest.mark.parametrize(("energy", "T", "mu"), [((1.42, 1.55), 310.0, 1.1), ((0.1, 0.6), 900.0, 0.05)])
def test_fit_against_an_optimiser_that_knows_nothing_of_logs(energy, T, mu):
    """Values, errors and covariance, within and without Boltzmann's regime."""
    at = np.linspace(*energy, 60)
    error = 0.01 * planck(at, mu, T)
    flux = planck(at, mu, T) + np.random.default_rng(8).normal(0, error)
    scale = flux.max()
    values, covariance = curve_fit(
        lambda E, level, kelvin: 0.9 * planck(E, level, kelvin) / scale,
        at,
        flux / 0.9 / scale * 0.9,
        p0=(mu, T),
        sigma=error / scale,
        absolute_sigma=True,
        x_scale=(0.01, 100.0),
        method="trf",
        xtol=1e-14,
        ftol=1e-14,
        gtol=1e-14,
    )
    pl = Luminescence.of(at, flux, per=Interval.ENERGY, counted=Counted.PHOTONS, error=error, absolute=True)
    made = quasi_fermi_splitting(pl, absorptance=0.9)
    assert made.delta_mu == pytest.approx(values[0], abs=1e-3 * made.delta_mu_error)
    assert pytest.approx(values[1], abs=1e-3 * made.T_error) == made.T
    assert made.delta_mu_error == pytest.approx(np.sqrt(covariance[0, 0]), rel=1e-2)
    assert made.T_error == pytest.approx(np.sqrt(covariance[1, 1]), rel=1e-2)
