"""Radiative recombination of hydrogen to the ground state, and photons of Planck instead of Wien."""

import mpmath
import numpy as np
import pytest

from detbal.reactions.radiative.hydrogen import HYDROGEN_EV, hydrogen_ground_state, stobbe_cross_section
from detbal.reactions.radiative.planck import inverse_velocity, planck_correction
from detbal.reactions.radiative.recombination import photoionisation_rate, recombination_coefficient

T = np.array([1e3, 5e3, 1e4, 2e4, 1e5])


def test_cross_section_at_threshold():
    assert stobbe_cross_section(HYDROGEN_EV) == pytest.approx(6.3043e-18, rel=1e-5)
    near = stobbe_cross_section(HYDROGEN_EV * (1.0 + np.array([0.0, 1e-9])))
    assert near[1] == pytest.approx(near[0], rel=1e-8)
    assert stobbe_cross_section(HYDROGEN_EV / 2) == 0.0


def exact_alpha(T):
    """∫ σ_ph (8π ν²/c²) e^{-hν/kT} dν over Saha's constant, in arithmetic to 25 digits."""
    with mpmath.workdps(25):
        k, h, e = mpmath.mpf("1.380649e-23"), mpmath.mpf("6.62607015e-34"), mpmath.mpf("1.602176634e-19")
        c, alpha, bohr = mpmath.mpf("2.99792458e10"), mpmath.mpf("7.2973525643e-3"), mpmath.mpf("5.29177210544e-9")
        electron = mpmath.mpf("5.485799090441e-4") * mpmath.mpf("1.66053906892e-27")
        chi, kT = mpmath.mpf(HYDROGEN_EV), k * T / e

        def sigma(E):
            eta = 1 / mpmath.sqrt(E / chi - 1)
            shape = mpmath.exp(-4 * eta * mpmath.acot(eta)) / (1 - mpmath.exp(-2 * mpmath.pi * eta))
            return 512 * mpmath.pi**2 / 3 * alpha * bohr**2 * (chi / E) ** 4 * shape

        edges = [chi + kT * x for x in (0, 0.25, 1, 3, 8, 20, 60)]
        total = mpmath.quad(lambda E: E**2 * sigma(E) * mpmath.exp((chi - E) / kT), edges)
        thermal = (2 * mpmath.pi * electron * k * T / h**2) ** mpmath.mpf("1.5") * mpmath.mpf("1e-6")
        return float(8 * mpmath.pi / c**2 * (e / h) ** 3 * total / thermal)


def test_recombination_against_high_precision_quadrature():
    found = recombination_coefficient(hydrogen_ground_state(points=8001), T)
    np.testing.assert_allclose(found, [exact_alpha(t) for t in T], rtol=2e-7)


def test_published_recombination_coefficients():
    """α₁ of hydrogen: 2.28, 1.58 and 1.08 e-13 cm³/s at 5000, 10,000 and 20,000 K."""
    found = recombination_coefficient(hydrogen_ground_state(), [5e3, 1e4, 2e4])
    np.testing.assert_allclose(found, [2.28e-13, 1.58e-13, 1.08e-13], rtol=4e-3)


def test_photoionisation_by_black_body_light():
    with mpmath.workdps(25):
        k, h, e, c = 1.380649e-23, 6.62607015e-34, 1.602176634e-19, 2.99792458e10
        kT = mpmath.mpf(k) * 10**4 / mpmath.mpf(e)

        def integrand(E):
            return E**2 * float(stobbe_cross_section(float(E))) / mpmath.expm1(E / kT)

        edges = [HYDROGEN_EV + float(kT) * x for x in (0, 1, 3, 8, 20, 60)]
        exact = 8 * np.pi / c**2 * (e / h) ** 3 * float(mpmath.quad(integrand, edges))
    assert photoionisation_rate(hydrogen_ground_state(), 1e4)[0] == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("Q", [0.136, 0.6, 2.2246])
@pytest.mark.parametrize("T9", [1.0, 5.0, 10.0])
@pytest.mark.parametrize("shape", ["threshold", "inverse velocity"])
def test_planck_over_wien(Q, T9, shape):
    """∫ E² σ_γ(E)/(e^{E/kT} - 1) dE over ∫ E² σ_γ(E) e^{-E/kT} dE, with E² σ_γ ∝ (E - Q) σ_capture(E - Q)."""
    with mpmath.workdps(20):
        kT = mpmath.mpf("1.380649e-23") * T9 * 10**9 / mpmath.mpf("1.602176634e-13")
        power = 2 if shape == "threshold" else 0
        edges = [Q + kT * x for x in (0, 0.1, 1, 5, 20, 80)]
        planck, wien = (
            mpmath.quad(lambda E, law=law: E**power * mpmath.sqrt(E - Q) * law(E / kT), edges)
            for law in (lambda x: 1 / mpmath.expm1(x), lambda x: mpmath.exp(-x))
        )

    def threshold(E):  # of which σ_γ ∝ √(E_γ - Q) is the reverse
        return (E + Q) ** 2 * inverse_velocity(E)

    found = planck_correction(T9 * 1e9, Q, threshold if power else inverse_velocity)
    assert found[0] == pytest.approx(float(planck / wien), rel=1e-7)
