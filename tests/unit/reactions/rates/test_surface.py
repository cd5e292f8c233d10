"""Rates at surfaces."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.conditions import GAS_CONSTANT, Conditions
from detbal.reactions.rates.surface import CoverageTerms, Surface

T = np.array([300.0, 900.0])
SITES = Conditions(1e5, np.array([1.0, 0.25, 0.75]), np.array([0, 1, 1]))


def surface(law, log_flux=np.nan, motz_wise=False, terms=None):
    return Surface(law, np.array([log_flux]), np.array([motz_wise]), terms or CoverageTerms.none(), SITES)


def test_coverages():
    terms = CoverageTerms(
        np.array([0, 0]), np.array([1, 2]), np.array([2.0, 0.0]), np.array([0.0, -1.0]),
        np.array([[0.0, 0, 0, 0], [100.0, 200.0, 0.0, 400.0]]),
    )  # fmt: skip
    found = np.exp(surface(Arrhenius(5.0, 0.0, 50.0), terms=terms).log_rates(T)[0])
    barrier = 50.0 + 100 * 0.75 + 200 * 0.75**2 + 400 * 0.75**4
    np.testing.assert_allclose(found, 5.0 * 10 ** (2 * 0.25) / 0.75 * np.exp(-barrier / T), rtol=1e-12)


def test_an_empty_site_does_not_divide_by_zero():
    terms = CoverageTerms(np.array([0]), np.array([1]), np.zeros(1), np.array([-1.0]), np.zeros((1, 4)))
    bare = surface(Arrhenius(1.0), terms=terms).at(Conditions(1e5, np.array([1.0, 0.0, 1.0]), np.array([0, 1, 1])))
    np.testing.assert_allclose(bare.log_rates(T), 20 * np.log(10.0), rtol=1e-12)  # 1e-20 stands for nothing


def test_a_sticking_coefficient_is_a_flux():
    # kinetic theory: γ √(RT/2πW) molecules per area, time and concentration; Γ of one site
    weight, density = 28.0, 2e-8
    flux = 0.5 * np.log(GAS_CONSTANT / (2 * np.pi * weight)) - np.log(density)
    speed = np.sqrt(8 * GAS_CONSTANT * T / (np.pi * weight)) / 4  # a quarter of the mean speed
    plain = np.exp(surface(Arrhenius(0.2), flux).log_rates(T)[0])
    np.testing.assert_allclose(plain, 0.2 * speed / density, rtol=1e-12)
    corrected = np.exp(surface(Arrhenius(0.2), flux, motz_wise=True).log_rates(T)[0])
    np.testing.assert_allclose(corrected / plain, 1 / 0.9, rtol=1e-12)


def test_parts_are_taken_and_joined():
    terms = CoverageTerms(np.array([0]), np.array([1]), np.ones(1), np.zeros(1), np.zeros((1, 4)))
    first, second = surface(Arrhenius(1.0), terms=terms), surface(Arrhenius(2.0), 3.0)
    whole = Surface.joined([second, first, first])
    expected = np.vstack([part.log_rates(T) for part in (second, first, first)])
    np.testing.assert_allclose(whole.log_rates(T), expected, rtol=1e-13)
    np.testing.assert_allclose(whole.take(np.array([2, 0])).log_rates(T), expected[[2, 0]], rtol=1e-13)
    assert (whole.rounding(T) < 1e-12).all()


def test_too_large_a_sticking_coefficient():
    with pytest.raises(InputError, match=r"a sticking coefficient is 2: the correction of Motz and Wise ends at 2"):
        surface(Arrhenius(2.0), 0.0, motz_wise=True).log_rates(T)
