"""Saha ionisation of hydrogen against arithmetic to 30 digits; constants of CODATA 2022."""

import mpmath
import numpy as np
import pytest

from detbal.reactions.equilibrium.saha import Ionising, saha, saha_constant, three_body_recombination

ENERGY = 13.598434599702
BOLTZMANN, PLANCK, CHARGE = mpmath.mpf("1.380649e-23"), mpmath.mpf("6.62607015e-34"), mpmath.mpf("1.602176634e-19")
ELECTRON = mpmath.mpf("5.485799090441e-4") * mpmath.mpf("1.66053906892e-27")


def exact_constant(T):
    """(2πmkT/h²)^{3/2} e^{-χ/kT} in 1/cm³, for 2 g_+/g_0 = 1."""
    with mpmath.workdps(30):
        kT = BOLTZMANN * T
        thermal = (2 * mpmath.pi * ELECTRON * kT / PLANCK**2) ** mpmath.mpf("1.5") * mpmath.mpf("1e-6")
        return thermal * mpmath.exp(-mpmath.mpf(ENERGY) * CHARGE / kT)


@pytest.mark.parametrize("T", [1e3, 6e3, 1e4, 1e6])
def test_constant(T):
    assert saha_constant(T, ENERGY, g_atom=2, g_ion=1)[0] == pytest.approx(float(exact_constant(T)), rel=1e-11)


@pytest.mark.parametrize(("T", "n"), [(1e4, 1e14), (6e3, 1e17), (3e4, 1e10), (2e3, 1e20)])
def test_ionised_part(T, n):
    """x²/(1 - x) = S/n."""
    with mpmath.workdps(40):
        s = exact_constant(T) / mpmath.mpf(n)
        x = (mpmath.sqrt(s * s + 4 * s) - s) / 2
    made = saha(T, [Ionising("H", [ENERGY], [2, 1], density=n)])
    assert made.fractions("H")[1, 0] == pytest.approx(float(x), rel=1e-10)


def test_published_magnitudes():
    """x = 0.807 at 10⁴ K and 10¹⁴/cm³, 2.06e-4 at 6000 K and 10¹⁷/cm³, to the digits of the energy used."""
    found = [
        saha(T, [Ionising("H", [ENERGY], [2, 1], density=n)]).fractions("H")[1, 0]
        for T, n in ((1e4, 1e14), (6e3, 1e17))
    ]
    assert found[0] == pytest.approx(0.8074088796, rel=1e-6)
    assert found[1] == pytest.approx(2.0601917e-4, rel=1e-6)


def test_three_body_coefficient():
    """q_3b = 2.07066e-16 T^{-3/2} (g_0/g_+) e^{χ/kT} q_ion cm⁶/s."""
    T = np.array([5e3, 2e4])
    expected = 2.07066e-16 * T**-1.5 * 2.0 * np.exp(ENERGY * 11604.518121 / T) * 1e-12
    found = three_body_recombination([1e-12, 1e-12], T, ENERGY, g_atom=2, g_ion=1)
    np.testing.assert_allclose(found, expected, rtol=5e-6)
